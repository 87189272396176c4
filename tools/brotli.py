"""Brotli twins of a built site, a tenth smaller than those of gzip, made by Node, as Python's own library has none.

Only hosts with HTTPS can use them: over plain HTTP no browser takes brotli, and so `tools serve` does without. The best
quality takes long, so every twin is kept by the hash of what it compresses and made once.
"""

import json
import shutil
import subprocess
from pathlib import Path

from tools.compress import twin_path, worth_compressing
from tools.errors import ToolError
from tools.node import reason
from tools.paths import VENDOR
from tools.release import Release

ENDING = ".br"


def add_twins(folder: Path, release: Release, vendor: Path = VENDOR) -> bool:
    """Put the twins into the folder of a release that was built; whether Node was there to make them."""
    node = shutil.which("node")
    if node is None:
        return False
    twins = {
        name: twin_path(vendor, sha256, ENDING)
        for name, (_, sha256) in sorted(release.files.items(), key=lambda entry: -entry[1][0])  # the longest first
        if worth_compressing(name)
    }
    _make(node, [(folder / name, twin) for name, twin in twins.items() if not twin.is_file()])
    for name, twin in twins.items():
        shutil.copyfile(twin, folder / f"{name}{ENDING}")
    return True


def _make(node: str, pairs: list[tuple[Path, Path]]) -> None:
    if not pairs:
        return
    print(f"Compressing {len(pairs)} files with brotli (once, up to a minute).", flush=True)
    for _, twin in pairs:
        twin.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps([[str(source), str(twin)] for source, twin in pairs])
    done = subprocess.run([node, str(Path(__file__).with_suffix(".mjs"))], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        raise ToolError(f"Node could not compress the files: {reason(done.stderr)}.")
