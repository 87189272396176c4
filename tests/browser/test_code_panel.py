"""The code that runs: the lines of our own files, coloured and marked, and brought when somebody looks."""

from playwright.sync_api import Page, expect

from tests.browser.helpers import open_lesson, wait_until_ready
from tools.paths import ROOT

ASKED = "performance.getEntriesByType('resource').some(({ name }) => name.includes('highlight-11'))"
LINES = "(lines) => lines.map((line) => [Number(line.dataset.line), line.textContent])"


def open_panel(page: Page) -> None:
    page.locator(".code-panel summary").click()
    expect(page.locator(".code-line.now").first).to_be_visible()


def assert_as_in_file(page: Page) -> None:
    file, _, first = page.locator(".code-file").inner_text().partition(":")
    source = (ROOT / file).read_text("utf-8").splitlines()
    lines = page.locator(".code-line").evaluate_all(LINES)
    assert lines and lines[0][0] == int(first or 1)
    assert [text.strip() for _, text in lines] == [source[number - 1].strip() for number, _ in lines]


def test_the_lines_of_the_file_are_coloured_and_marked_once_the_panel_is_open(page: Page, base_url: str):
    open_lesson(page, base_url, "gradient-descent", "one-step", t=1)
    assert not page.evaluate(ASKED), "nobody looks at it yet"
    open_panel(page)
    assert_as_in_file(page)
    expect(page.locator(".code-line .hljs-keyword").first).to_be_visible()
    first = page.locator(".code-line.now").evaluate_all(LINES)
    page.evaluate("nnviz.advance(1)")
    expect(page.locator(".code-line.now").first).not_to_have_text(first[0][1])
    page.reload()
    wait_until_ready(page)
    expect(page.locator(".code-line.now").first).to_be_visible()


def test_what_changed_while_the_panel_was_closed_is_there_when_it_is_opened(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, "gradient-descent", "run", t=3)
    open_panel(lesson_page)
    before = lesson_page.locator(".code-file").inner_text()
    lesson_page.locator(".code-panel summary").click()
    open_lesson(lesson_page, base_url, "gradient-descent", "gradient")
    open_panel(lesson_page)
    assert lesson_page.locator(".code-file").inner_text() != before
    assert_as_in_file(lesson_page)
    lesson_page.locator(".code-panel summary").click()
