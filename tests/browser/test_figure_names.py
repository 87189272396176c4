"""Names beside an axis: whole where there is room, and else cut so that each can still be told from the others."""

import pytest
from playwright.sync_api import Page

from tests.browser.test_figure_parts import run

NAMED = """
    const host = document.body.appendChild(document.createElement("div"));
    host.style.width = "WIDTHpx";
    const roles = await (await fetch("/lessons/kit/roles.json")).json();
    const y = {domain: [-0.5, 1.5], type: "linear", label: "", ticks: [[0, "hue"], [1, LONG]]};
    const x = {domain: [0, 1], type: "linear", label: ""};
    const structure = {id: "f", kind: "plane", title: "t", x, y, marks: []};
    const lit = highlight.createHighlight();
    const view = figure.createFigure(host, {structure, text: String, roles, highlight: lit, send() {}});
    view.update(structure, []);
    const read = (e) => [e.firstChild.data, e.querySelector("title")?.textContent, e.getBBox().x];
    const texts = [...host.querySelectorAll("text.figure-tick")].map(read);
    return texts.filter(([words]) => words === "hue" || words.startsWith("fractal"));
"""


@pytest.mark.parametrize(("width", "is_whole"), [(900, True), (260, False)])
def test_a_long_name_on_an_axis_is_whole_where_there_is_room_and_else_in_its_title(
    bare: Page, width: int, is_whole: bool
):
    long = "fractal dimension of the worst nucleus"
    body = NAMED.replace("WIDTH", str(width)).replace("LONG", f'"{long}"')
    short_name, (words, title, left) = run(bare, "figure, highlight", body)
    assert short_name[:2] == ["hue", None]
    assert left >= 0
    assert (words == long) == is_whole
    if not is_whole:
        assert words.endswith("…") and title == long


def test_of_a_name_with_its_value_the_name_gives_way_until_it_could_be_another_s(bare: Page):
    long = "fractal dimension of the worst nucleus"
    told = {}
    for width in (900, 620, 260):
        body = NAMED.replace("WIDTH", str(width)).replace("LONG", f'"{long} = 0.0873"')
        _, (words, title, left) = run(bare, "figure, highlight", body)
        assert left >= 0 and (title or words) == f"{long} = 0.0873"
        told[width] = words
    assert told[900] == f"{long} = 0.0873"
    assert told[620].startswith("fractal dimension of the") and told[620].endswith("… = 0.0873")
    assert told[260].startswith("fractal") and told[260].endswith("…")


ALIKE = [f"average household income before taxes, {which} quarter = 0.1" for which in ("first", "third")]
SHORTEN = """
    const ctx = document.createElement("canvas").getContext("2d");
    ctx.font = "16px sans-serif";
    return NAMES.map((name) => shorten.shorten(ctx, name, ROOM, NAMES));
"""


@pytest.mark.parametrize("room", [140, 260, 330])
def test_names_with_the_same_beginning_keep_what_tells_them_apart(bare: Page, room: int):
    body = SHORTEN.replace("NAMES", str(ALIKE)).replace("ROOM", str(room))
    first, third = run(bare, "shorten", body)
    assert first.startswith("a") and "…first quarter" in first
    assert third.startswith("a") and "…third quarter" in third
    assert first.endswith(" = 0.1") == (room > 140)


def test_what_is_said_of_a_name_stays_and_chinese_names_are_told_apart_too(bare: Page):
    names = ["纳税前的家庭平均年收入（千元），第一季度: +0.25", "纳税前的家庭平均年收入（千元），第三季度: −0.5"]
    body = SHORTEN.replace("NAMES", str(names)).replace("ROOM", "250")
    first, third = run(bare, "shorten", body)
    assert "…一季度: +0.25" in first and "…三季度: −0.5" in third
    long = ["x" * 80 + ": +0.25"]
    assert run(bare, "shorten", SHORTEN.replace("NAMES", str(long)).replace("ROOM", "250"))[0].endswith("x…: +0.25")


def test_a_name_across_takes_the_room_that_short_ones_beside_it_leave(bare: Page):
    body = NAMED.replace("WIDTH", "110").replace("LONG", '"fractal"').replace(", texts.filter", "")
    body = body.replace("x, y, marks", "x: y, y: x, marks")
    assert [words for words, *_ in run(bare, "figure, highlight", body)] == ["hue", "fractal"]


def test_names_that_do_not_fit_beside_each_other_take_two_rows_in_turn(bare: Page):
    ticks = '[[0, "hue"], [1, LONG], [2, "fractal too"]]'
    body = NAMED.replace("WIDTH", "240").replace('[[0, "hue"], [1, LONG]]', ticks).replace("1.5]", "2.5]")
    body = body.replace("LONG", '"fractal dimension"').replace("x, y, marks", "x: y, y: x, marks")
    body = body.replace("e.getBBox().x]", 'Number(e.getAttribute("y"))]')
    (hue, _, upper), (long, _, lower), (too, _, last) = run(bare, "figure, highlight", body)
    assert [hue, long, too] == ["hue", "fractal dimension", "fractal too"]
    assert upper == last and lower - upper > 10


def test_what_tells_a_name_from_others_is_not_followed_by_dots_when_it_is_whole(bare: Page):
    body = SHORTEN.replace("NAMES", str(["甲乙", "甲乙丙"])).replace("ROOM", "40")
    assert run(bare, "shorten", body)[1] == "…丙"


@pytest.mark.parametrize("room", [108, 130])
def test_names_that_differ_within_a_word_are_not_cut_before_they_do(bare: Page, room: int):
    names = [f"{which} {what}" for which in ("mean", "worst") for what in ("concavity", "concave points")]
    body = SHORTEN.replace("NAMES", str(names)).replace("ROOM", str(room))
    whole, points, worst, worst_points = run(bare, "shorten", body)
    assert points[0] == "m" and worst_points[0] == "w"
    assert all("concave" in name for name in (points, worst_points))
    assert all("concavi" in name for name in (whole, worst))


def test_the_range_behind_a_name_stays(bare: Page):
    names = ["mean fractal dimension 0.0582–0.0612", "mean smoothness > 0.106", "mean smoothness ≤ 0.0864"]
    body = SHORTEN.replace("NAMES", str(names)).replace("ROOM", "150")
    assert [name[-6:] for name in run(bare, "shorten", body)] == ["0.0612", "> 0.106"[-6:], "0.0864"]
