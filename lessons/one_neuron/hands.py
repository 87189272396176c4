"""What hands do to the neuron: turn and shift its line, pull its arrow, set its weights. Gestures in, settings out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.lesson import Gesture
from nnviz_core import neuron

from .samples import VIEW, params_of

MOST = 8.0
"""Weights and bias lie between −MOST and MOST."""
ARROW = 0.4
"""How long, in the figure, an arrow of length 1 is drawn."""
CORNER_VIEW = (-2.0, 2.0)
CORNERS = ((-1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (1.0, -1.0))
"""XOR: the first two corners are of class 0, the others of class 1."""
_GRIPS = np.array([[0.88, 0.12], [0.12, 0.88]])
"""Where the grips stand on the visible part of the line, as shares of its two ends."""


def grips(params: np.ndarray, view: tuple[float, float] = VIEW) -> np.ndarray:
    """Where the line can be taken hold of to turn it, (2, 2), one grip a row; (0, 2) where no line is in sight."""
    ends = neuron.line_in_box(params, *view)
    return _GRIPS @ ends if len(ends) else ends


def turn_line(settings: Settings, gesture: Gesture) -> dict[str, float]:
    """Dragging an end turns the line until it runs through the hand; its distance from 0 and the length of w stay.

    On the line w·q = −b. With q at distance r and angle φ this is ‖w‖ r cos(φ − θ) = −b, so the angle of w is
    θ = φ ± arccos(−b / ‖w‖ r); of the two the nearer to the present one.
    """
    w1, w2, b = params_of(settings)
    length, r = np.hypot(w1, w2), np.hypot(gesture.x, gesture.y)
    if length == 0 or abs(b) >= length * r:
        return {}
    away = np.arccos(-b / (length * r))
    angles = np.arctan2(gesture.y, gesture.x) + np.array([away, -away])
    nearest = angles[np.argmax(np.cos(angles - np.arctan2(w2, w1)))]
    return _rounded(length * np.cos(nearest), length * np.sin(nearest), b)


def shift_line(settings: Settings, gesture: Gesture) -> dict[str, float]:
    """Dragging the middle of the line carries it along w: only the bias changes."""
    w1, w2, _ = params_of(settings)
    return _rounded(w1, w2, -(w1 * gesture.x + w2 * gesture.y))


def pull_arrow(settings: Settings, gesture: Gesture) -> dict[str, float]:
    """Dragging the tip of w sets the weights; the bias stays."""
    return _rounded(gesture.x / ARROW, gesture.y / ARROW, settings["b"])


def set_weights(settings: Settings, gesture: Gesture) -> dict[str, float]:
    """A point of the plane of weights is a neuron; the bias stays."""
    return _rounded(gesture.x, gesture.y, settings["b"])


def set_score(settings: Settings, gesture: Gesture) -> dict[str, float]:
    """Where along z the one sample lies."""
    return {"score": _inside(gesture.x, MOST)}


def move_corner(kind: int) -> Callable[[Settings, Gesture], dict[str, object]]:
    """The gesture that drags one of the two corners of a class."""

    def move(settings: Settings, gesture: Gesture) -> dict[str, object]:
        corners = list(settings["corners"])
        x, y = (round(_inside(value, CORNER_VIEW[1]), 1) for value in (gesture.x, gesture.y))
        corners[2 * kind + gesture.index % 2] = (x, y)
        return {"corners": corners}

    return move


def reset_corners(settings: Settings, gesture: Gesture) -> dict[str, object]:
    """XOR again."""
    return {"corners": CORNERS}


def _rounded(w1: float, w2: float, b: float) -> dict[str, float]:
    return {name: _inside(value, MOST) for name, value in zip(("w1", "w2", "b"), (w1, w2, b), strict=True)}


def _inside(value: float, most: float) -> float:
    return round(float(np.clip(value, -most, most)), 2)
