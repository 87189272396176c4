"""Hands in figures: pointers that leave the arrows to the page, axes that stay under a drag, quick presses."""

import pytest
from playwright.sync_api import Page

from tests.browser.helpers import frame, open_lesson
from tests.browser.waiting import until

LESSON = "gradient-descent"


@pytest.mark.parametrize("grasp", ["tap", "drag"])
def test_who_sets_a_guess_with_a_pointer_walks_on_with_the_arrows(lesson_page: Page, base_url: str, grasp: str):
    open_lesson(lesson_page, base_url, LESSON, "one-step", lang="en")
    stage = lesson_page.locator("[data-figure=plane] .figure-stage")
    if grasp == "tap":
        stage.click(position={"x": 120, "y": 120})
    else:
        guess = lesson_page.locator("[data-figure=plane] [role=slider]").first
        guess.hover(force=True)
        lesson_page.mouse.down()
        stage.hover(position={"x": 150, "y": 150}, force=True)
        lesson_page.mouse.up()
    until(lesson_page, "nnviz.frame().then((f) => f.settings.guess_w !== 1)")
    guess = frame(lesson_page)["settings"]["guess_w"]
    lesson_page.keyboard.press("ArrowRight")
    until(lesson_page, "nnviz.frame().then((f) => f.beat === 1)")
    assert frame(lesson_page)["settings"]["guess_w"] == guess
    # who comes with the keyboard has the arrows for the guess
    lesson_page.keyboard.press("Tab")
    lesson_page.keyboard.press("Shift+Tab")
    lesson_page.locator("[data-figure=plane] [role=slider]").first.focus()
    lesson_page.keyboard.press("ArrowRight")
    until(lesson_page, f"nnviz.frame().then((f) => f.settings.guess_w > {guess})")
    assert frame(lesson_page)["beat"] == 1


def test_the_map_stays_under_the_hand_that_drags_near_its_edge(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "every-line", lang="en")
    lesson_page.evaluate("nnviz.set('w0', -0.6)")
    ticks = "() => document.querySelector('[data-figure=plane] .figure-overlay').textContent"
    axis = lesson_page.evaluate(ticks)
    box = lesson_page.locator("[data-figure=plane] .figure-target").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    lesson_page.mouse.move(x, y)
    lesson_page.mouse.down()
    seen = []
    for k in range(1, 30):
        lesson_page.mouse.move(x - 2 * k, y)
        lesson_page.wait_for_timeout(40)
        seen.append(frame(lesson_page)["settings"]["w0"])
    assert lesson_page.evaluate(ticks) == axis
    lesson_page.mouse.up()
    assert min(seen) == -1  # the edge of the map
    assert max(before - after for before, after in zip(seen, seen[1:], strict=False)) < 0.1
    until(lesson_page, f"Promise.resolve(({ticks})() !== {axis!r})")  # now there is room to go on


def test_presses_in_quick_succession_all_count(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "five-points", lang="en")
    sample = lesson_page.get_by_role("slider", name="sample 3")
    sample.focus()
    before = frame(lesson_page)["settings"]["points"][2]
    for _ in range(10):
        lesson_page.keyboard.press("ArrowRight")
    lesson_page.keyboard.press("Shift+ArrowUp")
    expected = [before[0] + 1, before[1] + 0.01]
    until(lesson_page, f"nnviz.frame().then((f) => f.settings.points[2].join() === '{expected[0]:g},{expected[1]:g}')")
