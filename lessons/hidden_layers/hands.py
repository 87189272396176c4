"""The learner's own points: added by a tap, moved by dragging, deleted by dragging them over the edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.errors import Refusal
from lessons.kit.lesson import Gesture

from .problem import CLASSES, STARTER, VIEW, own_points
from .settings import refuse_regression

SPREAD = 0.08
"""Standard deviation of the points that a wide brush scatters around a tap."""
EDGE = 0.02


def add_point(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """A tap on the map: one point of the class that is drawn, or a few around it."""
    refuse_regression(settings)
    k = CLASSES.index(settings["draw_class"])
    lists = [list(points) for points in own_points(settings)]
    rng = np.random.default_rng([len(lists[k]), settings["brush"]])
    scattered = SPREAD * rng.standard_normal((settings["brush"] - 1, 2))
    lists[k] += [_inside(gesture.x, gesture.y), *(_inside(gesture.x + dx, gesture.y + dy) for dx, dy in scattered)]
    return _settings_of(lists)


def _inside(x: float, y: float) -> tuple[float, float]:
    low, high = VIEW[0] + EDGE, VIEW[1] - EDGE
    return round(float(np.clip(x, low, high)), 2), round(float(np.clip(y, low, high)), 2)


def _settings_of(lists: list[list[tuple[float, float]]]) -> dict[str, Any]:
    return {f"points_{name}": points for name, points in zip(CLASSES, lists, strict=True)}


def move_own(k: int) -> Callable[[Settings, Gesture], Mapping[str, Any]]:
    """The gesture of dragging a point of class k; over the edge it is gone."""

    def move(settings: Settings, gesture: Gesture) -> dict[str, Any]:
        lists = [list(points) for points in own_points(settings)]
        if not 0 <= gesture.index < len(lists[k]):
            return {}
        lists[k][gesture.index] = _inside(gesture.x, gesture.y)
        if gesture.done and max(abs(gesture.x), abs(gesture.y)) >= VIEW[1] - EDGE / 2:
            del lists[k][gesture.index]
            _check_left(settings, lists)
        return _settings_of(lists)

    return move


def delete_point(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """Remove the newest point of the class that is drawn."""
    lists = [list(points) for points in own_points(settings)]
    k = CLASSES.index(settings["draw_class"])
    if not lists[k]:
        raise Refusal("refusal.no_own_point", name=f"role.class-{k}")
    lists[k].pop()
    _check_left(settings, lists)
    return _settings_of(lists)


def _check_left(settings: Settings, lists: list[list[tuple[float, float]]]) -> None:
    """In a set of one's own at least one point of two classes must stay."""
    if settings["data"] == "own" and sum(bool(points) for points in lists) < 2:
        raise Refusal("refusal.one_class")


def clear_points(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """Forget the learner's points; a set of one's own begins again with its two rings."""
    return _settings_of([list(points) for points in (STARTER if settings["data"] == "own" else ((), (), ()))])
