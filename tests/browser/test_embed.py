"""The page inside a page of another origin: seen, driven by messages, and silent to everybody else."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.waiting import until
from tools.lock import read_lock
from tools.paths import ROOT
from tools.serve import url_of
from tools.server import open_server
from tools.site import site_of

HOST = b"""<!doctype html><title>course</title><iframe id="f" width="1100" height="700"></iframe><script>
  window.told = []; window.answers = {};
  addEventListener("message", ({ data }) => data.nnviz === "answer" ? (answers[data.id] = data) : told.push(data));
  window.call = (id, name, ...args) => f.contentWindow.postMessage({ nnviz: "call", id, name, args }, "*");
</script>"""


class Course(BaseHTTPRequestHandler):
    """A page of a course, on a server that knows nothing of this project."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(HOST)))
        self.end_headers()
        self.wfile.write(HOST)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def course() -> Iterator[str]:
    """The address of the course: on another site, so that a private window denies our frame all storage."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Course)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def lesson(course: str) -> Iterator[str]:
    """The address of the page, served as `tools serve --embed-from COURSE` does."""
    server = open_server(site_of(ROOT, read_lock()), "127.0.0.1", 0, (course,))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield url_of(server)
    server.shutdown()
    server.server_close()


@pytest.fixture
def visitor(browser: Browser, course: str) -> Iterator[Page]:
    """A page of the course; it may meet errors, which are looked at here."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    page.goto(course)
    yield page
    context.close()


def embed(page: Page, address: str) -> None:
    page.evaluate("(address) => (f.src = address)", address)


def test_a_course_shows_a_lesson_without_what_it_hides_and_drives_it(visitor: Page, lesson: str, course: str):
    embed(visitor, f"{lesson}?embed=1&hide=words,optimizer,nonsense&origin={course}#/gradient-descent/run?t=10&lang=en")
    until(visitor, "Promise.resolve(told.some((one) => one.nnviz === 'ready'))", 60)
    visitor.evaluate("call(1, 'set', 'learning_rate', 0.05)")
    assert until(visitor, "Promise.resolve(answers[1])")["value"]["settings"]["learning_rate"] == 0.05
    visitor.evaluate("call(2, 'seek', 25)")
    shown = until(visitor, "Promise.resolve(told.find((one) => one.nnviz === 'frame' && one.frame.t === 25))")["frame"]
    assert shown["readouts"]["loss"] > 0
    for id, name, sentence in ((3, "eval", 'There is no call "eval"'), (4, "constructor", "There is no call")):
        visitor.evaluate("([id, name]) => call(id, name, 'alert(1)')", [id, name])
        assert sentence in until(visitor, f"Promise.resolve(answers[{id}])")["error"]
    visitor.evaluate("call(5, 'seek', -1)")
    assert "whole number" in until(visitor, "Promise.resolve(answers[5])")["error"]
    inside = visitor.frame_locator("#f")
    for hidden in (".bar", "h1", "[data-control=optimizer]"):
        assert not inside.locator(hidden).is_visible(), hidden
    assert inside.locator("[data-control=learning_rate]").is_visible()
    assert "“nonsense” cannot be hidden" in inside.locator(".banner").inner_text()


@pytest.mark.parametrize("origin", ["http://127.0.0.1:1", ""])
def test_whoever_is_not_the_origin_in_the_address_gets_no_answer(visitor: Page, lesson: str, origin: str):
    embed(visitor, f"{lesson}?embed=1&origin={origin}#/gradient-descent/five-points?lang=en")
    visitor.frame_locator("#f").locator("h1").wait_for(timeout=60_000)
    visitor.frames[1].evaluate("nnviz.ready")
    for id in range(3):
        visitor.evaluate("(id) => call(id, 'frame')", id)
        visitor.frames[1].evaluate("nnviz.set('w0', 0.5)")
    visitor.wait_for_timeout(300)
    assert visitor.evaluate("[told.length, Object.keys(answers).length]") == [0, 0]


def test_an_origin_that_is_none_is_told(visitor: Page, lesson: str):
    embed(visitor, f"{lesson}?embed=1&origin=javascript:alert(1)#/gradient-descent/five-points?lang=en")
    assert "It gets no answers" in visitor.frame_locator("#f").locator(".banner").inner_text(timeout=60_000)


def test_a_server_that_was_not_told_of_a_course_refuses_its_frame(visitor: Page, base_url: str):
    met: list[str] = []
    visitor.on("console", lambda message: met.append(message.text))
    embed(visitor, f"{base_url}?embed=1")
    until(visitor, "Promise.resolve(true)")
    visitor.wait_for_timeout(500)
    assert any("frame-ancestors" in text for text in met)


def test_the_example_page_talks_to_its_lesson(page: Page, base_url: str):
    page.goto(f"{base_url}static/embed/example.html")
    page.get_by_text("t = 10, loss").wait_for(timeout=60_000)
    page.get_by_role("button", name="go to t = 100").click()
    page.get_by_text("t = 100, loss").wait_for()


def test_keys_of_hidden_parts_do_nothing_and_are_not_listed(visitor: Page, lesson: str):
    place = "#/gradient-descent/run?lang=en"
    visitor.goto(f"{lesson}?embed=1&hide=saving,transport,ways{place}")
    visitor.evaluate("nnviz.ready")
    for key in ("s", " ", "ArrowRight", "End", "PageDown"):
        visitor.keyboard.press(key)
    visitor.wait_for_timeout(500)
    assert visitor.evaluate("nnviz.frame().then(({ step, t }) => [step, t])") == ["run", 0]
    assert visitor.locator("dialog[open]").count() == 0
    visitor.keyboard.press("?")
    assert "Share" not in visitor.locator("dialog[open]").inner_text()

    visitor.goto("about:blank")
    visitor.goto(f"{lesson}?embed=1{place}")
    visitor.evaluate("nnviz.ready")
    visitor.keyboard.press("ArrowRight")
    until(visitor, "nnviz.frame().then(({ t }) => t === 1)")
    visitor.keyboard.press("s")
    visitor.locator("dialog[open]").wait_for()
