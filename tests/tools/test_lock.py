"""The lock file of the runtime is whole, agrees with what is wanted and with Pyodide's own lock."""

import json
import re

import pytest

from tools.errors import ToolError
from tools.lock import missing_files, read_lock
from tools.paths import VENDOR, WANTED

PARTS = read_lock()


def test_every_file_is_pinned_by_size_and_sha256():
    for part in PARTS:
        for file in part.files:
            assert file.size > 0, file.path
            assert re.fullmatch(r"[0-9a-f]{64}", file.sha256), file.path


def test_no_file_is_named_twice():
    paths = [file.path for part in PARTS for file in part.files]
    assert len(paths) == len(set(paths))


def test_no_path_leaves_its_folder():
    for part in PARTS:
        for file in part.files:
            pieces = file.path.split("/")
            assert pieces[0] == part.folder
            assert not any(piece.startswith(".") or not piece for piece in pieces)


def test_every_part_keeps_its_licence_beside_it():
    licensed = {file.path.split("/")[0] for part in PARTS for file in part.files if file.path.endswith("/LICENSE")}
    assert licensed == {part.folder for part in PARTS}


def test_the_lock_was_made_from_what_is_wanted():
    wanted = json.loads(WANTED.read_text("utf-8"))["parts"]
    assert [(p.name, p.licence, p.folder, list(p.sources)) for p in PARTS] == [
        (p["name"], p["licence"], p["folder"], p["sources"]) for p in wanted
    ]


def test_each_folder_carries_the_version_of_its_source():
    """Vendored files are served as immutable, so another version must have another address."""
    for part in PARTS:
        version = part.folder.rpartition("-")[2]
        for source in part.sources:
            if source.startswith(("npm:", "cdn:")):
                assert source.endswith(f"@{version}")
            if source.startswith("https:"):
                assert f"/v{version}/" in source


def test_pyodides_own_lock_confirms_every_wheel():
    lock = VENDOR / "pyodide-0.27.7" / "pyodide-lock.json"
    if not lock.exists():
        pytest.skip("the runtime is not fetched")
    official = {p["file_name"]: p["sha256"] for p in json.loads(lock.read_text("utf-8"))["packages"].values()}
    [wheels] = [part for part in PARTS if part.name.startswith("Python packages")]
    assert {file.inside: official[file.inside] for file in wheels.files} == {
        file.inside: file.sha256 for file in wheels.files
    }


def test_a_missing_folder_means_every_file_is_missing(tmp_path):
    assert len(missing_files(PARTS, tmp_path)) == sum(len(part.files) for part in PARTS)


def test_a_damaged_lock_is_one_sentence(tmp_path):
    damaged = tmp_path / "runtime.lock.json"
    damaged.write_text("{", "utf-8")
    with pytest.raises(ToolError, match="cannot be read .*git checkout"):
        read_lock(damaged)
