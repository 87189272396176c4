"""Compressed twins of the vendored files, made once after the fetch so that no request has to wait for gzip.

A twin is named by the hash of what it compresses, so it can never be stale. Wheels, zips and fonts are
compressed already and have none.
"""

import gzip
import os
from pathlib import Path

from tools.errors import writing
from tools.lock import LockedFile

COMPRESSIBLE = frozenset(".js .mjs .css .json .wasm .md .py .toml .html .svg .txt .csv .webmanifest".split())
LEVEL = 9


def worth_compressing(name: str) -> bool:
    """Whether gzip makes a file of this name much smaller."""
    return Path(name).suffix in COMPRESSIBLE


def twin_path(vendor: Path, sha256: str, ending: str = ".gz") -> Path:
    """Where the compressed twin of a file with this hash lies."""
    return vendor / ending / f"{sha256}{ending}"


def make_twin(vendor: Path, file: LockedFile) -> None:
    """Compress one vendored file if that is worth it and not yet done."""
    twin = twin_path(vendor, file.sha256)
    if twin.exists() or not worth_compressing(file.path):
        return
    twin.parent.mkdir(parents=True, exist_ok=True)
    unfinished = twin.with_suffix(".part")
    with writing(vendor / file.path):
        unfinished.write_bytes(gzip.compress((vendor / file.path).read_bytes(), LEVEL, mtime=0))
    os.replace(unfinished, twin)
