"""A hundred followers on this machine: how long a place takes to reach the last, and how many bytes it takes."""

import http.client
import json
import selectors
import socket
import threading
import time

from tools.benchmarks.measure import Measure, Options, middle
from tools.classroom import FOLLOW, LEAD, Room
from tools.lock import read_lock
from tools.paths import ROOT
from tools.server import PageServer, open_server
from tools.site import site_of

N_FOLLOWERS = 100
N_PLACES = 40
SECONDS_BETWEEN = 0.25


def run(options: Options) -> list[Measure]:
    """Open the streams, lead them from place to place, time each until the last has heard of it."""
    room = Room()
    server = open_server(site_of(ROOT, read_lock()), "127.0.0.1", 0, room=room)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        latencies, sizes = _led(server, room)
    finally:
        server.shutdown()
        server.server_close()
    ordered = sorted(latencies)
    return [
        Measure("followers", N_FOLLOWERS, ""),
        Measure("place to the last follower, median", middle(latencies), "ms"),
        Measure(
            "place to the last follower, 95 % of the time within", round(ordered[int(0.95 * len(ordered))], 2), "ms"
        ),
        Measure("place to one follower", middle(sizes), "B", note="of body and headers of the stream, once a change"),
        Measure("places led in a second", round(1 / SECONDS_BETWEEN, 1), "1/s"),
    ]


def _led(server: PageServer, room: Room) -> tuple[list[float], list[float]]:
    streams = [_stream(server) for _ in range(N_FOLLOWERS)]
    waiting = selectors.DefaultSelector()
    for stream in streams:
        waiting.register(stream, selectors.EVENT_READ)
    _drain(waiting, quiet=0.5)
    leader = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    latencies, sizes = [], []
    for k in range(N_PLACES):
        time.sleep(SECONDS_BETWEEN)
        began = time.perf_counter()
        body = json.dumps({"address": f"#/gradient-descent/run?learning_rate=0.05&t={k}", "page": "bench"})
        leader.request("POST", LEAD, body, {"Authorization": f"Bearer {room.token}"})
        leader.getresponse().read()
        sizes.append(_heard_by_all(waiting, len(streams)) / len(streams))
        latencies.append(1000 * (time.perf_counter() - began))
    for stream in streams:
        stream.close()
    return latencies, sizes


def _stream(server: PageServer) -> socket.socket:
    stream = socket.create_connection(("127.0.0.1", server.server_port), timeout=10)
    stream.sendall(f"GET {FOLLOW} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return stream


def _drain(waiting: selectors.BaseSelector, quiet: float) -> None:
    while events := waiting.select(quiet):
        for key, _ in events:
            key.fileobj.recv(65_536)  # type: ignore[union-attr]


def _heard_by_all(waiting: selectors.BaseSelector, n: int) -> int:
    """Wait until every stream has brought something; the bytes of all."""
    heard: set[int] = set()
    n_bytes = 0
    while len(heard) < n:
        for key, _ in waiting.select(10):
            n_bytes += len(key.fileobj.recv(65_536))  # type: ignore[union-attr]
            heard.add(key.fd)
    return n_bytes
