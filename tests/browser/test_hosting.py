"""The page as it is served: by our server, and by any server of plain files below any folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.helpers import open_lesson, wait_until_ready, watch
from tests.browser.hosting import plain_host
from tools.build import build
from tools.lock import read_lock
from tools.paths import ROOT
from tools.release import release_of
from tools.site import SHOWN

KEEPING_BEGINS_MS = 2500  # after the start; by then the page knows that nothing can be kept here


@pytest.fixture(params=["checkout", "build"])
def plain_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The shown files of the checkout, or the built site, as plain files below `/some/folder/`."""
    folder = tmp_path / "some" / "folder"
    folder.mkdir(parents=True)
    if request.param == "build":
        build(folder, release_of(read_lock()))
    else:
        for name in SHOWN:
            (folder / name).symlink_to(ROOT / name)
    with plain_host(tmp_path) as address:
        yield f"{address}some/folder/"


def test_a_lesson_starts_on_a_server_of_plain_files_below_a_folder(browser: Browser, plain_url: str):
    problems: list[str] = []
    context = browser.new_context(service_workers="block")  # the checkout has none
    page = context.new_page()
    watch(page, plain_url, problems)
    shown = open_lesson(page, plain_url, "gradient-descent", "run", t=3)
    assert (shown["lesson"], shown["step"], shown["t"]) == ("gradient-descent", "run", 3)
    page.evaluate("nnviz.open('one-neuron')")
    assert "#/one-neuron" in page.evaluate("nnviz.link()")
    page.wait_for_timeout(KEEPING_BEGINS_MS)
    context.close()
    assert problems == []


def test_the_page_starts_under_our_policy_and_asks_no_other_host(page: Page, base_url: str):
    page.goto(base_url)
    wait_until_ready(page)
    hosts = page.evaluate("window.nnviz.stats().then((stats) => Object.keys(stats.bytes))")
    assert hosts == [base_url.split("/")[2]]


def test_matplotlib_and_scikit_learn_are_not_loaded_at_start(page: Page, base_url: str):
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    open_lesson(page, base_url, "gradient-descent", "surface")
    wheels = [url.rpartition("/")[2] for url in asked if url.endswith((".whl", "openblas-0.3.26.zip"))]
    assert all(name.startswith("numpy-") for name in wheels), wheels
