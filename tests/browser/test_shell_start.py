"""What a reader meets first: words before Python, a recording that gives way without a jump, honest failures."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import forgive, frame, open_lesson, wait_until_ready
from tests.browser.waiting import until
from tools.lock import read_lock
from tools.paths import ROOT, VENDOR

LESSON = "gradient-descent"
COUNTED_FILES = ("python_stdlib.zip", "pyodide-lock.json", "numpy-")


PYTHON = re.compile(r"/pyodide-[\d.]+/")
"""What never arrives where a test holds Python back."""


def test_words_and_a_recorded_picture_are_there_before_python(page: Page, base_url: str, hold_back):
    hold_back(PYTHON)
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"\w"))
    expect(page.locator(".katex").first).to_be_visible()
    expect(page.locator(".figure").first).to_be_visible()
    expect(page.locator(".recording")).to_be_visible()
    expect(page.locator("#progress")).to_be_visible()
    assert page.evaluate("nnviz.frame()") is None


def test_the_recording_shows_the_numbers_of_the_first_frame(page: Page, base_url: str, hold_back):
    hold_back(PYTHON)
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    expect(page.locator('[data-readout="loss"] dd')).to_have_text("3.6000")


def test_the_live_picture_takes_the_recording_s_place_without_a_jump(page: Page, base_url: str):
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    page.locator(".recording").wait_for()
    before = boxes(page)
    wait_until_ready(page)
    page.locator(".recording").wait_for(state="hidden")
    # Tests allow no service worker, which a banner says two seconds after Python answers: it is no jump of the picture.
    page.evaluate("document.querySelectorAll('.banner').forEach((banner) => banner.remove())")
    assert boxes(page) == pytest.approx(before, abs=1)


def boxes(page: Page) -> list[float]:
    """Where every figure, control and the transport stand."""
    script = """[...document.querySelectorAll('.panel, .control, .transport, .readout')]
        .flatMap((e) => { const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; })"""
    return page.evaluate(script)


def test_the_interpreter_is_asked_for_once_and_before_there_is_a_worker_to_want_it(page: Page, base_url: str):
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    wait_until_ready(page)
    assert asked.count("pyodide.asm.wasm") == 1
    assert asked.index("pyodide.asm.wasm") < asked.index("interpreter.mjs") < asked.index("pyodide.asm.js")


def test_where_the_page_cannot_compile_the_interpreter_the_worker_does(page: Page, base_url: str):
    page.add_init_script("WebAssembly.compileStreaming = async () => { throw new TypeError('not here'); }")
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    wait_until_ready(page)
    page.wait_for_function("nnviz.frame()")


def test_a_missing_runtime_is_named_and_the_words_stay(page: Page, base_url: str, problems: list[str]):
    page.route("**/python_stdlib.zip", lambda route: route.fulfill(status=404))
    page.goto(f"{base_url}#/{LESSON}/five-points?lang=en")
    expect(page.locator(".banner")).to_contain_text("python_stdlib.zip", timeout=30_000)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "missing" in page.evaluate("nnviz.ready.then(() => '', (error) => error.message)")
    forgive(page, problems)


def test_a_browser_without_webassembly_is_told_so(page: Page, base_url: str, problems: list[str]):
    page.add_init_script("delete globalThis.WebAssembly")
    page.goto(f"{base_url}#/{LESSON}/five-points?lang=zh")
    expect(page.locator(".banner")).to_contain_text("WebAssembly")
    expect(page.locator(".prose")).to_contain_text("残差")
    forgive(page, problems)


def fill(page: Page, control: str, value: str) -> None:
    field = page.locator(f'[data-control="{control}"] input[type=text]')
    field.fill(value)
    field.press("Enter")


def test_a_hung_engine_is_started_anew_where_the_reader_was(page: Page, base_url: str):
    open_lesson(page, base_url, LESSON, "run", lang="en")
    page.evaluate("nnviz.set('learning_rate', 0.03)")
    before = page.evaluate("nnviz.seek(40)")
    page.evaluate("document.querySelector('script[type=py]').xworker.terminate()")
    page.keyboard.press("ArrowRight")
    fill(page, "w0", "1.5")
    page.get_by_label("Branch here").check()
    fill(page, "learning_rate", "0.05")
    page.get_by_role("button", name="Restart Python").click(timeout=20_000)
    until(page, "nnviz.advance(0).then((f) => f.t === 40 && f.settings.w0 === 1.5)")
    until(
        page,
        "nnviz.link().then((link) => link.includes('learning_rate=0.03&w0=1.5&t=40&branch=40~learning_rate=0.05'))",
    )
    page.get_by_label("Branch here").uncheck()
    page.evaluate("nnviz.set('learning_rate', 0.03).then(() => nnviz.set('w0', 0))")
    assert page.evaluate("nnviz.seek(40)")["readouts"] == before["readouts"]


def test_an_error_in_python_is_a_sentence_and_the_lesson_goes_on(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "five-points", lang="en")
    told = lesson_page.evaluate("nnviz.set('points', [[1, 2]]).then(() => '', (error) => error.message)")
    assert "2 to 30" in told
    assert lesson_page.evaluate("nnviz.set('w0', 1)")["readouts"]["w"] == 1


def test_stats_tell_when_what_was_there_and_how_many_bytes(page: Page, base_url: str):
    open_lesson(page, base_url, LESSON, "five-points")
    stats = until(page, "nnviz.stats().then((s) => s.first_live_frame_ms !== null && s)")
    assert 0 < stats["words_ms"] <= stats["engine_ready_ms"] <= stats["first_live_frame_ms"]
    [host] = stats["bytes"]
    assert stats["bytes"][host]["decoded"] > 15e6


def test_progress_knows_how_many_bytes_python_has():
    runtime = (ROOT / "static" / "js" / "engine" / "arriving.mjs").read_text("utf-8")
    [told] = [int(number.replace("_", "")) for number in re.findall(r"EXPECTED = ([\d_]+)", runtime)]
    folder = next(VENDOR.glob("pyodide-*"))
    files = [path for path in folder.iterdir() if path.name.startswith(COUNTED_FILES)]
    assert read_lock() and told == sum(path.stat().st_size for path in files)


def test_the_catalogue_is_there_before_python_and_remembers_progress(page: Page, base_url: str, hold_back):
    hold_back(PYTHON)
    page.goto(f"{base_url}#/?lang=en")
    link = page.locator(".card a")
    expect(link).to_have_count(len(json.loads((ROOT / "static/recorded/lessons.json").read_text("utf-8"))["lessons"]))
    link.first.click()
    expect(page.locator(".words h1")).to_be_visible()
    page.locator(".brand").click()
    expect(page.locator(".card-facts").first).to_contain_text("1 of")


def test_what_is_set_while_python_loads_holds_when_it_is_there(page: Page, base_url: str):
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    page.locator(".recording").wait_for()
    fill(page, "learning_rate", "0.03")
    wait_until_ready(page)
    assert frame(page)["settings"]["learning_rate"] == 0.03


def test_no_frame_of_another_lesson_or_step_is_left_over(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run")
    lesson_page.evaluate("nnviz.open('gradient-descent', {step: 'flow'})")
    assert frame(lesson_page)["step"] == "flow"
