"""Playing: what is asked of Python while a run plays, what is drawn when, and where it ends."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import frame, module, open_lesson
from tests.browser.waiting import until

LESSON = "gradient-descent"

# Each time Chromium would look through all forms of the page: a millisecond or two of every picture.
COUNT_MENUS_SET = """
const menus = HTMLSelectElement.prototype, plain = Object.getOwnPropertyDescriptor(menus, "value");
let set = 0;
Object.defineProperty(menus, "value", { ...plain, set(value) { set += 1; plain.set.call(this, value); } });
globalThis.menusSet = () => (Object.defineProperty(menus, "value", plain), set);
null
"""


def test_play_stops_at_the_end_and_plays_again_from_the_start(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en", t=495)
    lesson_page.locator("h1").focus()
    lesson_page.evaluate(COUNT_MENUS_SET)
    lesson_page.evaluate("nnviz.play()")
    until(lesson_page, "nnviz.frame().then((f) => f.t === 500)")
    assert lesson_page.evaluate("menusSet()") == 0
    expect(lesson_page.get_by_role("button", name="Play")).to_be_visible()
    lesson_page.keyboard.press(" ")
    until(lesson_page, "nnviz.frame().then((f) => f.t > 0 && f.t < 400)")
    lesson_page.evaluate("nnviz.pause()")


def test_of_two_answers_that_come_together_in_a_run_one_is_for_the_next_picture(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    script = """(async (module) => {
        const { drawSoon, setSpeed, getSpeed } = await module;
        const picture = () => new Promise((done) => requestAnimationFrame(done));
        const drawnOf = async (n) => {
            let drawn = 0;
            for (let i = 0; i < n; i++) drawSoon(() => drawn++);
            await picture();
            const seen = [drawn];
            await picture();
            return [...seen, drawn];
        };
        const before = getSpeed().id, still = [await drawnOf(2)];
        setSpeed('2s');
        await nnviz.play();
        const playing = [await drawnOf(2), await drawnOf(3)];
        await nnviz.pause();
        setSpeed(before);
        return [still, playing];
    })"""
    assert lesson_page.evaluate(f"{script}({module('page/playing')})") == [[[2, 2]], [[1, 2], [3, 3]]]


def test_reduced_motion_plays_in_stills(page: Page, base_url: str):
    page.emulate_media(reduced_motion="reduce")
    open_lesson(page, base_url, LESSON, "run", lang="en")
    page.evaluate("nnviz.play()")
    page.wait_for_timeout(1800)
    page.evaluate("nnviz.pause()")
    stats = page.evaluate("nnviz.stats()")
    assert stats["fps"] <= 3
    assert frame(page)["t"] >= 60


def test_only_the_newest_setting_is_computed(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    script = """(async (module) => {
        const { frameShown } = await module;
        let frames = 0;
        const stop = frameShown.on(() => frames++);
        const wishes = Array.from({ length: 60 }, (_, i) => nnviz.set('learning_rate', 0.001 + i / 1000));
        await Promise.all(wishes);
        stop();
        return [frames, (await nnviz.frame()).settings.learning_rate];
    })"""
    frames, rate = lesson_page.evaluate(f"{script}({module('engine/session')})")
    assert frames <= 3
    assert rate == pytest.approx(0.06)


def test_of_a_playing_run_two_questions_are_on_their_way_of_others_one(bare: Page):
    seen = bare.evaluate(
        """async () => {
          const { createQueue } = await import("/static/js/engine/queue.js");
          const asked = [], answers = [];
          const ask = (question) => { asked.push(question); return new Promise((done) => answers.push(done)); };
          const queue = createQueue(ask), tick = () => new Promise((done) => setTimeout(done));
          const now = () => [asked.length, queue.unanswered()], seen = [];
          for (const n of [1, 1, 1, 1]) queue.push({ do: "advance", n });
          seen.push(now());                           // two on their way, two wait as one
          queue.push({ do: "set", changes: { a: 1 } });
          for (let i = 0; i < 4; i++) { answers.shift()(i); await tick(); seen.push(now()); }
          return [seen, asked.map((question) => question.n ?? question.do)]; }"""
    )
    counts, asked = seen
    assert counts == [[2, 3], [3, 3], [3, 2], [4, 1], [4, 0]]
    assert asked == [1, 1, 2, "set"]
