"""`python3 -m tools fetch`: bring the pinned runtime into static/vendor.

For every file that is missing or not the pinned one, the sources of its part are tried in order. Nothing
takes its place before its size and sha256 are those of the lock; what is unfinished waits in `.parts`.
"""

import argparse
import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from tools.alone import alone
from tools.compress import make_twin
from tools.download import DownloadFailed
from tools.errors import ToolError
from tools.lock import LockedFile, Part, is_good, missing_files, read_lock
from tools.paths import VENDOR
from tools.progress import Progress, size
from tools.sources import Workshop, deliver

AGAIN = "run `python3 -m tools fetch` again; it goes on where it stopped"


def fetch(parts: Sequence[Part], vendor: Path = VENDOR, progress: Progress | None = None) -> int:
    """Bring every missing file of the lock; return how many were brought.

    Raises
    ------
    ToolError
        If a file could not be had from any source, or the disk is full.
    """
    workshop = Workshop(vendor / ".parts", progress or Progress())
    if not missing_files(parts, vendor):
        return 0
    try:
        with alone(vendor / ".lock", workshop.progress):
            brought = sum(_complete(part, vendor, workshop) for part in parts)
    except OSError as error:
        raise _disk_error(error, vendor) from error
    shutil.rmtree(workshop.folder, ignore_errors=True)
    return brought


def _complete(part: Part, vendor: Path, workshop: Workshop) -> int:
    """Bring what a part lacks and compress it; return how many files were brought."""
    missing = missing_files((part,), vendor)
    if missing:
        workshop.folder.mkdir(parents=True, exist_ok=True)
        _bring(part, missing, vendor, workshop)
    for file in part.files:
        make_twin(vendor, file)
    return len(missing)


def _bring(part: Part, files: list[LockedFile], vendor: Path, workshop: Workshop) -> None:
    """Try the sources of a part in order until all its files are in place."""
    reasons: list[str] = []
    missing = files
    for source in part.sources:
        workshop.progress.say(f"{part.name}: {_count(missing)} from {_short(source)}")
        try:
            bad = _take(source, missing, vendor, workshop)
            if bad:  # a piece left over from something else may have spoiled it: once more, from nothing
                bad = _take(source, bad, vendor, workshop)
            reasons += [f"{_short(source)}: {Path(file.path).name} has a wrong hash" for file in bad]
        except DownloadFailed as failure:
            reasons.append(f"{_short(source)}: {failure}")
        missing = [file for file in missing if not is_good(vendor / file.path, file)]
        if not missing:
            return
        workshop.progress.say(f"  {reasons[-1] if reasons else 'not all of them were there'}")
    raise ToolError(f"{missing[0].path} could not be fetched ({'; '.join(reasons)}): check the network, then {AGAIN}.")


def _take(source: str, files: list[LockedFile], vendor: Path, workshop: Workshop) -> list[LockedFile]:
    """Put what a source delivers in place; return the files that were not the pinned ones."""
    bad = []
    for file, temporary in deliver(source, files, workshop):
        if is_good(temporary, file):
            target = vendor / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(temporary, target)
        else:
            temporary.unlink()
            bad.append(file)
    return bad


def _disk_error(error: OSError, vendor: Path) -> ToolError:
    name = os.path.relpath(error.filename) if error.filename else os.path.relpath(vendor)
    if error.errno == errno.ENOSPC:
        free = size(shutil.disk_usage(vendor if vendor.is_dir() else vendor.parent).free)  # it may be a disk of its own
        return ToolError(f"The disk is full ({free} free) while writing {name}: make room, then {AGAIN}.")
    return ToolError(f"{name} cannot be written ({error.strerror}): mend that, then {AGAIN}.")


def _count(files: Sequence[LockedFile]) -> str:
    return f"{len(files)} file{'s' if len(files) > 1 else ''} ({size(sum(file.size for file in files))})"


def _short(source: str) -> str:
    return source.partition("#")[0]


def main(arguments: list[str]) -> int:
    """Fetch what is missing and say what was done."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tools fetch",
        description="Fetch the pinned runtime (PyScript, Pyodide, NumPy, …) and verify it.",
    )
    parser.parse_args(arguments)
    parts = read_lock()
    brought = fetch(parts)
    total = sum(len(part.files) for part in parts)
    print(f"The runtime is complete: {total} files verified, {brought} of them fetched now.")
    return 0
