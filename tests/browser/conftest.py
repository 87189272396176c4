"""The really served page in a real Chromium.

`page` is a fresh page for one test; `lesson_page` is one page for the whole session whose engine has
started, for tests that only look at lessons. Both fail the test that met a console error, an uncaught
exception or a request to another host. A test that provokes one on purpose ends with
`forgive`, which closes the page: what went wrong may be said a moment after the page has shown it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, ViewportSize, sync_playwright

from tests.browser.helpers import wait_until_ready, watch
from tests.browser.hosting import plain_host, served
from tools.build import build
from tools.chromium import ARGUMENTS, VARIABLE, installed_chromium
from tools.lock import missing_files, read_lock
from tools.paths import ROOT, VENDOR
from tools.release import Release, release_of
from tools.site import site_of
from tools.snapshot import prepare

DESKTOP: ViewportSize = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker("browser")


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    """The address of the checkout, served as `tools serve` does."""
    parts = read_lock()
    if missing_files(parts, VENDOR):
        pytest.fail("The runtime is not there: run `python3 -m tools fetch` first.")
    if making := prepare(ROOT, parts):
        making.join()
    with served(site_of(ROOT, parts)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session; `python3 -m tools test` says which."""
    path = os.environ.get(VARIABLE) or installed_chromium()
    if path is None:
        pytest.fail("There is no Chromium: run `python3 -m tools test`, which finds or installs one.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def problems() -> list[str]:
    """What went wrong on the page during this test; must be empty at its end."""
    return []


TOLD = """try { localStorage.setItem("nnviz.offline.told", '"offline.not_here"') } catch {}"""


def without_service_worker(browser: Browser) -> BrowserContext:
    """A browser that has told already that it keeps nothing here: the banner would come in the middle of any test."""
    context = browser.new_context(viewport=DESKTOP, service_workers="block")
    context.add_init_script(TOLD)
    return context


@pytest.fixture
def page(browser: Browser, base_url: str, problems: list[str]) -> Iterator[Page]:
    """A fresh page without cache or storage, 1440×900."""
    context = without_service_worker(browser)
    opened = context.new_page()
    watch(opened, base_url, problems)
    yield opened
    context.close()
    assert problems == []


@pytest.fixture
def hold_back(page: Page) -> Iterator[Callable[[Any], None]]:
    """Let requests that fit a pattern wait for ever: `hold_back(pattern)`. They are let go when the page is closed."""
    held: list[Route] = []
    yield lambda pattern: page.context.route(pattern, lambda route: held.append(route))
    page.close()  # or it would complain of what never came
    for route in held:
        with suppress(Error):  # the page may have given it up
            route.abort()


BARE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/css/figures.css"><div id="here" style="width: 600px"></div>"""


@pytest.fixture
def bare(page: Page, base_url: str) -> Page:
    """A document of the page's origin that runs nothing by itself."""
    page.route("**/bare.html", lambda route: route.fulfill(content_type="text/html", body=BARE))
    page.goto(f"{base_url}bare.html")
    return page


@pytest.fixture(scope="session")
def session_page(browser: Browser, base_url: str) -> Iterator[tuple[Page, list[str]]]:
    """The page behind `lesson_page`, with the list of everything that went wrong on it."""
    context = without_service_worker(browser)
    opened = context.new_page()
    met: list[str] = []
    watch(opened, base_url, met)
    opened.goto(base_url)
    wait_until_ready(opened)
    assert met == []
    yield opened, met
    context.close()


@pytest.fixture
def lesson_page(session_page: tuple[Page, list[str]]) -> Iterator[Page]:
    """The long-lived page, whose engine runs; go where you like with `open_lesson`."""
    opened, met = session_page
    met.clear()
    yield opened
    assert met == []


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of its own, which keeps what the page keeps."""
    opened = browser.new_context(viewport={"width": 1440, "height": 900})
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def release() -> Release:
    return release_of(read_lock())


@pytest.fixture
def site(release: Release, tmp_path: Path) -> Path:
    """The built site below `/some/folder/` of a host."""
    build(tmp_path / "some" / "folder", release)
    return tmp_path / "some" / "folder"


@pytest.fixture
def site_url(site: Path) -> Iterator[str]:
    with plain_host(site.parent.parent) as address:
        yield f"{address}some/folder/"
