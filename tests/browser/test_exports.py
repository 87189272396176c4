"""What a learner saves is what is on screen, and what is loaded again goes on from it: in the really served page."""

import csv
import io
import json
import re
import subprocess
import sys
import zlib
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import frame, open_lesson, wait_until_ready
from tests.browser.waiting import until

GD = "gradient-descent"


def saved(page: Page, act) -> tuple[str, bytes]:
    """The name and the bytes of the file that an action saves."""
    with page.expect_download(timeout=60_000) as caught:
        act()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


def open_share(page: Page) -> None:
    page.locator(".share-button").click()
    page.locator(".share").wait_for()


def share(page: Page, what: str) -> tuple[str, bytes]:
    """A file from the dialog."""
    open_share(page)
    found = saved(page, page.locator(f".share [data-save={what}]").click)
    page.keyboard.press("Escape")
    return found


def from_menu(page: Page, figure: str, entry: str) -> tuple[str, bytes]:
    """A file from the menu of a figure, by keyboard alone."""
    page.locator(f"[data-figure={figure}] .save-button").focus()
    page.keyboard.press("Enter")
    item = page.locator(f"[data-figure={figure}] [data-entry={entry}]")
    item.wait_for()
    for _ in range(4):
        if item.evaluate("item => item === document.activeElement"):
            break
        page.keyboard.press("ArrowDown")
    return saved(page, lambda: page.keyboard.press("Enter"))


def test_a_figure_is_saved_as_picture_drawing_and_print_in_both_languages(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, GD, "run", t=40, learning_rate=0.05, lang="en")
    name, png = from_menu(lesson_page, "curves", "png")
    assert name == "gradient-descent-run-curves-t40.png" and png.startswith(b"\x89PNG") and len(png) > 10_000
    _, svg = from_menu(lesson_page, "curves", "svg")
    assert all(words in svg.decode() for words in ("learning rate", "0.05", "t = 40", "Loss and slope"))
    open_lesson(lesson_page, base_url, GD, "run", t=40, lang="zh")
    _, pdf = from_menu(lesson_page, "curves", "pdf")
    assert pdf.startswith(b"%PDF") and b"NotoSansSC" in pdf.replace(b"-", b"")
    open_lesson(lesson_page, base_url, GD, "run", t=40, lang="en")


def test_a_figure_gives_its_numbers_and_the_run_all_of_its_own(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, GD, "run", t=40, lang="en")
    _, table = from_menu(lesson_page, "data", "csv")
    cells = {cell for row in csv.reader(io.StringIO(table.decode("utf-8-sig"))) for cell in row}
    assert {"-1.0", "4.0"} <= cells
    name, text = share(lesson_page, "run")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert name.endswith("readouts-t40.csv") and len(rows) == 501
    assert {key: float(rows[40][key]) for key in ("w", "b", "loss")} == {
        key: frame(lesson_page)["readouts"][key] for key in ("w", "b", "loss")
    }


def test_weights_and_data_go_out_as_a_file_and_come_back_to_the_last_digit(
    lesson_page: Page, base_url: str, tmp_path: Path
):
    open_lesson(lesson_page, base_url, GD, "race", t=33, learning_rate=0.02, lang="en")
    before = frame(lesson_page)["readouts"]
    name, text = share(lesson_page, "state")
    document = json.loads(text)
    document["state"]["params"][0][0] += 1e-9  # as another machine might have computed it
    path = tmp_path / name
    path.write_text(json.dumps(document), "utf-8")
    open_lesson(lesson_page, base_url, GD, "five-points")
    open_share(lesson_page)
    lesson_page.locator("#share-file").set_input_files(path)
    found = until(lesson_page, "nnviz.frame().then((f) => f.step === 'race' && f.t === 33 && f)")
    assert found["readouts"]["w"] == pytest.approx(before["w"], abs=2e-9) and found["readouts"]["w"] != before["w"]
    assert "state=" in lesson_page.url and not lesson_page.locator("dialog").is_visible()
    after = lesson_page.evaluate("nnviz.advance(5)")["readouts"]["w"]
    lesson_page.evaluate("nnviz.seek(0)")
    assert lesson_page.evaluate("nnviz.seek(38)")["readouts"]["w"] == after
    lesson_page.evaluate("nnviz.set('learning_rate', 0.01)")  # the run begins anew: nothing given is left
    until(lesson_page, "Promise.resolve(!location.hash.includes('state='))")


DENSE = "[document.querySelector('.qr')].every((code) => code.width > 180 && code.clientWidth === code.width)"
LINK = "document.querySelector('.share-copy input').value"


def test_a_link_with_weights_is_opened_and_a_damaged_one_refused_with_a_sentence(
    lesson_page: Page, page: Page, base_url: str
):
    open_lesson(lesson_page, base_url, GD, "one-sample", t=21, seed=5, lang="en")
    before = frame(lesson_page)["readouts"]
    open_share(lesson_page)
    lesson_page.locator(".qr").wait_for()
    lesson_page.locator("#share-with-state").check()
    link = until(lesson_page, f"Promise.resolve({LINK}.includes('state=') && {LINK})")
    assert until(lesson_page, f"Promise.resolve({DENSE})"), "each square of a dense code has the same three pixels"
    lesson_page.keyboard.press("Escape")
    page.goto(link)
    wait_until_ready(page)
    assert frame(page)["readouts"] == before and "state=" in page.url
    page.goto(re.sub(r"(state=[^&]{60})[^&]*", r"\1", link))
    until(page, "nnviz.frame().then((f) => f.t === 21 && !location.hash.includes('state='))")
    expect(page.locator(".banner p")).to_contain_text(["damaged or cut short", "computed from its settings"])
    open_lesson(page, base_url, GD, "race")
    assert page.locator(".banner").count() == 0  # what was said of the link means nothing in the next place


DEEP = urlsafe_b64encode(zlib.compress(b"[" * 100_000)).decode().rstrip("=")


@pytest.mark.parametrize("text", ["%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "AAAA", "__proto__", DEEP])
def test_hostile_states_in_a_link_run_nothing(lesson_page: Page, base_url: str, text: str):
    lesson_page.goto(f"{base_url}#/{GD}/run?t=3&state={text}&lang=en")
    lesson_page.locator(".banner").wait_for()
    assert lesson_page.locator(".banner img").count() == 0
    assert until(lesson_page, "nnviz.frame().then((f) => f && f.t === 3 && f)")["step"] == "run"


@pytest.mark.parametrize(("lesson", "step"), [(GD, "race"), ("hidden-layers", "playground")])
def test_the_program_taken_home_computes_the_same_state(
    lesson_page: Page, base_url: str, tmp_path: Path, lesson: str, step: str
):
    open_lesson(lesson_page, base_url, lesson, step, t=25, lang="en")
    name, text = share(lesson_page, "py")
    path = tmp_path / name
    path.write_bytes(text)
    done = subprocess.run([sys.executable, "-I", str(path)], capture_output=True, text=True, check=True)
    verdict = done.stdout.splitlines()[-1]
    most = re.search(r"two of them is ([\d.e-]+\d)", verdict)
    assert "Every number is the page's own" in verdict or (most and float(most[1]) < 1e-12), verdict
    _, notebook = share(lesson_page, "ipynb")
    assert json.loads(notebook)["nbformat"] == 4


def test_where_no_time_passes_there_is_neither_film_nor_program(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, GD, "five-points", lang="en")
    open_share(lesson_page)
    assert lesson_page.locator("[data-save=gif], [data-save=py]").count() == 0
    lesson_page.keyboard.press("Escape")


def test_where_every_picture_follows_from_the_settings_there_is_a_film_and_no_program(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, "shapley", "orders", lang="en")
    open_share(lesson_page)
    assert lesson_page.locator("[data-save=gif]").count() == 1
    assert lesson_page.locator("[data-save=py], [data-save=ipynb]").count() == 0
    lesson_page.keyboard.press("Escape")


DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector(".share").dispatchEvent(drop);
}"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{}", "not a state that was saved by this page"),
        ("\x89PNG", "damaged or cut short"),
        ('{"format": "nnviz-state", "version": 1, "lesson": "alchemy"}', "alchemy"),
    ],
)
def test_a_file_that_is_no_state_is_refused_where_it_was_dropped(
    lesson_page: Page, base_url: str, text: str, sentence: str
):
    open_lesson(lesson_page, base_url, GD, "run", t=4, lang="en")
    open_share(lesson_page)
    lesson_page.evaluate(DROP, ["state.json", text])
    lesson_page.locator(".share-status").get_by_text(sentence).wait_for()
    assert frame(lesson_page)["t"] == 4
    lesson_page.keyboard.press("Escape")


def test_a_table_that_is_dropped_where_weights_go_is_sent_to_the_right_door(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, GD, "run", lang="en")
    open_share(lesson_page)
    lesson_page.evaluate(DROP, ["flowers.csv", "a,b\n1,2\n"])
    lesson_page.locator(".share-status").get_by_text("“flowers.csv” is no file of weights").wait_for()
    lesson_page.evaluate(DROP, ["flowers.csv", ""])
    lesson_page.locator(".share-status").get_by_text("Your data").wait_for()
    lesson_page.keyboard.press("Escape")


def test_a_state_that_is_dropped_is_opened(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, "one-neuron", "learn", t=12, lang="en")
    _, text = share(lesson_page, "state")
    open_lesson(lesson_page, base_url, GD, "run", lang="en")
    open_share(lesson_page)
    lesson_page.evaluate(DROP, ["state.json", text.decode()])
    until(lesson_page, "nnviz.frame().then((f) => f.lesson === 'one-neuron' && f.t === 12)")


def test_a_save_that_failed_for_want_of_a_file_works_when_the_file_is_there(page: Page, base_url: str, problems: list):
    open_lesson(page, base_url, GD, "run", t=4, lang="en")
    page.route("**/recorded/exports.json", lambda route: route.fulfill(status=404))
    open_share(page)
    page.locator(".share [data-save=run]").click()
    page.get_by_text("exports.json could not be loaded").first.wait_for()
    page.unroute("**/recorded/exports.json")
    problems.clear()
    name, _ = saved(page, page.locator(".share [data-save=run]").click)
    assert name.endswith("readouts-t4.csv")
