"""On a phone: what a finger must hit is large enough, and what it opens stands where it can be hit."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import open_lesson

FINGER = 40
"""Pixels. Steps of the rail are narrower, but the buttons for the step before and after are not."""

SMALL = """(least) => [...document.querySelectorAll('button, input, select, summary, .bar a, label:has(input)')]
    .filter((one) => one.checkVisibility() && one.offsetWidth > 1)
    .filter((one) => !one.matches('label input[role=switch], .segments label'))
    .map((one) => {
        const around = one.matches('input[role=switch]') ? getComputedStyle(one, '::before') : getComputedStyle(one);
        return [one.id || one.className || one.innerText, Math.round(parseFloat(around.height))];
    })
    .filter(([, height]) => height < least)"""


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("step", ["gradient-descent/one-sample", "hidden-layers/playground", "trust/guide"])
def test_a_finger_hits_what_stands_on_a_phone(phone: Page, base_url: str, step: str):
    open_lesson(phone, base_url, *step.split("/"), lang="en")
    phone.evaluate("document.querySelectorAll('.group').forEach((group) => (group.open = true))")
    assert phone.evaluate(SMALL, FINGER) == []


def test_a_finger_makes_a_task(phone: Page, base_url: str):
    open_lesson(phone, base_url, "gradient-descent", "run", lang="en")
    phone.locator(".share-button").tap()
    expect(phone.locator(".task-controls")).to_be_visible()
    boxes = "[...document.querySelectorAll('.task-controls input')]"
    far = phone.evaluate(f"{boxes}.map((one) => one.getBoundingClientRect().top)")
    assert min(below - above for above, below in zip(far[::2], far[2::2], strict=False)) >= FINGER
    phone.keyboard.press("Escape")


def test_the_menu_of_a_low_figure_stands_above_the_transport(phone: Page, base_url: str):
    open_lesson(phone, base_url, "gradient-descent", "run", lang="en")
    button = phone.locator(".figures .save-button").last
    transport = phone.locator(".transport").bounding_box()
    assert transport
    button.evaluate("(one, low) => scrollBy(0, one.getBoundingClientRect().bottom - low)", transport["y"])
    button.tap()
    phone.locator(".menu").wait_for()
    menu = phone.locator(".menu").bounding_box()
    assert menu and menu["y"] + menu["height"] <= transport["y"]
    phone.keyboard.press("Escape")


def test_the_way_out_of_a_long_dialog_stays_in_sight(phone: Page, base_url: str):
    open_lesson(phone, base_url, "gradient-descent", "run", lang="en")
    phone.locator(".share-button").tap()
    dialog = phone.locator("dialog[open]")
    dialog.evaluate("(long) => { long.scrollTop = long.scrollHeight; }")
    top, out = (found.bounding_box() for found in (dialog, dialog.locator("header button")))
    assert top and out and top["y"] <= out["y"] < top["y"] + 60
    phone.keyboard.press("Escape")


def test_a_sentence_with_two_remedies_keeps_the_width_of_a_phone(phone: Page, base_url: str):
    open_lesson(phone, base_url, "kernel-shap", "draw", lang="en")
    phone.goto(f"{base_url}#/kernel-shap/draw?table=own:0123456789&lang=zh")
    expect(phone.locator(".banner .button")).to_have_count(2)
    words = phone.locator(".banner-words").bounding_box()
    assert words and words["width"] > 280
