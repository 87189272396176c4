"""The checkout, served as `tools serve` does, plus the benchmark's own pages under `/bench/`; bytes counted."""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tools.chromium import ARGUMENTS
from tools.joined import JOINED, content_of, joined_in
from tools.lock import read_lock
from tools.paths import ROOT
from tools.serve import url_of
from tools.server import open_server
from tools.site import Answer, Site, site_of

PAGES = Path(__file__).parent / "pages"


@dataclass
class CountingSite(Site):
    """A site that also shows the benchmark's pages and notes what was asked for."""

    sent: list[tuple[str, int, int]] = field(default_factory=list)
    offers_snapshot: bool = False

    def snapshot(self) -> str | None:
        """As the local server, or as any other host."""
        return super().snapshot() if self.offers_snapshot else None

    def find(self, target: str) -> Path | None:
        name = target.removeprefix("/bench/").partition("?")[0]
        if name != target and name in os.listdir(PAGES):
            return PAGES / name
        return super().find(target)

    def answer(self, path: Path, *, gzip_accepted: bool) -> Answer:
        answer = super().answer(path, gzip_accepted=gzip_accepted)
        name = path.relative_to(self.root).as_posix()
        unpacked = len(content_of(name, self.root)) if name in JOINED else path.stat().st_size
        self.sent.append((name, len(answer.body), unpacked))
        return answer


@contextmanager
def served() -> Iterator[tuple[str, CountingSite]]:
    """The address of a running server, and the site behind it."""
    plain = site_of(ROOT, read_lock())
    joined_in(ROOT)  # as `tools serve` does
    site = CountingSite(plain.root, plain.locked, plain.parts)
    server = open_server(site, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield url_of(server), site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def new_profile(chromium: str) -> Iterator[BrowserContext]:
    """A browser with an empty profile on disk, so that a second visit finds what the first one cached."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=list(ARGUMENTS), viewport={"width": 1440, "height": 900}
        )
        try:
            yield context
        finally:
            context.close()
