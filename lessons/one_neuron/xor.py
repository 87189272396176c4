"""Step 7: XOR, which no line can do: by hand, by training, and why."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core import data, neuron

from .hands import CORNER_VIEW
from .pictures import (
    N_MESH,
    arrow_marks,
    class_marks,
    curve_figure,
    grip_marks,
    line_mark,
    losses_over_weights,
    readouts,
    sides_mark,
    wrong_mark,
)
from .samples import Samples
from .walk import Walk, begin, go_on

CLASSES = np.array([0.0, 0.0, 1.0, 1.0])
MOST = 4.0
"""What the surface shows of each weight."""
LN_2 = float(np.log(2))


@lru_cache(maxsize=64)
def _samples(corners: tuple[tuple[float, float], ...]) -> Samples:
    X = np.array(corners, float)
    X.flags.writeable = False
    return Samples(X, CLASSES, data.Scaling(np.zeros(2), np.ones(2)))


def corners_of(settings: Settings) -> Samples:
    """Two corners of each class; class 1 where the signs differ, until they are dragged elsewhere."""
    return _samples(settings["corners"])


def start(settings: Settings, rng: np.random.Generator) -> Walk:
    """The neuron as set by hand."""
    return begin(corners_of(settings), settings, ("cross_entropy",))


def advance(state: Walk, settings: Settings) -> Walk:
    """One update."""
    return go_on(state, corners_of(settings), settings, ("cross_entropy",))


def xor(moment: Moment) -> Frame:
    """Four corners, the line, the surface and what training comes to."""
    settings, params = moment.settings, moment.state.params[0]
    shown = corners_of(settings)
    numbers = readouts(shown, params)
    right = 4 - numbers["wrong"]
    crossing = crosses(shown.X)
    return Frame(
        (_corners(moment, params, shown), _surface(moment, params, shown), _curves(moment)),
        {**numbers, "right": right, "ln_2": LN_2},
        ("w1", "w2", "b", "loss", "right", "accuracy"),
        code=source(neuron.gradient, "slope =", "gradient_w", "gradient_b"),
        goal=Goal(text("goal.xor", right=right), right == 4),
        message=_message(moment, numbers, crossing),
    )


def crosses(X: np.ndarray) -> bool:
    """Whether the way between the corners of class 0 meets the way between those of class 1, (4, 2).

    Then no line can separate them: each way lies on one side whole, and the meeting point would be on both.
    """
    a, b, c, d = X

    def side(p, q, r) -> float:
        return float(np.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])))

    apart = np.maximum(a, b) < np.minimum(c, d), np.maximum(c, d) < np.minimum(a, b)  # also where all lie on one line
    if np.any(apart):
        return False
    return side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0


def _corners(moment: Moment, params: np.ndarray, shown: Samples) -> Figure:
    settings = moment.settings
    (a, b, c, d), still = shown.X, moment.t == 0
    handles: tuple[Mark, ...] = grip_marks(params, CORNER_VIEW) if still else ()
    return Figure(
        "samples", "plane", "figure.corners",
        text("summary.corners", right=4 - int(neuron.n_wrong(params, shown.X, shown.y)), w1=params[0], w2=params[1],
             b=params[2]),
        (sides_mark(params, CORNER_VIEW),
         marks.line("way-0", [a[0], b[0]], [a[1], b[1]], role="class-0", width=3, dash=True, label="label.way_0",
                    on=settings["proof"]),
         marks.line("way-1", [c[0], d[0]], [c[1], d[1]], role="class-1", width=3, dash=True, label="label.way_1",
                    on=settings["proof"]),
         *(arrow_marks(params) if still else ()),
         line_mark(params, CORNER_VIEW), wrong_mark(shown.X, shown.y, params, radius=15),
         *class_marks(shown.X, shown.y, labels=("label.same", "label.different"), radius=9,
                      handles=("move_corner_0", "move_corner_1")), *handles),
        x=Scale(CORNER_VIEW, "axis.x1"), y=Scale(CORNER_VIEW, "axis.x2"), equal=True, size="large",
    )  # fmt: skip


@lru_cache(maxsize=64)
def _losses(corners: tuple[tuple[float, float], ...], bias: float) -> np.ndarray:
    shown = _samples(corners)
    return losses_over_weights(shown.X, shown.y, "cross_entropy", bias, N_MESH, MOST)


def _surface(moment: Moment, params: np.ndarray, shown: Samples) -> Figure:
    """The loss over (w₁, w₂) at the present bias, and the path."""
    path, loss = moment.history("params")[:, 0], moment.history("loss")[:, 0]
    inside = np.abs(path[:, :2]).max(axis=1) <= MOST
    heights = _losses(moment.settings["corners"], round(float(params[2]), 3))
    top = 4.0
    return Figure(
        "surface", "space", "figure.surface",
        text("summary.xor_surface", height=loss[-1], lowest=heights.min(), w1=params[0], w2=params[1]),
        (marks.mesh("surface", heights, extent=(-MOST, MOST, -MOST, MOST), role="loss", domain=(0, top), scale="sqrt",
                    label="label.cross_entropy"),
         marks.line("path", path[:, 0], path[:, 1], np.where(inside, loss, np.nan), role="path", width=3,
                    label="label.path"),
         marks.points("here", params[:1], params[1:2], loss[-1:], role="data", radius=8, name="name.here",
                      label="label.here")),
        x=Scale((-MOST, MOST), "axis.w1"), y=Scale((-MOST, MOST), "axis.w2"), z=Scale((0, top), "axis.loss"),
        size="medium", camera=(-60, 24), readout="value",
    )  # fmt: skip


def _curves(moment: Moment) -> Figure:
    loss, wrong = moment.history("loss")[:, 0], moment.history("wrong")[:, 0]
    t, length = np.arange(len(loss), dtype=float), moment.run.step.length
    top = max(1.5, float(np.ceil(loss.max() * 2) / 2))
    return curve_figure(
        "curves",
        (marks.line("ln-2", [0, length], [LN_2, LN_2], role="minimum", width=1.5, dash=True, label="label.ln_2"),
         marks.line("wrong", t, wrong / 4, role="broken", label="label.wrong_share"),
         marks.line("loss", t, loss, role="loss", width=3, label="label.loss"),
         marks.points("now", t[-1:], loss[-1:], role="loss", radius=5)),
        length=length, domain=(0.0, top), y_label="axis.loss_and_wrong", title="figure.curves",
        summary=text("summary.curves", t=moment.t, first=loss[0], loss=loss[-1], wrong=wrong[-1] / 4),
    )  # fmt: skip


def _message(moment: Moment, numbers: dict[str, float], crossing: bool) -> Message | None:
    if numbers["wrong"] == 0:
        return Message("good", "message.separable_now")
    if moment.t == moment.run.step.length and crossing:
        return Message("warn", text("message.gave_up", loss=numbers["loss"], norm=numbers["norm"],
                                    right=4 - numbers["wrong"]))  # fmt: skip
    if moment.settings["proof"]:
        return Message("good", "message.proof") if crossing else Message("warn", "message.no_proof")
    return None


STEPS = (
    Step("xor", xor, start, advance, length=500,
         controls=("w1", "w2", "b", "learning_rate", "proof", "reset_corners"),
         defaults={"w1": 1.5, "w2": 0.5, "b": 0.4, "learning_rate": 0.2, "learn_bias": True, "optimizer": "sgd"}),
)  # fmt: skip
