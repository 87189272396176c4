"""A new release: taken whole or not at all, when the reader takes it, with the packages that are kept."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.browser.helpers import READY_MS, open_lesson, wait_until_ready, watch
from tests.browser.keeping import (
    folder_of,
    look_for_new_release,
    next_release,
    open_what_is_kept,
    stored,
    wait_until_kept,
)
from tests.browser.waiting import until
from tools.build import build
from tools.release import Release


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
    assert len(asked) > 30
    assert [url for url in asked if release.id in url] == [], "no page mixes two releases"
    assert list(stored(page)) == [newer.id], "nor does its worker: it would have kept the wheels of the one before"
    assert problems == []


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


def test_a_new_release_is_taken_while_a_package_is_coming_which_then_goes_on(
    context: BrowserContext, site: Path, site_url: str, release: Release
):
    page = context.new_page()
    open_what_is_kept(page, site_url, "en")
    wheel = site / release.id / release.packs["matplotlib"][-1]
    wheel.unlink()
    os.mkfifo(wheel)  # a host that does not get round to answering
    row = page.get_by_role("row", name="matplotlib")
    row.get_by_role("button", name="Keep").click()
    expect(row).to_contain_text("of 11.4 MB")
    newer = next_release(release)
    build(site, newer)
    look_for_new_release(page)
    page.click("text=Take the new version", timeout=READY_MS)
    page.wait_for_function(f"document.scripts[0].src.includes('{newer.id}')", timeout=READY_MS)
    wait_until_ready(page)
    page.click("#tool-offline")
    expect(row.get_by_role("button", name="Remove")).to_be_visible(timeout=READY_MS)
