"""Steps 1 to 3: the learner moves the line; the point in the (w, b) plane and on the surface is the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core import linear

from .data import at, samples
from .pictures import data_figure, highest, line_handles, plane_figure, surface_figure
from .readouts import here, readouts, sample_numbers, sum_of_terms

GOAL_LOSS = 0.2
N_TRIES = 40
MOST_LABELS = 15
"""So many bars can be numbered without crowding."""


def five_points(moment: Moment) -> Frame:
    """Squares on the residuals; their mean area is the loss."""
    settings, params = moment.settings, here(moment.settings)
    numbers = readouts(settings, params)
    figure = data_figure(
        settings, params, (_squares(settings, params), _mean_square(numbers["loss"])), title="figure.squares",
        size="large", front=(line_handles(settings, params),),
    )  # fmt: skip
    return Frame(
        (replace(figure, equal=True), _square_bars(settings, params)),
        numbers,
        ("w", "b", "loss"),
        live=sample_numbers(settings, params),
        formulas={"loss_terms": loss_terms(len(settings["points"]))},
        code=source(linear.mse, "mean"),
        goal=Goal(text("goal.by_hand", target=GOAL_LOSS, loss=numbers["loss"]), bool(numbers["loss"] < GOAL_LOSS)),
    )


def _squares(settings: Settings, params: np.ndarray) -> marks.Mark:
    """A square on each residual, on the side where it does not lie over the line."""
    x, y = samples(settings)
    predicted = linear.predict(params, x)
    away = -1.0 if params[0] >= 0 else 1.0
    return marks.rects(
        "squares",
        x,
        predicted,
        x + away * (y - predicted),
        y,
        role="residual",
        link="sample",
        label="label.square",
    )


def _mean_square(loss: float) -> marks.Mark:
    """One square as large as the mean of the others: its area is L."""
    side = np.sqrt(loss)
    x, y = -2.7, -4.7
    return marks.rects("mean", [x], [y], [x + side], [y + side], role="loss", label="label.mean_square", opacity=0.45)


def _square_bars(settings: Settings, params: np.ndarray) -> Figure:
    x, y = samples(settings)
    squares = linear.residuals(params, x, y) ** 2
    every = -(-len(x) // MOST_LABELS)
    labels = [text("label.sample_number", i=i + 1) if i % every == 0 else "" for i in range(len(x))]
    largest = int(np.argmax(squares))
    top = max(10.0, float(np.ceil(squares.max() / 10) * 10))
    return Figure(
        "bars", "plane", "figure.bars",
        text("summary.bars", n=len(x), largest=largest + 1, value=squares[largest], loss=squares.mean()),
        (marks.bars("squares", squares, role="residual", labels=labels, link="sample"),
         marks.line("mean", [-0.5, len(x) - 0.5], np.full(2, squares.mean()), role="loss", dash=True,
                    label="label.mean")),
        x=Scale((-0.5, len(x) - 0.5), "axis.sample"), y=Scale((0.0, top), "axis.squared_error"), size="small",
    )  # fmt: skip


def loss_terms(n: int) -> str:
    """The mean of the squared residuals with a slot for each number."""
    terms = sum_of_terms(n, r"\link{sample:#}{\role{residual}{\live[.2f]{square_#}}}")
    return rf"L = \tfrac{{1}}{{{n}}}\left({terms}\right) = \role{{loss}}{{\live[.3f]{{loss}}}}"


def every_line(moment: Moment) -> Frame:
    """Each line tried is a dot in the plane; then the whole plane is revealed."""
    settings, params = {**moment.settings, "in_sight": moment.settings["tries"]}, here(moment.settings)
    x, y = samples(settings)
    tries = np.array(settings["tries"]).reshape(-1, 2)
    dots = marks.points(
        "tries", tries[:, 0], tries[:, 1], value=linear.mse(tries, x, y), role="loss", domain=(0, highest(settings)),
        scale="sqrt", radius=7, label="label.tries",
    )  # fmt: skip
    return Frame(
        (
            data_figure(settings, params, front=(line_handles(settings, params),)),
            plane_figure(settings, params, (dots,), handle="set_line", place="set_line",
                         show_ground=settings["revealed"], size="large",
                         summary="summary.plane" if settings["revealed"] else "summary.tries"),
        ),
        {**readouts(settings, params), "n_tries": len(tries)},
        ("w", "b", "loss", "n_tries"),
        disabled=() if len(tries) else ("clear_tries",),
    )  # fmt: skip


def remember_try(settings: Settings) -> Mapping[str, object]:
    """Add the present line to those tried, unless one close by is there; the oldest goes when there are too many."""
    tries = list(settings["tries"])
    new = (settings["w0"], settings["b0"])
    if any(np.hypot(w - new[0], b - new[1]) < 0.2 for w, b in tries):
        return {}
    return {"tries": (*tries, new)[-N_TRIES:]}


def surface(moment: Moment) -> Frame:
    """The losses of all lines as a landscape, beside its contours and the line."""
    settings, params = moment.settings, here(moment.settings)
    return Frame(
        (
            surface_figure(settings, params, handle="set_line"),
            plane_figure(settings, params, handle="set_line", place="set_line"),
            data_figure(settings, params, front=(line_handles(settings, params),)),
        ),
        readouts(settings, params),
        ("w", "b", "loss", "minimum_w", "minimum_b", "minimum_loss"),
    )


def set_line(settings: Settings, gesture: Gesture) -> dict:
    """A point of the (w, b) plane is a line."""
    return at(gesture.x, gesture.y)


def clear_tries(settings: Settings, gesture: Gesture) -> dict:
    """Forget the lines tried."""
    return {"tries": ()}


_DATA_CONTROLS = ("add_point", "delete_point", "reset_points")

STEPS = (
    Step("five-points", five_points, controls=("w0", "b0", *_DATA_CONTROLS)),
    Step("every-line", every_line, controls=("w0", "b0", "revealed", "clear_tries"), remember=remember_try),
    Step("surface", surface, controls=("w0", "b0", *_DATA_CONTROLS)),
)
