"""Lock entries made from the content itself, for tests of the fetcher and the server."""

import hashlib

from tools.lock import LockedFile, Part


def pinned(path: str, content: bytes) -> LockedFile:
    """The lock's entry for a file with this content."""
    return LockedFile(path, path.partition("/")[2], len(content), hashlib.sha256(content).hexdigest())


def part_of(files: dict[str, bytes], *origins: str) -> Part:
    """A part `thing-1.0` of the lock with these files and sources."""
    entries = tuple(pinned(f"thing-1.0/{name}", content) for name, content in files.items())
    return Part("Thing", "MIT", "thing-1.0", origins, entries)
