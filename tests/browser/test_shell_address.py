"""The address: it holds everything, reproduces everything, and a bad one says what is wrong."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lessons.kit.text import number
from tests.browser.helpers import frame, module, open_lesson, wait_until_ready
from tests.browser.waiting import until_step

LESSON = "gradient-descent"


def parse(page: Page, address: str) -> dict[str, Any]:
    """What address.js makes of an address, with the lesson's real description."""
    script = """async (hash) => {
        const { splitAddress, readAddress } = await import('./static/js/page/address.js');
        const { lessons } = await (await fetch('static/recorded/lessons.json')).json();
        return readAddress(splitAddress(hash), lessons.find(({ id }) => hash.startsWith(`#/${id}/`)));
    }"""
    return page.evaluate(script, address)


def test_an_address_is_read_into_typed_settings(lesson_page: Page):
    query = "learning_rate=0.05&log_scale=0&optimizer=adam&points=1,2;3,-4&t=120"
    place = parse(lesson_page, f"#/gradient-descent/run?{query}")
    points = [[1, 2], [3, -4]]
    assert place["settings"] == {"learning_rate": 0.05, "log_scale": False, "optimizer": "adam", "points": points}
    assert (place["step"], place["t"], place["complaints"]) == ("run", 120, [])


@pytest.mark.lesson("hidden-layers")
@pytest.mark.parametrize(
    ("row", "good"),
    [
        ("1999,12,690,-49.5", True),  # late, of many, in the last layer
        ("3,1,0,51", False),
        ("3,1,0.5,1", False),
        ("-1,1,0,1", False),
        ("3,1,0", False),
    ],
)
def test_a_change_by_hand_is_read_at_any_time_and_place(lesson_page: Page, row: str, good: bool):
    place = parse(lesson_page, f"#/hidden-layers/playground?edits={row}")
    assert place["settings"] == ({"edits": [[float(number) for number in row.split(",")]]} if good else {})
    assert len(place["complaints"]) == (not good)


def test_branches_are_read_with_their_time_and_their_changes(lesson_page: Page):
    place = parse(lesson_page, "#/gradient-descent/run?branch=120~learning_rate=0.1~optimizer=adam&branch=200~w0=1")
    assert place["branches"] == [
        {"t": 120, "changes": {"learning_rate": 0.1, "optimizer": "adam"}},
        {"t": 200, "changes": {"w0": 1}},
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("learning_rate=7", {"settings": {"learning_rate": 1}}),
        ("learning_rate=fast", {"settings": {}}),
        ("batch_size=2.4", {"settings": {"batch_size": 2}}),
        ("optimizer=magic", {"settings": {}}),
        ("points=1,2", {"settings": {}}),
        ("nonsense=1", {"settings": {}}),
        ("t=99999", {"t": 500}),
        ("t=-3", {"t": 0}),
        ("t=soon", {"t": 0}),
        ("beat=9", {"beat": 0}),
        ("__proto__=1", {"settings": {}}),
        ("lang=xx", {"settings": {}}),
        ("branch=50~nonsense=1", {"branches": []}),
    ],
)
def test_what_does_not_fit_is_brought_to_the_nearest_good_value_and_said(lesson_page: Page, query: str, expected: dict):
    place = parse(lesson_page, f"#/gradient-descent/run?{query}")
    assert len(place["complaints"]) == 1
    assert {name: place[name] for name in expected} == expected


def test_a_time_is_left_out_where_none_passes(lesson_page: Page):
    place = parse(lesson_page, "#/gradient-descent/surface?t=3&beat=2")
    assert [complaint["key"] for complaint in place["complaints"]] == ["address.no_count"] * 2


def test_writing_and_reading_an_address_gives_the_same_place(lesson_page: Page):
    script = """async () => {
        const { splitAddress, readAddress, writeAddress } = await import('./static/js/page/address.js');
        const { lessons } = await (await fetch('static/recorded/lessons.json')).json();
        const place = { lesson: 'gradient-descent', step: 'run', t: 7, beat: 0, given: null, complaints: [],
            settings: { learning_rate: 0.1, points: [[1, 2], [3, 4.5]], log_scale: false },
            branches: [{ t: 3, changes: { optimizer: 'adam', learning_rate: 0.2 } }] };
        return [place, readAddress(splitAddress(writeAddress({ ...place, lang: 'zh' })), lessons[0])];
    }"""
    place, again = lesson_page.evaluate(script)
    assert again == place


def test_a_bad_address_opens_the_nearest_good_state_and_says_so(lesson_page: Page, base_url: str):
    shown = open_lesson(
        lesson_page, base_url, LESSON, "run", learning_rate=7, nonsense=1, optimizer="x", t=3, lang="en"
    )
    assert (shown["settings"]["learning_rate"], shown["t"]) == (1, 3)
    expect(lesson_page.locator(".banner")).to_contain_text("nonsense")
    expect(lesson_page.locator(".banner")).to_contain_text("nearest good value")
    expect(lesson_page.locator(".banner")).to_contain_text("“x” for optimiser; that does not fit, so it was left out")


def test_of_much_that_does_not_fit_as_much_is_told_as_somebody_reads(lesson_page: Page, base_url: str):
    nonsense = "&".join(f"nonsense{k}=1" for k in range(300))
    lesson_page.goto(f"{base_url}#/{LESSON}/run?__proto__=1&constructor=2&{'x' * 5000}=3&{nonsense}&lang=en")
    lines = lesson_page.locator(".banner p")
    expect(lines).to_have_count(5)
    expect(lines.nth(0)).to_contain_text("“__proto__”")
    expect(lines.nth(1)).to_contain_text("“constructor”")
    expect(lines.nth(2)).to_contain_text("xxx…”")
    expect(lines.nth(4)).to_have_text("299 more of that kind.")


def test_an_unknown_step_opens_the_first_and_an_unknown_lesson_the_catalogue(lesson_page: Page, base_url: str):
    assert open_lesson(lesson_page, base_url, LESSON, "nowhere", lang="en")["step"] == "five-points"
    expect(lesson_page.locator(".banner")).to_contain_text("nowhere")
    lesson_page.goto(f"{base_url}#/nothing?lang=en")
    expect(lesson_page.locator(".banner")).to_contain_text("nothing")
    expect(lesson_page.locator(".card")).not_to_have_count(0)


def test_the_link_reproduces_the_state_to_the_last_bit(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en")
    lesson_page.evaluate("nnviz.set('learning_rate', 0.07)")
    lesson_page.evaluate("nnviz.gesture('set_line', {x: -0.5, y: 0.75})")
    before = lesson_page.evaluate("nnviz.seek(123)")
    link = lesson_page.evaluate("nnviz.link()")
    lesson_page.evaluate("nnviz.open('gradient-descent', {step: 'flow'})")
    lesson_page.goto(link)
    assert frame(lesson_page)["readouts"] == before["readouts"]


def test_a_branch_is_part_of_the_link(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", lang="en", t=50)
    lesson_page.locator("#branch-here").check()
    lesson_page.evaluate("nnviz.set('learning_rate', 0.1)")
    before = lesson_page.evaluate("nnviz.seek(90)")
    lesson_page.locator("#branch-here").uncheck()
    link = lesson_page.evaluate("nnviz.link()")
    assert "branch=50~learning_rate=0.1" in link
    lesson_page.evaluate("nnviz.open('gradient-descent', {step: 'flow'})")
    lesson_page.goto(link)
    assert frame(lesson_page)["readouts"] == before["readouts"]


def test_a_change_of_looks_leaves_the_branch_and_is_part_of_the_link(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", t=60, branch="50~learning_rate=0.1")
    after = lesson_page.evaluate("nnviz.set('log_scale', false)")
    link = lesson_page.evaluate("nnviz.link()")
    assert "branch=50~learning_rate=0.1" in link and "log_scale=0" in link
    lesson_page.goto("about:blank")
    lesson_page.goto(link)
    wait_until_ready(lesson_page)
    assert frame(lesson_page) == after


def test_back_and_forward_go_through_the_steps(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "surface", lang="en")
    lesson_page.keyboard.press("PageDown")
    until_step(lesson_page, "gradient")
    lesson_page.go_back()
    until_step(lesson_page, "surface")
    lesson_page.go_forward()
    until_step(lesson_page, "gradient")


def test_back_finds_a_setting_that_was_changed_at_the_last_moment(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "surface", lang="en")
    # in one go, before the address has followed of its own accord
    lesson_page.evaluate(
        f"async () => {{ const {{ goStep }} = await {module('page/app')}; await nnviz.set('w0', 2.5); goStep(1); }}"
    )
    until_step(lesson_page, "gradient")
    lesson_page.go_back()
    until_step(lesson_page, "surface")
    assert frame(lesson_page)["settings"]["w0"] == 2.5 and "w0=2.5" in lesson_page.evaluate("location.hash")


def test_a_setting_that_python_has_not_answered_yet_is_not_lost_when_the_step_is_left(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "surface", lang="en")
    # two settings, one on its way and one that waits, and the step is left before there is an answer
    lesson_page.evaluate(
        f"async () => {{ const {{ goStep }} = await {module('page/app')};"
        " nnviz.set('w0', 2.5); nnviz.set('w0', 1.5); goStep(1); }"
    )
    until_step(lesson_page, "gradient")
    assert frame(lesson_page)["settings"]["w0"] == 1.5, "a setting goes along"
    lesson_page.go_back()
    until_step(lesson_page, "surface")
    assert frame(lesson_page)["settings"]["w0"] == 1.5 and "w0=1.5" in lesson_page.evaluate("location.hash")


def test_a_setting_on_its_way_is_given_up_when_the_step_begins_anew(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "surface", lang="en")
    hash_meanwhile = lesson_page.evaluate(
        f"async () => {{ const {{ goStep }} = await {module('page/app')};"
        f" const {{ reset }} = await {module('engine/session')};"
        " nnviz.set('w0', 2.5); reset(); goStep(1); return location.hash; }"
    )
    assert "w0" not in hash_meanwhile
    until_step(lesson_page, "gradient")
    assert "w0" not in lesson_page.evaluate("location.hash")


def test_a_setting_stays_where_its_control_is_and_points_go_everywhere(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, "hidden-layers", "fence", lang="en", activation="identity")
    for step, activation in (
        ("playground", "identity"),
        ("weights", "tanh"),
        ("surface", "tanh"),
        ("bend", "identity"),
    ):
        lesson_page.keyboard.press("PageDown")
        until_step(lesson_page, step)
        assert frame(lesson_page)["settings"]["activation"] == activation, step
    open_lesson(lesson_page, base_url, LESSON, "five-points", lang="en")
    points = lesson_page.evaluate("nnviz.gesture('add_point', {x: 0.5, y: -1.5})")["settings"]["points"]
    lesson_page.keyboard.press("PageDown")
    until_step(lesson_page, "every-line")
    assert len(points) == 6 and frame(lesson_page)["settings"]["points"] == points


def test_a_changed_setting_goes_along_to_the_next_step_unless_the_step_has_its_own(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "gradient", w0=2, lang="en")
    lesson_page.keyboard.press("PageUp")
    until_step(lesson_page, "surface")
    assert frame(lesson_page)["settings"]["w0"] == 2
    open_lesson(lesson_page, base_url, LESSON, "run", learning_rate=0.03, log_scale=True, lang="en")
    lesson_page.keyboard.press("PageDown")
    until_step(lesson_page, "too-large")
    settings = frame(lesson_page)["settings"]
    assert (settings["log_scale"], settings["learning_rate"], settings["w0"]) == (True, 0.14, 0)
    lesson_page.keyboard.press("PageUp")
    until_step(lesson_page, "run")
    assert frame(lesson_page)["settings"]["learning_rate"] == 0.03


def test_another_step_starts_without_the_focus_and_the_branch_of_the_one_before(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "run", t=20)
    lesson_page.locator("#branch-here").check()
    open_lesson(lesson_page, base_url, LESSON, "too-large")
    assert lesson_page.evaluate("document.activeElement.tagName") == "H1"
    assert not lesson_page.locator("#branch-here").is_checked()


def test_what_was_said_of_a_place_leaves_with_it(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, LESSON, "five-points", lang="en")
    banner = lesson_page.locator(".banner")
    for leave in ("PageDown", "home", "lesson"):
        lesson_page.evaluate("nnviz.gesture('move_point', {index: 99, x: 0, y: 0}).catch(() => {})")
        expect(banner).to_be_visible()
        if leave == "PageDown":
            lesson_page.keyboard.press("PageDown")
            until_step(lesson_page, "every-line")
        else:
            lesson_page.goto(base_url + ("#/" if leave == "home" else f"#/{LESSON}/five-points"))
        expect(banner).to_have_count(0)
        open_lesson(lesson_page, base_url, LESSON, "five-points", lang="en")


@pytest.mark.parametrize("query", ["points=1,;2,3", "points=,1;2,3"])
def test_what_is_left_out_is_no_zero(lesson_page: Page, query: str):
    place = parse(lesson_page, f"#/gradient-descent/run?{query}")
    assert len(place["complaints"]) == 1 and place["settings"] == {}


def test_the_page_writes_a_number_as_python_does(lesson_page: Page):
    values = (0.05, 0.5, -0.5, 1, 2.5e-5, -1.23456e-7, 1234.5678, 0.00012345, 99999.5, 3e8, 9.9996, 0, -1e-9)
    asked = [(value, style) for value in values for style in (None, ".2f", ".4g", ".3g", ".2g", "+.3g")]
    script = """(asked) => import('./static/js/words/text.js').then(({ number }) =>
        asked.map(([value, style]) => number(value, style ?? undefined)))"""
    assert lesson_page.evaluate(script, asked) == [number(*one) for one in asked]
