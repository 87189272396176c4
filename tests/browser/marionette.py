"""Firefox, driven by the protocol it brings itself: enough to open an address and ask the page for a value.

A message is its length, a colon and JSON: a command is [0, number, name, parameters], its answer [1, number, error,
result].
"""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 120


class Firefox:
    """One session."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.connection.settimeout(PATIENCE)
        self.received = b""
        self.number = 0
        self._read()
        self.call("WebDriver:NewSession", capabilities={})
        self.call("WebDriver:SetTimeouts", script=1000 * PATIENCE)

    def go(self, address: str) -> None:
        """Open an address."""
        self.call("WebDriver:Navigate", url=address)

    def value(self, promise: str) -> Any:
        """What a promise of the page comes to, as plain data."""
        script = f"""const done = arguments[0];
            const text = (window.wrappedJSObject ?? window).eval({json.dumps(f"({promise}).then(JSON.stringify)")});
            text.then(done, (error) => done(JSON.stringify({{error: String(error)}})));"""
        return json.loads(self.call("WebDriver:ExecuteAsyncScript", script=script, args=[])["value"])

    def call(self, command: str, **parameters: Any) -> Any:
        self.number += 1
        text = json.dumps([0, self.number, command, parameters]).encode()
        self.connection.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self._read()
        assert error is None, error
        return result

    def _read(self) -> Any:
        while b":" not in self.received:
            self.received += self.connection.recv(1 << 16)
        length, _, self.received = self.received.partition(b":")
        while len(self.received) < int(length):
            self.received += self.connection.recv(1 << 16)
        message, self.received = self.received[: int(length)], self.received[int(length) :]
        return json.loads(message)


@contextmanager
def firefox(program: str, profile: Path) -> Iterator[Firefox]:
    """A Firefox without a window and without a network (its proxy leads nowhere), until the block ends."""
    wishes = {"network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9}
    wishes |= {"network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9, "app.update.enabled": False}
    wishes |= {"marionette.port": 0}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wishes.items()]
    (profile / "user.js").write_text("".join(lines), "utf-8")
    command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with _connected(profile / "MarionetteActivePort") as connection:
                yield Firefox(connection)
        finally:
            process.terminate()


def _connected(port: Path) -> socket.socket:
    """A connection to the free port that Firefox has taken and written into its profile."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", int(port.read_text("utf-8"))))
        except (OSError, ValueError):
            assert time.monotonic() < end, "Firefox does not answer."
            time.sleep(0.2)
