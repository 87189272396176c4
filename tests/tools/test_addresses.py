"""Which addresses a class is told: the way out first, every other network named, none that only we can reach."""

import sys
from pathlib import Path

import pytest

from tools import addresses, serve
from tools.classroom import Room
from tools.server import open_server
from tools.site import Site


@pytest.mark.skipif(sys.platform == "win32", reason="there is no interface for the loopback address there")
def test_every_interface_is_asked():
    assert "127.0.0.1" in addresses._interfaces()


def test_the_way_out_comes_first_and_what_only_we_can_reach_is_left_out(monkeypatch):
    monkeypatch.setattr(addresses, "_way_out", lambda: iter(["10.8.0.2"]))
    monkeypatch.setattr(addresses, "_interfaces", lambda: iter(["127.0.0.1", "192.168.4.1", "10.8.0.2", "169.254.7.7"]))
    assert addresses.local_addresses() == ["10.8.0.2", "192.168.4.1"]


def test_an_access_point_without_a_way_out_is_found_by_its_own_address(monkeypatch):
    monkeypatch.setattr(addresses, "_way_out", lambda: iter([]))
    monkeypatch.setattr(addresses, "_interfaces", lambda: iter(["127.0.0.1", "192.168.4.1"]))
    assert addresses.local_addresses() == ["192.168.4.1"]


@pytest.mark.parametrize(
    ("host", "known", "learners", "said"),
    [
        ("0.0.0.0", ["10.8.0.2"], "http://10.8.0.2:{}/?class", ""),
        ("0.0.0.0", ["10.8.0.2", "192.168.4.1"], "http://10.8.0.2:{}/?class", "other networks, too (192.168.4.1)"),
        ("0.0.0.0", [], "http://127.0.0.1:{}/?class", "in no network now"),
        ("127.0.0.1", ["10.8.0.2"], "http://127.0.0.1:{}/?class", ""),
    ],
)
def test_a_class_is_told_an_address_that_it_can_reach(tmp_path: Path, monkeypatch, capsys, host, known, learners, said):
    monkeypatch.setattr(serve, "local_addresses", lambda: known)
    room = Room("secret")
    with open_server(Site(tmp_path), host, 0, room=room) as server:
        teacher = serve.open_room(room, server)
        assert room.address == learners.format(server.server_port)
        assert teacher == f"http://127.0.0.1:{server.server_port}/?class=secret"
    told = capsys.readouterr().out
    assert room.address in told and said in told and ("network now" in told) == ("network now" in said)
