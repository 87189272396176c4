"""The lesson on Shapley values as a person takes it, and what it shares with the others on explanations."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import frame, open_lesson
from tests.browser.waiting import until, until_step

pytestmark = pytest.mark.lesson("shapley")
LESSON = "shapley"


def test_a_bar_is_moved_with_the_keyboard_a_coin_at_a_time(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "pay-off", lang="en")
    handle = lesson_page.locator('[data-figure="game"] .figure-handle').nth(6)
    expect(handle).to_have_attribute("aria-label", "pay-off of this coalition ABC")
    expect(handle).to_have_attribute("aria-valuetext", "coins 18.0")
    handle.press("ArrowUp")
    until(lesson_page, "nnviz.frame().then((f) => f.settings.worth_abc === 19)")
    handle.press("ArrowDown")
    until(lesson_page, "nnviz.frame().then((f) => f.settings.worth_abc === 18)")
    handle.press("ArrowDown")
    until(lesson_page, "nnviz.frame().then((f) => f.settings.worth_abc === 17)")


def test_a_guess_is_judged_when_the_answer_is_shown(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "pay-off", lang="en", guess_a=9, guess_b=6, guess_c=3)
    expect(lesson_page.locator(".goal-state")).to_have_text("Guess first, then show the answer.")
    lesson_page.locator("#control-reveal").click()
    expect(lesson_page.locator(".aside.goal")).to_have_class(re.compile("reached"))


def test_playing_the_orders_fills_the_table_and_going_back_empties_it(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "orders", lang="zh")
    cells = lesson_page.locator('[data-figure="ledger"] table').first.locator("tbody td")
    lesson_page.keyboard.press("End")
    expect(cells.nth(17)).to_have_text("0")  # Cho comes first in the last order
    lesson_page.keyboard.press("Home")
    expect(cells.nth(17)).to_have_text("–")
    assert frame(lesson_page)["readouts"]["n_orders"] == 0


def test_the_arrow_keys_come_first_to_what_can_be_chosen(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "coalitions", lang="en", player="a")
    pieces = lesson_page.locator('[data-figure="pieces"] .figure-stage')
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        pieces.press(key)
    until(lesson_page, "nnviz.frame().then((f) => f.settings.player === 'b')")


def test_another_rule_breaks_the_promise_and_says_so(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "efficiency", lang="en")
    lesson_page.locator("#control-rule").select_option("by_absence")
    expect(lesson_page.locator(".message")).to_contain_text("miss the pay-off by 9.00 coins")
    lesson_page.locator("#control-rule").select_option("shapley")
    expect(lesson_page.locator(".aside.goal")).not_to_have_class(re.compile("reached"))


def test_a_network_of_hidden_layers_is_carried_over_and_remembered(lesson_page: Page, base_url: str):
    at_home = open_lesson(lesson_page, base_url, "hidden-layers", "fence", lang="en", units_1=3, t=60)
    lesson_page.locator(".carry").click()
    ways = lesson_page.locator(".carry-ways a")
    expect(ways).to_have_count(4)
    ways.filter(has_text="Shapley").first.click()
    there = until_step(lesson_page, "missing")
    assert there["settings"]["model"] == "carried" and len(there["settings"]["carried"]) > 500
    assert there["readouts"]["prediction"] > 0.5
    open_lesson(lesson_page, base_url, LESSON, "explained", lang="en")
    lesson_page.locator("#control-model").select_option("carried")
    own = until(lesson_page, "nnviz.frame().then((f) => f.settings.model === 'carried' && f)")
    assert own["settings"]["carried"] == there["settings"]["carried"]
    assert at_home["readouts"]["train_score"] > 0.5


def test_a_damaged_network_in_the_address_is_refused_with_a_sentence(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "explained", lang="en")
    lesson_page.goto(f"{base_url}#/shapley/explained?model=carried&carried=eJx&lang=en")
    expect(lesson_page.locator(".banner")).to_contain_text("damaged or cut short")
    lesson_page.locator(".banner .tool").click()


@pytest.mark.parametrize("start", ["snapshot", "plain"])
def test_scikit_learn_comes_when_it_is_chosen_with_progress_and_can_be_stopped(
    page: Page, base_url: str, problems: list, hold_back, start: str
):
    if start == "plain":  # where packages are put in their places by other ways
        page.context.route("**/vendor/snapshot/**", lambda route: route.abort())
    open_lesson(page, base_url, LESSON, "explained", lang="en")
    assert page.evaluate("nnviz.stats()")["start"] == start
    assert "sklearn" not in str(page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)"))
    hold_back("**/scipy-*.whl")
    menu = page.locator("#control-model")
    menu.select_option("forest")
    expect(page.locator(".bringing-words")).to_contain_text("of 26.1 MB")
    page.locator(".bringing button").click()
    expect(page.locator('[data-control="model"] .refusal')).to_contain_text("scikit-learn was not loaded")
    assert frame(page)["settings"]["model"] == "network"
    expect(menu).to_have_value("network")
    page.context.unroute("**/scipy-*.whl")
    problems.clear()  # the files that were stopped
    menu.select_option("forest")
    until(page, "nnviz.frame().then((f) => f.settings.model === 'forest')", seconds=90)
    expect(page.locator(".message")).to_contain_text("asked about 7 features")
    expect(page.locator(".bringing")).to_have_count(0)
