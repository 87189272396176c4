"""The single file: everything inside, nothing asked of anybody, modules linked by the names that the loader knows."""

import base64
import errno
import gzip
import json
import os
import re
from html.parser import HTMLParser

import pytest

from tools.bundle import SIZE, _telling_its_size, bundle, main
from tools.errors import ToolError
from tools.lock import read_lock
from tools.modules import for_single_file, imports_at_once
from tools.release import Release, release_of


class Scripts(HTMLParser):
    """The script elements of a page by id (or by number), and every address that it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.addresses: list[str] = []
        self.current: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        self.current = named.get("id") or str(len(self.found)) if tag == "script" else None

    def handle_data(self, data: str) -> None:
        if self.current:
            self.found[self.current] = self.found.get(self.current, "") + data

    def handle_endtag(self, tag: str) -> None:
        self.current = None


@pytest.fixture(scope="module")
def release() -> Release:
    return release_of(read_lock())


@pytest.fixture(scope="module")
def text(release: Release) -> str:
    return bundle(release)


@pytest.fixture(scope="module")
def page(text: str) -> Scripts:
    return Scripts(text)


def test_the_file_tells_its_own_size(text: str, page: Scripts) -> None:
    assert json.loads(page.found["contents"])["size"] == len(text.encode())


@pytest.mark.parametrize("length", [0, 1, 95, 96, 97, 98, 99, 995, 996, 997, 9_990])
def test_the_digits_of_a_size_count_too(length: int) -> None:
    page = _telling_its_size(json.dumps(SIZE) + "x" * length)
    assert int(page.rstrip("x")) == len(page)


@pytest.fixture(scope="module")
def files(page: Scripts) -> dict[str, bytes]:
    """What lies in the blocks, unpacked as the loader does."""
    inside = {}
    for number, block in enumerate(json.loads(page.found["contents"])["blocks"]):
        content = base64.b64decode(page.found[f"block-{number}"])
        content = gzip.decompress(content) if block["packed"] else content
        at = 0
        for path, size in block["files"]:
            inside[path] = content[at : at + size]
            at += size
        assert at == len(content)
    return inside


def test_the_file_names_no_other_file_and_its_policy_allows_none(page: Scripts, text: str):
    assert [address for address in page.addresses if not address.startswith(("#", "data:"))] == []
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    sources = set(policy[1].replace(";", " ").split())
    assert not any("'self'" == source or "//" in source or source == "*" for source in sources)
    assert "'unsafe-inline'" not in sources


def test_the_file_is_small_enough_for_a_message(text: str):
    assert 8e6 < len(text) < 17e6


def test_runtime_wheel_lessons_data_and_licences_are_inside_byte_for_byte(files: dict[str, bytes], release: Release):
    missing = [path for path in release.core() if path not in files]
    for path in missing:
        assert path.startswith(("static/vendor/pyscript-", "static/css/", "static/js/", "static/vendor/katex-")), path
    for path, content in files.items():
        if path in release.files and not path.endswith((".js", ".mjs")):
            assert len(content) == release.files[path][0], path
    assert "static/vendor/pyodide-0.27.7/LICENSE" in files and "THIRD_PARTY.md" in files and "LICENSE" in files
    assert any(path.endswith(".whl") and "numpy" in path for path in files)
    assert not any("scikit" in path or "matplotlib-" in path for path in files)


def test_every_module_that_a_module_names_is_inside(files: dict[str, bytes]):
    scripts = {path: text.decode() for path, text in files.items() if path.endswith(("js", "mjs"))}
    named = {(path, other) for path, text in scripts.items() for other in re.findall(r'"module:([\w./-]+)"', text)}
    named |= {
        (path, other) for path, text in scripts.items() for other in re.findall(r'nnvizSite\.module\("([^"]+)"\)', text)
    }
    assert len(named) > 10
    assert [pair for pair in named if pair[1] not in scripts] == []
    left = {path for path, text in scripts.items() if "import.meta" in text and "/vendor/" not in path}
    assert left == set()


def test_imports_are_linked_whatever_their_form():
    source = (
        'import a, { b } from "../b.js";\nexport { c } from "./c.js";\nimport "./d.js";\n'
        'const e = () => import("./e.js");\nconst here = import.meta.url;\nconst word = "from ./f.js";\n'
    )
    assert imports_at_once("x/y/a.js", source) == ("x/b.js", "x/y/c.js", "x/y/d.js")
    linked = for_single_file("x/y/a.js", source)
    assert (
        'from "module:x/b.js"' in linked and 'from "module:x/y/c.js"' in linked and 'import "module:x/y/d.js"' in linked
    )
    assert 'import(nnvizSite.module("x/y/e.js"))' in linked
    assert 'nnvizSite.at("x/y/a.js")' in linked and '"from ./f.js"' in linked


def test_an_unknown_package_is_refused_with_the_known_ones():
    with pytest.raises(ToolError, match=r"no package 'torch'.*matplotlib, scikit-learn"):
        main(["--with", "torch"])


@pytest.mark.parametrize(("to", "written"), [("", "nnviz.html"), ("lesson 1.html", "lesson 1.html")])
def test_the_file_goes_where_it_was_sent_a_folder_too(monkeypatch, tmp_path, to, written):
    monkeypatch.setattr("tools.bundle.bundle", lambda *_: "all of it")
    assert main(["--to", str(tmp_path / to), "--with", "matplotlib, scikit-learn"]) == 0
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(written, "all of it")]


def test_where_the_file_cannot_be_no_half_of_it_stays(monkeypatch, tmp_path):
    def fail(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tools.bundle.bundle", lambda *_: "all of it")
    monkeypatch.setattr("tools.bundle.os.replace", fail)
    with pytest.raises(OSError, match=re.escape(str(tmp_path / "nnviz.html"))):
        main(["--to", str(tmp_path)])
    assert list(tmp_path.iterdir()) == []
