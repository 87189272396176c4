"""The page's files among themselves: what index.html announces, and both languages of the interface."""

import json
import os
import re
from pathlib import Path

from tools.bundle import LOADER, PYTHON_WORKER, REPLACED
from tools.joined import HEAD
from tools.paths import ROOT
from tools.release import SERVICE_WORKER

IMPORT = re.compile(r'^(?:import|export)\s[^;"]*?from\s+"([^"]+)"|^import\s+"([^"]+)"', re.MULTILINE)
KIT = ROOT / "lessons" / "kit"


LATER = re.compile(r'\bimport\("(\.[^"]+)"\)|new URL\("(\./[^"]+js)", import\.meta\.url\)')


def modules_from(*entries: str, also_later: bool = False) -> list[str]:
    """The entries and everything they import (at once, or at all), each before those it brings in."""
    patterns = [IMPORT, LATER] if also_later else [IMPORT]
    seen: dict[str, None] = {}

    def walk(path: str) -> None:
        if path in seen:
            return
        seen[path] = None
        if "/vendor/" not in path:
            text = (ROOT / path).read_text("utf-8")
            for found in (found for pattern in patterns for found in pattern.findall(text)):
                walk(os.path.normpath(Path(path).parent / (found[0] or found[1])))

    for entry in entries:
        walk(entry)
    return list(seen)


def test_index_html_announces_every_library_that_the_words_and_the_start_of_python_need():
    announced = re.findall(r'<link rel="modulepreload" href="([^"]+)">', (ROOT / "index.html").read_text("utf-8"))
    behind = modules_from("static/js/page/first-words.js", "static/js/engine/engine.js")
    libraries = {path for path in behind if "/vendor/" in path}
    others = set(announced) - libraries
    assert libraries <= set(announced) and others
    assert all("/pyscript-" in path and (ROOT / path).is_file() for path in others), "it brings its own"


def test_every_module_is_used():
    starts = ("static/js/first.js", "static/js/main.js", "static/js/engine/interpreter.mjs")
    elsewhere = (SERVICE_WORKER, HEAD, LOADER, PYTHON_WORKER, *REPLACED.values())  # begun by other means than an import
    used = set(modules_from(*starts, *elsewhere, also_later=True))
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "static" / "js").rglob("*js")}
    assert there - used == set()


def test_the_interface_says_the_same_things_in_both_languages():
    english, chinese = (json.loads((KIT / f"{name}.json").read_text("utf-8")) for name in ("en", "zh"))
    assert list(english) == list(chinese)
    for key, template in english.items():
        slots = [sorted(re.findall(r"\{\w+", text)) for text in (template, chinese[key])]
        assert slots[0] == slots[1], key


def test_every_text_that_the_page_says_has_a_sentence():
    known = json.loads((KIT / "en.json").read_text("utf-8"))
    said = set()
    kinds = "bar|home|lesson|transport|keys|engine|error|address|banner|dialog|share|save|embed"
    text = re.compile(rf'"((?:{kinds})\.[a-z_]+)"')
    for path in (ROOT / "static" / "js").rglob("*.js"):
        said |= set(text.findall(path.read_text("utf-8")))
    assert len(said) > 40
    assert said - set(known) == set()
