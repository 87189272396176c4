"""Hosts of the page: a server of plain files, as any static host is one, and our own as a person runs it.

The first sends no special headers, compresses nothing and knows nothing of the page.
"""

import functools
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools.paths import ROOT
from tools.serve import url_of
from tools.server import open_server
from tools.site import Site


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


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Serve a checkout as `tools serve` does, from this program; the address."""
    server = open_server(site, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield url_of(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def local_server() -> Iterator[str]:
    """`tools serve` as a person runs it; at the end of the block it is gone, with all its open connections."""
    command = [sys.executable, "-m", "tools", "serve", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            said = next(line for line in server.stdout if "nnviz is at" in line)  # other news may come first
            yield said.split()[3]
        finally:
            server.terminate()
