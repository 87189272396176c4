"""Every step of every lesson opens in both languages, says all of it in words, and fits a desk and a phone."""

import json
import re

import pytest
from playwright.sync_api import Page

from tests.browser.helpers import open_lesson
from tools.paths import ROOT

LESSONS = json.loads((ROOT / "static" / "recorded" / "lessons.json").read_text("utf-8"))["lessons"]
STEPS = [(lesson["id"], step["id"]) for lesson in LESSONS for step in lesson["steps"]]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
KEY = re.compile(r"\b(?:figure|summary|label|axis|control|option|readout|message|goal|symbol)\.[a-z]\w+")

# What opens before a live number or a formula, and is not kept with it.
LEFT_BEHIND = """[...document.querySelectorAll(".words .live, .words [data-tex]")]
    .filter((slot) => !slot.closest(".together") && /[([“‘（]$/.test(slot.previousSibling?.data ?? ""))
    .map((slot) => slot.parentElement.textContent)"""

# Steps whose formulas are not where their words have them: blocks of their own, and within a line without a gap before.
MISPLACED = """async (urls) => {
  const { renderProse } = await import("/static/js/words/prose.js");
  const { parseWords } = await import("/static/js/words/words.js");
  const sources = await Promise.all(urls.map((url) => fetch(url).then((answer) => answer.text())));
  return sources.flatMap((source) => Object.values(parseWords(source).steps)).filter(({ markdown }) => {
    const words = renderProse(markdown);
    const blocks = words.querySelectorAll("div[data-tex]").length;
    const inline = [...words.querySelectorAll(".together, span[data-tex]")];
    const gap = inline.some((slot) => slot.previousSibling?.data?.endsWith("\\n"));
    return gap || blocks !== (markdown.match(/^\\$\\$/gm) ?? []).length;
  }).map(({ title }) => title); }"""


def test_formulas_stand_where_the_words_have_them(bare: Page):
    urls = [f"/lessons/{one['id'].replace('-', '_')}/{lang}.md" for one in LESSONS for lang in ("en", "zh")]
    assert bare.evaluate(MISPLACED, urls) == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("lesson", "step"), STEPS)
def test_a_step_shows_itself_in_words_of_the_language(
    lesson_page: Page, base_url: str, lesson: str, step: str, language: str
):
    shown = open_lesson(lesson_page, base_url, lesson, step, lang=language)
    assert (shown["lesson"], shown["step"]) == (lesson, step) and shown["figures"]
    said = lesson_page.locator("body").inner_text() + json.dumps([f["summary"] for f in shown["figures"]])
    assert KEY.findall(said) == []
    assert lesson_page.evaluate(LEFT_BEHIND) == [], "a bracket and its number may come apart at the end of a line"
    heading = lesson_page.locator(".words h1").inner_text()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in heading) == (language == "zh")
    try:
        for size in (PHONE, DESKTOP):
            lesson_page.set_viewport_size(size)  # type: ignore[arg-type]
            assert lesson_page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    finally:
        lesson_page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
