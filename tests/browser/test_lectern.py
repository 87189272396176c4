"""Presenter mode: laser, dark screen, notes in a second window, and what the buttons of a remote send."""

from playwright.sync_api import Page, expect

from tests.browser.helpers import open_lesson, wait_until_ready
from tests.browser.waiting import until_step


def presenting(page: Page, base_url: str) -> None:
    open_lesson(page, base_url, "gradient-descent", "run", lang="en")
    page.keyboard.press("f")
    expect(page.locator(".lectern")).to_be_visible()


def test_what_the_teacher_clicks_to_reveal_is_large_too(lesson_page: Page, base_url: str):
    presenting(lesson_page, base_url)
    size = lesson_page.locator("summary.aside-name").first.evaluate(
        "(one) => parseFloat(getComputedStyle(one).fontSize)"
    )
    lesson_page.keyboard.press("f")
    assert size >= 14


def test_the_laser_follows_the_hand_and_goes_with_the_mode(lesson_page: Page, base_url: str):
    presenting(lesson_page, base_url)
    lesson_page.keyboard.press("r")
    lesson_page.locator(".lectern [aria-pressed=true]").wait_for()
    lesson_page.mouse.move(300, 200)
    box = lesson_page.locator(".laser").bounding_box()
    assert box and abs(box["x"] + 9 - 300) < 2 and abs(box["y"] + 9 - 200) < 2
    lesson_page.keyboard.press("Escape")
    expect(lesson_page.locator(".lectern")).to_be_hidden()
    expect(lesson_page.locator(".laser")).to_be_hidden()


def test_the_screen_goes_dark_and_comes_back(lesson_page: Page, base_url: str):
    presenting(lesson_page, base_url)
    for key in ("b", "."):
        lesson_page.keyboard.press(key)
        expect(lesson_page.locator(".night")).to_be_visible()
        lesson_page.keyboard.press(key)
        expect(lesson_page.locator(".night")).to_be_hidden()
    lesson_page.keyboard.press("b")
    expect(lesson_page.locator(".night")).to_be_visible()
    lesson_page.keyboard.press("Escape")
    expect(lesson_page.locator(".night")).to_be_hidden()
    expect(lesson_page.locator(".lectern")).to_be_visible()
    lesson_page.keyboard.press("b")
    expect(lesson_page.locator(".night")).to_be_visible()
    lesson_page.keyboard.press("f")
    expect(lesson_page.locator(".night")).to_be_hidden()  # nobody is left in the dark


def test_a_remote_turns_the_steps_and_does_not_load_the_page_anew(lesson_page: Page, base_url: str):
    presenting(lesson_page, base_url)
    lesson_page.evaluate("window.same = true")
    lesson_page.keyboard.press("F5")
    lesson_page.keyboard.press("PageDown")
    until_step(lesson_page, "too-large")
    lesson_page.keyboard.press("PageUp")
    until_step(lesson_page, "run")
    assert lesson_page.evaluate("window.same") is True
    lesson_page.keyboard.press("f")


def open_notes(page: Page) -> Page:
    """The window that N opens."""
    with page.expect_popup() as opening:
        page.keyboard.press("n")
    return opening.value


def test_notes_stand_in_a_second_window_and_its_buttons_lead_the_first(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, "gradient-descent", "run", lang="en")
    notes = open_notes(lesson_page)
    expect(notes.locator("h1")).to_have_text("Let it run")
    expect(notes.locator(".notes")).to_contain_text("Next: Too large a step")
    notes.get_by_role("button", name="Next step").click()
    until_step(lesson_page, "too-large")
    expect(notes.locator("h1")).to_have_text("Too large a step")
    notes.keyboard.press("PageUp")
    until_step(lesson_page, "run")
    notes.close()


def test_notes_say_what_comes_next_only_where_something_does_and_follow_language_and_theme(
    lesson_page: Page, base_url: str
):
    open_lesson(lesson_page, base_url, "gradient-descent", "flow", lang="en")
    notes = open_notes(lesson_page)
    expect(notes.locator(".notes")).to_contain_text("Next: ")
    assert notes.title() == "Notes · nnviz"
    button = notes.get_by_role("button", name="Next step")
    assert button.evaluate("(one) => getComputedStyle(one).borderRadius") == "8px"
    lesson_page.bring_to_front()
    lesson_page.keyboard.press("PageDown")
    until_step(lesson_page, "check")
    expect(notes.locator("h1")).to_have_text("Check it")
    expect(notes.get_by_text("Next: ")).to_be_hidden()
    before = notes.locator("html").get_attribute("data-theme")
    lesson_page.keyboard.press("l")
    lesson_page.keyboard.press("d")
    expect(notes.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(notes.locator("html")).not_to_have_attribute("data-theme", before or "")
    expect(notes.get_by_text("Next: ")).to_be_hidden()
    notes.keyboard.press(".")
    expect(lesson_page.locator(".night")).to_be_visible()
    notes.keyboard.press("b")
    expect(lesson_page.locator(".night")).to_be_hidden()
    notes.close()
    lesson_page.keyboard.press("l")
    lesson_page.keyboard.press("d")


def test_the_notes_stay_and_lead_on_when_the_page_or_their_window_is_loaded_anew(page: Page, base_url: str):
    open_lesson(page, base_url, "gradient-descent", "run", lang="en")
    notes = open_notes(page)
    expect(notes.locator("h1")).to_have_text("Let it run")
    began = page.evaluate("sessionStorage['nnviz.notes']")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    expect(notes.locator(".notes-clock")).to_contain_text("this window waits")
    page.reload()
    wait_until_ready(page)
    expect(notes.locator(".notes-clock")).not_to_contain_text("this window waits")
    notes.get_by_role("button", name="Next step").click()
    expect(notes.locator("h1")).to_have_text("Too large a step")
    assert page.evaluate("sessionStorage['nnviz.notes']") == began, "the clock goes on"
    notes.reload()
    expect(notes.locator("h1")).to_have_text("Too large a step")
    notes.keyboard.press("PageUp")
    expect(notes.locator("h1")).to_have_text("Let it run")
    notes.close()
