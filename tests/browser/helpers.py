"""Small steps that many browser tests share."""

from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

READY_MS = 60_000


def open_lesson(page: Page, base_url: str, lesson: str, step: str | None = None, **settings: Any) -> dict:
    """Go to the address of a lesson's step, wait for the live engine, return the frame.

    On a page that already runs, only the address changes, as when a person edits it.
    """
    address = f"{base_url}#/{lesson}" + (f"/{step}" if step else "")
    page.goto(address + (f"?{urlencode(settings)}" if settings else ""))
    wait_until_ready(page)
    return frame(page)


def wait_until_ready(page: Page) -> None:
    """Wait until Python answers and the picture is live."""
    page.wait_for_function("window.nnviz !== undefined", timeout=READY_MS)
    page.set_default_timeout(READY_MS)
    page.evaluate("window.nnviz.ready.then(() => null)")


def frame(page: Page) -> dict:
    """The current frame as plain data."""
    return page.evaluate("window.nnviz.frame()")
