"""Marks without words are told from their ground: switches that are off, beats to come, the buttons of a figure."""

import pytest
from playwright.sync_api import Page

from tests.browser.helpers import open_lesson

NEEDED = 3  # WCAG 2.1, 1.4.11

CONTRASTS = """() => {
    const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const ground = getComputedStyle(document.documentElement).backgroundColor;
    const luminance = (colour, opacity) => {
        for (const [fill, alpha] of [[ground, 1], [colour, opacity]]) {
            Object.assign(pixel, { fillStyle: fill, globalAlpha: alpha }).fillRect(0, 0, 1, 1);
        }
        const [r, g, b] = [...pixel.getImageData(0, 0, 1, 1).data].map((v) => v / 255)
            .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const marks = [['.twin-button', 'color'], ['input[role=switch]:not(:checked)', 'backgroundColor'],
                   ['.beats i', 'backgroundColor']];
    return marks.map(([name, kind]) => {
        const style = getComputedStyle(document.querySelector(name));
        const two = [luminance(style[kind], Number(style.opacity)), luminance(ground, 1)];
        return [name, Math.max(...two) / Math.min(...two)];
    });
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_have_contrast_enough_in_both_themes(lesson_page: Page, base_url: str, theme: str):
    open_lesson(lesson_page, base_url, "gradient-descent", "one-step", lang="en", t=1)
    lesson_page.mouse.move(0, 0)
    lesson_page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    lesson_page.wait_for_function("document.getAnimations().length === 0")
    contrasts = lesson_page.evaluate(CONTRASTS)
    lesson_page.evaluate("document.documentElement.dataset.theme = 'light'")
    assert [one for one in contrasts if one[1] < NEEDED] == []
