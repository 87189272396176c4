"""The single file, opened from a disk without a network: the same lessons with the same numbers."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import READY_MS, frame, open_lesson, wait_until_ready, watch
from tools.bundle import bundle
from tools.lock import read_lock
from tools.paths import ROOT
from tools.release import release_of
from tools.snapshot import make, offered

RECORDED = json.loads((ROOT / "static/recorded/lessons.json").read_text("utf-8"))["lessons"]
LESSONS = [one["id"] for one in RECORDED]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file on a disk, alone in its folder."""
    path: Path = tmp_path_factory.mktemp("stick") / "nnviz.html"
    path.write_text(bundle(release_of(read_lock()), ("matplotlib",)), "utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def file_page(browser: Browser, address: str) -> Iterator[Page]:
    """The file in a browser without a network."""
    problems: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    watch(page, address, problems)
    page.goto(address)
    wait_until_ready(page)
    yield page
    context.close()
    assert problems == []


def at_work(page: Page, lesson: str) -> dict:
    """The numbers and sentences of a lesson's first step after two updates, or at its start where no time passes."""
    page.evaluate("lesson => nnviz.open(lesson, {lang: 'en'})", lesson)
    page.evaluate("nnviz.advance(2).catch(() => {})")
    shown = frame(page)
    return {
        "readouts": shown["readouts"],
        "figures": [figure["summary"] for figure in shown["figures"]],
        "t": shown["t"],
    }


def test_words_and_the_first_picture_are_there_before_python(browser: Browser, address: str):
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(f"{address}#/gradient-descent/run")
    expect(page.locator("h1")).to_contain_text("Let it run")
    stats = page.evaluate("(async () => { await nnviz.ready; return nnviz.stats(); })()")
    assert stats["words_ms"] < stats["engine_ready_ms"]
    context.close()


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_gives_the_same_numbers_as_the_served_page(
    file_page: Page, lesson_page: Page, base_url: str, lesson: str
):
    open_lesson(lesson_page, base_url, "gradient-descent")
    assert at_work(file_page, lesson) == at_work(lesson_page, lesson)


def test_every_step_is_live_in_one_opening_of_the_file(file_page: Page):
    for lesson in RECORDED:
        for step in lesson["steps"]:
            place = [lesson["id"], step["id"]]
            shown = file_page.evaluate("([lesson, step]) => nnviz.open(lesson, { step })", place)
            assert [shown["lesson"], shown["step"]] == place
            assert shown["figures"] and all(figure["summary"] for figure in shown["figures"]), place


def test_the_file_tells_how_it_started_and_that_nothing_was_asked_for_or_sent(file_page: Page, address: str):
    open_lesson(file_page, address, "gradient-descent")
    stats = file_page.evaluate("nnviz.stats()")
    times = [stats[name] for name in ("first_paint_ms", "words_ms", "engine_ready_ms", "first_live_frame_ms")]
    assert times == sorted(times) and times[0] > 0
    size = Path(address.removeprefix("file://")).stat().st_size
    assert {host: sum["decoded"] for host, sum in stats["bytes"].items()} == {"": size}
    assert (stats["start"], stats["sent_bytes"]) == ("plain", 0)


def test_an_address_brings_the_state_back_and_the_language_changes(file_page: Page, address: str):
    shown = open_lesson(file_page, address, "gradient-descent", "run", t=12, learning_rate=0.02, lang="zh")
    assert (shown["t"], shown["settings"]["learning_rate"]) == (12, 0.02)
    expect(file_page.locator("h1")).to_contain_text("让它")
    file_page.keyboard.press("l")
    expect(file_page.locator("h1")).to_contain_text("Let it run")


def test_the_file_says_what_is_inside_with_the_licences(file_page: Page, address: str):
    open_lesson(file_page, address, "gradient-descent", lang="en")
    file_page.click("#tool-offline")
    dialog = file_page.locator(".dialog")
    expect(dialog).to_contain_text("Everything is in this one file")
    expect(dialog.get_by_role("row", name="matplotlib")).to_contain_text("inside")
    expect(dialog.get_by_role("row", name="scikit-learn")).to_contain_text("--with scikit-learn")
    dialog.get_by_text("Licences of what is inside").click()
    dialog.get_by_text("pyodide").click()
    expect(dialog).to_contain_text("Mozilla Public License")
    file_page.keyboard.press("Escape")


def test_what_an_address_on_a_disk_can_do_is_said_and_no_more_is_offered(file_page: Page, address: str):
    open_lesson(file_page, address, "gradient-descent", "run", lang="en")
    file_page.keyboard.press("s")
    dialog = file_page.locator("dialog[open]")
    expect(dialog.locator(".share-link")).to_contain_text("the link works only here")
    expect(dialog.locator(".task-form")).to_contain_text("the link works only here")
    assert dialog.locator("canvas.qr").count() == 0
    assert dialog.get_by_text("Put it into another page").count() == 0
    file_page.keyboard.press("Escape")


def test_the_notes_of_the_file_are_dressed_as_the_page_is(file_page: Page, address: str):
    open_lesson(file_page, address, "gradient-descent", "run", lang="en")
    with file_page.expect_popup() as opening:
        file_page.keyboard.press("n")
    button = opening.value.get_by_role("button", name="Next step")
    assert button.evaluate("(one) => getComputedStyle(one).borderRadius") == "8px"
    opening.value.close()


def test_the_learner_s_own_table_is_shown_with_its_size_and_can_be_removed(file_page: Page, address: str):
    open_lesson(file_page, address, "kernel-shap", "walk", lang="en")
    file_page.keyboard.press("t")
    rows = "\n".join(["a,b,c", *(f"{n},{n % 7},{'no' if n % 3 else 'yes'}" for n in range(60))])
    dialog = file_page.locator("dialog[open]")
    dialog.locator("#data-paste").fill(rows)
    for act in ("paste", "read", "use"):
        dialog.locator(f"[data-act={act}]").click()
    expect(dialog.locator(".in-use")).to_be_visible()
    file_page.keyboard.press("Escape")
    file_page.click("#tool-offline")
    row = file_page.get_by_role("row", name="Your own table")
    expect(row).to_contain_text("kB")
    row.get_by_role("button", name="Remove").click()
    expect(row).to_be_hidden()
    file_page.keyboard.press("Escape")


def test_matplotlib_is_taken_from_the_file(file_page: Page, address: str):
    open_lesson(file_page, address, "gradient-descent", "run")
    with file_page.expect_download(timeout=READY_MS) as waiting:
        file_page.locator(".save-button").first.click()
        file_page.locator("[role=menuitem], .menu button, dialog button", has_text="SVG").first.click()
    assert Path(waiting.value.path()).read_bytes().lstrip().startswith(b"<?xml")


@pytest.mark.skipif(shutil.which("node") is None, reason="a snapshot is made with Node")
def test_a_memory_snapshot_in_the_file_starts_python_with_the_same_numbers(
    browser: Browser, tmp_path: Path, file_page: Page
):
    parts = read_lock()
    snapshot = offered(ROOT, parts) or make(ROOT, parts).relative_to(ROOT).as_posix()
    path = tmp_path / "nnviz.html"
    path.write_text(bundle(release_of(parts), snapshot=snapshot), "utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    open_lesson(page, path.as_uri(), "gradient-descent")
    assert page.evaluate("nnviz.stats().then(({ start }) => start)") == "snapshot"
    assert file_page.evaluate("nnviz.stats().then(({ start }) => start)") == "plain"
    assert at_work(page, "hidden-layers") == at_work(file_page, "hidden-layers")
    context.close()
