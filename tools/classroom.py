"""Follow me: a teacher's page shows where it is, and the pages of those who follow go there, too.

What travels is an address of the page (`#/lesson/step?…`), the same text that a link holds, so a follower's page checks
it as it checks a link. Followers hear of it by server-sent events. Only who holds the token may lead, and of several
such pages the one that began last does. Nothing is known about followers but how many streams are open.
"""

import hmac
import http
import json
import re
import secrets
import selectors
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler

from tools.headers import NEVER_KEEP

FOLLOW, LEAD = "/classroom/follow", "/classroom/lead"
MOST_BYTES = 16_384
MOST_FOLLOWERS = 400
LEAST_SECONDS = 0.04
"""Between two places shown: faster than this nobody can look."""
ALIVE_SECONDS = 15
"""After so long without news a stream sends a comment, so that a follower whose network has gone is noticed."""
LOOK_SECONDS = 2
"""So often a stream looks whether its follower has closed it."""

NOWHERE = ("", "")

_ADDRESS = re.compile(r"#/[\w-]{0,60}(/[\w-]{1,60})?(\?[!-~]*)?", re.ASCII)
_PAGE = re.compile(r"[\w.-]{1,40}", re.ASCII)


class Room:
    """Where the teacher is, and how many follow."""

    def __init__(self, token: str | None = None, address: str = "") -> None:
        self.token = token or secrets.token_urlsafe(9)
        self.address = address  # of the page, for learners
        self._changed = threading.Condition()
        self._shown = ""
        self._number = 0
        self._followers = 0
        self._last = 0.0
        self._leaders: list[str] = []  # in the order in which they began

    @property
    def followers(self) -> int:
        return self._followers

    def may_lead(self, authorization: str) -> bool:
        """Whether an Authorization header holds the token; how long the answer takes does not tell how much fits."""
        given = authorization.removeprefix("Bearer ").strip()
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode())

    def leads(self, page: str) -> bool:
        """Whether a page leads: of several the one that began last, else they would pull the class back and forth."""
        with self._changed:
            if page not in self._leaders:
                self._leaders.append(page)
            return page == self._leaders[-1]

    def show(self, address: str) -> bool:
        """Send all who follow to an address; False if the one before was too short a time ago."""
        with self._changed:
            now = time.monotonic()
            if address != self._shown:
                if now - self._last < LEAST_SECONDS:
                    return False
                self._last = now
                self._shown = address
                self._number += 1
                self._changed.notify_all()
        return True

    def next_after(self, number: int, seconds: float) -> tuple[int, str] | None:
        """The place that is shown and its number, as soon as it is another than `number`; None after some seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._number != number, seconds):
                return None
            return self._number, self._shown

    def enter(self) -> bool:
        """One more follows; False if the room is full."""
        with self._changed:
            if self._followers >= MOST_FOLLOWERS:
                return False
            self._followers += 1
            return True

    def leave(self) -> None:
        with self._changed:
            self._followers -= 1


def follow(handler: BaseHTTPRequestHandler, room: Room) -> None:
    """Answer with a stream that begins with the present place and goes on until the follower leaves."""
    if not room.enter():
        _words(handler, http.HTTPStatus.SERVICE_UNAVAILABLE, "The room is full.")
        return
    try:
        handler.send_response(http.HTTPStatus.OK)
        handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
        handler.send_header("Cache-Control", NEVER_KEEP)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        _tell(handler, b"retry: 2000\n\n")
        _tell_on(handler, room)
    except OSError:
        return  # the follower has left
    finally:
        room.leave()


def _tell_on(handler: BaseHTTPRequestHandler, room: Room) -> None:
    """Tell every place until the follower has left, and at times that we are still here."""
    number, told = 0, time.monotonic()
    while not _has_left(handler.connection):
        news = room.next_after(number, LOOK_SECONDS)
        if news is not None:
            number, address = news
            _tell(handler, f"data: {address}\n\n".encode())
        elif time.monotonic() - told < ALIVE_SECONDS:
            continue
        else:
            _tell(handler, b": still here\n\n")
        told = time.monotonic()


def _has_left(connection: socket.socket) -> bool:
    """Whether the other side has closed: there is something to read, and it is the end."""
    with selectors.DefaultSelector() as selector:
        selector.register(connection, selectors.EVENT_READ)
        return bool(selector.select(0)) and not connection.recv(1, socket.MSG_PEEK)


def _tell(handler: BaseHTTPRequestHandler, words: bytes) -> None:
    handler.wfile.write(words)
    handler.wfile.flush()


def lead(handler: BaseHTTPRequestHandler, room: Room) -> None:
    """Take a place from the one who holds the token; the answer tells how many follow."""
    handler.close_connection = True  # until it is known that the body was read
    if not room.may_lead(handler.headers.get("Authorization", "")):
        _words(handler, http.HTTPStatus.FORBIDDEN, "Only the teacher's page leads: the token is not this one.")
        return
    length = handler.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        _words(handler, http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A place takes at most {MOST_BYTES} bytes.")
        return
    body = handler.rfile.read(int(length))
    handler.close_connection = False
    address, page = place_in(body)
    if not address:
        _words(handler, http.HTTPStatus.BAD_REQUEST, "This is no place in nnviz.")
    elif not room.leads(page):
        _words(handler, http.HTTPStatus.CONFLICT, "Another page began to lead after this one.")
    elif not room.show(address):
        _words(handler, http.HTTPStatus.TOO_MANY_REQUESTS, "Too many places at once.")
    else:
        told = json.dumps({"followers": room.followers, "address": room.address}).encode()
        _answer(handler, http.HTTPStatus.OK, "application/json; charset=utf-8", told)


def place_in(body: bytes) -> tuple[str, str]:
    """The address in a message {"address": "#/…", "page": "…"}, and the page; `NOWHERE` if it is anything else."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return NOWHERE
    if not (isinstance(message, dict) and set(message) == {"address", "page"}):
        return NOWHERE
    address, page = message["address"], message["page"]
    is_place = isinstance(address, str) and _ADDRESS.fullmatch(address)
    return (address, page) if is_place and isinstance(page, str) and _PAGE.fullmatch(page) else NOWHERE


def _words(handler: BaseHTTPRequestHandler, status: http.HTTPStatus, sentence: str) -> None:
    _answer(handler, status, "text/plain; charset=utf-8", (sentence + "\n").encode())


def _answer(handler: BaseHTTPRequestHandler, status: http.HTTPStatus, kind: str, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.send_header("Cache-Control", NEVER_KEEP)
    if handler.close_connection:
        handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(body)
