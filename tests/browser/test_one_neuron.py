"""The lesson on one neuron as a person takes it: dragging, playing, deciding, in both languages."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import frame, open_lesson
from tests.browser.waiting import until

pytestmark = pytest.mark.lesson("one-neuron")
LESSON = "one-neuron"


def drag(page: Page, name: str, dx: float, dy: float) -> None:
    """Take the handle of that name and carry it so many pixels."""
    box = page.get_by_role("slider", name=name).first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)
    page.mouse.up()


def test_pulling_the_arrow_and_shifting_the_line_by_mouse(lesson_page: Page, base_url: str):
    before = open_lesson(lesson_page, base_url, LESSON, "two-flowers", lang="en")["settings"]
    drag(lesson_page, "Tip of w", 40, -60)
    pulled = until(lesson_page, f"nnviz.frame().then((f) => f.settings.w2 > {before['w2']} + 0.5 && f.settings)")
    assert pulled["w1"] > before["w1"] and pulled["b"] == before["b"]
    drag(lesson_page, "Middle of the line", 30, -30)
    shifted = until(lesson_page, f"nnviz.frame().then((f) => f.settings.b !== {pulled['b']} && f.settings)")
    assert (shifted["w1"], shifted["w2"]) == (pulled["w1"], pulled["w2"])


def test_arrow_keys_turn_the_line(lesson_page: Page, base_url: str):
    before = open_lesson(lesson_page, base_url, LESSON, "two-flowers", lang="en")["settings"]
    lesson_page.get_by_role("slider", name="End of the line").first.focus()
    for _ in range(5):
        lesson_page.keyboard.press("ArrowRight")
    turned = until(lesson_page, f"nnviz.frame().then((f) => f.settings.w2 !== {before['w2']} && f.settings)")
    assert turned["b"] == before["b"]


def test_the_goal_of_the_flowers_can_be_reached(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "two-flowers", lang="en", w1=1.8, w2=2)
    lesson_page.evaluate("nnviz.set('b', 0.8)")
    expect(lesson_page.locator(".aside.goal")).to_have_class("aside goal reached")


def test_the_threshold_is_typed_and_the_cost_falls(lesson_page: Page, base_url: str):
    assert open_lesson(lesson_page, base_url, LESSON, "threshold", lang="zh")["readouts"]["cost"] == 142
    field = lesson_page.locator('[data-control="threshold"] input[type=text]')
    field.fill("0.12")
    field.press("Enter")
    assert until(lesson_page, "nnviz.frame().then((f) => f.readouts.cost === 46 && f.goal)")["reached"]
    expect(lesson_page.locator(".message")).to_contain_text("漏诊")


def test_a_word_instead_of_a_threshold_is_refused_and_nothing_is_lost(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "threshold", lang="en")
    field = lesson_page.locator('[data-control="threshold"] input[type=text]')
    field.fill("low")
    field.press("Enter")
    lesson_page.wait_for_timeout(200)
    assert frame(lesson_page)["readouts"]["threshold"] == 0.5


def test_training_moves_line_and_point_and_back_restores_them(lesson_page: Page, base_url: str):
    first = open_lesson(lesson_page, base_url, LESSON, "learn", lang="en")["readouts"]
    lesson_page.evaluate("nnviz.advance(20)")
    assert frame(lesson_page)["readouts"]["wrong"] == 6
    lesson_page.evaluate("nnviz.advance(-20)")
    assert frame(lesson_page)["readouts"] == first


def test_xor_gives_up_until_a_corner_is_dragged_away(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "xor", lang="en")
    lesson_page.evaluate("nnviz.seek(500)")
    expect(lesson_page.locator(".message")).to_contain_text("given up")
    lesson_page.evaluate("nnviz.gesture('move_corner_1', {index: 1, x: 1.8, y: 1.8})")
    until(lesson_page, "nnviz.frame().then((f) => !f.message || !f.message.text.includes('given up'))")
    lesson_page.get_by_role("button", name="XOR again").click()
    until(lesson_page, "nnviz.frame().then((f) => f.settings.corners[3][1] === -1)")
