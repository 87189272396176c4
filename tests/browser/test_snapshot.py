"""A quick start from a memory snapshot: the same numbers, and the plain start whenever anything differs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.helpers import forgive, module, open_lesson, wait_until_ready, watch
from tests.browser.hosting import served
from tests.browser.waiting import until
from tools.lock import read_lock
from tools.paths import ROOT
from tools.site import Site, site_of

MAKE = f"""{module("engine/snapshot-later")}.then(({{ makeWhenIdle }}) =>
  new Promise((resolve) => makeWhenIdle(() => -Infinity, resolve)))"""
# Runs `change` on what is kept in the place of the snapshot.
CHANGE = """(change) => new Promise((resolve, reject) => {
  const request = indexedDB.open("nnviz-runtime", 1);
  request.onsuccess = async () => {
    const store = () => request.result.transaction("loaded", "readwrite").objectStore("loaded");
    const get = store().get("snapshot");
    get.onsuccess = async () => {
      const kept = await eval(change)(get.result);
      const put = store().put(kept, "snapshot");
      put.onsuccess = () => resolve(null);
      put.onerror = reject;
    };
  };
})"""
DAMAGE = """async ({ key, blob }) => {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  bytes[bytes.length >> 1] ^= 1;
  return { key, blob: new Blob([bytes]) };
}"""
RUNS = {"gradient-descent": "run", "hidden-layers": None}


@pytest.fixture(scope="module")
def plain_site() -> Iterator[tuple[str, Site]]:
    """A server that offers no snapshot, as any plain host."""
    site = site_of(ROOT, read_lock())
    object.__setattr__(site, "snapshot", lambda: None)
    with served(site) as address:
        yield address, site


def with_change(old: str, new: str) -> Callable[[Route], None]:
    """Answers with the script as it is but for one place."""

    def answer(route: Route) -> None:
        source = route.fetch().text()
        assert old in source
        route.fulfill(body=source.replace(old, new), content_type="text/javascript")

    return answer


@pytest.fixture
def another_edition(plain_site: tuple[str, Site]) -> Iterator[None]:
    """The server says that its files are others than before: the page looks which."""
    object.__setattr__(plain_site[1], "edition", lambda: "another")
    yield
    object.__delattr__(plain_site[1], "edition")


@pytest.fixture(scope="module")
def returning(browser: Browser, plain_site: tuple[str, Site]) -> Iterator[tuple[BrowserContext, str, dict[str, Any]]]:
    """A browser that was here before and has made a snapshot; what the plain start showed."""
    url, _ = plain_site
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    shown = numbers(page, url)
    assert page.evaluate("nnviz.stats()")["start"] == "plain"
    made = page.evaluate(MAKE)
    assert made["problem"] is None and made["bytes"] > 20e6
    page.close()
    yield context, url, shown
    context.close()


@pytest.fixture
def visit(returning: tuple[BrowserContext, str, dict[str, Any]], problems: list[str]) -> Iterator[Page]:
    context, url, _ = returning
    page = context.new_page()
    watch(page, url, problems)
    yield page
    page.close()
    assert problems == []


def numbers(page: Page, url: str) -> dict[str, Any]:
    """What some lessons compute, to the last digit."""
    found = {}
    for lesson, step in RUNS.items():
        open_lesson(page, url, lesson, step, lang="en")
        until(page, f"nnviz.frame().then((f) => f && f.lesson === '{lesson}')")
        found[lesson] = page.evaluate("nnviz.advance(25).then(({ readouts, figures }) => ({ readouts, figures }))")
    return found


def start_of(page: Page) -> dict[str, Any]:
    wait_until_ready(page)
    stats = page.evaluate("nnviz.stats()")
    return {"start": stats["start"], **stats["snapshot"]}


def test_the_next_visit_starts_from_the_snapshot_with_the_same_numbers(visit: Page, returning):
    _, url, shown = returning
    assert numbers(visit, url) == shown
    assert start_of(visit) == {"start": "snapshot", "source": "kept", "problem": None, "kept_bytes": None}


def python_asked_for(page: Page, url: str) -> list[str]:
    """Our own Python files that a visit fetches until a lesson runs."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_lesson(page, url, "hidden-layers", lang="en")
    assert start_of(page)["start"] == "snapshot"
    return sorted({address.removeprefix(url) for address in asked if address.endswith(".py")})


def test_python_of_ours_is_not_fetched_while_the_server_has_the_same(visit: Page, returning):
    assert python_asked_for(visit, returning[1]) == ["lessons/engine.py"]


@pytest.mark.usefixtures("another_edition")
def test_python_of_ours_is_fetched_to_look_when_the_server_has_another_edition(visit: Page, returning):
    asked = python_asked_for(visit, returning[1])
    assert {"lessons/session.py", "lessons/hidden_layers/lesson.py"} < set(asked)


@pytest.mark.usefixtures("another_edition")
def test_python_of_ours_that_has_changed_is_read_anew(visit: Page, returning):
    _, url, _ = returning

    def answer(route: Route) -> None:
        source = (ROOT / "lessons/session.py").read_text("utf-8")
        told = source.replace(
            "        header, buffer = packer.pack(player)\n",
            "        header, buffer = packer.pack(player)\n"
            '        header["message"] = {"tone": "good", "text": "read anew"}\n',
        )
        assert told != source
        route.fulfill(body=told, content_type="text/x-python")

    visit.context.route("**/lessons/session.py", answer)
    frame = open_lesson(visit, url, "gradient-descent", "run", lang="en")
    visit.context.unroute("**/lessons/session.py")
    assert frame["message"]["text"] == "read anew"
    start = start_of(visit)
    assert start["start"] == "snapshot" and "changed" in start["problem"]


@pytest.mark.usefixtures("another_edition")
def test_a_lesson_that_has_changed_is_read_anew(visit: Page, returning):
    _, url, _ = returning

    def answer(route: Route) -> None:
        source = (ROOT / "lessons/gradient_descent/readouts.py").read_text("utf-8")
        told = source.replace('"loss": float(linear.mse(params, x, y))', '"loss": 123.0')
        assert told != source
        route.fulfill(body=told, content_type="text/x-python")

    later = "return { makeWhenIdle: (_, tell) => tell({ bytes: 7, problem: null }) };"
    begin = 'joined.modules["static/js/engine/snapshot-later.js"] = () => {'
    visit.route("**/js/first.js", with_change(begin, f"{begin} {later}"))
    assert open_lesson(visit, url, "one-neuron", lang="en")["lesson"] == "one-neuron"
    assert start_of(visit)["kept_bytes"] is None
    visit.context.route("**/gradient_descent/readouts.py", answer)
    frame = open_lesson(visit, url, "gradient-descent", "run", lang="en")
    visit.context.unroute("**/gradient_descent/readouts.py")
    assert frame["readouts"]["loss"] == 123.0
    assert start_of(visit)["start"] == "snapshot"
    assert start_of(visit)["kept_bytes"] == 7, "the next visit has what is there now"
    assert open_lesson(visit, url, "trust", "race", lang="en")["lesson"] == "trust"


def test_a_damaged_snapshot_is_not_used_and_not_tried_again(visit: Page, returning):
    _, url, shown = returning
    open_lesson(visit, url, "gradient-descent")
    visit.evaluate(CHANGE, "(kept) => (globalThis.whole = kept)")
    visit.evaluate(CHANGE, DAMAGE)
    second = visit.context.new_page()
    assert numbers(second, url) == shown
    assert "damaged" in start_of(second)["problem"]
    second.reload()
    start = start_of(second)
    assert start["start"] == "plain" and start["source"] is None
    second.close()
    visit.evaluate(CHANGE, "() => globalThis.whole")


def test_a_snapshot_of_another_version_or_browser_is_not_used(visit: Page, returning):
    _, url, _ = returning
    open_lesson(visit, url, "gradient-descent")
    visit.evaluate(CHANGE, "({ key, blob }) => ({ key: key.replace('0.27', '0.28'), blob })")
    visit.reload()
    assert start_of(visit)["start"] == "plain"
    visit.evaluate(CHANGE, "({ key, blob }) => ({ key: key.replace('0.28', '0.27'), blob })")
    visit.reload()
    assert start_of(visit)["start"] == "snapshot"


def test_where_nothing_can_be_kept_the_page_works_and_says_so(
    page: Page, plain_site: tuple[str, Site], problems: list[str]
):
    url, _ = plain_site
    full = "async function put(name, value) { throw new DOMException('no room', 'QuotaExceededError');"
    page.context.route("**/js/{first.js,engine/kept.js}", with_change("async function put(name, value) {", full))
    open_lesson(page, url, "gradient-descent", lang="en")
    assert "no room" in page.evaluate(MAKE)["problem"]
    assert start_of(page)["start"] == "plain"
    forgive(page, problems)  # the address of the fixture's own server is another host for this page


def test_the_local_server_offers_its_snapshot_to_the_first_visit(page: Page, base_url: str):
    if site_of(ROOT, read_lock()).snapshot() is None:
        pytest.skip("there is no snapshot here: python3 -m tools snapshot makes one with Node")
    open_lesson(page, base_url, "gradient-descent")
    start = start_of(page)
    assert (start["start"], start["source"]) == ("snapshot", "shipped")
