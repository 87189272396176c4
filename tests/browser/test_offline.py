"""The page without a network: kept after one visit, shown, removable; said when it cannot be."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from tests.browser.helpers import READY_MS, module, open_lesson, wait_until_ready, watch
from tests.browser.hosting import local_server
from tests.browser.keeping import open_what_is_kept, stored, wait_until_kept
from tests.browser.waiting import until


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
    page.evaluate(f"{module('engine/kept')}.then((kept) => kept.keepSnapshot(new Uint8Array(2_500_000)))")
    page.click("#tool-offline")
    expect(page.get_by_role("row", name="Python’s memory")).to_contain_text("2.5 MB")
    page.click("text=Remove everything")
    expect(page.get_by_role("row", name="Python’s memory")).to_be_hidden()
    expect(page.get_by_role("button", name="Remove everything")).to_be_hidden()
    later = module("engine/snapshot-later")
    made = f"{later}.then(({{ makeWhenIdle }}) => new Promise((done) => makeWhenIdle(() => -1e9, done)))"
    assert page.evaluate(made)["bytes"] is None, "nor by a making that is under way"
    page.reload()
    wait_until_ready(page)
    asked = "performance.getEntriesByType('resource').some(({ name }) => name.includes('snapshot-worker'))"
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
