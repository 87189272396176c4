"""Packages are asked for when they are needed, and their sizes are those of the files that come."""

import dataclasses
import importlib.util
import json

import pytest

from lessons.kit import packages
from lessons.kit.errors import PackagesNeeded
from lessons.session import Session
from tools.lock import read_lock

WITH_THE_START = {"numpy"}


def files_of(name):
    """The parts of a package, itself and all it depends on, and their files."""
    locked = {file.path.split("/", 1)[1]: file for part in read_lock() for file in part.files if "pyodide" in file.path}
    known = json.loads((packages_folder() / "pyodide-lock.json").read_text("utf-8"))["packages"]
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop().lower()
        if one not in seen | WITH_THE_START:
            seen.add(one)
            waiting += known[one]["depends"]
    return {one: locked[known[one]["file_name"]] for one in seen}


def packages_folder():
    from tools.paths import ROOT

    folder = ROOT / "static" / "vendor" / "pyodide-0.27.7"
    if not folder.is_dir():
        pytest.skip("the runtime has not been fetched")
    return folder


@pytest.mark.parametrize("name", packages.PACKAGES)
def test_the_parts_and_the_size_that_are_told_are_those_of_the_files_that_come(name):
    files = files_of(name)
    assert packages.PACKAGES[name].parts == tuple(sorted(files))
    assert files[name].path.split("-")[-4 if "cp312" in files[name].path else -3] == packages.PACKAGES[name].version
    assert packages.PACKAGES[name].size == sum(file.size for file in files.values())


def test_what_is_here_is_not_asked_for():
    packages.need("matplotlib")


@pytest.fixture
def no_sklearn(monkeypatch):
    def without(name):
        if name == "sklearn":
            raise ModuleNotFoundError("No module named 'scipy'", name="scipy")
        return importlib.import_module(name)

    monkeypatch.setattr(packages, "import_module", without)


def test_what_is_missing_is_named_with_its_bytes_and_the_remedy(no_sklearn):
    with pytest.raises(PackagesNeeded) as met:
        packages.need("matplotlib", "scikit-learn")
    assert met.value.names == ("scikit-learn",)
    assert isinstance(met.value.text, dict)
    assert met.value.text["values"] == {"names": "scikit-learn", "megabytes": 26.063859, "pip": "scikit-learn"}


def test_a_package_without_what_it_depends_on_is_missing(tmp_path, monkeypatch):
    (tmp_path / "sklearn_half.py").write_text("import a_part_that_was_stopped\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    half = dataclasses.replace(packages.PACKAGES["scikit-learn"], module="sklearn_half")
    monkeypatch.setitem(packages.PACKAGES, "scikit-learn", half)
    assert importlib.util.find_spec("sklearn_half")
    with pytest.raises(PackagesNeeded):
        packages.need("scikit-learn")


def test_a_session_answers_with_the_packages_it_needs_and_keeps_its_state(no_sklearn, monkeypatch):
    session = Session()
    before = session.handle({"do": "open", "lesson": "gradient-descent", "step": "run", "t": 5})[0]["frame"]
    with monkeypatch.context() as patch:
        patch.setattr(type(session.player), "advance", lambda player, n: packages.need("scikit-learn"))
        answer, _ = session.handle({"do": "advance", "n": 1})
    assert (answer["ok"], answer["needs"], answer["modules"]) == (False, ("scikit-learn",), ("sklearn",))
    assert "scipy" in answer["parts"]
    assert answer["bytes"] == packages.PACKAGES["scikit-learn"].size
    after = session.handle({"do": "advance", "n": -1})[0]["frame"]
    assert before["t"] == 5 and after["t"] == 4
