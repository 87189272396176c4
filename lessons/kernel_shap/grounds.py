"""Another background, another answer: the same model and row, asked against other company."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from lessons.models.choices import absent_of
from nnviz_core.explain.game import Game

from .inquiry import Inquiry
from .pictures import OPAQUE, around, by_size, feature_axis, places, sort_numbers
from .problem import Problem, problem, whole

MOST_BARS = 13
SAID = 0.02
"""A value counts as a push when it is this part of the largest."""


def background(moment: Moment) -> Frame:
    """The values against all kinds of rows, and against those chosen."""
    settings = moment.settings
    usual = {**settings, "background_kind": "random_rows"}
    task, own, other = problem(settings), whole(usual), whole(settings)
    before, after = own.values(own.n_pairs), other.values(other.n_pairs)
    least = SAID * max(float(np.abs(before).max()), float(np.abs(after).max()))
    flipped = (before * after < 0) & (np.abs(before) > least) & (np.abs(after) > least)
    first, second = int(by_size(before)[0]), int(by_size(after)[0])
    return Frame(
        (_bars(task, before, after), _bases(task, own, other)),
        *sort_numbers(
            {"base": own.base, "other_base": other.base, "prediction": own.prediction, "gain": own.gain,
             "other_gain": other.gain, "n_flipped": int(flipped.sum()), "moved": float(np.abs(after - before).max()),
             "n_background": len(other.game.background), "sum": float(after.sum())},
            ("base", "other_base", "prediction", "n_flipped", "moved")),
        code=source(Game.base_value.func, "return"),  # type: ignore[attr-defined]
        message=_message(settings["background_kind"], task, first, second, int(flipped.sum())),
        absent=absent_of(settings),
    )  # fmt: skip


def _bars(task: Problem, before: np.ndarray, after: np.ndarray) -> Figure:
    """Two bars a feature: against the usual background, and against the chosen one."""
    order = by_size(np.maximum(np.abs(before), np.abs(after)))[:MOST_BARS]
    y = places(order, len(before))
    zeros = np.zeros(len(before))
    low, high = around(before, after, 0.0, room=0.1)
    return Figure(
        "two", "plane", "figure.two_backgrounds",
        text("summary.two_backgrounds", name=task.names[order[0]], before=before[order[0]], after=after[order[0]]),
        (marks.rects("before", zeros, y + 0.02, before, y + 0.38, role="run-0", opacity=0.45, link="feature",
                     label="label.usual"),
         marks.rects("after", zeros, y - 0.38, after, y - 0.02, role="run-1", opacity=OPAQUE, link="feature",
                     label="label.chosen")),
        x=Scale((low, high), "axis.value"), y=feature_axis([task.names[j] for j in order]), size="large",
    )  # fmt: skip


def _bases(task: Problem, own: Inquiry, other: Inquiry) -> Figure:
    """The two questions on one axis: from which base to the same prediction."""
    at = np.array([2.0, 1.0])
    bases = np.array([own.base, other.base])
    usual, chosen = (_spread(each) for each in (own, other))
    low, high = task.span or around(usual, chosen, own.prediction)
    return Figure(
        "bases", "plane", "figure.bases",
        text("summary.bases", base=own.base, other=other.base, prediction=own.prediction),
        (marks.points("rows-usual", usual, 2.0 + _jitter(len(usual)), role="run-0", radius=3, label="label.answers"),
         marks.points("rows-chosen", chosen, 1.0 + _jitter(len(chosen)), role="run-1", radius=3),
         marks.arrows("gains", bases, at, np.full(2, own.prediction), at, role="data", width=2.5,
                      label="label.gain"),
         marks.points("bases", bases, at, role="start", symbol="square", radius=7, label="label.base"),
         marks.points("predictions", np.full(2, own.prediction), at, role="guess", symbol="diamond", radius=7,
                      label="label.prediction")),
        x=Scale((low, high), task.axis),
        y=Scale((0.3, 2.7), "", ticks=((2.0, "label.usual"), (1.0, "label.chosen"))), size="medium",
    )  # fmt: skip


def _spread(own: Inquiry) -> np.ndarray:
    """What the model says of each background row."""
    return own.game.predict_rows(own.game.background)[:, own.output]


def _jitter(n: int) -> np.ndarray:
    """Dots of one line a little apart, the same each time."""
    return 0.28 * np.sin(2.4 * np.arange(n))


def _message(kind: str, task: Problem, first: int, second: int, n_flipped: int) -> Message:
    if kind == "random_rows":
        return Message("warn", "message.same_background")
    if n_flipped:
        return Message("warn", text("message.flipped", n=n_flipped))
    if first != second:
        return Message("warn", text("message.another_first", before=task.names[first], after=task.names[second]))
    return Message("warn", text("message.moved", name=task.names[first]))


STEPS = (
    Step("background", background, controls=("background_kind", "background_size", "table", "model", "row", "output"),
         defaults={"background_kind": "mean_row"}),
)  # fmt: skip
