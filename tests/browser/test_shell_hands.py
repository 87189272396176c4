"""Hands on the page: keyboard alone, touch, playing, stepping, and the public interface."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import frame, module, open_lesson, wait_until_ready
from tests.browser.waiting import until, until_step

LESSON = "gradient-descent"


def test_space_plays_and_pauses_and_arrows_step(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    lesson_page.locator("h1").focus()
    lesson_page.keyboard.press(" ")
    until(lesson_page, "nnviz.frame().then((f) => f.t > 5)")
    clock = lesson_page.locator(".clock output")
    expect(clock).to_have_count(2)
    assert clock.evaluate_all("(outputs) => outputs.map((one) => one.ariaLive)") == ["off"] * 2  # not sixty a second
    lesson_page.keyboard.press(" ")
    lesson_page.wait_for_timeout(150)
    t = frame(lesson_page)["t"]
    lesson_page.wait_for_timeout(150)
    assert frame(lesson_page)["t"] == t
    lesson_page.keyboard.press("ArrowRight")
    until(lesson_page, f"nnviz.frame().then((f) => f.t === {t + 1})")
    lesson_page.keyboard.press("ArrowLeft")
    until(lesson_page, f"nnviz.frame().then((f) => f.t === {t})")
    assert clock.evaluate_all("(outputs) => outputs.map((one) => one.ariaLive)") == ["polite"] * 2
    lesson_page.keyboard.press("End")
    until(lesson_page, "nnviz.frame().then((f) => f.t === f.length)")
    lesson_page.keyboard.press("Home")
    until(lesson_page, "nnviz.frame().then((f) => f.t === 0)")


def test_arrows_walk_through_the_beats_of_an_update(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "one-step", lang="en")
    for beat in (1, 2, 3):
        lesson_page.keyboard.press("ArrowRight")
        until(lesson_page, f"nnviz.frame().then((f) => f.beat === {beat})")
    lesson_page.keyboard.press("ArrowRight")
    until(lesson_page, "nnviz.frame().then((f) => f.t === 1 && f.beat === 0)")


def test_every_step_can_be_reached_by_keys_alone(lesson_page: Page, base_url: str):
    first = open_lesson(lesson_page, base_url, LESSON, "five-points", lang="en")["step"]
    steps = lesson_page.evaluate("nnviz.lessons().then(([lesson]) => lesson.steps.map((step) => step.id))")
    for step in steps[1:]:
        lesson_page.keyboard.press("PageDown")
        until_step(lesson_page, step)
    for step in reversed(steps[:-1]):
        lesson_page.keyboard.press("PageUp")
        until_step(lesson_page, step)
    assert first == steps[0]


def test_who_has_used_a_switch_goes_on_with_the_keys_of_the_page(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en", t=3)
    lesson_page.locator("#control-log_scale").focus()
    lesson_page.keyboard.press(" ")
    until(lesson_page, "nnviz.frame().then((f) => !f.settings.log_scale)")
    lesson_page.keyboard.press("ArrowRight")
    until(lesson_page, "nnviz.frame().then((f) => f.t === 4)")
    lesson_page.keyboard.press("PageDown")
    until_step(lesson_page, "too-large")


def test_tab_reaches_words_figures_controls_and_transport(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    lesson_page.locator(".brand").focus()
    met = set()
    for _ in range(70):
        lesson_page.keyboard.press("Tab")
        script = (
            "document.activeElement.closest('.tools, .rail, .ways, .panel, .control, .clock, .next')?.className ?? ''"
        )
        met.update(lesson_page.evaluate(script).split())
        visible = lesson_page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert visible != "none" or not lesson_page.evaluate("document.activeElement.matches('button, a')")
    assert {"tools", "rail", "ways", "panel", "control", "clock", "next"} <= met


def test_what_takes_the_focus_does_not_lie_under_the_transport(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "one-step", lang="en")
    back = lesson_page.locator(".way-back")
    # just the edge of the button stands above the transport, where a browser thinks that it is seen
    back.evaluate("(one) => scrollBy(0, one.getBoundingClientRect().bottom - innerHeight)")
    back.focus()
    found, transport = back.bounding_box(), lesson_page.locator(".transport").bounding_box()
    assert found and transport and found["y"] + found["height"] <= transport["y"]


def test_the_question_mark_lists_the_keys_and_escape_closes_the_list(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    lesson_page.keyboard.press("?")
    expect(lesson_page.locator(".dialog")).to_contain_text("Play or pause")
    lesson_page.keyboard.press("Escape")
    expect(lesson_page.locator(".dialog")).to_be_hidden()


def test_typing_in_a_field_is_not_taken_for_a_key_of_the_page(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    field = lesson_page.locator('[data-control="learning_rate"] input[type=text]')
    field.focus()
    lesson_page.keyboard.press("d")
    lesson_page.keyboard.press("f")
    expect(lesson_page.locator("html")).to_have_attribute("data-theme", "light")
    expect(lesson_page.locator(".bar")).to_be_visible()


def test_the_first_link_skips_to_the_words_and_leaves_the_address_alone(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    address = lesson_page.url
    lesson_page.locator("#skip").focus()
    lesson_page.keyboard.press("Enter")
    expect(lesson_page.locator(".words h1")).to_be_focused()
    assert lesson_page.url == address


def test_stepping_back_restores_the_same_bytes(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    script = """(async (module) => {
        const { frameShown } = await module;
        const seen = [];
        const bytes = (mark) => Object.entries(mark).map(([name, { data }]) => [name, Array.from(data, String)]);
        const all = (channels) => JSON.stringify(channels.map((marks) => marks.map(bytes)));
        const stop = frameShown.on(({ channels }) => seen.push(all(channels)));
        await nnviz.seek(30); await nnviz.advance(7); await nnviz.advance(-7);
        stop();
        return [seen.length, seen[0] === seen[2], seen[0] === seen[1]];
    })"""
    assert lesson_page.evaluate(f"{script}({module('engine/session')})") == [3, True, False]


def test_pointing_at_a_term_of_a_formula_lights_it_everywhere(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "gradient", lang="en")
    term = lesson_page.locator('[data-link="sample:2"]').first
    other = lesson_page.locator('[data-link="sample:1"]').first
    term.hover()
    expect(term).to_have_class(re.compile(r"\blit\b"))
    expect(other).to_have_class(re.compile(r"\bdimmed\b"))
    lesson_page.mouse.move(5, 300)
    lesson_page.evaluate("nnviz.highlight('sample:1')")
    expect(other).to_have_class(re.compile(r"\blit\b"))
    lesson_page.evaluate("nnviz.highlight(null)")


def test_a_term_that_takes_the_focus_is_told_to_who_cannot_see_it(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "gradient", lang="en")
    third = lesson_page.get_by_role("button", name="( 1.00 ) ( 2.0 )", exact=True)
    third.focus()
    expect(third).to_have_attribute("data-link", "sample:2")
    expect(third).to_have_class(re.compile(r"\blit\b"))
    third.press("Enter")
    third.blur()
    expect(third).to_have_class(re.compile(r"\blit\b"))  # pinned, as by a click
    lesson_page.keyboard.press("Escape")
    formula = lesson_page.locator(".formula", has=third)
    told = formula.aria_snapshot().splitlines()
    assert [line.split()[1] for line in told] == ["math:", *["button"] * 5]  # nothing is told a third time


def test_a_finger_can_play_change_step_and_set(browser: Browser, base_url: str):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{base_url}#/{LESSON}/run?lang=en")
    wait_until_ready(page)
    page.get_by_role("button", name="Play").tap()
    until(page, "nnviz.frame().then((f) => f.t > 3)")
    page.get_by_role("button", name="Pause").tap()
    page.locator('[data-control="log_scale"] input').tap()
    until(page, "nnviz.frame().then((f) => f.settings.log_scale === false)")
    page.locator(".next").tap()
    until_step(page, "too-large")
    assert page.locator("summary.aside-name").first.evaluate("(summary) => summary.offsetHeight") >= 44
    context.close()


def test_a_button_acts_on_the_lit_sample_and_a_refusal_goes_when_the_next_wish_is_met(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "five-points", lang="en", points="0,1;1,2;2,3")
    delete, banner = lesson_page.get_by_role("button", name="Delete a point"), lesson_page.locator(".banner")
    lesson_page.get_by_label("Sample 2").locator(".figure-target").click()
    delete.click()
    until(lesson_page, "nnviz.frame().then((f) => f.settings.points.length === 2)")
    assert frame(lesson_page)["settings"]["points"] == [[0, 1], [2, 3]]
    delete.click()
    expect(banner).to_contain_text("2 to 30")
    lesson_page.get_by_role("button", name="Add a point").click()
    expect(banner).to_have_count(0)


@pytest.mark.parametrize(
    "call",
    [
        "nnviz.open('nothing')",
        "nnviz.open('gradient-descent', {step: 'nowhere'})",
        "nnviz.open('gradient-descent', {t: -1})",
        "nnviz.open('gradient-descent', {lang: 'xx'})",
        "nnviz.open('gradient-descent', {colour: 'red'})",
        "nnviz.open('gradient-descent', {settings: {nonsense: 1}})",
        "nnviz.open('gradient-descent', null)",
        "nnviz.open('gradient-descent', {settings: null})",
        "nnviz.open('gradient-descent', {step: 'run', t: 501})",
        "nnviz.open('gradient-descent', {step: 'one-step', beat: 4})",
        "nnviz.open('gradient-descent', {settings: {learning_rate: 99}})",
        "nnviz.open('gradient-descent', {settings: {optimizer: 'magic'}})",
        "nnviz.open('gradient-descent', {settings: {points: [1, 2]}})",
        "nnviz.open('gradient-descent', {settings: {points: [[1, 2]]}})",
        "nnviz.open('gradient-descent', {settings: {w0: [[1, 2]]}})",
        "nnviz.open('gradient-descent', {seed: -1})",
        "nnviz.open('gradient-descent', {settings: {learning_rate: true}})",
        "nnviz.set('nonsense', 1)",
        "nnviz.set('learning_rate', () => 1)",
        "nnviz.set('learning_rate', true)",
        "nnviz.set('learning_rate', NaN)",
        "nnviz.set('points', [[1, 2], [2, null]])",
        "nnviz.set('learning_rate')",
        "nnviz.set('learning_rate', 99)",
        "nnviz.set('learning_rate', 'fast')",
        "nnviz.seek(-1)",
        "nnviz.seek(501)",
        "nnviz.advance('far')",
        "nnviz.gesture('wave', {x: 0, y: 0})",
        "nnviz.gesture('set_line', {x: NaN, y: 0})",
        "nnviz.gesture('move_point', {index: 5, x: 0, y: 0})",
        "nnviz.gesture('move_point', {index: -1, x: 0, y: 0})",
        "nnviz.gesture('move_point', {index: 0.5, x: 0, y: 0})",
        "nnviz.gesture()",
        "nnviz.highlight(3)",
    ],
)
def test_a_bad_argument_rejects_with_a_sentence_and_changes_nothing(lesson_page: Page, base_url: str, call: str):
    before = open_lesson(lesson_page, base_url, LESSON, "run", lang="en", t=5)
    told = lesson_page.evaluate(f"{call}.then(() => null, (error) => error.message)")
    assert told and len(told.split()) > 3
    assert told.endswith(".") and "Error:" not in told and "Cannot " not in told
    assert frame(lesson_page) == before


def test_the_public_interface_is_what_the_readme_says(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en", t=5)
    names = "ready lessons open set advance seek play pause frame link stats gesture highlight".split()
    assert sorted(lesson_page.evaluate("Object.keys(nnviz)")) == sorted(names)
    shown = frame(lesson_page)
    assert {"lesson", "step", "t", "beat", "settings", "readouts", "figures", "message", "goal"} <= set(shown)
    assert {"id", "kind", "title", "summary", "marks"} == set(shown["figures"][0])
    described = lesson_page.evaluate("nnviz.lessons()")[0]
    assert {"id", "title", "sentence", "minutes", "steps"} <= set(described)
    assert described["steps"][5]["title"] == "Let it run"
    seeded = lesson_page.evaluate("nnviz.open('gradient-descent', {step: 'one-sample', seed: 7, t: 9, lang: 'zh'})")
    assert (seeded["settings"]["seed"], seeded["t"]) == (7, 9)
    assert lesson_page.locator("html").get_attribute("lang") == "zh-Hans"
