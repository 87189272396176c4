"""`python3 -m tools serve`: fetch what is missing, serve the page on this machine, open the browser."""

import argparse
import ipaddress
import os
import re
import sys
import webbrowser

from tools.addresses import local_addresses
from tools.classroom import Room
from tools.fetch import fetch
from tools.joined import joined_in
from tools.lock import read_lock
from tools.paths import ROOT
from tools.server import PageServer, open_server
from tools.site import site_of
from tools.snapshot import prepare

PORT = 8000


def main(arguments: list[str]) -> int:
    """Serve until Ctrl-C."""
    options = _parser().parse_args(arguments)
    options.host = options.host or ("0.0.0.0" if options.classroom else "127.0.0.1")
    parts = read_lock()
    fetch(parts)
    prepare(ROOT, parts)
    joined_in(ROOT)  # now, so that the first visitor does not wait for it
    if not is_loopback(options.host) and not options.classroom:
        print(
            f"Warning: with --host {options.host} everyone who reaches this machine over the network can "
            "open the page. Without --host only this machine can.",
            file=sys.stderr,
        )
    room = Room() if options.classroom else None
    server = open_server(site_of(ROOT, parts), options.host, options.port, options.embed_from, room)
    with server:
        try:
            _announce(server, options)
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            print("\nStopped.")
    return 0


def _announce(server: PageServer, options: argparse.Namespace) -> None:
    """Say where the page is and show it; the socket listens already, so an early request only waits."""
    address = url_of(server)
    if server.room:
        address = open_room(server.room, server)
    if options.port and server.server_port != options.port:
        print(f"Port {options.port} is taken, so this is port {server.server_port}.")
    print("Ctrl-C ends it." if server.room else f"nnviz is at {address} (Ctrl-C stops it)", flush=True)
    if options.browser and _has_screen():
        webbrowser.open(address)


def open_room(room: Room, server: PageServer) -> str:
    """Tell learners and teacher their addresses; the teacher's, which holds the token, is returned."""
    everywhere = str(server.server_address[0]) in ("0.0.0.0", "::")
    hosts = local_addresses() if everywhere else []
    near = f"http://{hosts[0]}:{server.server_port}/" if hosts else url_of(server)
    room.address = f"{near}?class"
    teacher = f"{url_of(server)}?class={room.token}"
    print(
        "A classroom is open: everyone in this network can open the page, and nothing is known about them.\n"
        f"  For learners:      {room.address}\n"
        f"  For you, to lead:  {teacher}\n"
        "Keep the second address to yourself; whoever has it can lead.",
        flush=True,
    )
    if len(hosts) > 1:
        print(
            f"This machine is in other networks, too ({', '.join(hosts[1:])}): if the class is in one of those, "
            "start with --host and that address.",
            flush=True,
        )
    if everywhere and not hosts:
        print("This machine is in no network now, so nobody else can open the page.", flush=True)
    return teacher


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m tools serve",
        description="Fetch the runtime if it is missing, serve the page and open it in the browser.",
    )
    parser.add_argument("--port", type=_port, default=PORT, help="the port to try first (0: any), %(default)s")
    parser.add_argument("--host", help="the address to listen at, 127.0.0.1 (with --classroom 0.0.0.0: the network)")
    parser.add_argument(
        "--classroom", action="store_true", help="serve the local network and let learners follow the teacher's page"
    )
    parser.add_argument("--no-browser", dest="browser", action="store_false", help="do not open a browser")
    parser.add_argument(
        "--embed-from", type=_origin, action="append", default=[], metavar="ORIGIN",
        help="let pages of this origin show the page in a frame, for example https://course.example (repeatable)",
    )  # fmt: skip
    return parser


def _origin(text: str) -> str:
    if not re.fullmatch(r"https?://[\w.-]+(:\d{1,5})?|https?://\[[0-9a-fA-F:]+\](:\d{1,5})?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an origin: give scheme, host and port, no more")
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 0 to 65535")
    return int(text)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def url_of(server: PageServer) -> str:
    """The address to type into a browser on this machine."""
    host = str(server.server_address[0])
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{server.server_port}/" if ":" in host else f"http://{host}:{server.server_port}/"


def _has_screen() -> bool:
    """Whether a window can open; on a bare Linux terminal `webbrowser` would start a text browser."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
