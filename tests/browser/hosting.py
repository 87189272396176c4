"""A server of plain files, as any static host is one: no special headers, no compression, no knowledge of the page."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class QuietHandler(SimpleHTTPRequestHandler):
    """Python's own server of plain files."""

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def plain_host(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve a folder; the address of its top."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
