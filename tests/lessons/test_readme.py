"""The lesson that the README shows is one."""

import re
import sys
from importlib import import_module

import pytest

import lessons
from lessons.kit.player import Player
from lessons.kit.words import read_words
from tools import record
from tools.errors import ToolError
from tools.paths import ROOT

pytestmark = pytest.mark.cpython
FILE = re.compile(r"`lessons/decay/([\w.]+)`[^\n]*\n\n```\w*\n(.*?)```", re.DOTALL)


@pytest.fixture
def decay(tmp_path, monkeypatch):
    """The README's lesson, its files where it says."""
    folder = tmp_path / "lessons" / "decay"
    folder.mkdir(parents=True)
    for name, content in FILE.findall((ROOT / "README.md").read_text("utf-8")):
        (folder / name).write_text(content, "utf-8")
    monkeypatch.setattr(lessons, "__path__", [*lessons.__path__, str(folder.parent)])
    yield import_module("lessons.decay.lesson").LESSON
    for name in ("lessons.decay.lesson", "lessons.decay"):
        del sys.modules[name]


def test_it_runs_and_has_its_words(decay):
    player = Player(decay, "shrink", {"rate": 0.5})
    player.seek(3)
    assert player.frame().readouts == {"value": 0.125}
    words = read_words(decay.folder, "en")
    assert list(words.steps) == ["shrink"]
    keys = re.findall(r'"([a-z]+\.[a-z]+)"', (decay.folder / "lesson.py").read_text("utf-8"))
    assert len(keys) == 5 and {*keys, "control.rate", "readout.value"} <= set(words.strings)


def test_the_page_is_told_of_its_files_and_of_one_that_lacks(decay, monkeypatch):
    for module in (record, sys.modules["tools.imports"]):
        monkeypatch.setattr(module, "ROOT", decay.folder.parent.parent)
    monkeypatch.setattr(record, "engine_files", list)
    assert record.lesson_files(decay) == ["lessons/decay/__init__.py", "lessons/decay/lesson.py"]
    (decay.folder / "__init__.py").unlink()
    with pytest.raises(ToolError, match=r"lessons/decay/__init__\.py is missing"):
        record.lesson_files(decay)
