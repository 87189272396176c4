"""Small steps of tests on what a browser keeps of the page."""

from dataclasses import replace

from playwright.sync_api import Page

from tests.browser.helpers import READY_MS, wait_until_ready
from tools.release import Release

KEPT = "navigator.serviceWorker.controller !== null"
CACHES = """Promise.all((await caches.keys()).map(async (name) => {
  const keys = await (await caches.open(name)).keys();
  return [name.split(" ").pop(), keys.length];
})).then(Object.fromEntries)"""


def stored(page: Page) -> dict[str, int]:
    """How many files each cache of the page holds."""
    return page.evaluate(f"async () => {CACHES}")


def wait_until_kept(page: Page) -> None:
    page.wait_for_function(KEPT, timeout=READY_MS)


def open_what_is_kept(page: Page, address: str, lang: str) -> None:
    """The first page, all of it kept, with the dialog that shows what is."""
    page.goto(f"{address}#/?lang={lang}")
    wait_until_ready(page)
    wait_until_kept(page)
    page.click("#tool-offline")


def next_release(release: Release) -> Release:
    """One in which a file of the page has changed."""
    return replace(release, templates={**release.templates, "index.html": "0" * 64})


def look_for_new_release(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update()).catch(() => {})")


def folder_of(page: Page) -> str:
    """The release that a page belongs to, as its own modules see it."""
    return page.evaluate("document.scripts[0].src.split('/').at(-4)")
