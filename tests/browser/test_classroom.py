"""A teacher leads, learners follow, each page in its own language; and leave when they like."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import SETTLED, module, wait_until_ready
from tests.browser.waiting import until
from tools.classroom import Room
from tools.lock import read_lock
from tools.paths import ROOT
from tools.server import open_server
from tools.site import site_of


@pytest.fixture
def classroom() -> Iterator[tuple[str, Room]]:
    room = Room(address="http://192.0.2.7:8000/?class")
    server = open_server(site_of(ROOT, read_lock()), "127.0.0.1", 0, room=room)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", room
    server.shutdown()
    server.server_close()


def opened(browser: Browser, address: str, first: str = "") -> Page:
    page = browser.new_context(locale="en-US").new_page()
    page.add_init_script(first)
    page.goto(address)
    wait_until_ready(page)
    return page


def test_a_learner_goes_where_the_teacher_goes_until_the_tick_is_taken_away(browser: Browser, classroom):
    base, room = classroom
    teacher = opened(browser, f"{base}?class={room.token}#/gradient-descent/run?lang=en")
    assert room.token not in teacher.url, "the projector shows the address"
    learner = opened(browser, f"{base}?class#/?lang=zh")
    learner.get_by_label("跟随老师").check()
    until(learner, "nnviz.frame().then((f) => f.lesson === 'gradient-descent' && f.step === 'run')")
    expect(teacher.locator(".class-bar [role=status]")).to_have_text("1 following", timeout=15_000)

    teacher.evaluate("nnviz.set('learning_rate', 0.05).then(() => nnviz.seek(42))")
    until(learner, "nnviz.frame().then((f) => f.settings.learning_rate === 0.05 && f.t === 42)")
    theirs = learner.evaluate("nnviz.frame().then((f) => f.readouts)")
    assert theirs == teacher.evaluate("nnviz.frame().then((f) => f.readouts)")
    expect(learner.locator("html")).to_have_attribute("lang", "zh-Hans")

    learner.get_by_label("跟随老师").uncheck()
    teacher.evaluate("nnviz.open('one-neuron')")
    until(teacher, "nnviz.frame().then((f) => f.lesson === 'one-neuron')")
    learner.wait_for_timeout(700)
    assert learner.evaluate("nnviz.frame().then((f) => f.lesson)") == "gradient-descent"

    own = "{ step: 'draw', settings: { table: 'own:0123456789' } }"
    teacher.evaluate(f"nnviz.open('kernel-shap', {own}).catch(() => {{}})")
    expect(teacher.locator(".class-bar [role=status]")).to_contain_text("who have opened the same file")

    teacher.get_by_role("button", name="Invite the class").click()
    expect(teacher.locator("dialog[open]")).to_contain_text("http://192.0.2.7:8000/?class")
    code = "document.querySelector('.class-invite .qr').getBoundingClientRect().height / innerHeight"
    assert teacher.evaluate(code) > 0.6, "a camera in the last row reads it"
    teacher.keyboard.press("Escape")
    teacher.keyboard.press("s")
    for link, start in (("Link to this state", "#/"), ("Link to the task", "?task#/")):
        expect(teacher.get_by_label(link)).to_have_value(re.compile(re.escape(f"http://192.0.2.7:8000/{start}")))
    for page in (teacher, learner):
        page.context.close()


def test_hostile_places_change_nothing_but_a_sentence(browser: Browser, classroom):
    base, room = classroom
    learner = opened(browser, f"{base}?class#/gradient-descent/run?lang=en&t=3")
    learner.get_by_label("Follow the teacher").check()
    expect(learner.locator(".class-bar [role=status]")).to_contain_text("Joined")
    room.show("#/gradient-descent/run?learning_rate=%3Cimg%20src=x%20onerror=alert(1)%3E&t=1e99&evil=1")
    expect(learner.locator(".banner")).to_contain_text("evil")
    assert learner.evaluate("nnviz.frame().then((f) => f.settings.learning_rate)") == 0.01
    assert learner.locator("img[src=x]").count() == 0
    room.show("#/gradient-descent/run?t=1e999")
    expect(learner.locator(".banner")).to_contain_text("t = 1e999, but it is a whole number from 0 to 500")
    until(learner, "nnviz.frame().then((f) => f.step === 'run' && f.t === 0)")
    learner.context.close()


NOTHING_IS_KEPT = """Object.defineProperty(window, 'isSecureContext', { value: false });
Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })"""


def test_who_follows_to_a_table_of_the_teacher_is_told_whose_it_is_and_keeps_the_dialog_that_opens_it(
    browser: Browser, classroom
):
    base, room = classroom
    room.show("#/kernel-shap/draw?table=own:0123456789")
    learner = opened(browser, f"{base}?class#/?lang=en", NOTHING_IS_KEPT)
    listed = "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('release.json')).length"
    learner.evaluate(f"{module('page/offline')}.then(({{ begin }}) => begin())")
    assert learner.evaluate(listed) == 0, "a class does not fetch a list of what it cannot keep"
    learner.locator("#tool-offline").click()
    expect(learner.locator("dialog[open]")).to_contain_text(re.compile("only if it comes over https.* MB", re.DOTALL))
    assert learner.locator(".banner").count() == 0, "nobody in a class asked for use without a network"
    learner.keyboard.press("Escape")
    learner.get_by_label("Follow the teacher").check()
    expect(learner.locator(".banner")).to_contain_text("on the teacher’s computer only", timeout=15_000)
    learner.get_by_role("button", name="Open the table").click()
    paste = learner.locator("#data-paste")
    paste.fill("a,b")
    room.show("#/gradient-descent/run?t=5")
    until(learner, "nnviz.frame().then((f) => f.step === 'run' && f.t === 5)")
    expect(paste).to_be_visible()
    at = paste.bounding_box()
    assert at
    learner.mouse.move(at["x"] + 40, at["y"] + 14)
    learner.mouse.down()
    learner.mouse.move(2, at["y"] + 14, steps=3)  # text is selected, and the hand lets go beside the dialog
    learner.mouse.up()
    expect(paste).to_be_visible()
    learner.mouse.click(2, 2)
    expect(paste).to_be_hidden()
    learner.context.close()


def test_who_opens_a_task_in_class_is_not_told_first_what_the_browser_does_not_keep(browser: Browser, base_url: str):
    learner = opened(browser, f"{base_url}?task#/gradient-descent/run?lang=en", NOTHING_IS_KEPT)
    learner.evaluate(f"{module('page/offline')}.then(({{ begin }}) => begin())")
    learner.evaluate(SETTLED)
    assert learner.locator(".banner").count() == 0
    learner.context.close()


def test_a_page_with_a_wrong_token_is_told_so(browser: Browser, classroom):
    base, _ = classroom
    page = opened(browser, f"{base}?class=wrong#/gradient-descent/run?lang=en")
    expect(page.locator(".class-bar [role=status]")).to_contain_text("does not hold the teacher’s token")
    page.context.close()


def test_of_two_pages_of_the_teacher_the_newest_leads(browser: Browser, classroom):
    base, room = classroom
    desk = opened(browser, f"{base}?class={room.token}#/gradient-descent/run?lang=zh")
    expect(desk.locator("#lead")).to_be_checked()
    projector = opened(browser, f"{base}?class={room.token}#/one-neuron?lang=zh")
    expect(desk.locator(".class-bar [role=status]")).to_contain_text("另一个页面", timeout=15_000)
    expect(desk.locator("#lead")).not_to_be_checked()
    assert room._shown.startswith("#/one-neuron")
    desk.locator("#lead").check()
    expect(projector.locator("#lead")).not_to_be_checked(timeout=15_000)
    assert room._shown.startswith("#/gradient-descent")
    for page in (desk, projector):
        page.context.close()


def test_who_finds_the_room_full_is_let_in_when_there_is_room(browser: Browser, classroom, monkeypatch):
    base, room = classroom
    monkeypatch.setattr("tools.classroom.MOST_FOLLOWERS", 0)
    room.show("#/gradient-descent/run?t=5")
    learner = opened(browser, f"{base}?class#/?lang=en")
    learner.get_by_label("Follow the teacher").check()
    expect(learner.locator(".class-bar [role=status]")).to_contain_text("trying again")
    monkeypatch.undo()
    until(learner, "nnviz.frame().then((f) => f && f.t === 5)")
    learner.context.close()


def test_pages_that_are_loaded_anew_go_on_leading_and_following(browser: Browser, classroom):
    base, room = classroom
    teacher = opened(browser, f"{base}?class={room.token}#/gradient-descent/run?lang=en")
    learner = opened(browser, f"{base}?class#/?lang=en")
    learner.get_by_label("Follow the teacher").check()
    until(learner, "nnviz.frame().then((f) => f && f.step === 'run')")
    for page in (teacher, learner):
        page.reload()
        wait_until_ready(page)
    assert room.token not in teacher.url
    expect(learner.get_by_label("Follow the teacher")).to_be_checked()
    teacher.evaluate("nnviz.seek(7)")
    until(learner, "nnviz.frame().then((f) => f.t === 7)")

    teacher.get_by_label("Show the class what I do").uncheck()
    learner.get_by_label("Follow the teacher").uncheck()
    for page in (teacher, learner):
        page.reload()
        wait_until_ready(page)
    expect(teacher.get_by_label("Show the class what I do")).not_to_be_checked()
    expect(learner.get_by_label("Follow the teacher")).not_to_be_checked()
    teacher.get_by_role("button", name="Invite the class").click()
    expect(teacher.locator("dialog[open]")).to_contain_text("http://192.0.2.7:8000/?class")
    for page in (teacher, learner):
        page.context.close()


def test_who_walks_off_while_following_is_told_so_and_led_back_by_one_touch_or_key(browser: Browser, classroom):
    base, room = classroom
    room.show("#/gradient-descent/run?t=5")
    learner = opened(browser, f"{base}?class#/?lang=en")
    status, back = (
        learner.locator(".class-bar [role=status]"),
        learner.get_by_role("button", name="Back to the teacher"),
    )
    learner.get_by_label("Follow the teacher").check()
    until(learner, "nnviz.frame().then((f) => f && f.t === 5)")
    expect(status).to_contain_text("Following")
    for walk in ("nnviz.seek(6)", "nnviz.set('learning_rate', 0.05)", "nnviz.open('one-neuron')"):
        learner.evaluate(walk)
        expect(status).to_have_text("You are elsewhere until the teacher’s next move.")
        back.focus()
        learner.keyboard.press("Enter")
        until(learner, "nnviz.frame().then((f) => f.step === 'run' && f.t === 5 && f.settings.learning_rate === 0.01)")
        expect(status).to_contain_text("Following")
    learner.set_viewport_size({"width": 390, "height": 844})
    high = "document.querySelector('.class-bar').offsetHeight"
    before = learner.evaluate(high)
    learner.locator("a.brand").click()
    expect(back).to_be_visible()
    assert learner.evaluate(high) == before, "nothing moves under a finger"
    room.show("#/gradient-descent/run?t=7")
    until(learner, "nnviz.frame().then((f) => f && f.t === 7)")
    expect(back).to_be_hidden()
    learner.get_by_label("Follow the teacher").uncheck()
    learner.evaluate("nnviz.seek(3)")
    expect(status).to_have_text("You go your own way.")
    learner.context.close()
