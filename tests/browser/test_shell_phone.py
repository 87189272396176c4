"""A narrow window: the figure that matters most leads, and many controls begin folded."""

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.helpers import open_lesson

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
HOMES = """() => [...document.querySelectorAll('.panel')].map((panel) =>
    [panel.dataset.figure, panel.parentElement.className.split(' ')[0]])"""
PLACE = """(selector) => {
    const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
    return { top: Math.round(top), bottom: Math.round(bottom) };
}"""
FOLDED = "() => [...document.querySelectorAll('.controls details')].map((group) => group.open)"


@pytest.mark.lesson("hidden-layers")
def test_on_a_phone_the_map_stands_under_the_title_and_stays_in_sight(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size(PHONE)
    open_lesson(lesson_page, base_url, "hidden-layers", "two-lines", lang="en")
    assert lesson_page.evaluate(HOMES) == [["map", "lead"], ["network", "figures"], ["curves", "figures"]]
    title, lead, prose = (lesson_page.evaluate(PLACE, each) for each in ("h1", ".lead", ".prose"))
    assert title["bottom"] <= lead["top"] < lead["bottom"] <= prose["top"] < PHONE["height"]
    for control in ("#control-units_1", "#control-discrete"):
        lesson_page.locator(control).scroll_into_view_if_needed()
        lead, used = lesson_page.evaluate(PLACE, ".lead"), lesson_page.evaluate(PLACE, control)
        assert 0 < lead["top"] < 60 and lead["bottom"] <= used["top"]  # changed while one looks
    lesson_page.set_viewport_size(DESKTOP)
    lesson_page.wait_for_function("!document.querySelector('.lead').children.length")
    assert lesson_page.evaluate(HOMES) == [["network", "figures"], ["map", "figures"], ["curves", "figures"]]


@pytest.mark.lesson("hidden-layers")
def test_on_a_phone_the_map_stays_in_sight_while_the_loss_surface_is_tapped(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size(PHONE)
    open_lesson(lesson_page, base_url, "hidden-layers", "playground", lang="en", show_surface=1)
    others = [[figure, "figures"] for figure in ("network", "surface", "above")]
    assert lesson_page.evaluate(HOMES) == [["map", "lead"], *others]
    lesson_page.set_viewport_size(DESKTOP)


@pytest.mark.lesson("hidden-layers")
def test_the_controls_of_the_playground_are_grouped_and_begin_folded_on_a_phone(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size(PHONE)
    open_lesson(lesson_page, base_url, "hidden-layers", "playground", lang="zh")
    groups = lesson_page.locator(".controls summary").all_inner_texts()
    assert groups == ["数据", "网络", "权重", "损失曲面", "训练", "显示"]
    assert lesson_page.evaluate(FOLDED) == [False] * 6
    lesson_page.locator(".controls summary", has_text="网络").press("Enter")
    lesson_page.locator("#control-n_layers").wait_for(state="visible")
    for height, opened in ((DESKTOP["height"], False), (1200, True)):
        lesson_page.set_viewport_size({"width": DESKTOP["width"], "height": height})
        open_lesson(lesson_page, base_url, "hidden-layers", "weights", lang="en")
        open_lesson(lesson_page, base_url, "hidden-layers", "playground", lang="en")
        assert lesson_page.evaluate(FOLDED) == [opened] * 6
    lesson_page.set_viewport_size(DESKTOP)


@pytest.mark.lesson("hidden-layers")
def test_on_a_phone_on_its_side_the_map_stands_beside_the_words_above_one_row_of_time(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": PHONE["height"], "height": PHONE["width"]})
    open_lesson(lesson_page, base_url, "hidden-layers", "playground", lang="zh")
    lesson_page.evaluate("scrollTo(0, 900)")
    lead, transport = (lesson_page.evaluate(PLACE, each) for each in (".lead", ".transport"))
    assert 0 <= lead["top"] < 80 and lead["bottom"] <= transport["top"]
    assert transport["bottom"] - transport["top"] < 60
    lesson_page.set_viewport_size(PHONE)
    lesson_page.locator("#tool-presenter").click()
    lesson_page.locator(".lectern [data-act='end']").click()
    lesson_page.locator("#tool-presenter").wait_for(state="visible")
    lesson_page.set_viewport_size(DESKTOP)


def test_on_a_tablet_the_rail_leaves_the_name_of_the_lesson_its_room(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 768, "height": 1024})
    for language in ("en", "zh"):
        open_lesson(lesson_page, base_url, "gradient-descent", "run", lang=language)
        wide, seen = lesson_page.evaluate(
            "(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(document.querySelector('#lesson-title'))"
        )
        assert 100 < wide <= seen, language
        assert lesson_page.locator(".rail a").first.evaluate("(link) => link.offsetWidth") >= 12
    lesson_page.set_viewport_size(DESKTOP)


@pytest.mark.lesson("gradient-descent")
def test_on_a_phone_numbers_that_grow_longer_move_no_figure(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size(PHONE)
    for step, times in (("flow", (0, 3, 300)), ("too-large", (0, 3, 30)), ("race", (0, 500)), ("run", (0, 50))):
        rate = {"learning_rate": 1} if step == "run" else {}
        open_lesson(lesson_page, base_url, "gradient-descent", step, lang="en", **rate)
        heights = set()
        for t in times:
            lesson_page.evaluate("(t) => nnviz.seek(t)", t)
            heights.add(lesson_page.evaluate("document.querySelector('.readouts').offsetHeight"))
        assert len(heights) == 1, step
