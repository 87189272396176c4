"""The single file in Firefox, where one is installed: opened from a disk, every lesson computes the same numbers."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.helpers import open_lesson
from tests.browser.marionette import firefox
from tools.bundle import bundle
from tools.lock import read_lock
from tools.paths import ROOT
from tools.release import release_of

PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")
LESSONS = json.loads((ROOT / "static/recorded/lessons.json").read_text("utf-8"))["lessons"]
FIRST = [(lesson["id"], lesson["steps"][0]["id"], 0) for lesson in LESSONS]
ASKED = "nnviz.ready.then(() => nnviz.open('{}', {{step: '{}', t: {}}})).then(() => nnviz.frame())"
THERE = "new Promise((resolve) => {{ const look = () => {} ? resolve(1) : setTimeout(look, 50); look(); }})"
OPEN_SHARE = "Promise.resolve(document.querySelector('.share-button').click() ?? null)"
LINKS = "Promise.resolve([...document.querySelectorAll('.share-copy input')].map((field) => field.value))"


@pytest.mark.skipif(PROGRAM is None, reason="there is no Firefox on this machine")
def test_firefox_opens_the_file_from_a_disk_and_computes_the_same_numbers(
    lesson_page: Page, base_url: str, tmp_path: Path
):
    file = tmp_path / "nnviz.html"
    file.write_text(bundle(release_of(read_lock())), "utf-8")
    with firefox(str(PROGRAM), tmp_path) as browser:
        browser.go(file.as_uri())
        browser.value(THERE.format("window.nnviz"))
        for lesson, step, t in (*FIRST, ("gradient-descent", "run", 7), ("hidden-layers", "playground", 7)):
            shown = browser.value(ASKED.format(lesson, step, t))
            expected = open_lesson(lesson_page, base_url, lesson, step, t=t)
            assert shown["figures"] and shown["t"] == t
            assert shown["readouts"] == expected["readouts"]
        browser.value(OPEN_SHARE)
        browser.value(THERE.format("document.querySelector('.share-copy input')?.value"))
        plain, task = browser.value(LINKS)  # no page of another site can show a file of this disk in a frame
        assert plain.startswith(f"{file.as_uri()}#/") and task.startswith(f"{file.as_uri()}?task")
