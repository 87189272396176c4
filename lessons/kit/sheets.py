"""Numbers as CSV, with all their digits: the tables of a figure, and the read-outs of a run at every t."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from .figures import Figure, axis_name, drawn_marks, grid_places, table
from .marks import Mark
from .player import Moment, Player
from .text import Strings, Text, resolve


def figure_sheet(figure: Figure, strings: Strings) -> str:
    """Every number that the figure draws, as one table.

    The first column names the part of the figure; then come the columns of all parts, empty where a part has no such.
    """
    parts = []
    for found in (_whole(mark, figure) for mark in drawn_marks(figure)):
        columns = _distinct([_cell(column, strings) for column in found["columns"]])
        parts.append((resolve(found["title"], strings), columns, found["rows"]))
    head = list(dict.fromkeys(name for _, columns, _ in parts for name in columns))
    lines = [[resolve("sheet.part", strings), *head]]
    for title, columns, rows in parts:
        for row in rows:
            cells = dict(zip(columns, (_cell(cell, strings) for cell in row), strict=True))
            lines.append([title, *(cells.get(name, "") for name in head)])
    return _lines(lines)


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of which some are alike, with numbers from the second on."""
    return [f"{name} ({n})" if (n := names[: i + 1].count(name)) > 1 else name for i, name in enumerate(names)]


def _whole(mark: Mark, figure: Figure) -> dict[str, Any]:
    """The table of a mark: of a grid each value with its place, of small pictures each with its row and column."""
    shown = table(mark, figure)
    if "values" not in mark.channels or mark.type == "matrix":
        return shown
    values = mark.channels["values"]
    columns: list[Text]
    if mark.type == "tiles":
        columns, places = ["table.picture", "table.row", "table.column"], tuple(np.indices(values.shape))
    else:
        columns, places = [axis_name("x", figure), axis_name("y", figure)], np.meshgrid(*grid_places(mark))
    known = [values, *(mark.channels[name] for name in ("strength",) if name in mark.channels)]
    columns += ["table.value", "table.strength"][: len(known)]
    cells = [numbers.ravel().tolist() for numbers in (*places, *known)]
    return {"title": shown["title"], "columns": columns, "rows": list(zip(*cells, strict=True))}


def run_columns(player: Player) -> list[str]:
    """The read-outs of a run, by name; the same at every t."""
    return list(_readouts(player, 0))


def run_lines(player: Player, first: int, last: int, columns: Sequence[str]) -> str:
    """The rows of `first` to `last`: t, and each read-out with as many digits as give it back exactly."""
    reached = player.run.reach(last)
    rows = []
    for t in range(first, reached + 1):
        found = _readouts(player, t)
        rows.append([str(t), *(_digits(found.get(name, np.nan)) for name in columns)])
    return _lines(rows)


def run_head(columns: Sequence[str]) -> str:
    return _lines([["t", *columns]])


def _readouts(player: Player, t: int) -> dict[str, float]:
    """What would be read off at t; a view of the run, the player stays where it is."""
    reached = player.run.reach(t)
    return player.step.frame(Moment(player.run.settings_at(reached), reached, 0, player.run)).readouts


def _digits(value: float) -> str:
    return repr(float(value))


def _cell(value: Any, strings: Strings) -> str:
    if isinstance(value, float):
        return _digits(value) if np.isfinite(value) else ""
    return str(value) if isinstance(value, int) else "" if value is None else resolve(value, strings)


def _lines(rows: Iterable[Iterable[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()
