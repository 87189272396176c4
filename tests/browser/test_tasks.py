"""A teacher's link holds the page to a task; a learner's progress is handed in as a file and read by the teacher."""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from lessons.catalogue import LESSON_IDS
from tests.browser.helpers import SETTLED, frame, open_lesson, wait_until_ready
from tests.browser.waiting import until


def test_a_teacher_makes_a_link_and_a_learner_finds_only_what_it_allows(lesson_page: Page, base_url: str, page: Page):
    open_lesson(lesson_page, base_url, "gradient-descent", "run", lang="en", seed=7)
    lesson_page.keyboard.press("s")
    dialog = lesson_page.locator("dialog[open]")
    dialog.get_by_label("optimiser: shown").uncheck()
    dialog.get_by_label("learning rate η: locked").check()
    dialog.locator("#task-goal").fill("Say <b>why</b> it slows down.")
    link = dialog.get_by_label("Link to the task").input_value()
    lesson_page.keyboard.press("Escape")

    page.goto(link)
    wait_until_ready(page)
    expect(page.locator(".task-goal")).to_contain_text("Say <b>why</b> it slows down.")
    expect(page.locator("[data-control=optimizer]")).to_be_hidden()
    locked = page.locator("[data-control=learning_rate]")
    expect(locked.locator("input").first).to_be_disabled()
    assert locked.evaluate("(one) => getComputedStyle(one).opacity") == "1", "what is locked is still read"
    page.evaluate("nnviz.advance(3)")
    until(page, "nnviz.frame().then((f) => f.t === 3)")
    expect(page.locator("#control-learning_rate")).to_be_disabled()
    expect(page.locator("[data-control=optimizer]")).to_be_hidden()
    page.get_by_role("button", name="Start this step afresh").click()
    until(page, "nnviz.frame().then((f) => f.t === 0 && f.settings.seed === 7)")


def test_a_task_that_names_what_is_not_there_says_so_and_runs_no_code(page: Page, base_url: str):
    page.goto(
        f"{base_url}?task&only=nothing&goal=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E#/gradient-descent/run?lang=zh"
    )
    wait_until_ready(page)
    expect(page.locator(".banner")).to_contain_text("nothing")
    expect(page.locator(".task-goal")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator(".task-goal img").count() == 0


def test_locks_hold_against_programs_addresses_and_reloads_and_a_task_begins_afresh_where_it_began(
    page: Page, base_url: str
):
    start = "#/gradient-descent/run?learning_rate=0.02&t=20&branch=10~optimizer=momentum&lang=en"
    page.goto(f"{base_url}?task&only=learning_rate,optimizer&lock=learning_rate{start}")
    wait_until_ready(page)
    held = page.evaluate("nnviz.set('learning_rate', 0.3).catch((error) => error.message)")
    assert held == "Your teacher has set this."
    assert page.evaluate("nnviz.set('w0', 2).catch((error) => error.message)") == held, "nor what is not shown"
    edited = start.replace("0.02", "0.3").replace("=momentum", "=momentum~w0=2").replace("t=20", "w0=1&t=30")
    page.evaluate("(hash) => { location.hash = hash; }", edited)
    expect(page.locator(".banner")).to_contain_text("The address asks for what your teacher has set otherwise")
    until(page, "nnviz.frame().then((f) => f.t === 30)")
    page.evaluate("nnviz.set('optimizer', 'adam')")
    with page.expect_navigation():  # at once, before the page itself writes the address
        page.evaluate("(hash) => { history.replaceState(null, '', hash); location.reload(); }", edited)
    wait_until_ready(page)
    expect(page.locator(".banner")).to_contain_text("The address asks for what your teacher has set otherwise")
    for afresh in (False, True):
        if afresh:
            page.get_by_role("button", name="Start this step afresh").click()
            until(page, "nnviz.frame().then((f) => f.t === 20)")
        settings = frame(page)["settings"]
        assert (settings["learning_rate"], settings["w0"], settings["optimizer"]) == (0.02, 0, "momentum")
    expect(page).to_have_url(f"{base_url}?task&only=learning_rate,optimizer&lock=learning_rate{start}")


def test_a_task_inside_a_page_that_hides_the_words_still_says_its_goal(page: Page, base_url: str):
    page.goto(f"{base_url}?embed=1&hide=words&task&goal=Reach%20L%20below%200.1.#/gradient-descent/run?lang=en")
    goal = page.locator(".task-goal")
    for width in (1100, 390):
        page.set_viewport_size({"width": width, "height": 700})
        expect(goal).to_contain_text("Reach L below 0.1.")
        expect(goal).to_be_visible()
        expect(page.locator(".words .prose")).to_be_hidden()


def test_progress_goes_into_a_file_and_comes_back_in_the_teachers_table(page: Page, base_url: str, tmp_path: Path):
    page.goto(f"{base_url}#/gradient-descent/five-points?lang=en&w0=1&b0=-1")
    wait_until_ready(page)
    until(page, "nnviz.frame().then((f) => f.goal && f.goal.reached)")
    page.goto(f"{base_url}#/?lang=en")
    page.locator("[data-act=hand-in]").click()
    page.locator("#hand-in-name").fill("李明")
    with page.expect_download() as saving:
        page.locator("[data-act=save-progress]").click()
    saved = tmp_path / saving.value.suggested_filename
    saving.value.save_as(saved)
    found = json.loads(saved.read_text("utf-8"))
    assert found["name"] == "李明" and saved.name == "nnviz-progress-李明.json"
    assert found["lessons"][0]["seen"] == ["five-points"] and found["lessons"][0]["reached"] == ["five-points"]

    wrong = tmp_path / "other.json"
    wrong.write_text('{"kind": "nnviz-progress", "version": 1, "name": 3}')
    page.locator("#hand-in-files").set_input_files([saved, wrong])
    page.locator("#hand-in-files").set_input_files([saved])
    expect(page.locator(".share-status")).to_be_empty()
    expect(page.locator(".handed tbody tr")).to_have_count(1)
    page.locator("#hand-in-files").set_input_files([saved, wrong])
    table = page.locator(".handed table")
    expect(table).to_contain_text("李明")
    expect(table).to_contain_text("1 of 11 steps, goals: 1")
    expect(page.locator(".share-status")).to_contain_text("other.json")


def pull_handles(page: Page, figure: str) -> dict:
    """Drag every handle of a figure a little, tap beside them, press arrow keys on each; the settings after that."""
    handles = page.locator(f"[data-figure={figure}] .figure-handle")
    for index in range(handles.count()):
        box = handles.nth(index).locator(".figure-target").bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 12, y - 14, steps=4)
        page.mouse.up()
        page.mouse.click(x + 40, y + 30)
        handles.nth(index).focus()
        page.keyboard.press("ArrowUp")
    page.evaluate(SETTLED)
    return frame(page)["settings"]


@pytest.mark.parametrize(
    ("search", "changes"),
    [
        ("?task&lock=w0,b0", {"points"}),
        ("?task&lock=w0", {"b0", "points"}),
        ("?task&only=w0,b0", {"w0", "b0"}),
        ("?task&only=w0,figures", {"w0", "points"}),
        ("?task&only=", set()),
        ("?task", {"w0", "b0", "points"}),
    ],
)
def test_hands_in_figures_change_what_the_task_leaves_free_and_nothing_else(
    page: Page, base_url: str, search: str, changes: set[str]
):
    page.goto(f"{base_url}{search}#/gradient-descent/surface?lang=en")
    wait_until_ready(page)
    before = frame(page)["settings"]
    for figure in page.evaluate("[...document.querySelectorAll('.panel')].map((panel) => panel.dataset.figure)"):
        after = pull_handles(page, figure)
    assert {name for name in before if before[name] != after[name]} == changes


def test_what_is_dragged_in_figures_is_held_only_if_the_teacher_says_so(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, "gradient-descent", "run", lang="en")
    lesson_page.keyboard.press("s")
    dialog = lesson_page.locator("dialog[open]")
    link = dialog.get_by_label("Link to the task")
    dialog.locator("#task-shown-optimizer").uncheck()
    assert ",figures" in unquote(link.input_value())
    dialog.locator("#task-shown-figures").uncheck()
    assert "figures" not in link.input_value() and "only=" in link.input_value()
    lesson_page.keyboard.press("Escape")


DROP_A_FOLDER = """() => {
  const folder = new File([], "class 3b");
  folder.text = () => Promise.reject(new DOMException("It is a folder.", "NotFoundError"));
  const dropped = Object.assign(new Event("drop", { bubbles: true }), { dataTransfer: { files: [folder] } });
  document.querySelector("dialog[open] .share").dispatchEvent(dropped);
}"""


def test_the_teacher_s_table_tells_the_time_of_the_teacher_s_clock(browser: Browser, base_url: str):
    page = browser.new_context(timezone_id="Asia/Shanghai", locale="en-GB").new_page()
    page.goto(f"{base_url}#/?lang=zh")
    wait_until_ready(page)
    page.locator("[data-act=hand-in]").click()
    lessons = [{"id": "gradient-descent", "seen": ["run"], "reached": [], "last": "run"}]
    good = {
        "kind": "nnviz-progress",
        "version": 1,
        "name": "a",
        "saved": "2026-03-01T16:05:00.000Z",
        "lessons": lessons,
    }
    handed = {"a.json": good, "b.json": {**good, "saved": "at noon"}}
    handed |= {"old.json": {**good, "version": 0}, "new.json": {**good, "lessons": [{**lessons[0], "id": "to-come"}]}}
    files: list[FilePayload] = [
        {"name": name, "mimeType": "application/json", "buffer": json.dumps(one).encode()}
        for name, one in handed.items()
    ]
    page.locator("#hand-in-files").set_input_files(files)
    expect(page.locator(".handed tbody tr")).to_have_count(1)
    expect(page.locator(".handed tbody")).to_contain_text("2026/03/02 00:05")
    expect(page.locator(".share-status")).to_contain_text("由 nnviz 的另一个版本保存，已略去：old.json, new.json")
    expect(page.locator(".share-status")).to_contain_text("不是 nnviz 的进度文件，已略去：b.json")
    page.evaluate(DROP_A_FOLDER)
    expect(page.locator(".share-status")).to_contain_text("已略去：class 3b")
    page.set_viewport_size({"width": 390, "height": 844})
    whole = {**good, "name": "x" * 80, "lessons": [{**lessons[0], "id": lesson} for lesson in LESSON_IDS]}
    files = [{"name": "c.json", "mimeType": "application/json", "buffer": json.dumps(whole).encode()}]
    page.locator("#hand-in-files").set_input_files(files)
    rows = page.locator(".handed-rows")
    wide = rows.evaluate("(one) => [one.scrollWidth, one.getBoundingClientRect().right]")
    assert wide[0] > 900 and wide[1] < 390, "a table of all lessons scrolls by itself, its words are not cut to letters"
    page.context.close()
