"""Brotli twins: the very bytes of their files, smaller than gzip's, made once, and missed by nobody without Node."""

import gzip
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tools.brotli import add_twins
from tools.errors import ToolError
from tools.joined import content_of
from tools.lock import read_lock
from tools.paths import ROOT
from tools.release import Release, release_of

NAMES = ("lessons/kit/zh.json", "static/js/main.js")
DECOMPRESS = "process.stdout.write(zlib.brotliDecompressSync(fs.readFileSync(process.argv[1])))"
with_node = pytest.mark.skipif(shutil.which("node") is None, reason="brotli comes with Node")


@pytest.fixture
def small(tmp_path: Path) -> Release:
    """A release of three files, one of which is compressed already, in a folder as `build` writes it."""
    whole = release_of(read_lock())
    font = next(name for name in whole.files if name.endswith(".woff2"))
    release = replace(whole, files={name: whole.files[name] for name in (*NAMES, font)})
    for name in release.files:
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content_of(name, ROOT))
    return release


def twins(tmp_path: Path) -> dict[str, Path]:
    folder = tmp_path / "site"
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.br")}


@with_node
def test_a_twin_holds_the_bytes_of_its_file_in_less_than_gzip_needs(small: Release, tmp_path: Path):
    assert add_twins(tmp_path / "site", small, vendor=tmp_path / "vendor")
    found = twins(tmp_path)
    assert set(found) == {f"{name}.br" for name in NAMES}
    for name in NAMES:
        content = content_of(name, ROOT)
        unpacked = subprocess.run(["node", "-e", DECOMPRESS, found[f"{name}.br"]], capture_output=True, check=True)
        assert unpacked.stdout == content
        assert found[f"{name}.br"].stat().st_size < len(gzip.compress(content, 9))


@with_node
def test_what_was_compressed_is_not_compressed_again(small: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    add_twins(tmp_path / "site", small, vendor=tmp_path / "vendor")
    for path in twins(tmp_path).values():
        path.unlink()
    monkeypatch.setattr(subprocess, "run", None)
    add_twins(tmp_path / "site", small, vendor=tmp_path / "vendor")
    assert len(twins(tmp_path)) == len(NAMES)


@with_node
def test_what_node_could_not_do_is_said_in_a_sentence(small: Release, tmp_path: Path):
    with pytest.raises(ToolError, match="Node could not compress the files: Error: ENOENT"):
        add_twins(tmp_path / "elsewhere", small, vendor=tmp_path / "vendor")


def test_without_node_there_are_none_and_nothing_is_missed(
    small: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert not add_twins(tmp_path / "site", small, vendor=tmp_path / "vendor")
    assert twins(tmp_path) == {}
