"""Numbers as CSV, with all their digits: the tables of a figure, and the read-outs of a run at every t."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from .figures import Figure, tables
from .player import Moment, Player
from .text import Strings, resolve


def figure_sheet(figure: Figure, strings: Strings) -> str:
    """Every number that the figure draws, one table under the other, each with its title in the first column."""
    blocks = []
    for table in tables(figure, most=None):
        title = resolve(table["title"], strings)
        head = [resolve("sheet.part", strings), *(_cell(column, strings) for column in table["columns"])]
        blocks.append(_lines([head, *([title, *(_cell(cell, strings) for cell in row)] for row in table["rows"])]))
    return "\n".join(blocks)


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
    if value is None:
        return ""
    return (
        _digits(value)
        if isinstance(value, float)
        else str(value)
        if isinstance(value, int)
        else resolve(value, strings)
    )


def _lines(rows: Iterable[Iterable[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()
