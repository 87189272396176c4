"""A progress line for downloads: the file, how many bytes, how fast.

On a terminal one line is rewritten in place; elsewhere (a log) each finished file gets a line of its own.
"""

import sys
import time
from typing import TextIO

REDRAW_SECONDS = 0.1
BAR_CELLS = 20


class Progress:
    """Shows one download after another; `begin`, then `advance` with byte counts, then `end`."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.live = self.stream.isatty()

    def begin(self, name: str, total: int | None, have: int = 0) -> None:
        """Start the line of one file; `have` bytes of it were already here."""
        self.name, self.total, self.have, self.already = name, total, have, have
        self.started = time.monotonic()
        self.drawn = 0.0
        if have and not self.live:
            self.say(f"{name}: going on after {size(have)}")

    def advance(self, count: int) -> None:
        """Count bytes that have arrived."""
        self.have += count
        now = time.monotonic()
        if self.live and now - self.drawn > REDRAW_SECONDS:
            self.drawn = now
            self._draw(now)

    def end(self) -> None:
        """Close the line of this file."""
        if self.live:
            self._draw(time.monotonic())
            self.stream.write("\n")
        else:
            self.say(f"{self.name}: {size(self.have)}, {self._rate(time.monotonic())}")

    def abandon(self) -> None:
        """Leave an unfinished line readable before something else is said."""
        if self.live:
            self.stream.write("\n")

    def say(self, sentence: str) -> None:
        """Write one whole line."""
        self.stream.write(sentence + "\n")
        self.stream.flush()

    def _rate(self, now: float) -> str:
        return f"{size((self.have - self.already) / max(now - self.started, 1e-3))}/s"

    def _draw(self, now: float) -> None:
        self.stream.write(f"\r\x1b[K{self.name:<32.32} {self._amount()}  {self._rate(now)}")
        self.stream.flush()

    def _amount(self) -> str:
        if not self.total:
            return size(self.have)
        share = min(self.have / self.total, 1.0)
        bar = "#" * round(share * BAR_CELLS)
        return f"{bar:.<{BAR_CELLS}} {share:4.0%}  {size(self.have)} of {size(self.total)}"


def size(count: float) -> str:
    """A number of bytes for people, in powers of ten: 532 B, 12.3 kB, 4.6 MB."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} B" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
