"""The page as it is served: by our server, and by any server of plain files below any folder."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.helpers import open_lesson, wait_until_ready, watch
from tools.paths import ROOT
from tools.site import SHOWN


class QuietHandler(SimpleHTTPRequestHandler):
    """Python's own server of plain files: no special headers, no compression."""

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def plain_url(tmp_path: Path) -> Iterator[str]:
    """The shown files of the checkout, as plain files below `/some/folder/`."""
    folder = tmp_path / "some" / "folder"
    folder.mkdir(parents=True)
    for name in SHOWN:
        (folder / name).symlink_to(ROOT / name)
    handler = functools.partial(QuietHandler, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/some/folder/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_lesson_starts_on_a_server_of_plain_files_below_a_folder(browser: Browser, plain_url: str):
    problems: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    watch(page, plain_url, problems)
    shown = open_lesson(page, plain_url, "gradient-descent", "run", t=3)
    assert (shown["lesson"], shown["step"], shown["t"]) == ("gradient-descent", "run", 3)
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
