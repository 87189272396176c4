"""The one dialog for all that opens above the page."""

from playwright.sync_api import Page, expect

from tests.browser.helpers import open_lesson


def test_a_dialog_that_was_made_in_another_language_speaks_the_present_one(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, "gradient-descent", "run", lang="en")
    lesson_page.click("#tool-offline")
    expect(lesson_page.locator("dialog[open] table")).to_contain_text("The page: Python, NumPy, all lessons")
    lesson_page.keyboard.press("Escape")
    lesson_page.keyboard.press("l")
    expect(lesson_page.locator("html")).to_have_attribute("lang", "zh-Hans")
    lesson_page.click("#tool-offline")
    expect(lesson_page.locator("dialog[open] table")).to_contain_text("页面：Python、NumPy 和全部课程")
    lesson_page.keyboard.press("Escape")
    lesson_page.keyboard.press("l")
