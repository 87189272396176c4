"""A small web server on this machine that can misbehave."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tools import sources


@dataclass
class Shelf:
    """What the server offers: `files` by path; `break_after` bytes of an answer it hangs up, that often."""

    files: dict[str, bytes] = field(default_factory=dict)
    break_after: int | None = None
    breaks: int = 0
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""


class ShelfHandler(BaseHTTPRequestHandler):
    """Serves a shelf with ranges."""

    server: Any

    def do_GET(self) -> None:
        shelf: Shelf = self.server.shelf
        wanted = self.headers.get("Range")
        shelf.asked.append((self.path, wanted))
        content = shelf.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        if start >= len(content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(content)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        rest = content[start:]
        if shelf.break_after is not None and shelf.breaks > 0:
            shelf.breaks -= 1
            rest = rest[: shelf.break_after]
        self.wfile.write(rest)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """A running server; sources of the kind `http:` are allowed for the test."""
    monkeypatch.setitem(sources.KINDS, "http", partial(sources.from_web, scheme="http"))
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), ShelfHandler)
    server.shelf = Shelf(url=f"http://127.0.0.1:{server.server_address[1]}/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server.shelf
    server.shutdown()
    server.server_close()
    thread.join()
