"""An axis of things has names instead of numbers: in the structure, in the table and on paper."""

import json

import numpy as np
import pytest

from lessons.kit import marks
from lessons.kit.figures import Figure, Scale, tables
from lessons.kit.paper import Paper, render
from lessons.kit.text import cut, resolve, width

NAMES = ((0.0, "feature.hue"), (1.0, "feature.ash"), (2.0, "feature.alcohol"))
AT = np.arange(3.0)
BARS = marks.rects("bars", np.zeros(3), AT - 0.35, [1.0, -2.0, 0.5], AT + 0.35, role="data", label="label.share")


def figure(mark, ticks=NAMES):
    y = Scale((-0.5, 2.5), "axis.feature", ticks=ticks)
    return Figure("f", "plane", "figure.f", "summary.f", (mark,), x=Scale((-3, 3), "axis.share"), y=y)


def test_the_names_survive_json_and_an_axis_of_numbers_has_none():
    described = json.loads(json.dumps(figure(BARS).structure()))
    assert described["y"]["ticks"] == [list(tick) for tick in NAMES]
    assert "ticks" not in described["x"]


def test_the_table_of_bars_names_each_thing_once():
    (table,) = tables(figure(BARS))
    assert table["columns"][0] == "axis.feature"
    assert [row[0] for row in table["rows"]] == ["feature.hue", "feature.ash", "feature.alcohol"]
    assert [row[-1] for row in table["rows"]] == [1.0, -2.0, 0.5]


def test_points_in_any_order_and_off_their_row_are_named_too():
    (table,) = tables(figure(marks.points("p", [1, 2], [2.2, 0.1], role="data")))
    assert table["rows"] == [["feature.alcohol", 1.0], ["feature.hue", 2.0]]


def test_without_names_the_table_has_numbers():
    (table,) = tables(figure(BARS, ticks=()))
    assert len(table["columns"]) == 4 and table["rows"][0][1] == -0.35


def test_the_table_of_labelled_bars_names_each_bar():
    (table,) = tables(figure(marks.bars("b", [4.0, np.nan], role="data", labels=["class.a", "class.b"])))
    assert table["columns"] == ["axis.share", "axis.feature"]
    assert table["rows"] == [["class.a", 4.0], ["class.b", None]]


@pytest.mark.parametrize(
    ("x", "y", "columns"),
    [
        ("axis.x", "axis.y", ["axis.x", "axis.y"]),
        ("", "axis.y", ["x", "axis.y"]),
        ("", "", ["x", "y"]),
        ("axis.place", "axis.place", ["axis.place (x)", "axis.place (y)"]),
    ],
)
def test_no_two_columns_of_a_table_have_one_name(x, y, columns):
    point = marks.points("p", 0.5, 0.5, role="data")
    drawn = Figure("f", "plane", "figure.f", "summary.f", (point,), x=Scale((0, 1), x), y=Scale((0, 1), y))
    (table,) = tables(drawn)
    assert [resolve(name, {"table.axis": "{axis} ({letter})"}) for name in table["columns"]] == columns


def test_names_are_written_on_paper():
    picture = render(figure(BARS), {"feature.ash": "ash of the wine"}).decode()
    assert "ash of the wine" in picture and "feature.alcohol" in picture


ALIKE = tuple((float(k), f"average household income of the district, {which} quarter") for k, which in
              enumerate(("first", "second", "third")))  # fmt: skip


def test_long_names_on_paper_leave_room_for_the_drawing_and_are_told_apart_by_their_ends():
    paper = Paper(figure(BARS, ALIKE), {}, "light")
    paper.draw()
    paper.page.draw_without_rendering()
    names = [label.get_text().split("\n") for label in paper.axes.get_yticklabels()]
    assert all(len(lines) <= 2 for lines in names)
    assert [lines[-1][-13:] for lines in names] == ["first quarter", "econd quarter", "third quarter"]
    assert paper.axes.get_window_extent().width > 0.5 * paper.sheet.bbox.width


def test_words_are_cut_in_the_middle_and_a_chinese_character_is_as_wide_as_two():
    assert cut("hue", 3) == "hue" and cut("the hue of wine", 9) == "the…wine"
    assert 60 <= width(cut("特征" * 40, 64)) <= 64


@pytest.mark.parametrize("x", [-2.9, 2.9])
def test_words_on_paper_stay_on_the_sheet(x: float):
    name = "a name of a feature that goes on and on and on and on and on and on"
    words = marks.words("names", [x], [1.0], [f"{name}: +0.25"], role="data", anchor="middle")
    paper = Paper(figure(words), {}, "light")
    paper.draw()
    (drawn,) = paper.words
    box = drawn.get_window_extent()
    assert paper.sheet.bbox.x0 < box.x0 and box.x1 < paper.sheet.bbox.x1
    assert drawn.get_text().endswith(": +0.25")
    assert paper.axes.get_window_extent().width > 0.7 * paper.sheet.bbox.width
