"""A learner's own table: pasted or opened from a file, corrected, used and explained, and nothing of it sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import READY_MS, frame, module, open_lesson, wait_until_ready
from tests.browser.waiting import until

ROWS = [f"{k / 4:.2f};{'rot' if k % 3 else 'blau'};{k % 7};{'gut' if k % 8 > 3 else 'schlecht'}" for k in range(80)]
TABLE = "\n".join(["Größe;Farbe;Rest;Urteil", *ROWS]).replace(".", ",")

FILLED = """(dialog) => [...dialog.querySelectorAll('.button')].filter((button) => {
    const { color, backgroundColor } = getComputedStyle(button);
    return color !== getComputedStyle(dialog).color && backgroundColor !== getComputedStyle(dialog).backgroundColor;
}).map((button) => button.dataset.act)"""


@pytest.fixture
def dialog(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, "kernel-shap", "draw")
    lesson_page.get_by_label("table", exact=True).select_option("own")
    found = lesson_page.locator("dialog[open]")
    expect(found.locator(".data-counter")).to_contain_text("0 bytes sent")
    return found


def test_a_pasted_table_is_explained_where_one_was_chosen(lesson_page: Page, dialog):
    dialog.locator("#data-paste").fill(TABLE)
    dialog.locator("[data-act=paste]").click()
    expect(dialog.locator("#dialect-separator")).to_have_value("semicolon")
    expect(dialog.locator("#dialect-decimal")).to_have_value("comma")
    dialog.locator("[data-act=read]").click()
    expect(dialog.locator(".findings")).to_contain_text("80 rows, 4 columns")
    expect(dialog.locator("#data-target")).to_have_value("3")
    assert dialog.evaluate(FILLED) == ["use"], "one button stands out: what comes next"
    dialog.locator("[data-act=use]").click()
    expect(dialog.locator(".in-use")).to_contain_text("3 features; 60 rows to train on, 20 to ask about")
    dialog.locator("[data-act=use-here]").click()
    expect(dialog).to_be_hidden()
    until(lesson_page, "nnviz.frame().then((frame) => String(frame.settings.table).startsWith('own:'))")
    expect(lesson_page.locator(".figure").first).to_contain_text("Größe")
    assert lesson_page.evaluate("nnviz.stats().then((stats) => stats.sent_bytes)") == 0


def test_a_wrong_file_says_what_is_wrong_and_the_table_before_stays(lesson_page: Page, dialog):
    wrong = {"name": "w.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n3\n"}
    dialog.locator("#data-file").set_input_files(wrong)
    dialog.locator("[data-act=read]").click()
    expect(dialog.locator(".data-status")).to_contain_text("Line 3 should have 2 cells, not 1")
    dialog.locator("#data-file").set_input_files({"name": "b.pdf", "mimeType": "text/csv", "buffer": b"%PDF-1.7"})
    expect(dialog.locator(".data-status")).to_contain_text("PDF")
    assert dialog.locator("[data-act=read]").count() == 0, "what was shown of the file before would read this one"
    lesson_page.keyboard.press("Escape")
    assert lesson_page.evaluate("nnviz.frame().then((frame) => frame.settings.table)") != "own"


CHOOSE_TWO = """(input) => ["a,b\\n" + "1,2\\n".repeat(4e5), "c,d\\n" + "3,4\\n".repeat(20)].forEach((text) => {
  const chosen = new DataTransfer();
  chosen.items.add(new File([text], "t.csv"));
  input.files = chosen.files;
  input.dispatchEvent(new Event("change"));
})"""


def test_a_file_that_is_chosen_while_another_comes_in_is_not_mixed_with_it(lesson_page: Page, dialog):
    dialog.locator("#data-file").evaluate(CHOOSE_TWO)
    expect(dialog.locator(".data-rows thead")).to_contain_text("d")
    lesson_page.wait_for_timeout(300)
    dialog.locator("[data-act=read]").click()
    expect(dialog.locator(".findings")).to_contain_text("20 rows, 2 columns")
    lesson_page.keyboard.press("Escape")


def test_encoding_spaces_and_comments_are_guessed_and_can_be_corrected(lesson_page: Page, dialog):
    data = "# 1998 年 紀錄 完\n品種  長度\n紅玫瑰 1.5\n白玫瑰 2.5\n".encode("cp950")
    dialog.locator("#data-file").set_input_files({"name": "t.txt", "mimeType": "text/plain", "buffer": data})
    head = dialog.locator(".data-rows thead")
    expect(head).to_contain_text("品種")
    for field, value in (("encoding", "big5"), ("separator", "space"), ("comment", "hash")):
        expect(dialog.locator(f"#dialect-{field}")).to_have_value(value)
    expect(dialog.locator("[data-act=read]")).to_be_in_viewport()
    dialog.locator("#dialect-comment").focus()
    lesson_page.keyboard.press("ArrowUp")
    expect(head).to_contain_text("1998")
    expect(dialog.locator("#dialect-comment")).to_be_focused()
    lesson_page.keyboard.press("Escape")


def test_on_a_phone_a_wide_table_scrolls_by_itself(page: Page, base_url: str):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{base_url}#/?lang=en")
    page.evaluate("nnviz.ready")
    page.locator("[data-act=your-data]").click()
    page.locator("#data-paste").fill("\n".join([",".join(f"a long name {j}" for j in range(9)), ",".join("123456789")]))
    page.locator("[data-act=paste]").click()
    page.locator("[data-act=read]").click()
    expect(page.locator(".findings")).to_be_visible()
    outside = "!one.closest('.data-rows') && one.getBoundingClientRect().right > 374"
    parts = "[...document.querySelectorAll('.data h3, .data select, .data p')]"
    assert page.evaluate(f"{parts}.filter((one) => {outside}).map((one) => one.id)") == []


def test_a_link_to_a_table_that_is_not_here_offers_to_open_it(page: Page, base_url: str):
    page.goto(f"{base_url}#/kernel-shap/draw?table=own:0123456789&lang=zh")
    page.evaluate("nnviz.ready")
    banner = page.locator(".banner")
    expect(banner).to_contain_text("你的数据")
    banner.get_by_role("button", name="打开表格").click()
    expect(page.locator("dialog[open] h2")).to_have_text("你的数据")


def test_a_link_to_a_table_that_is_not_here_leaves_no_picture_of_another_lesson(lesson_page: Page, base_url: str):
    open_lesson(lesson_page, base_url, "gradient-descent", "run", lang="en")
    lesson_page.goto(f"{base_url}#/kernel-shap/draw?table=own:0123456789&lang=en")
    expect(lesson_page.locator(".recording")).to_be_visible()
    figures = lesson_page.evaluate("[...document.querySelectorAll('.panel')].map((one) => one.dataset.figure)")
    assert figures == ["waterfall", "forces"]
    open_lesson(lesson_page, base_url, "kernel-shap", "draw", lang="en")
    expect(lesson_page.locator(".recording")).to_be_hidden()


RESTART = f"""Promise.all([{module("engine/engine")}, {module("engine/session")}]).then(
  ([{{ restartEngine }}, {{ forgetQuestions }}]) => (forgetQuestions(), restartEngine()))"""


EARLIER_NAME = "own:0123456789"
KEPT_BY_AN_EARLIER_RELEASE = f"""import("./static/js/engine/kept.js").then(async ({{ keptTable, keepTable }}) => {{
  const kept = await keptTable();
  kept.how.dialect.header = true;
  await keepTable({{ ...kept, name: "own:9876543210", earlier: ["{EARLIER_NAME}"] }});
}})"""


def use_table(page: Page, kept: str = "This browser keeps the table") -> str:
    """Paste the table into the dialog and use it in the step on screen; its name."""
    page.keyboard.press("t")
    dialog = page.locator("dialog[open]")
    dialog.locator("#data-paste").fill(TABLE)
    for act in ("paste", "read", "use"):
        dialog.locator(f"[data-act={act}]").click()
    expect(dialog.locator(".in-use")).to_contain_text(kept)
    dialog.locator("[data-act=use-here]").click()
    return until(page, OWN_SHOWN)


OWN_SHOWN = "nnviz.frame().then(({ settings }) => settings.table.startsWith('own:') && settings.table)"


def test_a_table_in_use_is_there_after_a_reload_and_after_a_new_engine_until_it_is_forgotten(page: Page, base_url: str):
    open_lesson(page, base_url, "kernel-shap", "draw", lang="en", row=3)
    name = use_table(page)
    seen = frame(page)["readouts"]
    page.reload()
    wait_until_ready(page)
    assert until(page, OWN_SHOWN) == name
    assert frame(page)["readouts"] == seen
    page.evaluate(KEPT_BY_AN_EARLIER_RELEASE)
    page.goto("about:blank")
    page.goto(f"{base_url}#/kernel-shap/draw?table={EARLIER_NAME}&lang=en&row=3")
    wait_until_ready(page)
    assert until(page, OWN_SHOWN) == name
    assert frame(page)["readouts"] == seen
    page.goto(f"{base_url}#/kernel-shap/draw?table={EARLIER_NAME}&lang=en&row=3&most_bars=5")
    assert until(page, OWN_SHOWN) == name  # the same bookmark while the table is there under its new name
    page.evaluate(RESTART)
    wait_until_ready(page)
    assert page.evaluate("nnviz.set('row', 4).then(({ settings }) => [settings.table, settings.row])") == [name, 4]
    expect(page.locator(".banner")).to_have_count(0)
    page.evaluate("nnviz.open('gradient-descent')")
    page.reload()
    wait_until_ready(page)
    page.keyboard.press("t")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator(".in-use")).to_contain_text("3 features; 60 rows to train on, 20 to ask about")
    expect(dialog.locator(".in-use")).to_contain_text("This browser keeps the table")
    dialog.locator("[data-act=forget]").click()
    expect(dialog.locator(".data-status")).to_have_text("The table is forgotten.")
    page.goto(f"{base_url}#/kernel-shap/draw?table={name}&lang=en")
    expect(page.locator(".banner")).to_contain_text("it is not here: open that file again", timeout=30_000)


def test_the_kept_table_is_shown_and_removed_with_all_else_that_is_kept(page: Page, base_url: str):
    open_lesson(page, base_url, "kernel-shap", "draw", lang="en")
    name = use_table(page)
    page.click("#tool-offline")
    row = page.get_by_role("row", name="Your own table")
    expect(row).to_contain_text(f"{len(TABLE.encode()) / 1000:.1f} kB")
    row.get_by_role("button", name="Remove").click()
    expect(row).to_be_hidden()
    page.keyboard.press("Escape")
    assert until(page, OWN_SHOWN) == name, "what is in use stays in use"
    page.reload()
    expect(page.locator(".banner")).to_contain_text("open that file again", timeout=READY_MS)


def test_where_nothing_can_be_kept_it_is_said_and_the_table_is_used(page: Page, base_url: str):
    page.add_init_script("IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }")
    open_lesson(page, base_url, "kernel-shap", "draw", lang="zh")
    use_table(page, "这个浏览器没能保存这张表")


def test_a_large_table_is_read_while_the_page_lives(page: Page, base_url: str):
    page.goto(f"{base_url}#/?lang=en")
    page.evaluate("nnviz.ready")
    page.locator("[data-act=your-data]").click()
    rows = "".join(f"{k % 997},{k % 89 / 7:.3f},{'xyz'[k % 3]},{k % 2}\n" for k in range(60_000))
    buffer = ("a,b,c,d\n" + rows).encode()
    page.locator("#data-file").set_input_files({"name": "l.csv", "mimeType": "text/csv", "buffer": buffer})
    page.evaluate("window.beats = 0; setInterval(() => beats++, 50)")
    page.locator("[data-act=read]").click(timeout=30_000)
    expect(page.locator(".findings")).to_contain_text("60,000 rows", timeout=60_000)
    page.locator("[data-act=use]").click()
    expect(page.locator(".in-use")).to_contain_text("20,000 were drawn", timeout=20_000)
    assert page.evaluate("beats") > 5


def test_a_column_that_is_empty_at_first_is_not_taken_for_a_category(lesson_page: Page, dialog):
    lines = [f"{k},{k / 4 if k > 300 else ''},{'yes' if k % 2 else 'no'}" for k in range(500)]
    dialog.locator("#data-paste").fill("\n".join(["a,late,answer", *lines]))
    dialog.locator("[data-act=paste]").click()
    expect(dialog.locator("#kind-1 option:checked")).to_have_text("told when read")
    dialog.locator("[data-act=read]").click()
    found = dialog.locator(".findings").get_by_role("row", name="late")
    expect(found).to_contain_text("number")
    dialog.locator("#kind-1").select_option("category")
    dialog.locator("[data-act=read]").click()
    expect(found).to_contain_text("category")
    lesson_page.keyboard.press("Escape")


def test_one_feature_is_one_feature(lesson_page: Page, dialog):
    dialog.locator("#data-paste").fill("\n".join(["a,answer", *(f"{k},{k % 7}.5" for k in range(40))]))
    for act in ("paste", "read", "use"):
        dialog.locator(f"[data-act={act}]").click()
    expect(dialog.locator(".in-use")).to_contain_text("1 feature; 30 rows to train on")
    lesson_page.keyboard.press("Escape")
