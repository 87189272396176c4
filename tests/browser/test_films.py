"""A film of a run holds the pictures that were asked for, ends where it should, and stops when the page is led away."""

import base64
import io

import numpy as np
import pytest
from PIL import Image, ImageSequence
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP
from tests.browser.helpers import frame, open_lesson
from tests.browser.test_exports import GD, open_share, saved
from tests.browser.waiting import until

VP9 = b"\x49\x83\x42"  # what the head of a whole picture begins with, before it tells its colours

PLAYED = """async (film) => {
  const video = Object.assign(document.createElement("video"), { muted: true, src: film });
  const loaded = new Promise((resolve, reject) => Object.assign(video, { onloadeddata: resolve, onerror: reject }));
  await loaded;
  const ended = new Promise((resolve) => (video.onended = resolve));
  await video.play();
  await ended;
  const size = [video.videoWidth, video.videoHeight];
  const ctx = Object.assign(document.createElement("canvas"), { width: size[0], height: size[1] }).getContext("2d");
  ctx.drawImage(video, 0, 0);
  return { size, seconds: video.currentTime, ground: [...ctx.getImageData(2, 2, 1, 1).data] };
}"""


def played(page: Page, webm: bytes) -> dict:
    """What a player says of a video that it has played to its end, on a page of its own."""
    player = page.context.new_page()
    try:
        return player.evaluate(PLAYED, f"data:video/webm;base64,{base64.b64encode(webm).decode()}")
    finally:
        player.close()


def test_films_are_made_of_the_frames_that_were_asked_for_and_can_be_stopped(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, GD, "run", t=30, lang="en")
    open_share(lesson_page)
    lesson_page.get_by_label("pictures").fill("4")
    name, gif = saved(lesson_page, lesson_page.locator("[data-save=gif]").click)
    assert name.endswith(".gif") and gif.startswith(b"GIF89a")
    film = Image.open(io.BytesIO(gif))
    frames = [picture.convert("RGB") for picture in ImageSequence.Iterator(film)]
    assert len(frames) == 4 and len({picture.tobytes() for picture in frames}) == 4
    assert np.asarray(frames[-1])[2, 2].min() > 240  # the page's own ground
    _, webm = saved(lesson_page, lesson_page.locator("[data-save=webm]").click)
    assert webm.startswith(b"\x1aE\xdf\xa3") and len(webm) > 5_000
    assert webm[webm.index(VP9) + len(VP9)] >> 4 == 0b0101  # BT.709, full range: for players that ask only the pictures
    shown = played(lesson_page, webm)
    assert (shown["size"], shown["seconds"]) == (list(film.size), 1.75)  # three twelfths, and the last stays
    assert shown["ground"][:3] == pytest.approx(frames[-1].getpixel((2, 2)), abs=3)
    assert frame(lesson_page)["t"] == 30
    lesson_page.get_by_label("pictures").fill("120")
    lesson_page.locator("[data-save=gif]").click()
    lesson_page.get_by_role("button", name="Stop").click()
    lesson_page.get_by_text("Stopped; nothing was saved.").wait_for()
    until(lesson_page, "nnviz.frame().then((f) => f.t === 30)")
    lesson_page.locator("[data-save=gif]").click()
    lesson_page.evaluate("nnviz.open('gradient-descent', { step: 'race', t: 8 })")  # as a teacher does to who follows
    lesson_page.get_by_text("Something else was opened meanwhile").wait_for()
    assert (frame(lesson_page)["step"], frame(lesson_page)["t"]) == ("race", 8)
    lesson_page.keyboard.press("Escape")


def test_a_film_ends_where_the_run_has_ended_and_its_caption_with_it(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, GD, "too-large", learning_rate=1, lang="en")
    open_share(lesson_page)
    lesson_page.get_by_label("pictures").fill("4")
    films = {}
    for last in (1000, 140, 70):
        lesson_page.get_by_role("spinbutton", name="to t").fill(str(last))
        films[last] = saved(lesson_page, lesson_page.locator("[data-save=gif]").click)[1]
    assert films[1000] == films[140] != films[70]
    lesson_page.keyboard.press("Escape")


def test_a_film_has_room_for_what_its_end_tells_wherever_it_is_begun(lesson_page: Page, base_url: str):
    lesson_page.set_viewport_size({"width": 390, "height": 844})
    films = []
    for t in (0, 500):  # at the end the read-outs take one row more
        open_lesson(lesson_page, base_url, GD, "race", t=t, lang="zh")
        open_share(lesson_page)
        lesson_page.locator(".share-count input").nth(2).fill("2")
        films.append(saved(lesson_page, lesson_page.locator("[data-save=gif]").click)[1])
        lesson_page.keyboard.press("Escape")
    lesson_page.set_viewport_size(DESKTOP)
    assert films[0] == films[1]


def test_a_film_ends_with_its_dialog(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, GD, "run", t=30, lang="en")
    open_share(lesson_page)
    lesson_page.get_by_label("pictures").fill("120")
    downloads: list[str] = []
    lesson_page.on("download", lambda download: downloads.append(download.suggested_filename))
    lesson_page.locator("[data-save=gif]").click()
    lesson_page.locator("progress.share-progress").wait_for()
    lesson_page.keyboard.press("Escape")
    until(lesson_page, "nnviz.frame().then((f) => f.t === 30)")
    lesson_page.wait_for_timeout(1500)
    assert frame(lesson_page)["t"] == 30 and downloads == []


def test_where_no_video_can_be_made_the_dialog_says_why(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, GD, "run", lang="en")
    lesson_page.evaluate("[window.theirs, window.VideoEncoder] = [VideoEncoder, undefined]")
    open_share(lesson_page)
    dialog = lesson_page.locator("dialog[open]")
    expect(dialog).to_contain_text("No WebM video here: browsers compress video only for pages that come over https")
    expect(dialog.locator("[data-save=webm]")).to_have_count(0)
    lesson_page.keyboard.press("Escape")
    lesson_page.evaluate("void (window.VideoEncoder = theirs)")
    open_share(lesson_page)
    expect(dialog).not_to_contain_text("No WebM video here")
    lesson_page.keyboard.press("Escape")


PAINTED = """async () => {
  const { paint } = await import("/static/js/figures/paint.js");
  document.head.insertAdjacentHTML("beforeend", '<link rel="stylesheet" href="/static/css/matrices.css">');
  await new Promise((resolve) => (document.head.lastElementChild.onload = resolve));
  document.body.innerHTML = `<svg><text y="40">worst c…<title>worst concavity</title></text></svg><table class="matrix"
    style="--figure-ink: rgb(0, 0, 0)"><tbody><tr><td class="matrix-first matrix-last">1</td></tr></tbody></table>`;
  const ctx = document.createElement("canvas").getContext("2d");
  const written = [], write = ctx.fillText;
  ctx.fillText = (words, x, y) => { written.push(words); write.call(ctx, words, x, y); };
  const { left, right, top, bottom } = document.querySelector("td").getBoundingClientRect();
  paint({ ctx, base: new DOMMatrix().translate(-left, -top) }, document.body);
  const dark = (x, y) => ctx.getImageData(x - left, y - top, 1, 1).data[3] > 60;
  const middle = (top + bottom) / 2;
  return { written, hooks: [left + 4, right - 4].map((x) => [top, middle, bottom - 1].map((y) => dark(x, y))) };
}"""


def test_a_film_shows_names_as_they_are_cut_and_the_hooks_of_brackets(bare: Page):
    painted = bare.evaluate(PAINTED)
    assert painted == {"written": ["worst c…", "1"], "hooks": [[True, False, True]] * 2}
