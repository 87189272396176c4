"""The lesson on LIME as a person takes it: clicking a point, hiding patches, guessing a word, writing a sentence."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import frame, open_lesson
from tests.browser.waiting import until

pytestmark = pytest.mark.lesson("lime")
LESSON = "lime"


def canvas_of(page: Page, figure: str) -> Any:
    """Where a figure is drawn on the screen."""
    box = page.locator(f'[data-figure="{figure}"] canvas').last.bounding_box()
    assert box is not None
    return box


def test_a_click_explains_that_point_and_play_brings_more_samples(lesson_page: Page, base_url: str):
    before = open_lesson(lesson_page, base_url, LESSON, "nearby", lang="en")
    box = canvas_of(lesson_page, "cloud")
    lesson_page.mouse.click(box["x"] + 0.65 * box["width"], box["y"] + 0.3 * box["height"])
    clicked = until(lesson_page, f"nnviz.frame().then((f) => f.settings.x1 !== {before['settings']['x1']} && f)")
    assert clicked["settings"]["x2"] != before["settings"]["x2"] and clicked["readouts"]["n"] == 10
    lesson_page.evaluate("nnviz.advance(1)")
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.n === 20)")
    lesson_page.evaluate("nnviz.advance(-1)")
    again = until(lesson_page, "nnviz.frame().then((f) => f.readouts.n === 10 && f)")
    assert again["readouts"] == clicked["readouts"]


def test_the_middle_of_the_disc_reaches_the_goal(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "nearby", lang="zh", x1=0, x2=0)
    lesson_page.evaluate("nnviz.seek(30)")
    expect(lesson_page.locator(".aside.goal")).to_have_class("aside goal reached")
    expect(lesson_page.locator(".message")).to_contain_text("R²")


def test_arrow_keys_move_the_width(lesson_page: Page, base_url: str):
    before = open_lesson(lesson_page, base_url, LESSON, "width", lang="en")["settings"]["width"]
    lesson_page.get_by_role("slider", name="Kernel width").first.focus()
    for _ in range(3):
        lesson_page.keyboard.press("ArrowLeft")
    until(lesson_page, f"nnviz.frame().then((f) => f.settings.width < {before})")


def test_hiding_patches_by_hand_makes_it_read_another_digit(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "image", lang="en")
    lesson_page.evaluate("nnviz.seek(39)")
    box = canvas_of(lesson_page, "pictures")
    picture = min(box["height"] - 12, (box["width"] - 12) * 8 / 18)
    left = box["x"] + (box["width"] - picture * 18 / 8) / 2
    best = ((2.5, 3.5), (6.5, 5.5))  # the two patches that are worth most, in pixels of the image from its upper left
    for hidden, (column, row) in enumerate(best, 1):
        lesson_page.mouse.click(left + picture * column / 8, box["y"] + box["height"] / 2 + picture * (row - 4) / 8)
        until(lesson_page, f"nnviz.frame().then((f) => f.readouts.n_hidden === {hidden})")
    until(lesson_page, "nnviz.frame().then((f) => f.goal.reached)")
    lesson_page.get_by_role("button", name="Show all patches").click()
    until(lesson_page, "nnviz.frame().then((f) => f.readouts.n_hidden === 0)")
    stage = lesson_page.locator('[data-figure="pictures"] .figure-stage')
    stage.focus()
    for _ in range(6):
        stage.press("ArrowRight")
    told = stage.locator(".figure-readout")
    expect(told).to_have_text("Patch: Enter hides it6worth of a patch0.45")
    stage.press("Enter")
    expect(told).to_contain_text("Hidden patch: Enter shows it6")
    assert frame(lesson_page)["readouts"]["n_hidden"] == 1


def test_a_guess_is_answered_and_ones_own_sentence_explained(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "sentence", lang="en")
    expect(lesson_page.locator(".message")).to_contain_text("Tap the word")
    lesson_page.evaluate("nnviz.gesture('guess_word', {index: 6, x: 0, y: 0})")
    expect(lesson_page.locator(".message")).to_contain_text("cold")
    lesson_page.evaluate("nnviz.set('sentence', 'own')")
    field = lesson_page.locator('[data-control="own_sentence"] input')
    field.fill("dirty tables and wonderful coffee")
    field.press("Enter")
    until(lesson_page, "nnviz.frame().then((f) => f.figures[1].title.includes('wonderful'))")
    field.fill("tea")
    field.press("Enter")
    expect(lesson_page.locator('[data-control="own_sentence"] .refusal')).to_contain_text("write a sentence")
    assert frame(lesson_page)["settings"]["own_sentence"] == "dirty tables and wonderful coffee"


def test_ten_draws_play_and_their_firsts_are_counted(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "seeds", lang="en")
    lesson_page.evaluate("nnviz.seek(9)")
    expect(lesson_page.locator(".message")).to_contain_text("3 different features came first")


def test_the_reviews_speak_the_language_of_the_page_until_the_reader_chooses(lesson_page: Page, base_url: str):
    assert open_lesson(lesson_page, base_url, LESSON, "image", lang="zh")["settings"]["language"] == "en"
    lesson_page.keyboard.press("PageDown")
    until(lesson_page, "nnviz.frame().then((f) => f.step === 'sentence' && f.settings.language === 'zh')")
    lesson_page.evaluate("nnviz.set('language', 'en')")
    lesson_page.keyboard.press("PageUp")
    until(lesson_page, "nnviz.frame().then((f) => f.step === 'image')")
    assert "language" not in lesson_page.evaluate("location.hash")
    lesson_page.keyboard.press("PageDown")
    until(lesson_page, "nnviz.frame().then((f) => f.step === 'sentence' && f.settings.language === 'en')")


@pytest.mark.parametrize("reviews", ["en", "zh"])
def test_a_link_to_the_reviews_holds_their_language_for_a_page_in_another(
    lesson_page: Page, base_url: str, reviews: str
):
    open_lesson(lesson_page, base_url, LESSON, "sentence", lang="zh", language=reviews)
    link = lesson_page.evaluate("nnviz.link()")
    assert f"language={reviews}" in link
    lesson_page.evaluate("nnviz.open('gradient-descent')")
    lesson_page.goto(link.replace("lang=zh", "lang=en"))
    assert frame(lesson_page)["settings"]["language"] == reviews


def test_another_language_of_the_page_leaves_the_sentence_on_screen(lesson_page: Page, base_url: str):
    before = open_lesson(lesson_page, base_url, LESSON, "sentence", lang="zh", t=5)
    assert before["settings"]["language"] == "zh"
    lesson_page.keyboard.press("l")
    until(lesson_page, "nnviz.frame().then((f) => document.documentElement.lang === 'en')")
    assert frame(lesson_page)["readouts"] == before["readouts"]
    assert "language=zh" in lesson_page.evaluate("location.hash")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_each_word_keeps_its_name_when_a_banner_takes_room(lesson_page: Page, base_url: str, width: int, height: int):
    lesson_page.set_viewport_size({"width": width, "height": height})
    open_lesson(lesson_page, base_url, LESSON, "sentence", lang="en", nonsense=1)
    expect(lesson_page.locator(".banner")).to_contain_text("nonsense")
    words = ["the", "waiter", "was", "friendly", "but", "soup", "cold"]
    for figure in ("worth", "met"):
        names = lesson_page.locator(f'[data-figure="{figure}"] .figure-tick').all_text_contents()
        assert [name for name in names if name in words] == words, figure
