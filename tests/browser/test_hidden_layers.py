"""The lesson on hidden layers as a person takes it: pointing, tapping, dragging and typing, in both languages."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import frame, open_lesson
from tests.browser.waiting import until

pytestmark = pytest.mark.lesson("hidden-layers")
LESSON = "hidden-layers"


def stage(page: Page, figure: str):
    """The stage of a figure."""
    return page.locator(f'[data-figure="{figure}"] .figure-stage')


def on_graph(page: Page, x: float, y: float, sizes: tuple[int, ...]) -> tuple[float, float]:
    """The pixel of a place in the drawing of a network of these sizes."""
    box = stage(page, "network").bounding_box()
    assert box is not None
    width, height = (len(sizes) - 1) * 1.75 + 1.5, max(sizes) + 0.75
    unit = min((box["width"] - 12) / width, (box["height"] - 12) / height)
    middle_x, middle_y = (len(sizes) - 1) * 1.75 / 2, (0.35 - 0.4) / 2
    return (
        box["x"] + box["width"] / 2 + (x - middle_x) * unit,
        box["y"] + box["height"] / 2 - (y - middle_y) * unit,
    )


def test_playing_two_lines_reaches_its_goal(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "two-lines", lang="en")
    lesson_page.keyboard.press("Space")
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.train_score === 1)")
    lesson_page.keyboard.press("Space")
    expect(lesson_page.locator(".aside.goal")).to_have_class("aside goal reached")


def test_pointing_at_a_unit_shows_its_picture_large_a_tap_keeps_it_and_another_puts_it_back(
    lesson_page: Page, base_url: str
):
    open_lesson(lesson_page, base_url, LESSON, "two-lines", lang="en")
    title = lesson_page.locator("[data-figure='map'] .figure-title")
    place = on_graph(lesson_page, 1.75, 0.5, (2, 2, 1))
    for x, y, name in ((*place, "What the unit says: unit 1 of layer 1"), (5, 5, "What the network says")):
        lesson_page.mouse.move(x, y)
        expect(title).to_have_text(name)
    stage(lesson_page, "network").focus()
    lesson_page.keyboard.press("ArrowRight")
    expect(title).to_have_text("What the unit says: x₁")
    lesson_page.keyboard.press("Escape")
    expect(title).to_have_text("What the network says")
    assert frame(lesson_page)["settings"]["shown"] == 0  # nothing was asked of the engine
    lesson_page.mouse.click(*place)
    until(lesson_page, "nnviz.frame().then((f) => f.settings.shown === 3)")
    titles = [one["title"] for one in frame(lesson_page)["figures"]]
    assert "What the unit says: unit 1 of layer 1" in titles
    lesson_page.mouse.click(*on_graph(lesson_page, 1.75, 0.5, (2, 2, 1)))
    until(lesson_page, "nnviz.frame().then((f) => f.settings.shown === 0)")


def test_a_weight_is_taken_by_a_tap_typed_and_undone(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "weights", lang="en", t=40)
    lesson_page.mouse.click(*on_graph(lesson_page, 1.75 + 0.6, 0.5 - 0.5 * (0.2 / 0.95), (2, 2, 1)))
    until(lesson_page, "nnviz.frame().then((f) => f.settings.selected === 100)")
    field = lesson_page.locator("[data-control='weight_value'] input.number")
    modes = [field, lesson_page.locator("[data-control='learning_rate'] input.number")]
    assert [one.get_attribute("inputmode") for one in modes] == [
        "text",
        "decimal",
    ]  # a phone has a minus where one is needed
    field.fill("-3.5")
    field.press("Enter")
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.held_value === -3.5 && f.readouts.n_edits === 1)")
    field.fill("-0.04567")
    field.press("Enter")
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.held_value === -0.04567)")
    assert field.evaluate("(e) => e.scrollWidth <= e.clientWidth")  # its last digit is seen
    lesson_page.get_by_role("button", name="Undo").click()
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.held_value === -3.5)")
    field.fill("much")
    field.press("Enter")
    expect(lesson_page.locator("[data-control='weight_value'] .refusal")).to_be_visible()
    lesson_page.get_by_role("button", name="Undo").click()
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.n_edits === 0)")
    assert frame(lesson_page)["t"] == 40


def test_a_drag_of_the_slider_and_each_typed_value_are_undone_one_by_one(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "weights", lang="en", t=10)
    box = lesson_page.locator("#control-weight_value").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    lesson_page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    lesson_page.mouse.down()
    for share in (0.55, 0.6, 0.65, 0.7):
        lesson_page.mouse.move(box["x"] + box["width"] * share, middle)
        lesson_page.wait_for_timeout(80)
    lesson_page.mouse.up()
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.n_edits === 1 && !f.settings.dragging)")
    field = lesson_page.locator("[data-control='weight_value'] input.number")
    for n, value in ((2, "1.5"), (3, "-2")):
        field.fill(value)
        field.press("Enter")
        until(lesson_page, f"nnviz.frame().then((f) => f.readouts.n_edits === {n})")
    lesson_page.get_by_role("button", name="Undo").click()
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.held_value === 1.5)")
    lesson_page.evaluate("nnviz.set('edits', Array.from({ length: 900 }, (_, k) => [k, k + 1, 0, 1.5]))")
    lesson_page.keyboard.press("s")
    expect(lesson_page.locator(".share-link")).to_contain_text("What you drew, changed by hand or brought along")
    lesson_page.locator("#share-with-state").check()
    expect(lesson_page.locator(".share-link")).to_contain_text("With everything inside")
    lesson_page.keyboard.press("Escape")


def test_the_keyboard_takes_hold_of_a_weight_too(lesson_page: Page, base_url: str):
    before = open_lesson(lesson_page, base_url, LESSON, "weights", lang="en")["settings"]["selected"]
    stage(lesson_page, "network").focus()
    for _ in range(7):  # past the five units
        lesson_page.keyboard.press("ArrowRight")
    lesson_page.keyboard.press("Enter")
    until(lesson_page, f"nnviz.frame().then((f) => f.settings.selected !== {before})")


@pytest.mark.parametrize("step", ["surface", "playground"])
def test_a_tap_on_the_surface_sets_the_weights_and_the_link_brings_them_back(
    lesson_page: Page, base_url: str, step: str
):
    before = open_lesson(lesson_page, base_url, LESSON, step, lang="en", t=60, plane="random")["readouts"]
    if step == "playground":
        lesson_page.locator(".controls summary", has_text="Loss surface").click()
        lesson_page.locator("#control-show_surface").click()
        expect(lesson_page.locator("[data-control='plane']")).to_be_visible()
        lesson_page.evaluate("scrollTo(0, 0)")  # the opened group had come into sight
    box = stage(lesson_page, "above").bounding_box()
    assert box is not None
    lesson_page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    moved = until(lesson_page, "nnviz.frame().then((f) => f.settings.edits.length >= 2 && f.readouts)")
    assert moved["train_loss"] != before["train_loss"]
    link = lesson_page.evaluate("nnviz.link()")
    lesson_page.goto("about:blank")
    lesson_page.goto(link)
    lesson_page.wait_for_function("window.nnviz !== undefined")
    lesson_page.evaluate("window.nnviz.ready.then(() => null)")
    again = until(lesson_page, "nnviz.frame().then((f) => f.settings.edits.length >= 2 && f.readouts)")
    assert again["train_loss"] == moved["train_loss"]


def test_a_tap_on_the_map_adds_a_point_and_unused_layers_have_no_controls(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "playground", lang="en")
    lesson_page.locator(".controls summary", has_text="Network").click()
    expect(lesson_page.locator("[data-control='units_2']")).to_be_visible()
    expect(lesson_page.locator("[data-control='units_3']")).to_be_hidden()
    lesson_page.evaluate("nnviz.set('n_layers', 3)")
    expect(lesson_page.locator("[data-control='units_3']")).to_be_visible()
    lesson_page.evaluate("scrollTo(0, 0)")  # the opened group had come into sight
    box = stage(lesson_page, "map").bounding_box()
    assert box is not None
    lesson_page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 40)
    until(lesson_page, "nnviz.frame().then((f) => f.settings.points_a.length === 1)")


def test_a_drawn_outline_gets_a_score_when_the_network_is_shown(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "predict", lang="en")
    box = stage(lesson_page, "map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for n, (dx, dy) in enumerate(((-90, 0), (90, 20), (40, 90)), start=1):
        lesson_page.mouse.click(x + dx, y + dy)
        until(lesson_page, f"nnviz.frame().then((f) => f.settings.outline.length === {n})")
    lesson_page.evaluate("nnviz.set('reveal', true)")
    score = until(lesson_page, "nnviz.frame().then((f) => f.readouts.agreement)")
    assert 0 < score < 1
