"""A later visit to the local server: quick while its files are those that are kept, never behind when they are not."""

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.browser.helpers import READY_MS, open_lesson
from tests.browser.hosting import served
from tools.lock import read_lock
from tools.paths import ROOT
from tools.site import Answer, Site, site_of


class ChangingSite(Site):
    """Notes what is asked for; from a moment on, a file is another, and so is the release."""

    asked: list[str]
    changed = False

    def answer(self, path: Path, *, gzip_accepted: bool) -> Answer:
        self.asked.append(path.name)
        answer = super().answer(path, gzip_accepted=gzip_accepted and not self.changed)
        return replace(answer, body=answer.body.replace(b'"Play"', b'"Go on"')) if self.changed else answer

    def made(self, target: str) -> Answer | None:
        made = super().made(target)
        return replace(made, etag='"another"') if made and self.changed and "release" in target else made


def test_a_later_visit_takes_what_is_kept_while_the_server_has_the_same_and_else_what_is_new(context: BrowserContext):
    plain = site_of(ROOT, read_lock())
    site = ChangingSite(plain.root, plain.locked, plain.parts)
    site.asked = []
    page = context.new_page()
    with served(site) as address:
        open_lesson(page, address, "gradient-descent", "run", lang="en")
        page.wait_for_function("navigator.serviceWorker.controller !== null", timeout=READY_MS)
        assert {"main.js", "en.json"} < set(site.asked)
        kept = "caches.match('/pyscript.toml', { ignoreVary: true })"
        offers = page.evaluate(f"{kept}.then(({{ headers }}) => headers.has('Nnviz-Snapshot'))")
        assert offers is False, "the server may be gone when this is read"

        site.asked.clear()
        page.goto("about:blank")
        open_lesson(page, address, "one-neuron", lang="en")
        assert "pyscript.toml" in site.asked
        assert not [name for name in site.asked if name.endswith((".js", ".css", ".md", ".json"))]

        site.changed = True
        page.goto("about:blank")
        open_lesson(page, address, "gradient-descent", "run", lang="en")
        expect(page.get_by_role("button", name="Go on")).to_be_visible()
