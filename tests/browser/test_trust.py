"""The lesson on trust as a person takes it: racing, judging cases, asking again, choosing a picture."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import frame, open_lesson, wait_until_ready
from tests.browser.waiting import until

pytestmark = pytest.mark.lesson("trust")
LESSON = "trust"


def test_a_race_is_run_with_the_keyboard_and_back_restores_it(lesson_page: Page, base_url: str):
    first = open_lesson(lesson_page, base_url, LESSON, "race", lang="en", table="wine")["readouts"]
    lesson_page.locator("body").press("End")
    over = until(lesson_page, "nnviz.frame().then((f) => f.readouts.gap_shap !== null && f.readouts)")
    assert over["moved"] == 13 and over["gap_shap"] > over["gap_chance"]
    expect(lesson_page.locator(".message")).to_contain_text("race is won by")
    lesson_page.locator("body").press("Home")
    until(lesson_page, "nnviz.frame().then((f) => f.t === 0)")
    assert frame(lesson_page)["readouts"] == first


def test_a_case_is_judged_by_hand_and_the_next_begins_undecided(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "shortcut", lang="zh")
    reveal = lesson_page.locator('[data-control="reveal"] input')
    expect(reveal).to_be_disabled()
    lesson_page.locator('[data-control="lens"] select').select_option("shap")
    field = lesson_page.locator('[data-control="belief"] input[type=text]')
    field.fill("0.9")
    field.press("Enter")
    expect(reveal).to_be_enabled()
    reveal.check(force=True)
    shown = until(lesson_page, "nnviz.frame().then((f) => f.readouts.n_verdicts === 1 && f)")
    assert shown["readouts"]["right"] == 1 and "shares" in [figure["id"] for figure in shown["figures"]]
    expect(lesson_page.locator(".message")).to_contain_text("找到了")
    lesson_page.get_by_role("button", name="下一个案子").click()
    after = until(lesson_page, "nnviz.frame().then((f) => f.settings.case === 2 && f.settings)")
    assert after["belief"] == 0.5 and not after["reveal"] and len(after["verdicts"]) == 1


def test_four_verdicts_in_an_address_reach_the_goal(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "shortcut", lang="en", verdicts="1,0.9;2,0.1;3,0.1;4,0.9")
    expect(lesson_page.locator(".aside.goal")).to_have_class("aside goal reached")


def test_more_samples_calm_the_ranking(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "seeds", lang="en")
    lesson_page.evaluate("nnviz.seek(9)")
    expect(lesson_page.locator(".message")).to_contain_text("shuffles")
    lesson_page.evaluate("nnviz.set('n_samples', 4096)")
    expect(lesson_page.locator(".message")).to_contain_text("stays")
    expect(lesson_page.locator(".aside.goal")).to_have_class("aside goal reached")


WIDTHS = """() => {
    const menu = document.querySelector('#control-question');
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = getComputedStyle(menu).font;
    return [pen.measureText(menu.selectedOptions[0].text).width, menu.clientWidth - 24];
}"""  # beside the arrow


def test_in_a_small_window_the_question_of_the_guide_is_read_whole(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 1024, "height": 768})
    open_lesson(lesson_page, base_url, LESSON, "guide", lang="en")
    words, room = lesson_page.evaluate(WIDTHS)
    lesson_page.set_viewport_size({"width": 1440, "height": 900})
    assert words <= room


def test_the_guide_answers_a_choice_and_a_word_that_is_none_is_refused(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "guide", lang="en")
    lesson_page.locator('[data-control="question"] select').select_option("what_if")
    expect(lesson_page.locator(".message")).to_contain_text("dependence curves")
    refused = lesson_page.evaluate("nnviz.set('reader', 'everybody').catch((e) => e.message)")
    assert "everybody" in str(refused)
    assert frame(lesson_page)["settings"]["question"] == "what_if"


def test_a_long_question_says_so_and_can_be_stopped(page: Page, base_url: str):
    open_lesson(page, base_url, "trust", "seeds", lang="en", n_samples=64)
    page.evaluate("document.querySelector('script[type=py]').xworker.terminate()")  # the longest of all questions
    page.keyboard.press("ArrowRight")
    line = page.locator(".bringing")
    expect(line).to_contain_text("Computing", timeout=9_000)
    line.locator("[data-act=stop]").click()
    wait_until_ready(page)
    until(page, "nnviz.advance(1).then((f) => f.step === 'seeds' && f.t >= 1)")
    expect(page.locator(".bringing")).to_have_count(0)
