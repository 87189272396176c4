"""How the page stands: every step, both languages and themes, three widths; no overlap, no scrolling sideways."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP
from tests.browser.helpers import SETTLED, module, open_lesson
from tests.browser.waiting import until
from tools.paths import ROOT

LESSON = "gradient-descent"
STEPS = [
    step["id"] for step in json.loads((ROOT / "static/recorded/lessons.json").read_text("utf-8"))["lessons"][0]["steps"]
]
WIDTHS = {1440: 900, 1024: 768, 390: 844}
KEY_LIKE = re.compile(
    r"\b(?:control|option|readout|figure|axis|label|summary|message|goal|refusal|lesson|transport|keys|speed)\.[a-z_]+\b"
)

OVERLAPS = """() => {
    const named = '.words, .panel, .controls, .stage-head, .code-host';
    const parts = [...document.querySelectorAll(named)].filter((e) => e.offsetHeight > 0);
    const boxes = parts.map((e) => e.getBoundingClientRect());
    const common = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
    const met = [];
    boxes.forEach((a, i) => boxes.slice(0, i).forEach((b, j) => {
        const overlap = common(a, b, 'left', 'right') > 2 && common(a, b, 'top', 'bottom') > 2;
        if (overlap) met.push(`${parts[i].className} over ${parts[j].className}`);
    }));
    return met;
}"""

# Elements with a scroll bar of their own: there must be none inside the page.
INNER_SCROLL = """() => [...document.querySelectorAll('main *')].filter((e) => {
    const { overflowX, overflowY } = getComputedStyle(e);
    const scrolls = (flow, much) => (flow === 'auto' || flow === 'scroll') && much > 1;
    return scrolls(overflowX, e.scrollWidth - e.clientWidth) || scrolls(overflowY, e.scrollHeight - e.clientHeight);
}).map((e) => e.className)"""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("step", STEPS)
def test_every_step_stands_well_at_three_widths(lesson_page: Page, base_url: str, step: str, language: str):
    open_lesson(lesson_page, base_url, LESSON, step, lang=language)
    for width, height in WIDTHS.items():
        lesson_page.set_viewport_size({"width": width, "height": height})
        lesson_page.wait_for_timeout(120)
        assert lesson_page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert lesson_page.evaluate(OVERLAPS) == [], width
        assert lesson_page.evaluate(INNER_SCROLL) == [], width
    lesson_page.set_viewport_size({"width": 1440, "height": 900})
    shown = lesson_page.locator("body").inner_text()
    assert KEY_LIKE.findall(shown) == []
    assert lesson_page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}[language]


def test_formulas_below_each_other_are_of_one_size(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "gradient", lang="en")
    lesson_page.wait_for_timeout(250)
    sizes = lesson_page.locator(".formula:has([data-link])").evaluate_all(
        "(formulas) => formulas.map((one) => getComputedStyle(one).fontSize)"
    )
    assert len(sizes) == 2 and len(set(sizes)) == 1


@pytest.mark.parametrize("step", STEPS)
def test_formulas_have_no_error_and_live_numbers_are_filled(lesson_page: Page, base_url: str, step: str):
    open_lesson(lesson_page, base_url, LESSON, step, lang="en")
    assert lesson_page.locator(".katex-error").count() == 0
    names = lesson_page.locator("[data-live]").evaluate_all("(all) => all.map((e) => e.dataset.live)")
    shown = lesson_page.evaluate(f"{module('engine/session')}.then((session) => session.currentFrame())")
    assert set(names) <= {*shown["readouts"], *shown["live"]}


def test_nothing_moves_while_a_run_plays(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en", t=20)
    where = """() => {
        const parts = document.querySelectorAll('.panel, .control, .readout, .transport > *, .clock > *');
        const boxes = [...parts].map((e) => e.getBoundingClientRect());
        return boxes.flatMap((r) => [r.x, r.y, r.width, r.height].map(Math.round));
    }"""
    before = lesson_page.evaluate(where)
    for t in (21, 57, 140, 333, 499):
        lesson_page.evaluate(f"nnviz.seek({t})")
        assert lesson_page.evaluate(where) == before, t


def test_the_language_changes_at_any_moment_and_nothing_else_does(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en", learning_rate=0.05, t=70)
    before = lesson_page.evaluate("nnviz.frame()")
    lesson_page.locator("#tool-language").click()
    expect(lesson_page.locator("html")).to_have_attribute("lang", "zh-Hans")
    after = lesson_page.evaluate("nnviz.frame()")
    assert all(after[name] == before[name] for name in ("t", "settings", "readouts"))
    assert after["figures"][0]["title"] != before["figures"][0]["title"]
    assert "lang=zh" in lesson_page.url
    for name in (".control-name", ".clock .loss"):
        expect(lesson_page.locator(name).first).to_have_text(re.compile(r"[\u4e00-\u9fff]"))
    lesson_page.locator("#tool-language").click()
    expect(lesson_page.locator("html")).to_have_attribute("lang", "en")


def test_the_theme_follows_the_system_until_the_reader_chooses(page: Page, base_url: str):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{base_url}#/?lang=en")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.keyboard.press("d")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_have_contrast_enough_in_both_themes(lesson_page: Page, base_url: str, theme: str):
    open_lesson(lesson_page, base_url, LESSON, "gradient", lang="en")
    lesson_page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    script = """() => {
        const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        const luminance = (css) => {
            const [r, g, b] = css.match(/[\\d.]+/g).map((v) => linear(v / 255));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const ground = luminance(getComputedStyle(document.documentElement).backgroundColor);
        const names = '.prose, .kicker, .readout dt, .aside-name, .control-name, [class^=role-], .time, .way-title';
        return [...document.querySelectorAll(names)]
            .map((e) => [e.className, contrast(luminance(getComputedStyle(e).color), ground)])
            .filter(([, ratio]) => ratio < 4.5);
    }"""
    assert lesson_page.evaluate(script) == []
    lesson_page.evaluate("document.documentElement.dataset.theme = 'light'")


def enter(field: Locator, typed: str) -> None:
    field.fill(typed)
    field.press("Enter")


def test_a_control_refuses_what_does_not_fit_and_keeps_the_last_good_value(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en", learning_rate=0.05)
    control = lesson_page.locator('[data-control="learning_rate"]')
    field = control.locator("input[type=text]")
    enter(field, "7")
    expect(control.locator(".refusal")).to_contain_text("not a number from 0.001 to 1")
    expect(field).to_have_value("0.05")
    lesson_page.keyboard.type("0.07")  # in the place of what was refused, not behind it
    lesson_page.keyboard.press("Enter")
    until(lesson_page, "nnviz.frame().then((f) => f.settings.learning_rate === 0.07)")
    expect(control.locator(".refusal")).to_be_hidden()


def test_every_figure_has_a_sentence_and_a_table(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    for panel in lesson_page.locator(".panel").all():
        described = panel.locator(".figure-stage").get_attribute("aria-describedby")
        expect(lesson_page.locator(f"#{described}")).to_have_text(re.compile(r"\w{3}"))
        panel.locator(".twin-button:not(.save-button)").click()
        expect(lesson_page.locator(".dialog table td").first).to_be_visible()
        lesson_page.keyboard.press("Escape")


def test_a_number_may_be_typed_in_the_signs_of_a_chinese_keyboard(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="zh")
    field = lesson_page.locator('[data-control="w0"] input[type=text]')
    for typed, value in (("１．５", 1.5), ("－２", -2), ("０。５", 0.5), ("−1,25", -1.25)):
        enter(field, typed)
        until(lesson_page, f"nnviz.frame().then((f) => f.settings.w0 === {value})")


def test_a_seed_that_is_too_large_gives_way_to_the_last_good_one(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, "hidden-layers", "weights", lang="en", seed=7)
    field = lesson_page.locator("#control-seed")
    enter(field, "99999999999")
    expect(lesson_page.locator('[data-control="seed"] .refusal')).to_contain_text("from 0 to 2147483647.")
    expect(field).to_have_value("7")
    enter(field, "１２")
    until(lesson_page, "nnviz.frame().then((f) => f.settings.seed === 12)")


def test_a_step_that_begins_afresh_shows_its_surface_from_where_it_was_seen_first(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "surface", lang="en")
    lesson_page.locator(".stage-head .reset").click()
    stage = lesson_page.locator("[data-kind=space] .figure-stage").first
    seen = "stage => [...stage.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL()).join()"
    lesson_page.wait_for_timeout(400)  # until the camera rests
    before = stage.evaluate(seen)
    stage.focus()
    for key in ("ArrowRight", "ArrowUp", "+"):
        lesson_page.keyboard.press(key)
    lesson_page.wait_for_timeout(400)
    assert stage.evaluate(seen) != before
    lesson_page.locator(".stage-head .reset").click()
    lesson_page.wait_for_timeout(600)
    assert stage.evaluate(seen) == before


def test_the_keys_of_figures_are_listed_too(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "surface", lang="zh")
    lesson_page.keyboard.press("?")
    expect(lesson_page.locator("dialog .keys")).to_contain_text("转动曲面")
    lesson_page.keyboard.press("Escape")


def test_presenter_mode_leaves_words_figures_and_transport(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "surface", lang="en")
    lesson_page.keyboard.press("f")
    expect(lesson_page.locator(".bar")).to_be_hidden()
    expect(lesson_page.locator(".figure").first).to_be_visible()
    lesson_page.keyboard.press("f")
    expect(lesson_page.locator(".bar")).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_small_projector_the_presenter_shows_whole_figures_above_the_transport(
    lesson_page: Page, base_url: str, lang: str
):
    lesson_page.set_viewport_size({"width": 1024, "height": 768})
    try:
        for lesson, step in ((LESSON, "run"), ("hidden-layers", "surface"), ("trust", "race"), ("kernel-shap", "draw")):
            open_lesson(lesson_page, base_url, lesson, step, lang=lang)
            lesson_page.keyboard.press("f")
            lesson_page.evaluate(SETTLED)
            ends = "[...document.querySelectorAll('.panel')].map((panel) => panel.getBoundingClientRect().bottom)"
            lowest = max(lesson_page.evaluate(ends))
            lesson_page.keyboard.press("f")
            assert lowest <= 768 - 72, (lesson, step, lowest)
    finally:
        lesson_page.set_viewport_size(DESKTOP)


def test_a_formula_tells_its_numbers_to_who_cannot_see_them(lesson_page: Page, base_url: str):
    """KaTeX writes a formula twice; of its live numbers, both say the same."""
    open_lesson(lesson_page, base_url, LESSON, "five-points", lang="en")
    numbers = """() => [...document.querySelectorAll('.words .katex')].map((formula) => [
        [...formula.querySelectorAll('.katex-mathml mtext[data-twin]')].map((e) => e.textContent),
        [...formula.querySelectorAll('[data-live]')].map((e) => e.textContent)])"""
    for w in (0, 0.5):
        lesson_page.evaluate(f"nnviz.set('w0', {w})")
        lesson_page.wait_for_timeout(1200)
        told = lesson_page.evaluate(numbers)
        assert sum(len(heard) for heard, _ in told) >= 6
        for heard, seen in told:
            assert heard == seen and "?" not in heard
    assert "?" not in lesson_page.evaluate("[...document.querySelectorAll('mtext')].map((e) => e.textContent).join()")


ROOM = """async ([numbers, rest]) => {
  const { createLive } = await import("/static/js/words/live.js");
  document.body.innerHTML = '<p>在 <span data-live="n">–</span> 维里</p>';
  const live = createLive(document.body);
  live.collect();
  for (const n of numbers) live.update({ readouts: { n } });
  if (rest) await new Promise((resolve) => setTimeout(resolve, 1200));
  return document.querySelector(".live").style.minWidth; }"""


def test_a_number_in_a_sentence_keeps_its_room_while_it_changes_and_leaves_no_hole_at_rest(bare: Page):
    assert bare.evaluate(ROOM, [[100, 4], False]) == "3ch"
    assert bare.evaluate(ROOM, [[100, 4], True]) == "1ch"
    assert bare.evaluate(ROOM, [[3.056e-6], False]) == "8ch"  # a point, a dot and two superscripts are narrow


def test_who_has_changed_the_points_can_put_back_those_of_the_words(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "gradient", lang="en")
    way_back = lesson_page.get_by_role("button", name="put back the five")
    expect(way_back).to_be_hidden()
    lesson_page.evaluate("nnviz.gesture('move_point', {index: 0, x: 3, y: -4})")
    expect(way_back).to_be_visible()
    way_back.click()
    expect(way_back).to_be_hidden()


FIRST_LINE = """() => {
    const words = document.querySelector('.words h1').firstChild, range = document.createRange();
    const top = (i) => (range.setStart(words, i), range.setEnd(words, i + 1), range.getBoundingClientRect().top);
    return [...words.data].filter((_, i) => top(i) < top(0) + 4).join('');
}"""


@pytest.mark.lesson("shapley")
def test_a_chinese_title_breaks_after_its_colon(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 1024, "height": 768})
    open_lesson(lesson_page, base_url, "shapley", "symmetry", lang="zh")
    assert lesson_page.evaluate(FIRST_LINE) == "第二条承诺："
