"""The samples that the line is fitted to: the article's five, or whatever the learner has made of them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.figures import Frame
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from nnviz_core import linear

ARTICLE = ((-1.0, -2.0), (1.0, 0.0), (2.0, 1.0), (3.0, 2.0), (4.0, 3.0))
X_VIEW, Y_VIEW = (-3.0, 6.0), (-5.0, 5.0)
"""What the data figure shows; points and handles stay inside."""
MOST_POINTS = 30
"""So many samples there can be, and a batch of so many is always all of them."""
WAY_BACK = "words_points"
"""The button that puts the article's samples back."""
LINE_ENDS = (-2.0, 5.0)
"""Where, along x, the line's two handles stand."""

Samples = tuple[np.ndarray, np.ndarray]


@lru_cache(maxsize=32)
def _arrays(points: tuple[tuple[float, float], ...], standardise: bool) -> Samples:
    x, y = np.array(points, float).T
    spread = x.std()
    if standardise and spread > 0:
        x = (x - x.mean()) / spread
    x.flags.writeable = y.flags.writeable = False
    return x, y


def samples(settings: Settings) -> Samples:
    """x and y, each (n_samples,); x in units of its own spread around its mean when standardised."""
    return _arrays(settings["points"], settings["standardise"])


@lru_cache(maxsize=64)
def _closed_form(points: tuple[tuple[float, float], ...], standardise: bool) -> tuple[np.ndarray, float]:
    x, y = _arrays(points, standardise)
    lowest = linear.minimum(x, y)
    loss = float(linear.mse(lowest, x, y))
    rounding = np.mean(y**2) * 1e-28  # where all points lie on one line, what is left is rounding, not loss
    return lowest, loss if loss > rounding else 0.0


def minimum(settings: Settings) -> tuple[np.ndarray, float]:
    """The lowest point (w, b) and the loss there, in closed form."""
    return _closed_form(settings["points"], settings["standardise"])


def line_end(settings: Settings, gesture: Gesture) -> dict:
    """Dragging one end of the line turns it about the other end."""
    held = gesture.index % 2
    other = LINE_ENDS[1 - held]
    y_other = settings["w0"] * other + settings["b0"]
    w = (gesture.y - y_other) / (LINE_ENDS[held] - other)
    return at(w, y_other - w * other)


def at(w: float, b: float) -> dict:
    """The settings of the line (w, b), kept inside the controls' range, to two decimals as the sliders are."""
    return {"w0": _rounded(w, 4.0), "b0": _rounded(b, 4.0)}


def _rounded(value: float, most: float) -> float:
    return round(float(np.clip(value, -most, most)), 2)


def move_point(settings: Settings, gesture: Gesture) -> dict:
    """Dragging a sample."""
    points = list(settings["points"])
    points[gesture.item(points)] = _inside(gesture.x, gesture.y)
    return {"points": points}


def _inside(x: float, y: float) -> tuple[float, float]:
    x, y = np.clip(x, *X_VIEW), np.clip(y, *Y_VIEW)
    return round(float(x), 2), round(float(y), 2)


def add_point(settings: Settings, gesture: Gesture) -> dict:
    """A new sample at the middle of the others, a little above, ready to be dragged."""
    x, y = np.mean(settings["points"], axis=0)
    return _with_points(settings, [*settings["points"], _inside(x, y + 1.5)])


def delete_point(settings: Settings, gesture: Gesture) -> dict:
    """Remove the sample that is lit, or the last one."""
    points = list(settings["points"])
    del points[gesture.index if 0 <= gesture.index < len(points) else -1]
    return _with_points(settings, points)


def reset_points(settings: Settings, gesture: Gesture) -> dict:
    """Back to the article's samples."""
    return _with_points(settings, list(ARTICLE))


def _with_points(settings: Settings, points: list[tuple[float, float]]) -> dict:
    """A full batch stays a full batch when the number of samples changes."""
    before, now = len(settings["points"]), len(points)
    full = settings["batch_size"] >= before
    return {"points": points, "batch_size": MOST_POINTS if full else min(settings["batch_size"], now)}


def with_way_back(step: Step) -> Step:
    """The step, with a button for who has changed the samples: its words speak of the article's. Where that button
    stands always it rests until there is something to put back."""
    always = "reset_points" in step.controls

    def frame(moment: Moment) -> Frame:
        shown = step.frame(moment)
        if tuple(moment.settings["points"]) != ARTICLE:
            return shown
        if always:
            return replace(shown, disabled=(*shown.disabled, "reset_points"))
        return replace(shown, absent=(*shown.absent, WAY_BACK))

    return replace(step, frame=frame, controls=step.controls if always else (*step.controls, WAY_BACK))
