"""The lesson on Kernel SHAP as a person takes it: knowing features, fitting by hand, guessing, watching it converge."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import frame, open_lesson
from tests.browser.waiting import until

pytestmark = pytest.mark.lesson("kernel-shap")
LESSON = "kernel-shap"


def test_the_table_grows_pair_by_pair_and_back_restores_it(lesson_page: Page, base_url: str):
    first = open_lesson(lesson_page, base_url, LESSON, "sample", lang="en")["readouts"]
    assert first["n_coalitions"] == 2
    lesson_page.keyboard.press("ArrowRight")
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.n_coalitions === 4)")
    lesson_page.keyboard.press("ArrowLeft")
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.n_coalitions === 2)")
    assert frame(lesson_page)["readouts"] == first


def test_the_row_is_dragged_and_the_goal_reached(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "missing", lang="en")
    handle = lesson_page.get_by_role("slider", name="The row to explain").first
    handle.focus()
    before = frame(lesson_page)["settings"]["x1"]
    for _ in range(3):
        lesson_page.keyboard.press("ArrowLeft")
    until(lesson_page, f"nnviz.frame().then((f) => f.settings.x1 < {before})")
    lesson_page.evaluate("nnviz.gesture('set_point', {x: -0.4, y: 0.4})")
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.phi_1 * f.readouts.phi_2 < 0)")


def test_a_tapped_dot_is_known_and_the_mean_moves(lesson_page: Page, base_url: str):
    before = open_lesson(lesson_page, base_url, LESSON, "predict", lang="zh")["readouts"]
    assert before["n_known"] == 0
    lesson_page.evaluate("nnviz.gesture('toggle_feature', {index: 9, x: 0, y: 0})")
    known = until(lesson_page, "nnviz.frame().then((f) => f.readouts.n_known === 1 && f.readouts)")
    assert known["v_now"] != before["v_now"]
    lesson_page.get_by_role("button", name="全部忘掉").click()
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.n_known === 0)")


def test_lines_to_come_have_their_room_in_the_legend(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 1024, "height": 768})
    open_lesson(lesson_page, base_url, LESSON, "compute", lang="en")
    tops = []
    for t in range(3):
        lesson_page.evaluate("(t) => nnviz.seek(t)", t)
        until(lesson_page, f"nnviz.frame().then((f) => f.t === {t})")
        tops.append(lesson_page.evaluate("document.querySelector('.figure-stage').getBoundingClientRect().top"))
    lesson_page.set_viewport_size({"width": 1440, "height": 900})
    assert len(set(tops)) == 1, "the map stays where it is"


def test_least_squares_by_hand_reaches_the_goal(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "compute", lang="en", t=2)
    lesson_page.evaluate(
        """async () => {  // walk downhill with the arrow keys' own gesture, as a hand would
          let [x, y, step] = [0.4, -0.3, 0.2];
          const error = async (a, b) => (await nnviz.gesture('set_values', {x: a, y: b})).readouts.misfit;
          let best = await error(x, y);
          while (step > 0.002) {
            let moved = false;
            for (const [dx, dy] of [[step, 0], [-step, 0], [0, step], [0, -step]]) {
              const next = await error(x + dx, y + dy);
              if (next < best - 1e-9) { [x, y, best, moved] = [x + dx, y + dy, next, true]; break; }
            }
            if (!moved) step /= 2;
          }
          await error(x, y);
        }"""
    )
    expect(lesson_page.locator(".aside.goal")).to_have_class("aside goal reached")


def test_the_estimate_walks_to_the_exact_values(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "walk", lang="en")
    early = lesson_page.evaluate("nnviz.seek(55)")["readouts"]
    end = lesson_page.evaluate("nnviz.seek(99)")["readouts"]
    assert end["n_asked"] == 8190 and end["worst"] < 1e-9 < early["worst"]
    expect(lesson_page.locator(".message")).to_contain_text("exact Shapley value")
    lesson_page.evaluate("nnviz.seek(55)")
    assert frame(lesson_page)["readouts"] == early


def test_a_letter_is_chosen_and_the_score_kept_over_rounds(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "add-up", lang="en")
    lesson_page.locator('[data-control="guess"] select').select_option("B")
    expect(lesson_page.locator(".message")).to_contain_text("rounds right so far")
    lesson_page.get_by_role("button", name="next round").click()
    until(lesson_page, "nnviz.frame().then((f) => f.settings.round === 1 && f.settings.guess === 'none')")
    lesson_page.locator('[data-control="guess"] select').select_option("A")
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.n_played === 2)")


def test_the_legend_of_the_swarm_shows_which_colour_is_low_and_which_is_high(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "many", lang="en", t=20)
    read = "(paths) => paths.map((path) => path.getAttribute('fill'))"
    low, between, high = lesson_page.locator("[data-figure=swarm] .figure-entry path").evaluate_all(read)
    assert len({low, between, high}) == 3


def test_another_background_is_another_answer(lesson_page: Page, base_url: str):
    shown = open_lesson(lesson_page, base_url, LESSON, "background", lang="zh")
    assert shown["readouts"]["n_flipped"] == 2
    same = lesson_page.evaluate("nnviz.set('background_kind', 'random_rows')")["readouts"]
    assert same["n_flipped"] == 0 and same["moved"] == 0 and same["prediction"] == shown["readouts"]["prediction"]


def test_the_rows_that_can_be_explained_are_those_of_the_table(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "draw", lang="en")
    row = lesson_page.locator("[data-control=row] input[type=range]")
    ends: dict[str, str | None] = {}
    for table in ("wine", "iris", "breast-cancer", "wine"):
        lesson_page.evaluate("table => nnviz.set('table', table)", table)
        lesson_page.wait_for_timeout(200)
        ends.setdefault(table, row.get_attribute("max"))
    assert ends == {"wine": "43", "iris": "37", "breast-cancer": "141"}
    field = lesson_page.locator("[data-control=row] input[type=text]")
    field.fill("44")
    field.press("Enter")
    expect(lesson_page.locator("[data-control=row] .refusal")).to_contain_text("43")
