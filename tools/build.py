"""`python3 -m tools build DIR`: the site as plain files, ready to be copied to any static host.

Everything but the door lies in one folder named after the release, so a file of a release never changes its bytes: it
may be kept for ever, and a page that is open while the next release arrives goes on with the files it began with. That
is why the release before is left in place, and why the door (index.html, then sw.js) is written last.
"""

import argparse
import gzip
import json
import os
import shutil
from pathlib import Path

from tools.brotli import add_twins
from tools.compress import LEVEL, twin_path, worth_compressing
from tools.errors import ToolError, writing
from tools.fetch import fetch
from tools.joined import content_of
from tools.lock import read_lock
from tools.paths import ROOT, VENDOR
from tools.progress import size
from tools.release import TEMPLATES, Release, release_of, service_worker, written

LICENCES = ("LICENSE", "THIRD_PARTY.md")
DIARY = "releases.json"
KEPT = 2


def build(target: Path, release: Release, root: Path = ROOT) -> Path:
    """Write a release into a folder that is new, empty or an earlier build; return the folder of the release."""
    earlier = _earlier(target)
    folder = target / release.id
    with writing(target):
        if not folder.is_dir():
            _write_release(folder, release, root)
        for name in LICENCES:
            _replace(target / name, (root / name).read_bytes())
        for name in TEMPLATES:
            _replace(target / name, written(name, f"{release.id}/", root), twin=True)
        _replace(target / "sw.js", service_worker(release, f"{release.id}/", network_first=False, root=root), twin=True)
        releases = [release.id, *(known for known in earlier if known != release.id)]
        for old in releases[KEPT:]:
            shutil.rmtree(target / old, ignore_errors=True)
        _replace(target / DIARY, (json.dumps(releases[:KEPT]) + "\n").encode())
    return folder


def _earlier(target: Path) -> list[str]:
    """The releases that lie in the folder, the newest first; a folder of something else is refused."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return []
    try:
        return [str(name) for name in json.loads((target / DIARY).read_text("utf-8"))]
    except (OSError, ValueError) as error:
        sentence = f"{target} is neither empty nor an earlier build: choose another folder, so that nothing is lost."
        raise ToolError(sentence) from error


def _write_release(folder: Path, release: Release, root: Path) -> None:
    """Put the files beside their compressed twins; the folder gets its name when it is whole."""
    unfinished = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    for name, (_, sha256) in release.files.items():
        path = unfinished / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content_of(name, root))
        if worth_compressing(name):
            twin = twin_path(VENDOR, sha256)
            path.with_name(f"{path.name}.gz").write_bytes(twin.read_bytes() if twin.is_file() else _packed(path))
    _replace(unfinished / "release.json", release.listing, twin=True)
    os.replace(unfinished, folder)


def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), LEVEL, mtime=0)


def _replace(path: Path, content: bytes, *, twin: bool = False) -> None:
    """Write a file so that nobody ever reads half of it; a stale twin must not outlive it."""
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)
    if twin:
        _replace(path.with_name(f"{path.name}.gz"), gzip.compress(content, LEVEL, mtime=0))


def main(arguments: list[str]) -> int:
    """Build and say what to do with it."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tools build", description="Write the site as plain files for any static host."
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="a new or empty folder, or an earlier build")
    target = parser.parse_args(arguments).folder
    parts = read_lock()
    fetch(parts)
    release = release_of(parts)
    folder = build(target, release)
    with writing(folder):
        brotli = add_twins(folder, release)
    packs = ", ".join(f"{name} {size(release.bytes_of(paths))}" for name, paths in release.packs.items())
    core = size(release.bytes_of(release.core()))
    print(f"Release {release.id} is in {target}: {len(release.files)} files, {core} and {packs}.")
    kinds = ".gz and .br" if brotli else ".gz; with Node installed, .br, too"
    print(f"Beside them lie their compressed twins ({kinds}).")
    print("Copy what is in that folder to the host, index.html and sw.js last.")
    return 0
