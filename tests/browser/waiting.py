"""Waiting for what the page promises. Playwright's own `wait_for_function` takes a promise itself for an answer."""

import time
from typing import Any

from playwright.sync_api import Page

DRAWN = "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"


def until(page: Page, promise: str, seconds: float = 30) -> Any:
    """The first true answer of a JavaScript promise, asked again and again; a rejection is no answer yet.

    What has come true is on screen, too, when this returns: a frame is drawn at the next picture of the screen.
    """
    end = time.monotonic() + seconds
    while not (answer := page.evaluate(f"({promise}).catch(() => null)")):
        assert time.monotonic() < end, f"never became true: {promise}"
        page.wait_for_timeout(50)
    page.evaluate(DRAWN)
    return answer


def until_step(page: Page, step: str) -> dict[str, Any]:
    """Wait for a step of the lesson to be open; its frame."""
    return until(page, f"nnviz.frame().then((f) => f && f.step === '{step}' && f)")
