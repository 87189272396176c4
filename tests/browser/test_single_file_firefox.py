"""The single file in Firefox, where one is installed: opened from a disk, it computes the very same numbers."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.helpers import open_lesson
from tests.browser.marionette import firefox
from tools.bundle import bundle
from tools.lock import read_lock
from tools.release import release_of

PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")
ASKED = "nnviz.ready.then(() => nnviz.open('{}', {{step: '{}', t: 7}})).then(() => nnviz.frame())"
READY = "new Promise((resolve) => { const look = () => window.nnviz ? resolve(1) : setTimeout(look, 50); look(); })"


@pytest.mark.skipif(PROGRAM is None, reason="there is no Firefox on this machine")
def test_firefox_opens_the_file_from_a_disk_and_computes_the_same_numbers(
    lesson_page: Page, base_url: str, tmp_path: Path
):
    file = tmp_path / "nnviz.html"
    file.write_text(bundle(release_of(read_lock())), "utf-8")
    with firefox(str(PROGRAM), tmp_path) as browser:
        browser.go(file.as_uri())
        browser.value(READY)
        for lesson, step in (("gradient-descent", "run"), ("hidden-layers", "playground")):
            shown = browser.value(ASKED.format(lesson, step))
            expected = open_lesson(lesson_page, base_url, lesson, step, t=7)
            assert shown["t"] == 7
            assert shown["readouts"] == expected["readouts"]
