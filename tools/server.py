"""The HTTP server of the page: GET and HEAD only, threads, kept connections, honest caching.

With a classroom it also carries what the teacher shows to those who follow (`tools/classroom.py`).
"""

import errno
import http
import ipaddress
import os
import socket
import socketserver
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tools.classroom import FOLLOW, LEAD, Room, follow, lead
from tools.errors import ToolError
from tools.headers import NEVER_KEEP, security
from tools.release import CONFIGURATION
from tools.site import Answer, Site
from tools.snapshot import EDITION_HEADER, HEADER

PORTS_TO_TRY = 20


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    server_version = "nnviz"
    sys_version = ""
    timeout = 60
    disable_nagle_algorithm = True  # or the body of an answer may wait 40 ms for the other side's word
    wbufsize = -1  # headers and body leave together
    server: "PageServer"

    def __getattr__(self, name: str) -> Any:
        """Every method other than GET and HEAD is refused in the same way."""
        if name.startswith("do_"):
            return self._refuse_method
        raise AttributeError(name)

    def do_GET(self) -> None:
        if self.server.room and self.path == FOLLOW:
            follow(self, self.server.room)
        else:
            self._send_file(with_body=True)

    def do_POST(self) -> None:
        if self.server.room and self.path == LEAD:
            lead(self, self.server.room)
        else:
            self._refuse_method()

    def do_HEAD(self) -> None:
        self._send_file(with_body=False)

    def _send_file(self, *, with_body: bool) -> None:
        site = self.server.site
        path = site.find(self.path)
        accepted = accepts_gzip(self.headers.get("Accept-Encoding", ""))
        try:
            answer = site.answer(path, gzip_accepted=accepted) if path else site.made(self.path)
        except ToolError as error:  # a module that was just edited imports one that is not there
            self._send_words(http.HTTPStatus.INTERNAL_SERVER_ERROR, str(error), with_body=with_body)
            return
        if answer is None:
            self._send_words(http.HTTPStatus.NOT_FOUND, "There is no such file here.", with_body=with_body)
            return
        if names_etag(self.headers.get("If-None-Match", ""), answer.etag):
            self._head(http.HTTPStatus.NOT_MODIFIED, answer)
            self._offer_snapshot(path)
            self.end_headers()
            return
        self._head(http.HTTPStatus.OK, answer)
        self._offer_snapshot(path)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.encoding:
            self.send_header("Content-Encoding", answer.encoding)
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def _head(self, status: http.HTTPStatus, answer: Answer) -> None:
        self.send_response(status)
        self.send_header("ETag", answer.etag)
        self.send_header("Cache-Control", answer.cache_control)
        if answer.varies:
            self.send_header("Vary", "Accept-Encoding")

    def _offer_snapshot(self, path: Path | None) -> None:
        """A browser on this machine is told of the quick start, with the first file that the engine reads."""
        if path is not None and path.name == CONFIGURATION:
            near = ipaddress.ip_address(self.client_address[0]).is_loopback
            self.send_header(HEADER, (self.server.site.snapshot() if near else None) or "")
            self.send_header(EDITION_HEADER, self.server.site.edition())

    def _refuse_method(self) -> None:
        """The body of such a request is not read, so the connection cannot be kept."""
        self.close_connection = True
        sentence = "Only GET and HEAD are answered here."
        self._send_words(http.HTTPStatus.METHOD_NOT_ALLOWED, sentence, with_body=True)

    def _send_words(self, status: http.HTTPStatus, sentence: str, *, with_body: bool) -> None:
        body = (sentence + "\n").encode()
        self.send_response(status)
        if status == http.HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
            self.send_header("Connection", "close")
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", NEVER_KEEP)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def end_headers(self) -> None:
        for name, value in self.server.security.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: a person at the terminal wants to see the address, not a line for every font."""


class PageServer(ThreadingHTTPServer):
    """Listens for one site."""

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # there it would share a port that is taken
    request_queue_size = 256  # a class opens the page at once

    def __init__(
        self, address: tuple[str, int], site: Site, embedders: Sequence[str] = (), room: Room | None = None
    ) -> None:
        self.site = site
        self.room = room
        self.security = security(embedders)
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, Handler)

    def server_bind(self) -> None:
        """Bind without asking the name service who we are: that may take seconds without a network."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is nothing to tell."""


def open_server(
    site: Site, host: str, port: int, embedders: Sequence[str] = (), room: Room | None = None
) -> PageServer:
    """Listen at the port or, if it is taken, at the next free one.

    `embedders` are origins that may show the page, `room` is the classroom if it is one.
    """
    for candidate in range(port, min(port + PORTS_TO_TRY, 65536)):
        try:
            return PageServer((host, candidate), site, embedders, room)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            reason = f"The address {host}:{candidate} cannot be used ({error.strerror})"
            raise ToolError(f"{reason}: choose another with --host or --port.") from error
    raise ToolError(f"The ports from {port} on are all taken: choose another with --port.")


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header allows gzip (`gzip;q=0` forbids it)."""
    for item in header.lower().split(","):
        coding, _, quality = item.partition(";")
        if coding.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def names_etag(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names this version."""
    return header.strip() == "*" or etag in [item.strip().removeprefix("W/") for item in header.split(",")]
