"""The lesson on backpropagation as a person uses it: keys, taps, typed answers, in both languages."""

import pytest
from playwright.sync_api import Browser, Page, expect

from lessons.backpropagation.layout import number_spots
from lessons.backpropagation.why import SMALL
from tests.browser.helpers import frame, open_lesson
from tests.browser.waiting import until

LESSON = "backpropagation"


def test_each_press_is_one_line_of_arithmetic_and_back_takes_it_away(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "forward", lang="en")
    lesson_page.locator("h1").focus()
    for done in (1, 2, 3):
        lesson_page.keyboard.press("ArrowRight")
        until(lesson_page, f"nnviz.frame().then((f) => f.readouts.done === {done})")
    expect(lesson_page.locator(".prose")).to_contain_text("0.1000")  # the bias joins the sum
    expect(lesson_page.locator(".beats")).to_have_text("3 / 12")
    lesson_page.keyboard.press("ArrowLeft")
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.done === 2)")


def test_coarser_beats_keep_the_place_and_show_fewer_dots(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en", granularity="multiply_add", beat=12)
    assert frame(lesson_page)["readouts"]["done"] == 12
    lesson_page.locator("#control-granularity").select_option("beat")
    until(lesson_page, "nnviz.frame().then((f) => f.beat === 1 && f.readouts.done === 12)")
    assert lesson_page.locator(".beats i").count() == 5


def test_a_tap_on_a_number_asks_why(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "why", lang="en")
    box = lesson_page.locator('[data-figure="graph"] .figure-stage').bounding_box()
    assert box is not None
    lesson_page.mouse.click(box["x"] + 0.86 * box["width"], box["y"] + 0.5 * box["height"])  # the loss
    until(lesson_page, "nnviz.frame().then((f) => f.settings.number === 'loss')")
    lesson_page.locator("#control-number").select_option("g_x2_h1")  # the same by keyboard
    until(lesson_page, "nnviz.frame().then((f) => Math.abs(f.readouts.value + 0.6295) < 1e-4)")


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)])
def test_a_tap_opens_the_number_that_was_tapped_on_any_screen(browser: Browser, base_url: str, size: tuple[int, int]):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, has_touch=True)
    page = context.new_page()
    open_lesson(page, base_url, LESSON, "why", lang="en")
    for number, (x, y, dx, dy) in number_spots(SMALL).items():
        if number.startswith("w_"):
            continue  # in the place of the old weight
        stage = page.locator('[data-figure="graph"] .figure-stage')
        stage.scroll_into_view_if_needed()
        box = stage.bounding_box()
        assert box is not None
        unit = min((box["width"] - 12) / 3.76, (box["height"] - 12) / 2.7)  # as the figure's scales say
        left, middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.touchscreen.tap(left + (x - 1.46) * unit + dx, middle - y * unit + dy)
        until(page, f"nnviz.frame().then((f) => f.settings.number === '{number}')")
    context.close()


def test_the_faulty_line_is_found(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "check", lang="zh")
    lesson_page.locator("#control-broken").check()
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.n_wrong === 12)")
    lesson_page.locator("#control-answer").select_option("bias")
    until(lesson_page, "nnviz.frame().then((f) => f.message.tone === 'warn')")
    lesson_page.locator("#control-answer").select_option("activation")
    until(lesson_page, "nnviz.frame().then((f) => f.message.tone === 'good')")
    assert "找对了" in str(frame(lesson_page)["message"])


def test_a_typed_answer_gets_the_hint_that_fits(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "blanks", lang="en", blank="loss")
    right = until(lesson_page, "nnviz.set('solution', true).then((f) => f.readouts.loss)")
    lesson_page.evaluate("nnviz.set('solution', false).then(() => null)")
    field = lesson_page.locator('[data-control="reply"] input[type=text]')
    for answer, tone in ((right / 2, "warn"), (right, "good")):
        field.fill(f"{answer:.2f}")
        field.press("Enter")
        until(lesson_page, f"nnviz.frame().then((f) => f.message?.tone === '{tone}')")
    field.fill("eleven")
    field.press("Enter")
    expect(lesson_page.locator('[data-control="reply"]')).to_contain_text("not a number")
    assert abs(frame(lesson_page)["settings"]["reply"] - round(right, 2)) < 1e-9
