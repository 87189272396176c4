"""Figures and frames: marks over scales, and all that is on screen at one moment.

A figure is a function of its moment and nothing else. It carries a sentence (`summary`) and, through `tables`, its
numbers, both made from the very arrays it draws, for readers who cannot see it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .marks import Mark
from .text import Text, text

_MOST = 9  # rows and columns of a grid that are told


@dataclass(frozen=True)
class Scale:
    """An axis: the interval of data it shows, how it is spaced, and its name.

    `ticks` are places with a name, (place, name) each, on an axis of things rather than of numbers.
    """

    domain: tuple[float, float]
    label: Text
    type: str = "linear"
    ticks: tuple[tuple[float, Text], ...] = ()

    def structure(self) -> dict[str, Any]:
        described: dict[str, Any] = {"domain": list(self.domain), "label": self.label, "type": self.type}
        return {**described, "ticks": [list(tick) for tick in self.ticks]} if self.ticks else described

    def name_at(self, place: float) -> Text:
        """The name that lies nearest to a place, on an axis of things."""
        return min(self.ticks, key=lambda tick: abs(tick[0] - place))[1]


@dataclass(frozen=True)
class Figure:
    """Marks over scales. `kind` is "plane" (x, y), "space" (x, y, z) or "arrays" (grids of numbers, no scales).

    A `bare` plane has places but no axes: the drawing of a network.
    """

    id: str
    kind: str
    title: Text
    summary: Text
    marks: tuple[Mark, ...]
    x: Scale | None = None
    y: Scale | None = None
    z: Scale | None = None
    equal: bool = False
    size: str = "medium"
    place: str | None = None
    readout: str | None = None
    camera: tuple[float, float] | None = None
    bare: bool = False

    def structure(self) -> dict[str, Any]:
        """All but the arrays and the summary (which changes at every tick), as plain data."""
        scales = {name: scale.structure() for name in "xyz" if (scale := getattr(self, name)) is not None}
        described: dict[str, Any] = {
            "id": self.id, "kind": self.kind, "title": self.title, **scales, "equal": self.equal, "size": self.size,
            "place": self.place, "readout": self.readout, "marks": [mark.structure() for mark in self.marks],
        }  # fmt: skip
        if self.camera is not None:
            described["camera"] = {"azimuth": self.camera[0], "elevation": self.camera[1]}
        if self.bare:
            described["bare"] = True
        return described


@dataclass(frozen=True)
class Code:
    """The source that runs at this moment, with the lines (0-based, inside `text`) that just ran.

    `numbers` says which line of the file each line of `text` is.
    """

    file: str
    name: str
    text: str
    numbers: tuple[int, ...]
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Message:
    """What happened and what to do; `tone` is "good", "warn" or "bad"."""

    tone: str
    text: Text


@dataclass(frozen=True)
class Goal:
    """Something to reach by hand, and whether it is reached."""

    text: Text
    reached: bool


@dataclass(frozen=True)
class Frame:
    """All that a step shows at one moment.

    `readouts` are the named numbers beside the figures, `shown` the order in which they stand; `live` are further
    numbers that formulas mention; `formulas` is TeX for the formulas whose shape depends on the data. Of the step's
    controls, `disabled` do nothing at this moment and `absent` make no sense in it, so they are not shown; those in
    `standing` stand where this number is, whatever they were last set to (a weight that training moves on).
    """

    figures: tuple[Figure, ...]
    readouts: dict[str, float]
    shown: tuple[str, ...] = ()
    live: dict[str, float] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    code: Code | None = None
    message: Message | None = None
    goal: Goal | None = None
    disabled: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    standing: dict[str, float] = field(default_factory=dict)


def tables(figure: Figure) -> list[dict[str, Any]]:
    """The figure's numbers as a reader would want them, one table for each mark that is drawn: title, column names and
    rows. Large grids are thinned, small pictures told in a few numbers."""
    return [table(mark, figure) for mark in drawn_marks(figure)]


def drawn_marks(figure: Figure) -> list[Mark]:
    """The marks of a figure that are on and have something to draw."""
    return [mark for mark in figure.marks if mark.options.get("on", True) and all(map(np.size, mark.channels.values()))]


def table(mark: Mark, figure: Figure) -> dict[str, Any]:
    """One of them."""
    if mark.type == "tiles":
        return _tile_table(mark)
    if mark.type == "matrix":
        return _matrix_table(mark)
    if mark.type == "bars":
        return _bar_table(mark, figure)
    return _grid_table(mark, figure) if "values" in mark.channels else _list_table(mark, figure)


def _title(mark: Mark) -> Text:
    return mark.options.get("label") or mark.options.get("name") or f"role.{mark.role}"


def _bar_table(mark: Mark, figure: Figure) -> dict[str, Any]:
    """Each bar has the name that stands below it."""
    rows = [[name, _number(value)] for name, value in zip(mark.options["labels"], mark.channels["value"], strict=True)]
    return {"title": _title(mark), "columns": [axis_name("x", figure), axis_name("y", figure)], "rows": rows}


def _list_table(mark: Mark, figure: Figure) -> dict[str, Any]:
    on_things = {channel for channel in mark.channels if (scale := _scale_of(channel, figure)) and scale.ticks}
    named = {channel[0]: _names(mark, channel[0], figure) for channel in mark.channels if channel in on_things}
    plain = [channel for channel in mark.channels if channel not in on_things]
    columns = [*(axis_name(axis, figure) for axis in named), *(_column_name(channel, figure) for channel in plain)]
    cells = [*named.values(), *([_number(value) for value in np.ravel(mark.channels[channel])] for channel in plain)]
    return {"title": _title(mark), "columns": columns, "rows": [list(row) for row in zip(*cells, strict=True)]}


def _scale_of(channel: str, figure: Figure) -> Scale | None:
    """The axis on which a channel lies, if it is a place at all."""
    return getattr(figure, channel[0], None) if channel[0] in "xyz" else None


def _names(mark: Mark, axis: str, figure: Figure) -> list[Text]:
    """Of each item the name of its place on an axis of things; what reaches from one place to another lies between."""
    reach = [np.ravel(values) for channel, values in mark.channels.items() if channel[0] == axis]
    return [getattr(figure, axis).name_at(place) for place in np.mean(reach, axis=0)]


def _column_name(channel: str, figure: Figure) -> Text:
    """The axis on which the channel lies; of two ends, which one."""
    if _scale_of(channel, figure) is None:
        return "table.strength" if channel == "strength" else "table.value"
    name = axis_name(channel[0], figure)
    end = {"1": "table.from", "2": "table.to"}.get(channel[1:])
    return text(end, axis=name) if end else name


def axis_name(axis: str, figure: Figure) -> Text:
    """What stands along an axis; its letter where nothing does, and with it where the same stands along another."""
    label = getattr(figure, axis).label
    labels = [scale.label for scale in (figure.x, figure.y, figure.z) if scale]
    if not label:
        return axis
    return label if labels.count(label) == 1 else text("table.axis", axis=label, letter=axis)


def _grid_table(mark: Mark, figure: Figure) -> dict[str, Any]:
    """A grid as rows of numbers; a large one is thinned to a few rows and columns, evenly."""
    values = mark.channels["values"]
    rows, columns = (np.unique(np.linspace(0, n - 1, min(n, _MOST)).round().astype(int)) for n in values.shape)
    kept = values[np.ix_(rows, columns)]
    xs, ys = grid_places(mark)
    corner = text("table.corner", down=axis_name("y", figure), across=axis_name("x", figure))
    body = [[_number(y), *map(_number, row)] for y, row in zip(ys[rows], kept, strict=True)]
    return {"title": _title(mark), "columns": [corner, *map(_number, xs[columns])], "rows": body}


def grid_places(mark: Mark) -> tuple[np.ndarray, np.ndarray]:
    """x of the columns and y of the rows of a grid."""
    x0, x1, y0, y1 = mark.options["extent"]
    rows, columns = mark.channels["values"].shape
    return np.linspace(x0, x1, columns), np.linspace(y0, y1, rows)


def _matrix_table(mark: Mark) -> dict[str, Any]:
    """The grid as it is drawn, with the names of its rows and columns, or their indices."""
    values = mark.channels["values"]
    names = mark.options.get("rows") or [text("table.index", i=i) for i in range(values.shape[0])]
    columns = mark.options.get("columns") or [text("table.index", i=j) for j in range(values.shape[1])]
    rows = [[name, *map(_number, row)] for name, row in zip(names, values, strict=True)]
    return {"title": _title(mark), "columns": ["table.row", *columns], "rows": rows}


def _tile_table(mark: Mark) -> dict[str, Any]:
    """Small pictures in a few numbers each: their lowest, mean and highest value."""
    pictures = mark.channels["values"]
    known = [picture[np.isfinite(picture)] for picture in pictures]
    rows = [
        [text("table.index", i=i), *(map(_number, (own.min(), own.mean(), own.max())) if own.size else (None,) * 3)]
        for i, own in enumerate(known)
    ]
    return {
        "title": _title(mark),
        "columns": ["table.row", "table.lowest", "table.mean", "table.highest"],
        "rows": rows,
    }


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
