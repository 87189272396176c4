"""The page without a network: kept after one visit, release by release, shown, removable; said when it cannot be."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.helpers import READY_MS, open_lesson, wait_until_ready, watch
from tests.browser.hosting import local_server
from tests.browser.waiting import until
from tools.build import build
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


def test_after_one_visit_every_lesson_opens_with_the_server_gone(context: BrowserContext):
    problems: list[str] = []
    page = context.new_page()
    with local_server() as address:
        watch(page, address, problems)
        open_lesson(page, address, "gradient-descent", "run")
        wait_until_kept(page)
    page.goto("about:blank")
    shown = open_lesson(page, address, "hidden-layers", "playground", t=3)
    assert (shown["lesson"], shown["t"]) == ("hidden-layers", 3)
    assert page.evaluate("nnviz.open('backpropagation').then((frame) => frame.lesson)") == "backpropagation"
    page.click("#tool-offline")
    expect(page.locator(".offline")).to_contain_text("without a network")
    assert [problem for problem in problems if "ERR_CONNECTION_RE" not in problem] == []  # refused, or reset


def test_without_the_service_worker_the_same_visit_ends_with_the_server(browser: Browser):
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    with local_server() as address:
        open_lesson(page, address, "gradient-descent", "run")
    page.goto("about:blank")
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        page.goto(f"{address}#/gradient-descent")
    context.close()


def test_a_new_release_is_taken_whole_when_the_reader_takes_it(
    context: BrowserContext, site: Path, site_url: str, release: Release
):
    problems: list[str] = []
    page = context.new_page()
    watch(page, site_url, problems)
    open_lesson(page, site_url, "gradient-descent", "run", t=40)
    wait_until_kept(page)
    newer = next_release(release)
    build(site, newer)
    look_for_new_release(page)
    page.wait_for_selector("#tool-offline.marked", timeout=READY_MS)
    assert page.locator(".banner").count() == 0, "nobody is interrupted in a lesson"
    assert page.evaluate("nnviz.advance(1).then((frame) => frame.t)") == 41
    page.wait_for_function("location.hash.includes('t=41')")  # the address follows twice a second
    page.reload()
    wait_until_ready(page)
    assert folder_of(page) == release.id, "a release that waits is not taken by itself"
    page.click("#tool-offline")
    page.click("text=Take the new version")
    page.wait_for_function(f"document.scripts[0].src.includes('{newer.id}')", timeout=READY_MS)
    wait_until_ready(page)
    assert page.evaluate("nnviz.frame().then((frame) => [frame.lesson, frame.t])") == ["gradient-descent", 41]
    asked = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert len(asked) > 50
    assert [url for url in asked if release.id in url] == [], "no page mixes two releases"
    assert list(stored(page)) == [newer.id], "nor does its worker: it would have kept the wheels of the one before"
    assert problems == []


def folder_of(page: Page) -> str:
    """The release that a page belongs to, as its own modules see it."""
    return page.evaluate("document.scripts[0].src.split('/').at(-4)")


def test_a_release_that_does_not_come_whole_changes_nothing(
    context: BrowserContext, site: Path, site_url: str, release: Release
):
    page = context.new_page()
    open_lesson(page, site_url, "gradient-descent", "run")
    wait_until_kept(page)
    newer = next_release(release)
    damaged = build(site, newer) / "release.json"
    damaged.write_text(damaged.read_text("utf-8") + "\n", "utf-8")
    look_for_new_release(page)
    expect(page.locator(".banner")).to_contain_text("Not every file came whole", timeout=READY_MS)
    assert page.locator("#tool-offline.marked").count() == 0
    context.set_offline(True)
    page.reload()
    wait_until_ready(page)
    assert folder_of(page) == release.id
    context.set_offline(False)
    page.click("#tool-offline")
    look_for_new_release(page)
    said = page.locator(".offline > [role=status]")
    expect(said).to_contain_text("Not every file came whole", timeout=READY_MS)
    shutil.rmtree(damaged.parent)
    build(site, newer)
    look_for_new_release(page)
    expect(page.locator(".offline-news")).to_contain_text("A new version of this page is ready", timeout=READY_MS)
    expect(said).to_contain_text("Kept in this browser")


def test_packages_are_kept_when_asked_for_and_everything_can_be_removed(context: BrowserContext, site_url: str):
    page = context.new_page()
    open_what_is_kept(page, site_url, "zh")
    row = page.get_by_role("row", name="matplotlib")
    expect(row).to_contain_text("11.4 MB")
    row.get_by_role("button", name="保存").click()
    expect(row.get_by_role("button", name="删除")).to_be_visible(timeout=READY_MS)
    assert stored(page)["packs"] == 13
    row.get_by_role("button", name="删除").click()
    expect(row.get_by_role("button", name="保存")).to_be_visible()
    assert stored(page)["packs"] == 0
    page.click("text=全部保存，供离线使用")
    expect(page.get_by_role("row", name="scikit-learn").get_by_role("button", name="删除")).to_be_visible(
        timeout=READY_MS
    )
    page.click("text=全部删除")
    expect(page.locator(".offline")).to_contain_text("你已删除保存的内容")
    assert stored(page) == {}
    page.reload()
    wait_until_ready(page)
    page.click("#tool-offline")
    expect(page.locator(".offline")).to_contain_text("你已删除保存的内容")
    assert page.evaluate("navigator.serviceWorker.getRegistration().then(Boolean)") is False
    row.get_by_role("button", name="保存").click()
    expect(row.get_by_role("button", name="删除")).to_be_visible(timeout=READY_MS)
    expect(page.get_by_role("row", name="页面")).to_contain_text("已保存")


def test_packages_that_are_kept_come_along_into_a_new_release_and_old_ones_go(
    context: BrowserContext, site: Path, site_url: str, release: Release
):
    page = context.new_page()
    open_what_is_kept(page, site_url, "en")
    row = page.get_by_role("row", name="matplotlib")
    row.get_by_role("button", name="Keep").click()
    expect(row.get_by_role("button", name="Remove")).to_be_visible(timeout=READY_MS)
    of_no_release = f"{site_url}static/vendor/pyodide-0.1/old.whl"
    page.evaluate(f"async () => (await caches.open('nnviz {site_url} packs')).put('{of_no_release}', new Response())")
    assert stored(page)["packs"] == 13 + 1
    another = next(name for name in release.packs["scikit-learn"] if name not in release.packs["matplotlib"])
    packs = {**release.packs, "matplotlib": [*release.packs["matplotlib"], another]}
    newer = replace(next_release(release), packs=packs)
    build(site, newer)
    look_for_new_release(page)
    page.click("text=Take the new version", timeout=READY_MS)
    page.wait_for_function(f"document.scripts[0].src.includes('{newer.id}')", timeout=READY_MS)
    wait_until_ready(page)
    until(page, f"caches.has('nnviz {site_url} {release.id}').then((has) => !has)")
    page.click("#tool-offline")
    expect(row.get_by_role("button", name="Remove")).to_be_visible(timeout=READY_MS)
    straggler = next(name for name in release.files if name.endswith("python_stdlib.zip"))  # for the page before
    assert page.evaluate(f"fetch('{site_url}{release.id}/{straggler}').then(({{ ok }}) => ok)")
    page.wait_for_timeout(500)  # longer than it takes to keep a file
    kept = page.evaluate(
        f"async () => (await (await caches.open('nnviz {site_url} packs')).keys()).map(({{ url }}) => url)"
    )
    assert sorted(url.removeprefix(site_url) for url in kept) == sorted(packs["matplotlib"])


def test_what_is_still_coming_when_everything_is_removed_does_not_come_back(context: BrowserContext, site_url: str):
    page = context.new_page()
    open_what_is_kept(page, site_url, "zh")
    page.locator("text=全部删除").evaluate(
        """(button) => {
          for (let i = 0; i < 30; i++) {
            for (const pack of ["matplotlib", "scikit-learn"]) {
              for (const deed of ["keep", "drop"]) navigator.serviceWorker.controller.postMessage({ do: deed, pack });
            }
          }
          button.click();
        }"""
    )
    expect(page.locator(".offline")).to_contain_text("你已删除保存的内容")
    page.wait_for_timeout(1000)
    assert stored(page) == {}


def test_a_full_disk_is_said_and_the_page_goes_on(context: BrowserContext, site_url: str):
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": site_url[: site_url.index("/some")], "quotaSize": 3e6})
    open_lesson(page, site_url, "gradient-descent", "run")
    expect(page.locator(".banner")).to_contain_text("no room left", timeout=READY_MS)
    page.click("#tool-offline")
    expect(page.locator(".offline [role=status]")).to_contain_text("no room left")
    page.keyboard.press("Escape")
    assert page.evaluate("nnviz.advance(2).then((frame) => frame.t)") == 2
    assert stored(page) == {}


NO_STORAGE = (
    "ServiceWorkerContainer.prototype.register = async () => { throw new DOMException('', 'NotSupportedError') }"
)


@pytest.mark.parametrize("without", ["delete Navigator.prototype.serviceWorker; delete globalThis.caches", NO_STORAGE])
def test_a_private_window_is_said_and_the_page_goes_on(context: BrowserContext, site_url: str, without: str):
    page = context.new_page()
    page.add_init_script(without)
    open_lesson(page, site_url, "gradient-descent", "run")
    page.click("#tool-offline")
    expect(page.locator(".offline [role=status]")).to_contain_text("This browser keeps nothing for this page")
    expect(page.get_by_role("row", name="matplotlib")).to_contain_text("11.4 MB")
    assert page.locator(".offline button:visible").count() == 0, "what cannot be kept is not offered"
    page.keyboard.press("Escape")
    assert page.evaluate("nnviz.advance(2).then((frame) => frame.t)") == 2


def test_python_s_memory_is_shown_with_its_size_and_not_made_again_once_everything_was_removed(
    context: BrowserContext, site_url: str
):
    page = context.new_page()
    open_what_is_kept(page, site_url, "en")
    page.locator("dialog[open]").wait_for()
    page.keyboard.press("Escape")
    folder = page.evaluate("document.scripts[0].src.replace(/static.js.*/, 'static/js/engine/')")
    page.evaluate(f"import('{folder}kept.js').then((kept) => kept.keepSnapshot(new Uint8Array(2_500_000)))")
    page.click("#tool-offline")
    expect(page.get_by_role("row", name="Python’s memory")).to_contain_text("2.5 MB")
    page.click("text=Remove everything")
    expect(page.get_by_role("row", name="Python’s memory")).to_be_hidden()
    expect(page.get_by_role("button", name="Remove everything")).to_be_hidden()
    made = (
        f"import('{folder}snapshot-later.js').then((one) => new Promise((done) => one.makeWhenIdle(() => -1e9, done)))"
    )
    assert page.evaluate(made)["bytes"] is None, "nor by a making that is under way"
    page.reload()
    wait_until_ready(page)
    asked = "performance.getEntriesByType('resource').some(({ name }) => name.includes('snapshot-later'))"
    until(page, "nnviz.stats().then(({ start }) => start === 'plain')")
    page.wait_for_timeout(500)
    assert not page.evaluate(asked), "nothing gets ready to make another"
    page.click("#tool-offline")
    page.get_by_role("row", name="The page").get_by_role("button", name="Keep").click()
    page.reload()
    wait_until_ready(page)
    page.wait_for_function(asked)


def test_where_nobody_tells_the_sizes_none_is_made_up(context: BrowserContext, site_url: str):
    page = context.new_page()
    open_what_is_kept(page, site_url, "en")
    row = page.get_by_role("row", name="The page")
    size = row.locator(".number")
    expect(size).to_have_text(re.compile(r"\d\d\.\d MB"))
    before = size.inner_text()
    page.route("**/release.json", lambda route: route.abort())
    page.click("text=Remove everything")
    expect(row.get_by_role("button", name="Keep")).to_be_visible()
    expect(size).to_have_text(before)
