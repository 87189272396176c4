"""The stage: figures take the room that the window leaves them, legends say a thing once and only what is drawn."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.browser.helpers import open_lesson
from tests.browser.test_shell_looks import LESSON, STEPS

ENTRIES = """() => [...document.querySelectorAll('.panel')].map((panel) =>
    [...panel.querySelectorAll('.figure-entry')].filter((e) => e.offsetWidth).map((e) => e.textContent))"""
OVER = "document.querySelector('.stage').offsetHeight - (innerHeight - 52 - 64)"
PLACES = """() => [...document.querySelectorAll('.panel')].map((e) => {
    const { x, y, width } = e.getBoundingClientRect();
    return [x, y, width].map(Math.round).join();
})"""
FIRST_ROWS = """() => [...document.querySelectorAll('[data-figure=beat] tbody')].filter((one) => one.rows.length === 5)
    .map((one) => Math.round(one.rows[0].getBoundingClientRect().top))"""
RUNS = ["gradient descent", "momentum", "Nesterov", "RMSProp", "Adam"]


@pytest.mark.parametrize("step", STEPS)
def test_all_figures_and_controls_of_a_step_are_seen_at_once(lesson_page: Page, base_url: str, step: str):
    lesson_page.set_viewport_size({"width": 1440, "height": 900})
    open_lesson(lesson_page, base_url, LESSON, step, lang="en")
    lesson_page.evaluate("document.querySelector('.code-panel')?.removeAttribute('open')")
    lesson_page.wait_for_timeout(150)
    assert lesson_page.evaluate(OVER) <= 8


def test_one_legend_serves_the_three_figures_of_the_race(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 1440, "height": 900})
    open_lesson(lesson_page, base_url, LESSON, "race", lang="en")
    surface, *others = lesson_page.evaluate(ENTRIES)
    assert set(RUNS) <= set(surface)
    assert [entry for legend in others for entry in legend if entry in surface] == []
    # on a phone the figures stand below each other, so each says all
    lesson_page.set_viewport_size({"width": 390, "height": 844})
    lesson_page.wait_for_timeout(150)
    assert [set(RUNS) <= set(legend) for legend in lesson_page.evaluate(ENTRIES)] == [True, True, True]


def test_a_mark_enters_the_legend_when_it_appears_and_moves_no_figure(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 1440, "height": 900})
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    lesson_page.evaluate("nnviz.seek(60)")
    lesson_page.wait_for_timeout(150)
    before, places = lesson_page.evaluate(ENTRIES), lesson_page.evaluate(PLACES)
    assert not any("path before the branch" in legend for legend in before)
    lesson_page.locator("#branch-here").check()
    lesson_page.locator("[data-control=learning_rate] input[type=text]").fill("0.05")
    lesson_page.keyboard.press("Enter")
    lesson_page.wait_for_timeout(150)
    lesson_page.evaluate("nnviz.advance(20)")
    lesson_page.wait_for_timeout(250)
    after = lesson_page.evaluate(ENTRIES)
    assert any("path before the branch" in legend for legend in after)
    assert [set(old) - set(new) for old, new in zip(before, after, strict=True)] == [set()] * 4
    assert [place.split(",")[::2] for place in lesson_page.evaluate(PLACES)] == [p.split(",")[::2] for p in places]
    assert lesson_page.evaluate(OVER) <= 8


def test_beats_of_different_height_leave_every_figure_where_it_is(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 1440, "height": 900})
    open_lesson(lesson_page, base_url, LESSON, "one-step", lang="en")
    heights, places = set(), set()
    for _ in range(4):
        lesson_page.wait_for_timeout(150)
        assert len(set(lesson_page.evaluate(FIRST_ROWS))) <= 1  # what is multiplied stands beside its product
        heights.add(lesson_page.evaluate("document.querySelector('[data-figure=beat]').offsetHeight"))
        places.add("|".join(lesson_page.evaluate(PLACES)))
        lesson_page.evaluate("nnviz.advance(1)")
    assert len(heights) > 2  # the arrays of the beats differ, or this would prove nothing
    assert len(places) == 1


def test_the_array_that_an_answer_reveals_moves_no_figure_and_takes_the_whole_width(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 1440, "height": 900})
    open_lesson(lesson_page, base_url, LESSON, "check", lang="en", t=500)
    lesson_page.wait_for_timeout(250)
    places = lesson_page.evaluate(PLACES)
    lesson_page.evaluate("nnviz.set('answer', 'n_by_n')")
    lesson_page.wait_for_timeout(250)
    now = lesson_page.evaluate(PLACES)
    numbers = [[int(number) for number in ",".join(each).split(",")] for each in (places, now)]
    moved = [abs(before - after) for before, after in zip(*numbers, strict=True)]
    assert max(moved) <= 2
    assert lesson_page.evaluate(OVER) <= 8
    wide = "[...document.querySelectorAll('.panel, .figures')].map((e) => e.offsetWidth)"
    lesson_page.set_viewport_size({"width": 1024, "height": 768})
    lesson_page.wait_for_timeout(250)
    stage, *panels = lesson_page.evaluate(wide)
    assert [round(12 * width / stage) for width in panels] == [6, 12, 6]


def test_the_map_of_the_gradient_is_no_stamp_beside_its_three_companions(lesson_page: Page, base_url: str):
    for language, broken in (("en", 0), ("zh", 0), ("en", 1), ("zh", 1)):
        lesson_page.set_viewport_size({"width": 1024, "height": 768})
        open_lesson(lesson_page, base_url, LESSON, "gradient", lang=language, broken=broken)
        lesson_page.wait_for_timeout(250)
        assert lesson_page.locator("[data-figure=plane] .figure-stage").evaluate("(e) => e.offsetHeight") > 200
        assert lesson_page.evaluate(OVER) <= 8


FITS = """(select) => {
    const given = select.offsetWidth;
    select.style.width = 'max-content';
    const wanted = select.offsetWidth;
    select.style.width = '';
    return wanted <= given;
}"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_small_projector_a_run_is_seen_whole_down_to_its_code(lesson_page: Page, base_url: str, language: str):
    lesson_page.set_viewport_size({"width": 1024, "height": 768})
    open_lesson(lesson_page, base_url, LESSON, "run", lang=language)
    lesson_page.wait_for_timeout(250)
    assert lesson_page.evaluate(OVER) <= 0
    assert lesson_page.locator(".control select").evaluate(FITS)  # no optimiser's name is cut


@pytest.mark.lesson("kernel-shap")
@pytest.mark.parametrize("step", ["predict", "many"])
def test_figures_in_narrow_columns_use_the_height_of_the_window(lesson_page: Page, base_url: str, step: str):
    lesson_page.set_viewport_size({"width": 1024, "height": 768})
    open_lesson(lesson_page, base_url, "kernel-shap", step, lang="en")
    lesson_page.wait_for_timeout(250)
    assert -40 <= lesson_page.evaluate(OVER) <= 8


CUT = """() => [...document.querySelectorAll('.control select')].map((select) => {
    const alone = select.cloneNode();
    alone.append(select.selectedOptions[0].cloneNode(true));
    alone.style = 'position: absolute; width: max-content';
    select.after(alone);
    const wanted = alone.offsetWidth;
    alone.remove();
    return wanted > select.offsetWidth ? alone.textContent : '';
}).filter(Boolean)"""
"""What is chosen in a menu that is too narrow for it."""


@pytest.mark.lesson("kernel-shap")
def test_the_menus_of_an_explanation_show_what_is_chosen(lesson_page: Page, base_url: str):
    for width, height in ((1024, 768), (1280, 720), (1440, 900)):
        lesson_page.set_viewport_size({"width": width, "height": height})
        open_lesson(lesson_page, base_url, "kernel-shap", "draw", lang="en")
        lesson_page.wait_for_timeout(150)
        assert lesson_page.evaluate(CUT) == []


def test_figures_leave_the_banner_its_room_and_take_it_back(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 1440, "height": 900})
    open_lesson(lesson_page, base_url, LESSON, "surface", lang="en", nonsense=1)
    lesson_page.locator(".banner").wait_for()
    lesson_page.wait_for_timeout(250)
    end = "document.querySelector('.controls').getBoundingClientRect().bottom"
    height = "document.querySelector('.figures').offsetHeight"
    assert lesson_page.evaluate(end) <= 900 - 64
    low = lesson_page.evaluate(height)
    lesson_page.locator(".banner .tool").click()
    lesson_page.wait_for_timeout(250)
    assert lesson_page.evaluate(height) > low and lesson_page.evaluate(end) <= 900 - 64


NUMBERS = """() => [...document.querySelectorAll('.readout dd')].map((number) => {
    const range = document.createRange();
    range.selectNodeContents(number);
    const { left, right } = range.getBoundingClientRect();
    return [left, right, parseFloat(getComputedStyle(number.parentElement).borderLeftWidth)];
})"""


def test_two_numbers_never_look_like_one(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 1024, "height": 768})
    for settings in ({}, {"learning_rate": 0.2, "t": 600}):  # and when all have exploded
        open_lesson(lesson_page, base_url, LESSON, "too-large", lang="en", **settings)
        numbers = lesson_page.evaluate(NUMBERS)
        assert min(other[0] - one[1] for one, other in pairwise(numbers)) >= 11  # so all stand in one row, too
        assert all(rule > 0 for *_, rule in numbers)


def test_on_a_small_projector_the_next_step_is_named_in_full(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 1024, "height": 768})
    open_lesson(lesson_page, base_url, LESSON, "too-large", lang="en")
    name = lesson_page.locator(".next .way-title")
    assert name.inner_text() == "One sample at a time"
    assert name.evaluate("(e) => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight + 1")


@pytest.mark.lesson("hidden-layers")
def test_a_landscape_that_is_tapped_is_high_enough_to_be_tapped(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 1440, "height": 900})
    for language, t in (("en", 60), ("zh", 60), ("en", 120)):
        open_lesson(lesson_page, base_url, "hidden-layers", "weights", lang=language)  # its titles are broken elsewhere
        open_lesson(lesson_page, base_url, "hidden-layers", "surface", lang=language, t=t)
        lesson_page.wait_for_timeout(250)
        assert lesson_page.locator("[data-figure=above] .figure-stage").evaluate("(e) => e.offsetHeight") >= 170
        assert lesson_page.evaluate(OVER) <= 8


def test_a_slider_speaks_of_the_start_only_where_time_passes(lesson_page: Page, base_url: str):
    name = lesson_page.locator("[data-control=w0] .control-name")
    open_lesson(lesson_page, base_url, LESSON, "surface", lang="en")
    assert name.inner_text() == "weight w"
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    assert name.inner_text() == "w at the start"


def test_figures_speak_the_language_of_the_address(lesson_page: Page, base_url: str):
    titles = "() => [...document.querySelectorAll('.figure-title')].map((e) => e.textContent)"
    open_lesson(lesson_page, base_url, LESSON, "surface", lang="en")
    assert "Loss surface" in lesson_page.evaluate(titles)
    for address in (f"#/{LESSON}/surface?lang=zh", "#/?lang=en", f"#/{LESSON}/surface?lang=zh"):
        lesson_page.goto(base_url + address)
        lesson_page.wait_for_timeout(400)
    assert "损失曲面" in lesson_page.evaluate(titles)


@pytest.mark.lesson("hidden-layers")
def test_figures_stand_alike_whether_a_step_is_opened_in_a_language_or_switched_to_it(lesson_page: Page, base_url: str):
    cells = "[...document.querySelectorAll('.panel')].map((e) => [e.style.gridColumn, e.style.gridRow].join())"
    lesson_page.set_viewport_size({"width": 1440, "height": 900})
    found = []
    for language in ("zh", "en"):
        open_lesson(lesson_page, base_url, "hidden-layers", "bend", lang=language)
        lesson_page.wait_for_timeout(250)
        found.append(lesson_page.evaluate(cells))
        lesson_page.keyboard.press("l")
        lesson_page.wait_for_timeout(400)
        found.append(lesson_page.evaluate(cells))
        open_lesson(lesson_page, base_url, "hidden-layers", "surface", lang="en")
    chinese, switched_to_english, english, switched_to_chinese = found
    assert chinese != english  # or this would prove nothing
    assert (switched_to_english, switched_to_chinese) == (english, chinese)


@pytest.mark.lesson("hidden-layers")
def test_a_group_of_controls_that_is_opened_comes_into_sight_and_no_figure_shrinks(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, "hidden-layers", "playground", lang="en")
    heights = "[...document.querySelectorAll('.panel')].map((panel) => panel.offsetHeight)"
    before = lesson_page.evaluate(heights)
    lesson_page.locator(".group", has_text="Training").locator("summary").press("Enter")
    control = lesson_page.locator("#control-optimizer")
    control.wait_for(state="visible")
    lesson_page.wait_for_function(
        """() => document.querySelector('#control-optimizer').getBoundingClientRect().bottom
            < document.querySelector('.transport').getBoundingClientRect().top"""
    )
    control.select_option("adam")
    open_lesson(lesson_page, base_url, "hidden-layers", "playground", lang="en", n_samples=300)
    assert lesson_page.evaluate(heights) == pytest.approx(before, abs=2)


NEAR_PART = """async (ends) => {
    const { nearPart } = await import('/static/js/figures/marks/project.js');
    return nearPart(...ends);
}"""


def test_what_is_drawn_of_a_line_that_leads_far_away_keeps_its_direction(lesson_page: Page):
    assert lesson_page.evaluate(NEAR_PART, [100, 100, 1e300, 1e300]) == pytest.approx([100, 100, 1e6, 1e6])
    x1, y1, x2, y2 = lesson_page.evaluate(NEAR_PART, [-3e9, 50, 6e9, 50])  # both ends far, and it crosses the figure
    assert (y1, y2) == (50, 50) and x1 < -1000 and x2 > 1000
    assert lesson_page.evaluate(NEAR_PART, [1e9, 0, 1e9, 1e9]) is None  # it never comes near
    for far in (1e155, 1.5e308):  # where a double knows no pixel, upright lines still end where they should
        for x in (100.3, 200.6, 300.9):
            assert lesson_page.evaluate(NEAR_PART, [x, -far, x, 190]) == pytest.approx([x, -1e6, x, 190])
        across = lesson_page.evaluate(NEAR_PART, [0, -far, 600, far])
        assert across == pytest.approx([300, -1e6, 300, 1e6], abs=1e-6)


def test_a_run_that_explodes_draws_and_writes_no_wrong_number(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "too-large", lang="en", learning_rate=0.2, t=300)
    # the curve goes on to where the numbers are: its last point is at the top right, not at 1e38
    loss = lesson_page.evaluate("nnviz.frame().then((f) => f.readouts.loss)")
    assert loss > 1e100
    read = lesson_page.evaluate("""async () => (await nnviz.frame()).figures.find((f) => f.id === 'curves').summary""")
    assert "10" in read
    open_lesson(lesson_page, base_url, LESSON, "one-step", lang="en", learning_rate=1, t=19, beat=1)
    cells = lesson_page.evaluate("[...document.querySelectorAll('.matrix td')].map((e) => e.textContent)")
    assert max(map(len, cells)) < 14 and any("10" in cell for cell in cells)
    open_lesson(lesson_page, base_url, "hidden-layers", "playground", lang="en", data="hills", n_layers=6,
                learning_rate=10, t=40)  # fmt: skip
    assert "3.403" not in lesson_page.inner_text(".lesson")
