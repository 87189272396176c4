"""One fetch at a time: two would write into the same unfinished files.

The lock is the operating system's, so it is gone when its holder is, however that ended.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tools.progress import Progress


@contextmanager
def alone(path: Path, progress: Progress) -> Iterator[None]:
    """Hold the lock file; if somebody else does, say so and wait for the end of that."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        if not _lock(file, wait=False):
            progress.say("Another fetch is at work here: waiting for it.")
            while not _lock(file, wait=True):
                pass
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO, *, wait: bool) -> bool:
        """Waits ten seconds at most: that is how long Windows tries."""
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(file: BinaryIO, *, wait: bool) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
