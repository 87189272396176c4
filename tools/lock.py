"""The lock file of the runtime: which files of others the page uses, and the sha256 each must have.

`runtime.json` says what is wanted; `runtime.lock.json` (made by `python3 -m tools pin`) names every single
file. A file is good if its size and hash are those of the lock, wherever it came from.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.errors import ToolError
from tools.paths import LOCK

CHUNK = 1 << 20


@dataclass(frozen=True)
class LockedFile:
    """One file of the runtime: `path` below the vendor folder, `inside` its name in the source."""

    path: str
    inside: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Part:
    """Files that come from the same place; `sources` are tried in order."""

    name: str
    licence: str
    folder: str
    sources: tuple[str, ...]
    files: tuple[LockedFile, ...]


def read_lock(path: Path = LOCK) -> tuple[Part, ...]:
    """Read the lock file, or say that the checkout is damaged."""
    try:
        return tuple(_part(entry) for entry in json.loads(path.read_text("utf-8"))["parts"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ToolError(
            f"{path.name} cannot be read ({error}): bring it back with `git checkout -- tools/{path.name}`."
        ) from error


def _part(entry: dict) -> Part:
    folder = entry["folder"]
    files = tuple(
        LockedFile(f"{folder}/{name}", f.get("inside", name), f["size"], f["sha256"])
        for name, f in entry["files"].items()
    )
    return Part(entry["name"], entry["licence"], folder, tuple(entry["sources"]), files)


def sha256_of(path: Path) -> str:
    """The sha256 of a file in hexadecimal, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def is_good(path: Path, file: LockedFile) -> bool:
    """Whether the file is there, whole and exactly the one that was pinned."""
    return path.is_file() and path.stat().st_size == file.size and sha256_of(path) == file.sha256


def missing_files(parts: Sequence[Part], vendor: Path) -> list[LockedFile]:
    """The files of the lock that are not there or not the pinned ones."""
    return [file for part in parts for file in part.files if not is_good(vendor / file.path, file)]
