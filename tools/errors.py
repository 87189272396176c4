"""What a command says when it cannot go on: one sentence with the name of the thing and the remedy."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ToolError(Exception):
    """A failure that a person can mend; its message is a whole sentence, shown without a traceback."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Let an error of the disk carry the name of the file (Python names none when `write` fails)."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
