"""Modules that a snapshot brought along count when their files are as they were, and are never found before."""

import json
import subprocess
import sys

from tools.paths import ROOT

PROGRAM = """
import json, sys
import lessons.ahead as ahead, lessons.session, nnviz_core
kept = set(sys.modules)
catalogue = json.load(open("static/recorded/lessons.json", encoding="utf-8"))["lessons"]
files = {one["id"]: one["files"] for one in catalogue}
for lesson in files:
    lessons.session.load(lesson)
before = dict(sys.modules)
ours = {name for name in before if name.split(".")[0] in ("lessons", "nnviz_core")} - kept
ahead.set_aside(kept)
hidden = not ours & set(sys.modules) and not hasattr(lessons.kit, "source")

ahead.take_back(files["trust"])
opened, _ = lessons.session.Session().handle({"do": "open", "lesson": "trust", "step": "four-answers", "t": 1})
hidden = hidden and opened["ok"]
ahead.set_aside(kept)

ahead.take_back(files["gradient-descent"])
from lessons.kit import source
same = source is before["lessons.kit.source"]
lesson = lessons.session.load("gradient-descent")
same = same and sys.modules["lessons.gradient_descent.lesson"] is before["lessons.gradient_descent.lesson"]
imported = ours & set(sys.modules)

ahead.forget()
ahead.take_back(files["lime"])
lessons.session.load("lime")
anew = sys.modules["lessons.lime.lesson"] is not before["lessons.lime.lesson"]
shared = sys.modules["lessons.kit.source"] is before["lessons.kit.source"]
answer, _ = lessons.session.Session().handle({"do": "open", "lesson": "lime", "step": "nearby", "t": 3})
print(json.dumps([hidden, same, len(imported), len(files["gradient-descent"]), anew, shared, answer["ok"]]))
"""


def test_what_was_set_aside_is_found_only_after_its_files_were_seen_unchanged():
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    hidden, same, n_imported, n_files, anew, shared, works = json.loads(done.stdout)
    assert hidden and same and works
    assert n_imported <= n_files  # nothing else was imported, and nothing came back that was not asked for
    assert anew and shared  # after a change what waited is imported anew, beside what counts already
