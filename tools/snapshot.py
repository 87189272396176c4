"""`python3 -m tools snapshot`: Python's memory with NumPy imported, so that the page of this machine starts at once.

The page makes such a snapshot itself after the first visit and keeps it in the browser; with Node the server can offer
one to the very first. It is offered to this machine only: over a network it is larger than what it spares. The page
checks all of it and starts Python in the plain way if anything differs (`static/js/engine/snapshot.mjs`).
"""

import argparse
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from threading import Thread

from tools.errors import ToolError
from tools.fetch import fetch
from tools.lock import Part, read_lock
from tools.node import reason
from tools.paths import ROOT
from tools.release import CATALOGUE, CONFIGURATION, hash_now

FOLDER = Path("static", "vendor", "snapshot")
MAKERS = ("snapshot.mjs", "snapshot-make.mjs", "kept.js")  # kept.js tells the format
PATIENCE_S = 120
HEADER = "Nnviz-Snapshot"
EDITION_HEADER = "Nnviz-Edition"


def offered(root: Path, parts: tuple[Part, ...]) -> str | None:
    """The snapshot that fits the runtime, as a path in the site; one of older Python of ours will do, too."""
    if not (root / FOLDER).is_dir():
        return None
    fitting = sorted((root / FOLDER).glob(f"{_runtime(root, parts)}-*.bin"), key=lambda path: path.stat().st_mtime)
    return fitting[-1].relative_to(root).as_posix() if fitting else None


def make(root: Path, parts: tuple[Part, ...]) -> Path:
    """Make the snapshot with Node, in the place of the one before."""
    node = shutil.which("node")
    if node is None:
        raise ToolError(
            "A snapshot is made with Node, which is not there; the browser makes its own after the first visit."
        )
    path = target(root, parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name("unfinished.part")
    pyodide = next(file.path for part in parts for file in part.files if file.path.endswith("/pyodide.mjs"))
    command = [node, str(ROOT / "tools" / "snapshot.mjs"), str(root)]
    command += [str(Path("static", "vendor", pyodide).parent), str(unfinished)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    except subprocess.TimeoutExpired as error:
        raise ToolError(f"Node made no snapshot in {PATIENCE_S} s: the page starts without one.") from error
    if done.returncode != 0:
        raise ToolError(f"Node could not make a snapshot ({reason(done.stderr)}): version 18 or newer is needed.")
    os.replace(unfinished, path)
    for old in set(path.parent.glob("*.bin")) - {path}:
        old.unlink()
    return path


def prepare(root: Path, parts: tuple[Part, ...]) -> Thread | None:
    """Make one if there is none and Node is there; the page works without.

    One of older Python of ours is good for half the way, and is made anew meanwhile, in the thread that is returned.
    """
    if target(root, parts).is_file() or shutil.which("node") is None:
        return None
    if not offered(root, parts):
        print("Preparing a quick start (once, some seconds).", flush=True)
        _try_to_make(root, parts)
        return None
    print("Our own Python has changed: the quick start is prepared anew meanwhile.", flush=True)
    making = Thread(target=_try_to_make, args=(root, parts), daemon=True)
    making.start()
    return making


def _try_to_make(root: Path, parts: tuple[Part, ...]) -> None:
    try:
        make(root, parts)
    except (ToolError, OSError) as error:
        print(f"There will be no quick start at the first visit: {error}", flush=True)


def target(root: Path, parts: tuple[Part, ...]) -> Path:
    """Where the snapshot of what is there now lies, once it is made."""
    return root / FOLDER / f"{_runtime(root, parts)}-{edition(root)}.bin"


def edition(root: Path) -> str:
    """A name for all of ours that a snapshot holds, as it is now: the page then need not fetch it to compare."""
    python = (path for folder in ("lessons", "nnviz_core") for path in (root / folder).rglob("*.py"))
    held = [*python, *(root / "static" / "data").glob("*"), root / CONFIGURATION, root / CATALOGUE]
    hashes = {path.relative_to(root).as_posix(): hash_now(path) for path in sorted(held) if path.is_file()}
    return _digest([repr(hashes).encode()])


def _runtime(root: Path, parts: tuple[Part, ...]) -> str:
    """A name for all that a snapshot depends on, except our own Python, for which the page looks itself."""
    files = {
        Path(file.path).name: file.sha256 for part in parts for file in part.files if file.path.startswith("pyodide")
    }
    makers = [(root / "static" / "js" / "engine" / name).read_bytes() for name in MAKERS]
    return _digest([repr(sorted(files.items())).encode(), *makers])


def _digest(pieces: list[bytes]) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(piece).digest() for piece in pieces)).hexdigest()[:16]


def main(arguments: list[str]) -> int:
    """Fetch what is missing, then make the snapshot anew."""
    argparse.ArgumentParser(prog="python3 -m tools snapshot", description=__doc__).parse_args(arguments)
    parts = read_lock()
    fetch(parts)
    path = make(ROOT, parts)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.1f} MB")
    return 0
