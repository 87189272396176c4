"""Following a teacher: who may lead, what a place is, who hears of it, and how a hundred do."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.test_server import ask, running
from tools import classroom
from tools.classroom import FOLLOW, LEAD, MOST_BYTES, MOST_FOLLOWERS, Room, place_in
from tools.server import PageServer, open_server
from tools.site import Site

PLACE = "#/gradient-descent/run?learning_rate=0.05&t=120"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PageServer]:
    (tmp_path / "index.html").write_text("<!doctype html>")
    room = Room("secret", "http://192.0.2.7:8000/?class")
    with running(open_server(Site(tmp_path), "127.0.0.1", 0, room=room)) as opened:
        yield opened


def room_of(server: PageServer) -> Room:
    assert server.room
    return server.room


def post(server: PageServer, body: bytes, token: str = "secret", **headers: str):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request("POST", LEAD, body, {"Authorization": f"Bearer {token}", **headers})
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    return answer.status, said


def place(address: str, page: str = "desk") -> bytes:
    return json.dumps({"address": address, "page": page}).encode()


def show(server: PageServer, address: str, token: str = "secret", page: str = "desk"):
    time.sleep(0.05)
    return post(server, place(address, page), token)


class Follower:
    """One who follows; `heard` are the places, each with the moment it came."""

    def __init__(self, server: PageServer) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        self.connection.request("GET", FOLLOW)
        self.answer = self.connection.getresponse()

    def next_place(self) -> str:
        while not (line := self.answer.readline()).startswith(b"data:"):
            assert line, "the stream has ended"
        return line[5:].strip().decode()

    def leave(self) -> None:
        self.answer.close()
        self.connection.close()


def test_who_follows_hears_where_the_teacher_goes(server: PageServer):
    follower = Follower(server)
    assert follower.answer.headers["Content-Type"].startswith("text/event-stream")
    for address in (PLACE, PLACE + "0", "#/"):
        status, said = show(server, address)
        assert status == 200 and json.loads(said) == {"followers": 1, "address": "http://192.0.2.7:8000/?class"}
        assert follower.next_place() == address
    follower.leave()


def test_who_comes_late_is_told_the_present_place_at_once(server: PageServer):
    show(server, "#/one-neuron")
    show(server, PLACE)
    follower = Follower(server)
    assert follower.next_place() == PLACE
    follower.leave()


def test_only_the_holder_of_the_token_leads(server: PageServer):
    follower = Follower(server)
    for token in ("", "Secret", "secret ✗".encode().decode("latin-1"), "secre"):
        assert show(server, "#/lime", token)[0] == 403
    assert show(server, PLACE)[0] == 200
    assert follower.next_place() == PLACE, "nothing of the others was heard"
    follower.leave()


def test_of_two_pages_with_the_token_the_one_leads_that_began_last(server: PageServer):
    assert show(server, "#/lime", page="desk")[0] == 200
    assert show(server, PLACE, page="projector")[0] == 200
    assert show(server, "#/lime", page="desk")[0] == 409
    assert room_of(server)._shown == PLACE
    assert show(server, "#/lime", page="desk-again")[0] == 200


def test_followers_are_counted_and_leave_no_trace(server: PageServer):
    followers = [Follower(server) for _ in range(3)]
    assert json.loads(show(server, PLACE)[1])["followers"] == 3
    for follower in followers:
        follower.leave()
    until = time.monotonic() + 5
    while room_of(server).followers and time.monotonic() < until:
        show(server, f"{PLACE}&x={time.monotonic()}")  # a closed stream is noticed when it is written to
    assert room_of(server).followers == 0
    known = {"token", "address", "_changed", "_shown", "_number", "_followers", "_last", "_leaders"}
    assert vars(room_of(server)).keys() == known


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'"#/"', b"null", b'{"address": 3, "page": "a"}', b'{"address": "#/"}',
        b'{"address": "#/", "page": "a", "more": 1}', place("javascript:alert(1)"), place("#/a b"),
        place("#/x?y=\n\ndata: evil"), place(""), place("https://other.example/#/"), place("#/../x"),
        place("#/", "a b"), place("#/", "x" * 99), b"[" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_and_not_passed_on(server: PageServer, body: bytes):
    assert post(server, body)[0] == 400
    assert room_of(server)._shown == ""


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(place)))
def test_whatever_is_taken_for_a_place_fits_on_one_line_of_a_stream(body: bytes):
    address, _ = place_in(body)
    assert not address or (address.startswith("#/") and address.isascii() and address.isprintable())


def test_a_place_that_is_too_long_is_refused_before_it_is_read(server: PageServer):
    assert post(server, b"x" * (MOST_BYTES + 1))[0] == 413
    assert post(server, b"", **{"Content-Length": "many"})[0] == 413


def test_places_faster_than_anybody_can_look_are_left_out(server: PageServer):
    assert show(server, "#/a")[0] == 200
    statuses = [post(server, place(f"#/a{k}"))[0] for k in range(20)]
    assert 429 in statuses


def test_without_a_classroom_there_are_no_such_addresses(tmp_path: Path):
    with running(open_server(Site(tmp_path), "127.0.0.1", 0)) as plain:
        assert ask(plain, FOLLOW)[0].status == 404
        assert post(plain, b"{}")[0] == 405


def test_a_full_room_says_so():
    room = Room()
    assert all(room.enter() for _ in range(MOST_FOLLOWERS)) and not room.enter()


def test_tokens_are_long_and_never_the_same():
    assert len({Room().token for _ in range(50)}) == 50
    assert len(Room().token) >= 12


def test_forty_follow_at_once(server: PageServer):
    followers = [Follower(server) for _ in range(40)]
    heard: list[str] = []
    threads = [threading.Thread(target=lambda f=f: heard.append(f.next_place())) for f in followers]
    for thread in threads:
        thread.start()
    assert show(server, PLACE)[0] == 200
    for thread in threads:
        thread.join(timeout=10)
    assert heard == [PLACE] * 40
    for follower in followers:
        follower.leave()


def test_who_has_left_is_not_counted_though_nothing_was_told_since(server: PageServer, monkeypatch):
    monkeypatch.setattr(classroom, "LOOK_SECONDS", 0.1)
    staying, leaving = Follower(server), Follower(server)
    assert json.loads(show(server, PLACE)[1])["followers"] == 2
    leaving.leave()
    until = time.monotonic() + 5
    while room_of(server).followers > 1 and time.monotonic() < until:
        time.sleep(0.05)
    assert room_of(server).followers == 1
    time.sleep(0.5)
    assert room_of(server).followers == 1, "who stays is not taken for one who has left"
    staying.leave()
