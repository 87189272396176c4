"""Marks keep arrays and options apart, and paper draws each type there is."""

import json

import numpy as np
import pytest

from lessons.kit import marks
from lessons.kit.figures import Figure, Scale, tables
from lessons.kit.paper import render

GRID = np.arange(12.0).reshape(3, 4)
EXTENT = (0.0, 3.0, 0.0, 2.0)
PLANE = [
    marks.raster("raster", GRID, extent=EXTENT, role="loss", domain=(0, 11), scale="sqrt", label="label.loss"),
    marks.regions("regions", GRID % 3, GRID / 11, extent=EXTENT, roles=("class-0", "class-1", "class-2")),
    marks.contour("contour", GRID, extent=EXTENT, role="loss", levels=[3, 6]),
    marks.points("points", [1], [1], role="data", value=[2], domain=(0, 3), handle="move"),
    marks.line("line", [0, 1, np.nan, 2], [0, 1, 1, 2], role="path", dash=True),
    marks.arrows("field", [0, 1], [0, 1], [1, 2], [1, 1], role="gradient"),
    marks.arrows("edges", [0], [0], [3], [2], role="weight", head=False, value=[-1], domain=(-2, 2), width=6),
    marks.tiles("tiles", [1, 2], [1, 1], np.stack([GRID, -GRID]), size=(0.5, 0.5), role="weight", domain=(-11, 11)),
    marks.rects("rects", [0], [0], [1], [1], role="residual"),
    marks.bars("bars", [1, 2], role="residual", labels=["a", "b"]),
    marks.words("words", [1], [1], ["label.loss"], role="data"),
]


def figure(mark, kind="plane"):
    space = Scale((0, 12), "axis.z") if kind == "space" else None
    return Figure("f", kind, "t", "s", (mark,), x=Scale((0, 3), "axis.x"), y=Scale((0, 2), "axis.y"), z=space)


@pytest.mark.cpython
@pytest.mark.parametrize("mark", PLANE, ids=lambda mark: mark.id)
def test_each_mark_is_drawn_on_paper_and_told_as_a_table(mark):
    assert b"<svg" in render(figure(mark), {})
    assert tables(figure(mark))[0]["rows"]


@pytest.mark.cpython
def test_marks_in_space_and_arrays_are_drawn_too():
    assert b"<svg" in render(figure(marks.mesh("m", GRID, extent=EXTENT, role="loss", domain=(0, 11)), "space"), {})
    grid = marks.matrix("a", GRID, role="data", label="A", rows=["r"] * 3, columns=["c"] * 4)
    assert b"<svg" in render(Figure("f", "arrays", "t", "s", (grid,)), {})


@pytest.mark.cpython
def test_wrong_numbers_of_a_matrix_are_told_apart():
    plain = marks.matrix("a", GRID, role="data", label="A", columns=["c"] * 4)
    flagged = marks.matrix("a", GRID, role="data", label="A", columns=["c"] * 4, wrong=np.asarray(GRID) > 1)
    assert "wrong" not in plain.channels and flagged.channels["wrong"].shape == (3, 4)
    assert render(Figure("f", "arrays", "t", "s", (flagged,)), {}) != render(
        Figure("f", "arrays", "t", "s", (plain,)), {}
    )


def test_options_survive_json_and_false_is_said():
    for mark in PLANE:
        assert json.loads(json.dumps(mark.structure()))["type"] == mark.type
    assert marks.arrows("a", [0], [0], [1], [1], role="data", head=False).structure()["head"] is False


def test_a_vector_is_a_column_that_remembers_its_shape():
    vector = marks.matrix("v", [1, 2, 3], role="data", label="v")
    assert vector.channels["values"].shape == (3, 1) and vector.options["shape"] == [3]
    assert marks.matrix("s", np.array(2.0), role="data", label="s").options["shape"] == []


def test_points_may_have_a_strength_each_and_their_table_names_it():
    cloud = marks.points("cloud", [0, 1], [2, 3], role="data", strength=[1.0, 0.25])
    assert cloud.channels["strength"].tolist() == [1, 0.25]
    figure = Figure("f", "plane", "title", "summary", (cloud,), x=Scale((0, 1), "axis.x"), y=Scale((0, 3), "axis.y"))
    [table] = tables(figure)
    assert table["columns"] == ["axis.x", "axis.y", "table.strength"]
    assert table["rows"] == [[0, 2, 1], [1, 3, 0.25]]
    assert "strength" not in marks.points("plain", [0], [0], role="data").channels


def test_numbers_of_a_grid_can_stand_out_without_being_wrong():
    mark = marks.matrix("m", [[1.0, 2.0]], role="data", label="label.m", marked=[[0, 1]])
    assert mark.channels["marked"].tolist() == [[0, 1]] and "wrong" not in mark.channels
