"""Fourth stop: draw. One explanation in two pictures: a waterfall, and forces along one line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from lessons.models.choices import absent_of
from nnviz_core.explain.kernel_shap import estimate

from .inquiry import Inquiry
from .pictures import NOWHERE, Domain, around, by_size, feature_axis, push_bars, sort_numbers, upright
from .problem import Problem, problem, whole

MOST_BARS = 15
"""So many bars keep their names and numbers apart where windows are small; the others stand together at the end."""
MOST_NAMED = 4
"""So many forces have their names below them, each on a line of its own."""


def draw(moment: Moment) -> Frame:
    """The same values twice."""
    settings = moment.settings
    task, own = problem(settings), whole(settings)
    values = own.values(own.n_pairs)
    drawn = told(task, values, settings["most_bars"])
    first = int(by_size(values)[0])
    return Frame(
        (_waterfall(task, own, drawn), _forces(own, told(task, values, len(values)), task.axis)),
        *sort_numbers(
            {"base": own.base, "prediction": own.prediction, "gain": own.gain, "sum": float(values.sum()),
             "largest": float(values[first]), "n_raise": int((values > 0).sum()), "n_lower": int((values < 0).sum()),
             "raised": float(values[values > 0].sum()), "lowered": float(values[values < 0].sum()),
             "n_asked": 2 * own.n_pairs},
            ("base", "raised", "lowered", "prediction")),
        code=source(estimate, "values=", "base_value=", "prediction="),
        message=_message(task, own, values, first),
        absent=absent_of(settings),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Told:
    """Values as they are drawn: the largest by themselves, the others together at the end.

    `called` says beside each name the row's own number.
    """

    shares: np.ndarray
    names: tuple[Text, ...]
    called: tuple[Text, ...]


def told(task: Problem, values: np.ndarray, most: int) -> Told:
    """At most so many bars, from the largest to the smallest."""
    order = by_size(values)
    alone = order if len(order) <= most else order[: most - 1]
    shares, rest = values[alone], order[len(alone) :]
    names, called = tuple(task.names[j] for j in alone), tuple(task.called(int(j)) for j in alone)
    if len(rest) == 0:
        return Told(shares, names, called)
    others = text("label.rest", n=len(rest))
    return Told(np.append(shares, values[rest].sum()), (*names, others), (*called, others))


def _waterfall(task: Problem, own: Inquiry, drawn: Told) -> Figure:
    """From the base at the bottom to the prediction at the top, the largest step last."""
    shares = drawn.shares
    ends = own.base + np.cumsum(shares[::-1])[::-1]  # after each, read from the bottom up
    starts = ends - shares
    y = -1.0 - np.arange(len(shares))
    axis = feature_axis(drawn.called)
    low, high = around(starts, ends, own.base, own.prediction)
    high += 0.12 * (high - low)
    return Figure(
        "waterfall", "plane", text("figure.waterfall", output=task.output_name),
        text("summary.waterfall", base=own.base, prediction=own.prediction, name=drawn.called[0], value=shares[0]),
        (upright(own.base, axis, id="base", role="start", label="label.base", dash=True),
         upright(own.prediction, axis, id="prediction", role="guess", label="label.prediction", dash=True),
         marks.arrows("joints", ends[1:], y[1:], ends[1:], y[:-1], role="ghost", head=False, width=1),
         *push_bars("steps", starts, ends, y, link="told"),
         *_written(starts, ends, y, shares, (low, high))),
        x=Scale((low, high), task.axis), y=axis, size="large",
    )  # fmt: skip


def _written(starts: np.ndarray, ends: np.ndarray, y: np.ndarray, shares: np.ndarray, domain: Domain) -> list[Mark]:
    """Each value beside its bar, on the side with more room."""
    left, right = np.minimum(starts, ends), np.maximum(starts, ends)
    before = left - domain[0] > domain[1] - right
    return [
        marks.numbers(f"{side}-{role}", np.where(mine & here, x, np.nan), y, shares, role=role, format="+.3f",
                      anchor=anchor, dx=dx, link="told")
        for side, here, x, anchor, dx in (("after", ~before, right, "start", 5), ("before", before, left, "end", -5))
        for role, mine in (("raises", shares >= 0), ("lowers", shares < 0))
    ]  # fmt: skip


def _forces(own: Inquiry, drawn: Told, axis: Text) -> Figure:
    """What raises pushes from the left, what lowers from the right; where they meet is the prediction."""
    shares = drawn.shares
    up, down = (np.flatnonzero(side) for side in (shares >= 0, shares < 0))
    starts, ends = np.zeros(len(shares)), np.zeros(len(shares))
    ends[up] = own.prediction - np.concatenate([[0], np.cumsum(shares[up])[:-1]])
    starts[up] = ends[up] - shares[up]
    ends[down] = own.prediction - np.concatenate([[0], np.cumsum(shares[down])[:-1]])
    starts[down] = ends[down] - shares[down]
    low, high = around(starts, ends, own.base, room=0.03)
    y = Scale((-1.2 - 0.62 * MOST_NAMED, 0.9), "", ticks=NOWHERE)
    named = by_size(shares)[:MOST_NAMED]
    return Figure(
        "forces", "plane", "figure.forces",
        text("summary.forces", raised=shares[up].sum(), lowered=shares[down].sum(), prediction=own.prediction),
        (*push_bars("force", starts, ends, np.zeros(len(shares)), thick=0.5, link="told"),
         marks.line("base", [own.base] * 2, [-0.72, 0.72], role="start", dash=True, label="label.base"),
         marks.line("prediction", [own.prediction] * 2, [-0.72, 0.72], role="guess", width=3,
                    label="label.prediction"),
         marks.words("names", (starts + ends)[named] / 2, -1.0 - 0.62 * np.arange(len(named)),
                     [text("label.force", name=drawn.names[k], value=shares[k]) for k in named], role="data",
                     anchor="middle", dx=0, dy=0)),
        x=Scale((low, high), axis), y=y, size="medium",
    )  # fmt: skip


def _message(task: Problem, own: Inquiry, values: np.ndarray, first: int) -> Message | None:
    if abs(own.gain) < 1e-12:
        return Message("warn", "message.no_gain")
    key = "message.mainly_raises" if values[first] >= 0 else "message.mainly_lowers"
    return Message("good", text(key, name=task.called(first), value=values[first], output=task.output_name))


STEPS = (
    Step("draw", draw, controls=("table", "model", "model_seed", "row", "output", "background_kind", "most_bars")),
)
