"""`python3 -m tools pictures`: take the README's pictures again, from the page as it is now.

Each is an address, a size and what a hand does there; few colours keep the files small.
"""

import argparse
import io
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.bundle import bundle
from tools.chromium import ARGUMENTS, find_chromium
from tools.classroom import Room
from tools.fetch import fetch
from tools.lock import Part, read_lock
from tools.paths import ROOT
from tools.progress import size
from tools.release import release_of
from tools.serve import url_of
from tools.server import open_server
from tools.site import site_of

FOLDER = ROOT / "static" / "pictures"
QUALITY = 80
PATIENCE_MS = 120_000
PORT = 8000  # which stands in the links that are seen
DESK, WINDOW = (1440, 900), (1180, 860)
READY = """async () => {
  await window.nnviz.ready;
  await window.nnviz.frame();
  await document.fonts.ready;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}"""
TABLE = "\n".join(
    ["size;colour;stalks;verdict"]
    + [f"{k / 4:.2f};{'red' if k % 3 else 'green'};{k % 7};{'sweet' if k % 8 > 3 else 'sour'}" for k in range(80)]
)


@dataclass(frozen=True)
class Picture:
    """What is opened, in a window of which size, and what is done there before the picture is taken."""

    address: str
    window: tuple[int, int] = DESK
    hand: Callable[[Page], None] = lambda page: None


def _share(page: Page) -> None:
    page.locator(".share-button").click()
    page.locator("#share-with-state").check()
    page.locator(".qr").wait_for()
    page.wait_for_function("document.querySelector('.share-copy input').value.includes('state=')")


def _paste_a_table(page: Page) -> None:
    page.get_by_label("table", exact=True).select_option("own")
    page.locator("#data-paste").fill(TABLE)
    page.locator("[data-act=paste]").click()
    page.locator("[data-act=read]").click()
    page.locator("#data-target").wait_for()
    page.locator(".data-fields").evaluate("(fields) => fields.scrollIntoView()")


def _keep_everything(page: Page) -> None:
    page.locator("#tool-offline").click()
    page.locator(".dialog").get_by_text("Make everything available offline").click()
    page.locator(".dialog").get_by_role("button", name="Remove", exact=True).nth(1).wait_for()


def _what_is_inside(page: Page) -> None:
    page.locator("#tool-offline").click()
    page.locator(".dialog").wait_for()


PICTURES = {
    "run-light": Picture("{page}#/gradient-descent/run?t=160"),
    "playground-light": Picture("{page}#/hidden-layers/playground?t=120"),
    "share": Picture("{page}#/gradient-descent/run?t=60&learning_rate=0.02", WINDOW, _share),
    "your-data": Picture("{page}#/kernel-shap/draw", WINDOW, _paste_a_table),
    "offline": Picture("{page}#/gradient-descent/run?t=40", WINDOW, _keep_everything),
    "one-file": Picture("{file}#/gradient-descent/run?t=40", WINDOW, _what_is_inside),
    "classroom": Picture("{page}?class={token}#/gradient-descent/run?t=60"),
    "embedded": Picture("{page}static/embed/example.html", WINDOW),
}


@contextmanager
def _class_server(parts: tuple[Part, ...]) -> Iterator[tuple[str, str]]:
    """The address of the page as a class is served, and the token of its teacher."""
    room = Room(address="http://192.0.2.7:8000/?class")
    server = open_server(site_of(ROOT, parts), "127.0.0.1", PORT, room=room)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield url_of(server), room.token
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _take(browser: Browser, picture: Picture, places: dict[str, str]) -> bytes:
    width, height = picture.window
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-US")
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(picture.address.format(**places))
        inside = page.frames[-1]  # of a page that shows ours in a frame, too
        inside.wait_for_function("window.nnviz !== undefined")
        inside.evaluate(READY)
        picture.hand(page)
        page.wait_for_timeout(800)  # for what fades in
        return page.screenshot()
    finally:
        context.close()


def _as_webp(png: bytes) -> bytes:
    """A small file without bands in what runs from colour to colour."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, "webp", quality=QUALITY, method=6)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Take the pictures that are named, or all of them."""
    parser = argparse.ArgumentParser(prog="python3 -m tools pictures", description="Take the README's pictures again.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(PICTURES)}")
    names = parser.parse_args(arguments).names or list(PICTURES)
    for unknown in set(names) - set(PICTURES):
        parser.error(f"there is no picture {unknown!r}: choose from {', '.join(PICTURES)}")
    parts = read_lock()
    fetch(parts)
    with tempfile.TemporaryDirectory() as folder, _class_server(parts) as (page, token):
        file = Path(folder) / "nnviz.html"
        file.write_text(bundle(release_of(parts)), "utf-8")
        _take_all(names, {"page": page, "file": file.as_uri(), "token": token})
    return 0


def _take_all(names: list[str], places: dict[str, str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(sys.executable), args=list(ARGUMENTS))
        for name in names:
            webp = _as_webp(_take(browser, PICTURES[name], places))
            (FOLDER / f"{name}.webp").write_bytes(webp)
            print(f"{name}.webp: {size(len(webp))}", flush=True)
        browser.close()
