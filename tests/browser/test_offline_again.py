"""What a browser keeps of the page: in several pages at once, removed and kept again, lost and brought back."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.helpers import READY_MS, wait_until_ready
from tests.browser.keeping import folder_of, look_for_new_release, next_release, open_what_is_kept, stored
from tools.build import build
from tools.release import Release


def test_a_page_that_is_open_beside_takes_the_new_release_when_its_own_reader_does(
    context: BrowserContext, site: Path, site_url: str, release: Release
):
    pages = [context.new_page(), context.new_page()]
    open_what_is_kept(pages[0], site_url, "en")
    newer = next_release(release)
    build(site, newer)
    look_for_new_release(pages[0])
    pages[0].wait_for_selector("#tool-offline.marked", timeout=READY_MS)
    open_what_is_kept(pages[1], site_url, "en")
    pages[1].wait_for_selector("#tool-offline.marked", timeout=READY_MS)
    for page in pages:
        page.bring_to_front()  # behind others, a page is not drawn, and nothing that waits for that goes on
        assert folder_of(page) == release.id
        page.locator(".offline-news").get_by_text("Take the new version").click(timeout=READY_MS)
        page.wait_for_function(f"document.scripts[0].src.includes('{newer.id}')", timeout=READY_MS)


def is_said_and_true(page: Page, release: Release) -> None:
    """The dialog says that the page is kept, and it is, whole."""
    expect(page.locator(".offline > [role=status]")).to_contain_text("Kept in this browser", timeout=READY_MS)
    assert stored(page)[release.id] > len(release.core())


def test_what_was_removed_is_kept_again_whole_and_other_pages_hear_of_both(
    context: BrowserContext, site_url: str, release: Release
):
    page, other = context.new_page(), context.new_page()
    for one in (page, other):
        open_what_is_kept(one, site_url, "en")
    page.bring_to_front()
    page.click("text=Remove everything")
    for one in (page, other):
        expect(one.locator(".offline")).to_contain_text("You have removed what was kept")
    assert stored(page) == {}
    page.get_by_role("row", name="The page").get_by_role("button", name="Keep").click()
    for one in (page, other):
        is_said_and_true(one, release)


def test_what_the_browser_has_lost_is_brought_again_at_the_next_visit(
    context: BrowserContext, site_url: str, release: Release
):
    page = context.new_page()
    open_what_is_kept(page, site_url, "en")
    page.evaluate("async () => Promise.all((await caches.keys()).map((name) => caches.delete(name)))")
    page.reload()
    wait_until_ready(page)
    page.click("#tool-offline")
    is_said_and_true(page, release)


def test_a_package_that_did_not_come_whole_is_offered_again(
    context: BrowserContext, site: Path, site_url: str, release: Release
):
    page = context.new_page()
    open_what_is_kept(page, site_url, "en")
    (site / release.id / release.packs["matplotlib"][0]).unlink()  # told while others are still on their way
    keep = page.get_by_role("row", name="matplotlib").get_by_role("button", name="Keep")
    keep.click()
    expect(page.locator(".offline > [role=status]")).to_contain_text(
        "Not every file of the package came", timeout=READY_MS
    )
    expect(keep).to_be_visible()
