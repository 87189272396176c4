"""The lesson on gradient flow as a person takes it: typing, choosing, playing, tapping, in both languages."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import open_lesson
from tests.browser.waiting import until, until_step

pytestmark = pytest.mark.lesson("gradient-flow")
LESSON = "gradient-flow"


def type_into(page: Page, control: str, value: str) -> None:
    field = page.locator(f'[data-control="{control}"] input[type=text]')
    field.fill(value)
    field.press("Enter")


def test_the_goal_of_the_chain_is_reached_by_typing(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "chain", lang="en")
    until_step(lesson_page, "chain")
    type_into(lesson_page, "chain_w", "4")
    type_into(lesson_page, "chain_b", "-2")
    until(lesson_page, "nnviz.frame().then((f) => f.goal && f.goal.reached)")
    expect(lesson_page.locator(".aside.goal")).to_have_class("aside goal reached")


def test_choosing_a_case_brings_its_ailment_about_and_playing_shows_the_next(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "ailments", lang="en")
    until_step(lesson_page, "ailments")
    lesson_page.evaluate("nnviz.set('case', 'exploding')")
    expect(lesson_page.locator(".message")).to_contain_text("Exploding")
    lesson_page.evaluate("nnviz.seek(5)")
    expect(lesson_page.locator(".message")).to_contain_text("49 of 72")
    lesson_page.evaluate("nnviz.seek(0)")
    assert until(lesson_page, "nnviz.frame().then((f) => f.t === 0 && f.readouts)")["n_dead"] == 15


def test_a_tap_adds_a_start_and_a_button_puts_a_single_one_at_zero(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "field", lang="zh")
    until_step(lesson_page, "field")
    lesson_page.evaluate("nnviz.gesture('add_start', { x: 1, y: 1 })")
    until(lesson_page, "nnviz.frame().then((f) => f.settings.starts.length === 13)")
    lesson_page.get_by_role("button", name="只从零出发").click()
    until(lesson_page, "nnviz.frame().then((f) => f.settings.starts.length === 1)")
    lesson_page.evaluate("nnviz.seek(300)")
    at = until(lesson_page, "nnviz.frame().then((f) => f.t === 300 && f.readouts)")
    assert (at["n_left"], at["n_right"]) == (0, 0)


def test_another_depth_in_a_branch_is_refused_in_words_and_nothing_is_lost(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "over-time", lang="en", t=20, depth=4)
    until(lesson_page, "nnviz.frame().then((f) => f.step === 'over-time' && f.t === 20 && f)")
    lesson_page.locator("#branch-here").check()
    type_into(lesson_page, "depth", "5")
    expect(lesson_page.locator("body")).to_contain_text("cannot change the number of layers")
    at = until(lesson_page, "nnviz.frame()")
    assert (at["settings"]["depth"], at["t"]) == (4, 20)
    lesson_page.locator("#branch-here").uncheck()


def test_a_guess_is_typed_shown_and_scored_and_the_next_round_hides_its_answer_again(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "guess", lang="zh")
    until_step(lesson_page, "guess")
    expect(lesson_page.get_by_role("button", name="下一轮")).to_be_disabled()
    type_into(lesson_page, "guess_power", "-5")
    until(lesson_page, "nnviz.frame().then((f) => f.settings.guess_power === -5)")
    lesson_page.get_by_role("button", name="看答案", exact=True).press("Enter")
    shown = until(lesson_page, "nnviz.frame().then((f) => f.settings.guesses.length === 1 && f.readouts)")
    assert 0 <= shown["points"] <= 100 and shown["mean_points"] == shown["points"]
    expect(lesson_page.locator(".message")).to_contain_text(f"得 {round(shown['points'])} 分")
    lesson_page.get_by_role("button", name="下一轮").click()
    hidden = until(lesson_page, "nnviz.frame().then((f) => f.settings.round === 2 && f.readouts)")
    assert hidden["ratio"] is None and hidden["n_rounds"] == 1
