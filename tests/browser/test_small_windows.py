"""A small window, as of a projector: figures end above the transport, and the tools of a teacher cover nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import DESKTOP
from tests.browser.helpers import open_lesson

PROJECTOR: ViewportSize = {"width": 1024, "height": 768}
FULLEST = [
    ("one-neuron", "two-surfaces"),
    ("hidden-layers", "playground"),
    ("hidden-layers", "surface"),
    ("backpropagation", "check"),
    ("gradient-flow", "inside"),
    ("lime", "sentence"),
]
BELOW = """() => {
    const bottom = (part) => part.getBoundingClientRect().bottom;
    const [stage, bar] = ['.stage', '.transport'].map((each) => document.querySelector(each).getBoundingClientRect());
    const top = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--bar'));
    const room = bar.top - top;
    return [...document.querySelectorAll('%s')].filter((part) => bottom(part) - stage.top > room + 1).length;
}"""
"""How many of these parts reach under the transport while the stage stands at the top of the window."""

COVERED = """() => {
    const tools = document.querySelector('.lectern');
    const { left, right, top, bottom } = tools.getBoundingClientRect();
    const floor = document.querySelector('.transport').getBoundingClientRect().top;
    return [...document.querySelectorAll('button, select, input, summary, a')].filter((one) => {
        const box = one.getBoundingClientRect();
        const end = one.closest('.transport') ? box.bottom : Math.min(box.bottom, floor);
        const seen = box.width && !tools.contains(one);
        return seen && box.left < right && box.right > left && box.top < bottom && end > top;
    }).map((one) => one.textContent);
}"""

OUTSIDE = """() => {
    const { top, bottom } = document.querySelector('.transport').getBoundingClientRect();
    return [...document.querySelectorAll('.transport :is(button, select, input)')].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width && (box.top < top || box.bottom > bottom);
    }).map((one) => one.outerHTML);
}"""


@pytest.fixture
def projector(lesson_page: Page) -> Iterator[Page]:
    lesson_page.set_viewport_size(PROJECTOR)
    yield lesson_page
    lesson_page.set_viewport_size(DESKTOP)


@pytest.fixture
def presenter(projector: Page) -> Iterator[Page]:
    """The same, in presenter mode."""
    projector.evaluate("document.documentElement.requestFullscreen = async () => {}")  # keep the window's size
    projector.keyboard.press("f")
    projector.locator(".lectern").wait_for()
    yield projector
    projector.locator(".lectern [data-act=end]").click()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("lesson", "step"), FULLEST)
def test_all_figures_of_a_full_step_stand_above_the_transport(
    projector: Page, base_url: str, lesson: str, step: str, language: str
):
    open_lesson(projector, base_url, lesson, step, lang=language)
    projector.wait_for_timeout(200)
    assert projector.evaluate(BELOW % ".panel") == 0


@pytest.mark.parametrize(("lesson", "step"), FULLEST)
def test_a_teacher_sees_all_figures_and_the_tools_cover_no_button(
    presenter: Page, base_url: str, lesson: str, step: str
):
    open_lesson(presenter, base_url, lesson, step, lang="en")
    presenter.wait_for_timeout(200)
    assert presenter.evaluate(BELOW % ".panel") == 0
    assert presenter.evaluate(COVERED) == []


PROJECTED = [
    ("hidden-layers", "weights", 3),
    ("hidden-layers", "surface", 4),
    ("one-neuron", "threshold", 3),
    ("one-neuron", "two-surfaces", 4),
    ("gradient-flow", "inside", 3),
    ("gradient-flow", "over-time", 4),
    ("backpropagation", "backward", 1),
]


@pytest.mark.parametrize("language", ["zh", "en"])  # who comes first chooses the layout, and Chinese titles are short
@pytest.mark.parametrize(("lesson", "step", "n"), PROJECTED)
def test_on_a_wide_projector_figures_can_be_seen_and_the_clock_can_be_dragged(
    presenter: Page, base_url: str, lesson: str, step: str, n: int, language: str
):
    presenter.set_viewport_size({"width": 1280, "height": 720})
    open_lesson(presenter, base_url, lesson, step, lang=language)
    presenter.wait_for_timeout(200)
    drawings = ":is([data-kind=plane], [data-kind=space]) > .figure-stage"
    sizes = presenter.evaluate(f"[...document.querySelectorAll('{drawings}')].map((one) => one.clientHeight)")
    assert len(sizes) == n and min(sizes) >= 140
    assert presenter.evaluate(BELOW % ".panel") == 0
    assert presenter.evaluate("(document.querySelector('.track input') ?? {clientWidth: 200}).clientWidth") >= 200


MOVED = [("hidden-layers", "fence"), ("hidden-layers", "weights"), ("backpropagation", "check")]


@pytest.mark.parametrize(("lesson", "step"), MOVED)
def test_what_a_teacher_moves_is_seen_with_what_it_moves_where_figures_stay_large(
    presenter: Page, base_url: str, lesson: str, step: str
):
    presenter.set_viewport_size({"width": 1280, "height": 720})
    open_lesson(presenter, base_url, lesson, step, lang="en")
    presenter.wait_for_timeout(200)
    assert presenter.evaluate(BELOW % ".panel, .controls") == 0


@pytest.mark.lesson("one-neuron")
def test_the_score_is_written_large_enough_for_a_class(presenter: Page, base_url: str):
    presenter.set_viewport_size({"width": 1280, "height": 720})
    open_lesson(presenter, base_url, "one-neuron", "two-flowers", lang="zh")
    presenter.wait_for_timeout(200)
    shares = presenter.evaluate(
        "[...document.querySelectorAll('.formula')].map((e) => parseFloat(e.style.fontSize || 1))"
    )
    assert len(shares) >= 2 and min(shares) > 0.8


@pytest.mark.lesson("lime")
def test_what_is_changed_often_stands_above_the_folded_controls(projector: Page, base_url: str):
    open_lesson(projector, base_url, "lime", "row", lang="en")
    projector.wait_for_timeout(200)
    assert projector.evaluate(BELOW % ".controls") == 0
    first = projector.locator(".controls > .first .control-name")
    assert first.all_inner_texts() == ["row explained", "samples seen as", "kernel width, in units of √n"]
    assert projector.get_by_label("seed of the samples").is_hidden()
    projector.get_by_text("Samples and line").press("Enter")
    assert projector.get_by_label("seed of the samples").first.is_visible()
    projector.get_by_text("Samples and line").press("Enter")


@pytest.mark.lesson("trust")
def test_a_group_has_no_heading_while_none_of_its_controls_makes_sense(projector: Page, base_url: str):
    open_lesson(projector, base_url, "trust", "guide", lang="en")
    heading = projector.get_by_text("Table and model")
    assert heading.is_visible()
    open_lesson(projector, base_url, "trust", "guide", lang="en", data="image")
    heading.wait_for(state="hidden")


def height_between_axes(page: Page, figure: str) -> float:
    """How high a figure's drawing is once it has its place."""
    page.wait_for_timeout(200)
    box = page.locator(f"[data-figure={figure}] .figure-axes path").bounding_box()
    assert box
    return box["height"]


@pytest.mark.lesson("gradient-descent")
def test_no_map_is_a_stamp_where_another_layout_gives_it_room(projector: Page, base_url: str):
    projector.set_viewport_size({"width": 1280, "height": 800})
    open_lesson(projector, base_url, "gradient-descent", "gradient", lang="en")
    assert height_between_axes(projector, "plane") > 150
    assert projector.evaluate(BELOW % ".panel, .controls") == 0


@pytest.mark.lesson("one-neuron")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_landscapes_stand_high_beside_each_other(projector: Page, base_url: str, language: str):
    projector.set_viewport_size({"width": 1440, "height": 900})
    open_lesson(projector, base_url, "one-neuron", "two-surfaces", lang=language)
    projector.wait_for_timeout(200)
    stages = projector.locator("[data-kind=space] > .figure-stage")
    sizes = [(box["width"], box["height"]) for each in stages.all() if (box := each.bounding_box())]
    assert len(sizes) == 2 and min(height for _, height in sizes) > 230
    assert abs(sizes[0][0] - sizes[1][0]) < 1 and abs(sizes[0][1] - sizes[1][1]) < 1


@pytest.mark.lesson("one-neuron")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_map_that_leads_has_the_height_of_the_others_together(projector: Page, base_url: str, language: str):
    projector.set_viewport_size({"width": 1440, "height": 900})
    open_lesson(projector, base_url, "one-neuron", "threshold", lang=language)
    assert height_between_axes(projector, "tumours") > 290
    assert projector.evaluate(BELOW % ".panel, .controls") == 0


@pytest.mark.lesson("gradient-flow")
def test_each_strip_of_a_histogram_can_be_read(projector: Page, base_url: str):
    open_lesson(projector, base_url, "gradient-flow", "inside", lang="en")
    assert height_between_axes(projector, "spread") >= 6 * 25


SHORT = [("one-neuron", "two-surfaces"), ("hidden-layers", "bend"), ("hidden-layers", "spirals")]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("lesson", "step"), SHORT)
def test_controls_too_stand_above_the_transport(projector: Page, base_url: str, lesson: str, step: str, language: str):
    open_lesson(projector, base_url, lesson, step, lang=language)
    projector.wait_for_timeout(200)
    assert projector.evaluate(BELOW % ".panel, .controls") == 0


@pytest.mark.lesson("hidden-layers")
def test_figures_to_compare_are_of_one_size(projector: Page, base_url: str):
    for language in ("en", "zh"):
        open_lesson(projector, base_url, "hidden-layers", "two-runs", lang=language)
        projector.wait_for_timeout(200)
        first, second = (projector.locator(f"[data-figure={name}]").bounding_box() for name in ("first", "second"))
        assert first and second and first["y"] == second["y"] and abs(first["width"] - second["width"]) < 1


@pytest.mark.lesson("hidden-layers")
def test_the_folded_controls_of_the_playground_stand_in_one_row_under_its_figures(projector: Page, base_url: str):
    open_lesson(projector, base_url, "hidden-layers", "playground", lang="en")
    projector.wait_for_timeout(200)
    assert projector.evaluate(BELOW % ".controls") == 0
    training = projector.locator(".group", has_text="Training")
    training.locator("summary").press("Enter")
    open_lesson(projector, base_url, "hidden-layers", "playground", lang="en", learning_rate=0.03)
    assert projector.locator("#control-optimizer").is_visible()  # still open: it is the same step
    training.locator("summary").click()
    assert projector.evaluate(BELOW % ".controls") == 0


LAPTOP = [
    ("one-neuron", "threshold"),
    ("hidden-layers", "by-heart"),
    ("backpropagation", "check"),
    ("backpropagation", "your-network"),
    ("lime", "image"),
]


@pytest.mark.parametrize(("lesson", "step"), LAPTOP)
def test_controls_are_seen_on_a_laptop_with_what_they_move(projector: Page, base_url: str, lesson: str, step: str):
    projector.set_viewport_size({"width": 1366, "height": 768})
    open_lesson(projector, base_url, lesson, step, lang="en")
    projector.wait_for_timeout(200)
    assert projector.evaluate(BELOW % ".panel, .controls") == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_controls_are_seen_on_a_small_projector_with_what_they_move(projector: Page, base_url: str, language: str):
    for lesson, step, settings in (
        ("lime", "sentence", {}),
        ("lime", "sentence", {"t": 39, "guess": 1}),
        ("lime", "image", {}),
        ("trust", "guide", {}),
        ("kernel-shap", "add-up", {"table": "breast-cancer"}),
    ):
        open_lesson(projector, base_url, lesson, step, lang=language, **settings)
        projector.wait_for_timeout(200)
        assert projector.evaluate(BELOW % ".panel, .controls") == 0, (step, settings)


@pytest.mark.lesson("kernel-shap")
def test_each_of_thirty_features_keeps_its_name(projector: Page, base_url: str):
    open_lesson(projector, base_url, "kernel-shap", "sample", lang="en", table="breast-cancer")
    projector.wait_for_timeout(200)
    names = projector.locator("[data-figure=table] .figure-tick").all_text_contents()
    assert len([name for name in names if not name.isdigit()]) == 31  # and the weights


@pytest.mark.parametrize("step", ["two-lines", "predict"])
def test_on_a_phone_the_tools_of_a_teacher_have_a_row_of_their_own(presenter: Page, base_url: str, step: str):
    presenter.set_viewport_size({"width": 390, "height": 844})
    open_lesson(presenter, base_url, "hidden-layers", step, lang="en")
    presenter.wait_for_timeout(200)
    assert presenter.evaluate(OUTSIDE) == []
    assert presenter.evaluate(COVERED) == []


def test_controls_of_every_kind_are_of_one_height(projector: Page, base_url: str):
    open_lesson(projector, base_url, "lime", "row", lang="zh")
    heights = "[...document.querySelectorAll('.control-body')].map((e) => e.offsetHeight)"
    assert set(projector.evaluate(heights)) == {32}
