"""The walls of the house, kept standing by tests.

Imports run one way: `nnviz_core` ← `lessons/kit` ← `lessons/models` ← `lessons/<lesson>` ← `lessons/engine.py`. Files
stay short enough to read at once. The page asks no other host for anything, and every path it names is really there.
"""

import json
import re
import sys
from pathlib import Path

import pytest

from tools.headers import CONTENT_SECURITY_POLICY
from tools.imports import imports_of, modules_behind
from tools.lock import read_lock
from tools.paths import ROOT
from tools.record import engine_files

LINES_A_FILE = 300
BROWSER_MODULES = {"js", "pyscript", "pyodide", "polyscript", "pyodide_js"}
KIT = ROOT / "lessons" / "kit"
LESSON_FOLDERS = sorted({path.parent for path in (ROOT / "lessons").glob("*/lesson.py")} - {KIT})
LOCKED = {file.path for part in read_lock() for file in part.files}
JAVASCRIPT = ROOT / "static" / "js"
ROOMS = ("basics", "offline", "words", "engine", "figures", "page")
URL = re.compile(r"""(?:https?:)?//[\w-]+(?:\.[\w-]+)+[^\s"'`)]*""")
NAMESPACES = ("http://www.w3.org/",)


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def page_files() -> list[Path]:
    """The page's own sources."""
    ours = [path for ending in ("js", "mjs", "css") for path in (ROOT / "static").rglob(f"*.{ending}")]
    vendor = ROOT / "static" / "vendor"
    return sorted([ROOT / "index.html", *(path for path in ours if vendor not in path.parents)])


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_below(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def foreign_imports(path: Path, *allowed: str) -> list[str]:
    """What a file imports beyond the standard library and the allowed packages."""
    return [
        module
        for module in imports_of(path)
        if module.partition(".")[0] not in sys.stdlib_module_names and not is_below(module, *allowed)
    ]


@pytest.mark.parametrize("path", python_files("nnviz_core"), ids=name_of)
def test_the_core_imports_numpy_and_nothing_else(path: Path):
    assert foreign_imports(path, "numpy", "nnviz_core") == []


@pytest.mark.parametrize("path", python_files("lessons/kit"), ids=name_of)
def test_the_kit_imports_only_the_core_and_only_paper_draws_with_matplotlib(path: Path):
    paper = ("matplotlib", "mpl_toolkits", "fontTools") if path.stem in ("paper", "painters", "fonts") else ()
    assert foreign_imports(path, "numpy", "nnviz_core", "lessons.kit", *paper) == []


@pytest.mark.parametrize("path", python_files("lessons/models"), ids=name_of)
def test_the_models_import_the_core_and_the_kit_and_only_borrowed_ones_scikit_learn(path: Path):
    library = ("sklearn",) if path.stem == "borrowed" else ()
    assert foreign_imports(path, "numpy", "nnviz_core", "lessons.kit", "lessons.models", *library) == []


@pytest.mark.parametrize("folder", LESSON_FOLDERS, ids=name_of)
def test_a_lesson_imports_kit_models_and_itself_but_no_other_lesson(folder: Path):
    own = f"lessons.{folder.name}"
    for path in folder.rglob("*.py"):
        met = foreign_imports(path, "numpy", "nnviz_core", "lessons.kit", "lessons.models", own)
        assert met == [], name_of(path)


@pytest.mark.parametrize("path", python_files("nnviz_core", "lessons"), ids=name_of)
def test_only_the_engine_knows_the_browser(path: Path):
    met = {module.partition(".")[0] for module in imports_of(path)} & BROWSER_MODULES
    assert not met or path == ROOT / "lessons" / "engine.py"


@pytest.mark.parametrize("command", ["serve", "fetch", "test", "pin", "__main__"])
def test_the_tools_start_with_the_standard_library_alone(command: str):
    behind = modules_behind(ROOT / "tools" / f"{command}.py")
    assert len(behind) > 2
    assert {name_of(path): foreign_imports(path, "tools") for path in behind} == {name_of(p): [] for p in behind}


def test_pyscript_toml_lists_the_files_that_the_engine_needs_before_any_lesson():
    tomllib = pytest.importorskip("tomllib")
    listed = tomllib.loads((ROOT / "pyscript.toml").read_text("utf-8"))["files"]
    assert {file.removeprefix("./") for file in listed} == set(engine_files())


def test_what_the_engine_starts_with_and_what_a_lesson_brings_hold_all_it_imports():
    for lesson in json.loads((ROOT / "static/recorded/lessons.json").read_text("utf-8"))["lessons"]:
        own = ROOT / "lessons" / lesson["id"].replace("-", "_") / "lesson.py"
        behind = {name_of(path) for path in modules_behind(own)}
        assert behind <= {*engine_files(), *lesson["files"]}
        assert all((ROOT / file).is_file() for file in lesson["files"])


@pytest.mark.parametrize("path", sorted(JAVASCRIPT.rglob("*js")), ids=name_of)
def test_the_rooms_of_the_page_import_one_way(path: Path):
    def floor(place: Path) -> int:
        room = place.relative_to(JAVASCRIPT).parts[0]
        return ROOMS.index(room) if room in ROOMS else len(ROOMS)

    for named in re.findall(r'^(?:import|export)\s[^;"]*"(\.[^"]+)"', path.read_text("utf-8"), re.MULTILINE):
        other = (path.parent / named).resolve()
        if JAVASCRIPT in other.parents:
            assert floor(other) <= floor(path), f"{name_of(path)} imports {name_of(other)}"


@pytest.mark.parametrize("path", [*python_files("nnviz_core", "lessons", "tools", "tests"), *page_files()], ids=name_of)
def test_a_file_can_be_read_at_once(path: Path):
    assert len(path.read_text("utf-8").splitlines()) < LINES_A_FILE


@pytest.mark.parametrize("path", page_files(), ids=name_of)
def test_the_page_names_no_other_host(path: Path):
    met = [url for url in URL.findall(path.read_text("utf-8")) if not url.startswith(NAMESPACES)]
    assert met == []


@pytest.mark.parametrize("path", page_files(), ids=name_of)
def test_every_vendored_path_that_the_page_names_is_pinned(path: Path):
    for named in re.findall(r"vendor/([\w.-]+/[\w./-]*)", path.read_text("utf-8")):
        found = named in LOCKED or (named.endswith("/") and any(file.startswith(named) for file in LOCKED))
        assert found, f"{named} is not in tools/runtime.lock.json"


def test_index_html_carries_the_same_policy_as_the_server():
    html = (ROOT / "index.html").read_text("utf-8")
    found = re.search(r'<meta\s+http-equiv="Content-Security-Policy"\s+content="([^"]*)"', html)
    assert found is not None
    assert " ".join(found.group(1).split()) == CONTENT_SECURITY_POLICY
