"""Marks: the few shapes that every figure is made of.

A mark has a type, a role (which decides its colour), channels (arrays that carry the data) and options (plain values
that change rarely). It knows nothing of pixels: the page draws it on a canvas, `paper.py` with matplotlib. Channels
are float arrays in data units; options must survive JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .text import Text

Array: TypeAlias = NDArray[np.float64]
Extent: TypeAlias = tuple[float, float, float, float]
"""Where a grid lies: (x of the first column, x of the last, y of the first row, y of the last)."""


@dataclass(frozen=True)
class Mark:
    """One layer of a figure."""

    id: str
    type: str
    role: str
    channels: dict[str, Array]
    options: dict[str, Any] = field(default_factory=dict)

    def structure(self) -> dict[str, Any]:
        """All but the arrays, as plain data."""
        return {"id": self.id, "type": self.type, "role": self.role, **self.options}


def _mark(id: str, type: str, role: str, channels: dict[str, ArrayLike | None], **options: Any) -> Mark:
    arrays = {name: _floats(value) for name, value in channels.items() if value is not None}
    given = {name: value for name, value in options.items() if value is not None}
    return Mark(id, type, role, arrays, given)


def _floats(value: ArrayLike) -> Array:
    """Numbers as an array of floats; one of float32, which is what the page draws, stays as it is."""
    array = np.asarray(value)
    return array if array.dtype == np.float32 else np.asarray(array, float)


def raster(
    id: str, values: ArrayLike, *, extent: Extent, role: str, domain: tuple[float, float], scale: str = "linear",
    label: Text | None = None, on: bool = True,
) -> Mark:  # fmt: skip
    """A coloured picture of `values` (n_rows, n_columns), row 0 at the lowest y."""
    return _mark(id, "raster", role, {"values": values}, extent=extent, domain=domain, scale=scale, label=label, on=on)


def regions(
    id: str, values: ArrayLike, strength: ArrayLike, *, extent: Extent, roles: Sequence[str], label: Text | None = None,
    on: bool = True,
) -> Mark:  # fmt: skip
    """Decision regions: `values` (n_rows, n_columns) are indices into `roles`, `strength` in [0, 1] their certainty."""
    return _mark(
        id, "regions", roles[0], {"values": values, "strength": strength}, extent=extent, roles=list(roles),
        label=label, on=on,
    )  # fmt: skip


def contour(
    id: str, values: ArrayLike, *, extent: Extent, role: str, levels: Sequence[float],
    label: Text | None = None, on: bool = True,
) -> Mark:  # fmt: skip
    """Lines of equal `values` (n_rows, n_columns)."""
    return _mark(
        id, "contour", role, {"values": values}, extent=extent, levels=list(levels), label=label, on=on
    )  # fmt: skip


def mesh(
    id: str, values: ArrayLike, *, extent: Extent, role: str, domain: tuple[float, float], scale: str = "linear",
    label: Text | None = None,
) -> Mark:  # fmt: skip
    """A surface of heights `values` (n_rows, n_columns); where a value is not a number there is a hole."""
    return _mark(id, "mesh", role, {"values": values}, extent=extent, domain=domain, scale=scale, label=label)


def points(
    id: str, x: ArrayLike, y: ArrayLike, z: ArrayLike | None = None, *, role: str, value: ArrayLike | None = None,
    domain: tuple[float, float] | None = None, scale: str | None = None, strength: ArrayLike | None = None,
    symbol: str = "circle", radius: float = 5, hollow: bool = False, link: str | None = None,
    handle: str | None = None, halo: bool = True, pick: str | None = None, name: Text | None = None,
    label: Text | None = None, dim: bool = False, on: bool = True,
) -> Mark:  # fmt: skip
    """Points, coloured by role or by `value`. With `handle` each can be dragged, with `pick` tapped: both send it.

    With `strength` (0 to 1) each is as opaque as it is strong: what weighs little is hardly seen.

    A handle has a ring around it that says "take me", unless `halo` is false (where there are many).
    """
    return _mark(
        id, "points", role, {"x": x, "y": y, "z": z, "value": value, "strength": strength}, domain=domain,
        scale=scale, symbol=symbol, radius=radius, hollow=hollow, link=link, handle=handle,
        halo=None if halo else False, pick=pick, name=name, label=label, dim=dim, on=on,
    )  # fmt: skip


def line(
    id: str, x: ArrayLike, y: ArrayLike, z: ArrayLike | None = None, *, role: str, width: float = 2,
    dash: bool = False, label: Text | None = None, dim: bool = False, on: bool = True, veiled: bool | None = None,
) -> Mark:  # fmt: skip
    """A line through the points in their order; a NaN lifts the pen. With `veiled` the legend only keeps its room."""
    return _mark(
        id, "line", role, {"x": x, "y": y, "z": z}, width=width, dash=dash, label=label, dim=dim, on=on, veiled=veiled
    )  # fmt: skip


def arrows(
    id: str, x1: ArrayLike, y1: ArrayLike, x2: ArrayLike, y2: ArrayLike, *, role: str, head: bool = True,
    width: float = 2, value: ArrayLike | None = None, domain: tuple[float, float] | None = None, dash: bool = False,
    link: str | None = None, ends: Sequence[Sequence[int]] | None = None, ends_link: str | None = None,
    pick: str | None = None, label: Text | None = None, dim: bool = False, on: bool = True,
    scale: str | None = None,
) -> Mark:  # fmt: skip
    """Arrows (or, without heads, segments) from (x1, y1) to (x2, y2).

    With `value`, each takes its colour from the role's scale over `domain`, and its width grows from a hairline at 0
    to `width` at the domain's larger end (the edges of a network: sign by colour, size by width); `ends` names the two
    things (of kind `ends_link`) that each joins, so that pointing at a thing lights its edges.
    """
    return _mark(
        id, "arrows", role, {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "value": value}, head=head, width=width,
        domain=domain, dash=dash, link=link, ends=ends, endsLink=ends_link,
        pick=pick, label=label, dim=dim, on=on, scale=scale,
    )  # fmt: skip


def tiles(
    id: str, x: ArrayLike, y: ArrayLike, values: ArrayLike, *, size: tuple[float, float], role: str,
    domain: tuple[float, float], link: str | None = None, pick: str | None = None, label: Text | None = None,
    name: Text | None = None, on: bool = True, scale: str | None = None, smooth: bool | None = None,
    enlarged: dict[str, Any] | None = None,
) -> Mark:  # fmt: skip
    """Small pictures `values` (n, n_rows, n_columns), each of `size` (data units) around its (x, y); row 0 lowest.

    A value that is not a number is left out; without `smooth` each is a square of its own. With `pick` a tap on one
    (or Enter, when it is lit) sends that gesture. While one is pointed at, its picture takes the place that `enlarged`
    names: over an `extent`, of a `mark` in a `figure`, which then has the one of `titles` that belongs to it; not so
    the one that is shown there `now`.
    """
    return _mark(
        id, "tiles", role, {"x": x, "y": y, "values": values}, size=size, domain=domain, link=link, pick=pick,
        label=label, name=name, on=on, scale=scale, smooth=smooth, enlarged=enlarged,
    )  # fmt: skip


def rects(
    id: str, x1: ArrayLike, y1: ArrayLike, x2: ArrayLike, y2: ArrayLike, *, role: str, link: str | None = None,
    label: Text | None = None, opacity: float = 0.2, on: bool = True,
) -> Mark:  # fmt: skip
    """Rectangles between opposite corners."""
    return _mark(
        id, "rects", role, {"x1": x1, "y1": y1, "x2": x2, "y2": y2}, link=link, label=label, opacity=opacity, on=on
    )  # fmt: skip


def bars(
    id: str, value: ArrayLike, *, role: str, labels: Sequence[Text], link: str | None = None,
    label: Text | None = None,
) -> Mark:  # fmt: skip
    """One bar for each of `labels`, from zero to `value` (n_bars,)."""
    return _mark(id, "bars", role, {"value": value}, labels=list(labels), link=link, label=label)


def words(
    id: str, x: ArrayLike, y: ArrayLike, texts: Sequence[Text], *, role: str, anchor: str = "start", dx: float = 6,
    dy: float = -6, on: bool = True,
) -> Mark:  # fmt: skip
    """Short texts beside points; `dx`, `dy` in pixels."""
    return _mark(id, "text", role, {"x": x, "y": y}, texts=list(texts), anchor=anchor, dx=dx, dy=dy, on=on)


def numbers(
    id: str, x: ArrayLike, y: ArrayLike, value: ArrayLike, *, role: str, format: str = ".2f", size: float = 1.0,
    anchor: str = "middle", dx: float = 0, dy: float = 0, link: str | None = None, label: Text | None = None,
    on: bool = True,
) -> Mark:  # fmt: skip
    """Numbers beside points; they may change at every tick. `size` in units of the figure's letters."""
    return _mark(
        id, "text", role, {"x": x, "y": y, "value": value}, format=format, size=size, anchor=anchor, dx=dx, dy=dy,
        link=link, name=label, on=on,
    )  # fmt: skip


def matrix(
    id: str, values: ArrayLike, *, role: str, label: Text, rows: Sequence[Text] | None = None,
    columns: Sequence[Text] | None = None, format: str = ".2f", link: str | None = None, operator: str | None = None,
    shape: Sequence[int] | None = None, wrong: ArrayLike | None = None, marked: ArrayLike | None = None,
    dim: bool = False, on: bool = True,
) -> Mark:  # fmt: skip
    """An array as a grid of numbers, with its true `shape` written above (a vector is drawn as a column).

    Numbers where `wrong` (of the grid's shape) is not 0 are shown as such; where `marked` is not 0 they stand out.
    """
    array = np.asarray(values, float)
    true_shape = list(array.shape if shape is None else shape)
    grid = array.reshape(-1, 1) if array.ndim < 2 else array
    return _mark(
        id, "matrix", role, {"values": grid, "wrong": wrong, "marked": marked}, label=label, rows=rows and list(rows),
        columns=columns and list(columns), format=format, link=link, operator=operator, shape=true_shape, dim=dim,
        on=on,
    )  # fmt: skip
