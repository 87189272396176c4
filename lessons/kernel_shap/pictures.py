"""What the pictures have in common: an axis of features, bars that push up or down, and how a number is framed.

Features stand on a named axis, the first at the top, at −1, the next below at −2, and so on (0 would be drawn as the
line where something begins).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Scale
from lessons.kit.marks import Mark
from lessons.kit.text import Text

NOWHERE: tuple[tuple[float, Text], ...] = ((1e9, ""),)
"""Ticks for an axis on which nothing is to be read off."""
THICK = 0.36
"""Half the height of a bar, in steps of the axis of features."""
OPAQUE = 0.75
Domain = tuple[float, float]


def feature_axis(names: Sequence[Text], *, above: float = 0.0, more: Sequence[tuple[float, Text]] = ()) -> Scale:
    """The axis on which features have names; `above` is room for something else over the first, with ticks `more`."""
    ticks = (*more, *((-1.0 - k, name) for k, name in enumerate(names)))
    return Scale((-0.4 - len(names), -0.4 + above), "axis.feature", ticks=ticks)


def places(order: np.ndarray, n_players: int) -> np.ndarray:
    """Where each player stands when they come in this order, (n_players,); NaN for those left out."""
    place = np.full(n_players, np.nan)
    place[order] = -1.0 - np.arange(len(order))
    return place


def by_size(values: np.ndarray) -> np.ndarray:
    """The players from the largest value to the smallest, whatever its sign; equal ones keep their order."""
    return np.argsort(-np.abs(values), kind="stable")


def push_bars(
    id: str, start: np.ndarray, end: np.ndarray, y: np.ndarray, *, labels: bool = True, thick: float = THICK,
    opacity: float = OPAQUE, link: str = "feature",
) -> tuple[Mark, Mark]:  # fmt: skip
    """A bar for each player from `start` to `end` at height `y`: one mark for those that raise, one for the others.

    Both hold all players, so that item i is player i in either; a bar of the other kind has no length.
    """
    up = end >= start
    low, high = np.minimum(start, end), np.maximum(start, end)
    return tuple(
        marks.rects(
            f"{id}-{role}", np.where(mine, low, start), y - thick, np.where(mine, high, start), y + thick, role=role,
            opacity=opacity, link=link, label=f"label.{role}" if labels else None,
        )
        for role, mine in (("raises", up), ("lowers", ~up))
    )  # type: ignore[return-value]  # fmt: skip


def around(*arrays: np.ndarray | float, room: float = 0.08, least: float = 1e-9) -> Domain:
    """An interval that holds all finite numbers given, with some room at both ends."""
    values = np.concatenate([np.ravel(a) for a in arrays])
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    margin = room * max(high - low, least)
    return low - margin, high + margin


def upright(
    x: float, axis: Scale, *, id: str, role: str, label: Text | None, dash: bool = False, width: float = 2
) -> Mark:
    """A line from the bottom of the figure to its top."""
    return marks.line(id, [x, x], list(axis.domain), role=role, width=width, dash=dash, label=label)


def sort_numbers(
    numbers: dict[str, float], shown: tuple[str, ...]
) -> tuple[dict[str, float], tuple[str, ...], dict[str, float]]:
    """The numbers beside the figures, their order, and the others, which only the words mention."""
    return {name: numbers[name] for name in shown}, shown, {n: v for n, v in numbers.items() if n not in shown}
