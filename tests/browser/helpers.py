"""Small steps that many browser tests share."""

from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

from tests.browser.waiting import DRAWN

READY_MS = 60_000


# A changed address is read in a task of its own, and a frame that has come is drawn at the next picture of the screen.
SETTLED = f"""async () => {{
  await new Promise((resolve) => setTimeout(resolve));
  await window.nnviz.ready;
  await window.nnviz.frame().catch(() => null);
  await {DRAWN};
}}"""


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
    page.evaluate(SETTLED)


def module(name: str) -> str:
    """What gives a page its own instance of one of its modules, which came inside a joined file, in JavaScript."""
    return f'import(document.scripts[0].src).then(({{ joined }}) => joined.later("static/js/{name}.js"))'


def frame(page: Page) -> dict:
    """The current frame as plain data."""
    return page.evaluate("window.nnviz.frame()")


def watch(page: Page, base_url: str, problems: list[str]) -> None:
    """Note every console error, uncaught exception and request to another host."""
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    page.context.on("request", lambda request: _note_host(request.url, base_url, problems))


def forgive(page: Page, problems: list[str]) -> None:
    """End a test in which something had to go wrong; a closed page says no more about it."""
    page.close()
    problems.clear()


def _note_host(url: str, base_url: str, problems: list[str]) -> None:
    if not url.startswith((base_url, "data:", "blob:")):
        problems.append(f"request to another host: {url}")
