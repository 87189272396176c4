"""The core's own tests, run inside Pyodide, and its numbers there beside those of this Python.

A bare worker with the vendored Pyodide is enough: no page of the house is in the way. pytest and Hypothesis are
plain Python, so they come along from where they are installed here.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.core.reference import compute, largest_difference
from tools.paths import ROOT, VENDOR

ORIGIN = "http://core.test"
PYTEST = (
    "pytest",
    "_pytest",
    "py",
    "pluggy",
    "iniconfig",
    "packaging",
    "pygments",
    "hypothesis",
    "sortedcontainers",
    "_hypothesis_globals",
)
FOLDERS = sorted({path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "tests/core").rglob("test_*.py")})
PATIENCE_MS = 300_000
TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}
WORKER = """
import { loadPyodide } from "/runtime/pyodide.mjs";
let python;
const start = async () => {
  python = await loadPyodide({ indexURL: "/runtime/", packages: ["numpy"] });
  python.unpackArchive(await (await fetch("/house.zip")).arrayBuffer(), "zip", { extractDir: "/house" });
  python.runPython("import os, sys; os.chdir('/house'); sys.path.insert(0, '/house')");
};
const ready = start();
onmessage = async ({ data }) => {
  try {
    await ready;
    postMessage({ result: python.runPython(data) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};
"""
ASK = """(code) => new Promise((resolve) => {
  globalThis.worker ??= new Worker("/worker.mjs", { type: "module" });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = (event) => resolve({ error: event.message });
  worker.postMessage(code);
})"""
RUN_TESTS = """
import contextlib, io, json, pytest
from hypothesis import settings

class FewExamples:
    def pytest_sessionstart(self):
        settings.register_profile("few", parent=settings.default, max_examples=10)
        settings.load_profile("few")

said = io.StringIO()
options = ["-q", "-m", "not cpython", "-p", "no:cacheprovider", "--color=no", *OPTIONS]
with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
    status = pytest.main(options, plugins=[FewExamples()])
json.dumps([int(status), said.getvalue()])
"""


def house() -> bytes:
    """The core, its tests and data, and pytest, as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for folder in ("nnviz_core", "tests/core", "static/data"):
            for path in (ROOT / folder).rglob("*"):
                if path.is_file() and "__pycache__" not in path.parts:
                    archive.write(path, path.relative_to(ROOT))
        for name in ("pyproject.toml", "tests/conftest.py"):
            archive.write(ROOT / name, name)
        for name in PYTEST:
            for path, inside in module_files(name):
                archive.write(path, inside)
    return buffer.getvalue()


def module_files(name: str) -> Iterator[tuple[Path, str]]:
    """The Python files of an installed module, and their names below site-packages."""
    file = Path(str(import_module(name).__file__))
    if file.name != "__init__.py":
        yield file, file.name
        return
    for path in file.parent.rglob("*"):
        if path.suffix in (".py", ".txt", ".typed"):
            yield path, path.relative_to(file.parent.parent).as_posix()


@pytest.fixture(scope="module")
def worker(browser: Browser) -> Iterator[Page]:
    """A page whose only business is a worker with Pyodide and the core."""
    runtime = next(VENDOR.glob("pyodide-*"))
    ours = {
        "/": ("text/html", b"<!doctype html><title>core</title>"),
        "/worker.mjs": ("text/javascript", WORKER.encode()),
    }
    ours["/house.zip"] = ("application/zip", house())

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path in ours:
            kind, body = ours[path]
            route.fulfill(body=body, content_type=kind)
        elif (file := runtime / path.rpartition("/")[2]).is_file():
            route.fulfill(body=file.read_bytes(), content_type=TYPES.get(file.suffix, "application/octet-stream"))
        else:
            route.fulfill(status=404)

    context = browser.new_context()
    context.route(f"{ORIGIN}/**", answer)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{ORIGIN}/")
    yield page
    context.close()


def ask(worker: Page, code: str):
    """Run Python in the worker; its last expression is JSON."""
    answer = worker.evaluate(ASK, code)
    assert "error" not in answer, answer["error"]
    return json.loads(answer["result"])


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_cores_tests_pass_in_the_browser(worker: Page, folder: str):
    deeper = [f"--ignore={other}" for other in FOLDERS if other.startswith(f"{folder}/")]
    status, said = ask(worker, f"OPTIONS = {[folder, *deeper]!r}\n{RUN_TESTS}")
    assert status == 0, said[-5000:]


def test_its_numbers_there_are_its_numbers_here(worker: Page):
    there = ask(worker, "import json; from tests.core.reference import compute; json.dumps(compute())")
    difference, name = largest_difference(compute(), there)
    assert difference <= 1e-12, name
