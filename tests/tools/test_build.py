"""A built site: whole, named after its content, without anything that only developers need."""

import gzip
import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tools.build import build
from tools.errors import ToolError
from tools.lock import read_lock
from tools.release import SERVICE_WORKER, Release, release_of


@pytest.fixture(scope="module")
def release() -> Release:
    return release_of(read_lock())


@pytest.fixture
def small(release: Release) -> Release:
    """A release of our own files alone, to build quickly."""
    own = {name: entry for name, entry in release.files.items() if not name.startswith("static/vendor/")}
    return replace(release, files=own, packs={})


def test_every_file_of_the_list_is_there_with_its_hash_and_its_twin(release: Release, tmp_path: Path):
    folder = build(tmp_path / "site", release)
    listed = json.loads((folder / "release.json").read_text("utf-8"))["files"]
    assert len(listed) > 200
    for name, (size, sha256) in listed.items():
        content = (folder / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (size, sha256), name
        twin = folder / f"{name}.gz"
        assert not twin.exists() or gzip.decompress(twin.read_bytes()) == content
    assert (folder / "static/vendor/pyodide-0.27.7/pyodide.asm.wasm.gz").is_file()


def test_what_only_developers_need_is_not_there(small: Release, tmp_path: Path):
    build(tmp_path, small)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {"index.html", "sw.js", "manifest.webmanifest", "LICENSE", "THIRD_PARTY.md"} <= names
    unwanted = (
        "tests/",
        "tools/",
        "js/bundle/",
        "js/offline/",
        "js/page/",
        "static/pictures/",
        "__pycache__",
        ".pyc",
        ".part",
        ".git",
        "pyproject.toml",
    )
    assert [name for name in names for word in unwanted if word in name] == []


def test_the_licence_of_every_part_travels_along(release: Release):
    folders = {name.split("/")[2] for name in release.files if name.startswith("static/vendor/")}
    assert len(folders) > 5
    assert {f"static/vendor/{folder}/LICENSE" for folder in folders} <= set(release.files)


def test_a_release_is_named_after_every_byte_of_it(release: Release):
    other_file = replace(release, files={**release.files, "static/js/main.js": (1, "0" * 64)})
    other_page = replace(release, templates={**release.templates, "index.html": "0" * 64})
    other_worker = replace(release, templates={**release.templates, SERVICE_WORKER: "0" * 64})
    assert len({release.id, other_file.id, other_page.id, other_worker.id}) == 4
    assert SERVICE_WORKER in release.templates, "it decides how a release is kept"
    assert release_of(read_lock()).id == release.id


def test_the_release_before_stays_for_those_who_have_it_open_and_the_one_before_that_goes(
    small: Release, tmp_path: Path
):
    releases = [replace(small, packs={"version": [str(number)]}) for number in range(3)]
    for one in releases:
        build(tmp_path, one)
    kept = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert kept == {releases[1].id, releases[2].id}
    assert f'"{releases[2].id}/static/js/main.js"' in (tmp_path / "index.html").read_text("utf-8")
    assert releases[2].id in (tmp_path / "sw.js").read_text("utf-8")


def test_building_the_same_release_again_changes_nothing(small: Release, tmp_path: Path):
    folder = build(tmp_path, small)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert build(tmp_path, small) == folder
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_folder_of_something_else_is_left_alone(small: Release, tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ToolError, match="neither empty nor an earlier build"):
        build(tmp_path, small)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_build_that_was_broken_off_is_done_again(small: Release, tmp_path: Path):
    (tmp_path / "site").mkdir()
    folder = build(tmp_path / "site", small)
    shutil.move(folder, folder.with_name(f".{folder.name}.part"))
    (folder.with_name(f".{folder.name}.part") / "half").write_text("")
    build(tmp_path / "site", small)
    assert not (folder / "half").exists()
    assert (folder / "pyscript.toml").is_file()


def test_packs_hold_what_numpy_does_not_bring_and_nothing_of_the_start(release: Release):
    assert any("scipy" in name for name in release.packs["scikit-learn"])
    assert any("fonttools" in name for name in release.packs["matplotlib"])
    optional = {name for names in release.packs.values() for name in names}
    assert not any("numpy" in name for name in optional)
    assert set(release.core()) | optional == set(release.files)
