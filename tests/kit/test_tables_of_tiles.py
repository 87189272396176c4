"""The table of small pictures counts only what is a number."""

import json

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Scale, tables


def test_what_is_not_a_number_is_left_out_of_a_tiles_row():
    pictures = np.array([[[1.0, np.nan, 3.0]], [[np.nan, np.nan, np.nan]]])
    tiles = marks.tiles("t", [0, 1], [0, 0], pictures, size=(1, 1), role="loss", domain=(0, 1), scale="log")
    figure = Figure("f", "plane", "figure.f", "summary.f", (tiles,), x=Scale((0, 1), "x"), y=Scale((0, 1), "y"))
    (table,) = tables(figure)
    assert [row[1:] for row in table["rows"]] == [[1.0, 2.0, 3.0], [None, None, None]]
    json.dumps(figure.structure(), allow_nan=False)
