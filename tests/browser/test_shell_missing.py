"""Files that do not come: a sentence names them, and what is open goes on."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import forgive, frame, open_lesson, wait_until_ready
from tests.browser.waiting import until

LESSON = "gradient-descent"


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ("katex.min.js", "katex.min.js"),
        ("d3.min.js", "d3.min.js"),
        ("marked.esm.js", "marked.esm.js"),
        ("toml-*.js", "toml-"),
    ],
)
def test_what_a_missing_library_keeps_from_loading_is_named(
    page: Page, base_url: str, problems: list[str], file: str, named: str
):
    page.route(f"**/{file}", lambda route: route.fulfill(status=404))
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    expect(page.locator(".banner")).to_contain_text(named)
    expect(page.locator(".banner")).to_contain_text("python3 -m tools serve")
    forgive(page, problems)


def test_a_missing_file_of_pyscript_is_told_to_programs_in_words(page: Page, base_url: str, problems: list[str]):
    page.route("**/pyscript-*/core.js", lambda route: route.fulfill(status=404))
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    page.wait_for_function("window.nnviz !== undefined")
    assert "missing" in page.evaluate("nnviz.ready.then(() => '', (error) => error.message)")
    forgive(page, problems)


def test_the_list_of_what_python_needs_is_named_when_it_is_missing_and_asked_for_again(
    page: Page, base_url: str, problems: list[str]
):
    page.route("**/pyscript.toml", lambda route: route.fulfill(status=404))
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    expect(page.locator(".banner")).to_contain_text("pyscript.toml")
    page.unroute("**/pyscript.toml")
    page.get_by_role("button", name="Try again").click()
    until(page, "nnviz.advance(1).then(({ t }) => t === 1)")
    forgive(page, problems)


def test_a_missing_file_of_a_lesson_is_named_and_the_words_stay(page: Page, base_url: str, problems: list[str]):
    page.route("**/vendor/snapshot/*", lambda route: route.fulfill(status=404))  # who starts from one asks for no file
    page.route("**/gradient_descent/race.py", lambda route: route.fulfill(status=404))
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    expect(page.locator(".banner")).to_contain_text("race.py", timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Let it run")
    forgive(page, problems)


def test_when_python_has_stopped_it_is_said_and_a_new_one_goes_on(page: Page, base_url: str, problems: list[str]):
    open_lesson(page, base_url, LESSON, "run", lang="en", t=7)
    page.evaluate("""() => {
      let deep = 0;
      for (let i = 0; i < 4000; i++) deep = [deep]; // more than the stack of a browser's Python can read
      nnviz.set("w0", deep).catch(() => {});
    }""")
    expect(page.locator(".banner")).to_contain_text("Python has stopped")
    page.get_by_role("button", name="Try again").click()
    page.evaluate("nnviz.ready")
    until(page, "nnviz.advance(1).then(({ t }) => t === 8)")
    forgive(page, problems)


def test_without_the_server_what_is_open_goes_on(page: Page, base_url: str, problems: list[str]):
    open_lesson(page, base_url, LESSON, "run", lang="en")
    page.route("**/*", lambda route: route.abort())
    page.evaluate("location.hash = '#/one-neuron/learn'")
    expect(page.locator(".banner")).to_contain_text("one_neuron/en.md")
    page.keyboard.press("l")
    expect(page.locator(".banner")).to_contain_text("zh")
    wait_until_ready(page)
    assert page.evaluate("nnviz.open('gradient-descent', {step: 'race', t: 30})")["t"] == 30
    expect(page.get_by_role("heading", level=1)).to_have_text("A race")
    assert frame(page)["lesson"] == LESSON
    assert not [problem for problem in problems if problem.startswith("uncaught")]
    forgive(page, problems)


def test_lessons_that_did_not_come_are_not_said_to_be_none_and_come_the_next_time(
    page: Page, base_url: str, problems: list[str]
):
    page.route("**/recorded/lessons.json", lambda route: route.abort())
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    expect(page.locator(".banner")).to_contain_text("lessons.json could not be loaded")
    for call in ("open('gradient-descent')", "lessons()"):
        assert "lessons.json" in page.evaluate(f"nnviz.{call}.then(() => '', (error) => error.message)")
    page.unroute_all()
    assert page.evaluate("nnviz.open('gradient-descent', {step: 'race', t: 3})")["t"] == 3
    expect(page.locator(".banner")).to_have_count(0)
    forgive(page, problems)


def test_a_library_that_did_not_come_once_is_named_and_comes_the_next_time(
    page: Page, base_url: str, problems: list[str]
):
    open_lesson(page, base_url, LESSON, "run", lang="en")
    page.route("**/uqr-*/index.mjs", lambda route: route.abort(), times=1)
    page.keyboard.press("s")
    expect(page.locator(".banner")).to_contain_text("uqr-0.1.3/index.mjs could not be loaded")
    expect(page.locator("dialog[open] .share-link canvas")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.locator("dialog[open] .share-link canvas")).to_be_visible()
    assert not [problem for problem in problems if problem.startswith("uncaught")]
    forgive(page, problems)


def test_figures_that_did_not_come_once_come_with_the_next_step(page: Page, base_url: str, problems: list[str]):
    page.route("**/d3.min.js", lambda route: route.abort(), times=2)  # the page asks twice
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    expect(page.locator(".banner")).to_contain_text("d3.min.js")
    page.unroute_all()
    page.evaluate("nnviz.ready")
    assert page.evaluate("nnviz.open('gradient-descent', {step: 'race'})")["step"] == "race"
    expect(page.locator(".figure").first).to_be_visible()
    expect(page.locator(".banner")).to_have_count(0)
    forgive(page, problems)
