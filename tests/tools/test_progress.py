"""The progress line: one line rewritten on a terminal, whole lines in a log, letters that every console has."""

import io

from tools.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def follow(stream: io.StringIO, have: int = 0) -> str:
    progress = Progress(stream)
    progress.begin("numpy.whl", 1000, have)
    progress.advance(1000 - have)
    progress.end()
    return stream.getvalue()


def test_a_terminal_sees_the_file_the_share_the_bytes_and_the_rate():
    last = follow(Terminal()).split("\r")[-1]
    assert last.startswith("\x1b[Knumpy.whl")
    assert "#################### 100%  1.0 kB of 1.0 kB" in last and last.endswith("B/s\n")


def test_a_log_gets_one_line_a_file():
    assert follow(io.StringIO()).startswith("numpy.whl: 1.0 kB, ")


def test_a_log_is_told_what_was_there_already():
    assert follow(io.StringIO(), have=500).startswith("numpy.whl: going on after 500 B\nnumpy.whl: 1.0 kB, ")


def test_every_console_has_the_letters():
    follow(Terminal()).encode("ascii")
