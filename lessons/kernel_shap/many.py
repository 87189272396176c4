"""Many rows: each is explained on its own, and dot by dot the explanations become a picture of the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import FOR_EVER, Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from lessons.models.choices import absent_of
from nnviz_core.explain.kernel_shap import kernel_shap

from .pictures import OPAQUE, THICK, feature_axis, places, sort_numbers
from .problem import CHOICES, Problem, inquire, one_subject, problem

LENGTH = 60
"""Rows that are explained at most."""
N_SAMPLES, N_SAMPLES_OF_OTHERS = 256, 128
"""Coalitions asked for each: of a network of ours, and of any other model."""
MOST_FEATURES = 13
SWARM = 0.4
"""How far dots are moved aside, in steps of the axis of features."""
N_BINS = 48


@dataclass(frozen=True, eq=False)
class Explained:
    """The row explained last and its values, (n_features,)."""

    n: int
    values: np.ndarray
    base: float
    prediction: float
    failure: Text | None = None


def n_samples(task: Problem) -> int:
    """How many coalitions are asked for a row."""
    return N_SAMPLES if task.is_quick else N_SAMPLES_OF_OTHERS


def _of_row(settings: Settings, n: int) -> Explained:
    """The n-th row explained; when there are no more rows, the run is over."""
    task = problem({**settings, "row": n})
    own = inquire(task, n_samples(task), settings["seed"])
    over = "failure.all_rows" if n + 1 >= len(task.rows) else None
    return Explained(n, own.values(own.n_pairs), own.base, own.prediction, over)


def start(settings: Settings, rng: np.random.Generator) -> Explained:
    """The first row of the test part."""
    return _of_row(settings, 0)


def advance(state: Explained, settings: Settings) -> Explained:
    """The next row."""
    return _of_row(settings, state.n + 1)


def many(moment: Moment) -> Frame:
    """All rows so far."""
    one_subject(moment)
    task = problem(moment.settings)
    values = moment.history("values")  # (t + 1, n_features)
    size = np.abs(values).mean(axis=0)
    order = _order(values, bool(moment.state.failure))
    top = int(order[0])
    return Frame(
        (_swarm(moment, task, values, order), _summary(task, values, size, order)),
        *sort_numbers(
            {"n_rows": len(values), "n_all": min(len(task.rows), LENGTH), "top": float(size[top]),
             "second": float(size[order[1]]) if len(order) > 1 else np.nan,
             "base": moment.state.base, "prediction": moment.state.prediction,
             "sum": float(moment.state.values.sum()), "n_samples": n_samples(task),
             "slope": _rank_slope(task.rows[: len(values), top], values[:, top])},
            ("n_rows", "top", "slope")),
        code=source(kernel_shap, "return"),
        message=_message(moment, task, values, top),
        absent=absent_of(moment.settings),
    )  # fmt: skip


def _order(values: np.ndarray, over: bool) -> np.ndarray:
    """Features from the largest mean size down; judged anew at 1, 2, 4, 8, … rows, so that lines seldom move."""
    n = len(values) if over else 2 ** int(np.log2(len(values)))
    return np.argsort(-np.abs(values[:n]).mean(axis=0), kind="stable")[:MOST_FEATURES]


def _rank_slope(feature: np.ndarray, values: np.ndarray) -> float:
    """Correlation of a feature with its values, in [−1, 1]; NaN while one of them does not vary."""
    if len(values) < 3 or np.ptp(feature) == 0 or np.ptp(values) < 1e-12:
        return np.nan
    return float(np.corrcoef(feature, values)[0, 1])


def swarm_offsets(values: np.ndarray, width: float) -> np.ndarray:
    """Where dots at `values` (n,) go aside so that they do not hide each other, in [−1, 1], first come first served.

    Values in the same of N_BINS bins stack up in turn above and below the middle.
    """
    bins = np.round(values / width * N_BINS).astype(int)
    _, inverse, counts = np.unique(bins, return_inverse=True, return_counts=True)
    rank = np.zeros(len(values), int)
    for i, b in enumerate(inverse):
        rank[i] = np.sum(inverse[:i] == b)
    side = np.where(rank % 2 == 0, 1, -1) * ((rank + 1) // 2)
    return side / max(6, int(counts.max()) // 2 + 1)


def _swarm(moment: Moment, task: Problem, values: np.ndarray, order: np.ndarray) -> Figure:
    """A dot for each row and feature: its value across, its colour what the row's feature is, low or high."""
    y = places(order, values.shape[1])
    most = _reach(moment.settings, values)
    rows = task.standardised(task.rows[: len(values)])
    layers = tuple(
        marks.points(
            f"feature-{j}", values[:, j], y[j] + SWARM * swarm_offsets(values[:, j], 2 * most), role="weight",
            value=np.clip(rows[:, j], -2, 2), domain=(-2.0, 2.0), radius=4, link="row",
            label="label.low_high" if k == 0 else None, name="name.row_dot",
        )
        for k, j in enumerate(order.tolist())
    )  # fmt: skip
    axis = feature_axis([task.names[j] for j in order])
    return Figure(
        "swarm", "plane", "figure.swarm",
        text("summary.swarm", n=len(values), name=task.names[order[0]], low=values[:, order[0]].min(),
             high=values[:, order[0]].max()),
        (marks.line("zero", [0, 0], list(axis.domain), role="start", width=1), *layers),
        x=Scale((-most, most), "axis.value"), y=axis, size="large",
    )  # fmt: skip


def _reach(settings: Settings, values: np.ndarray) -> float:
    """How far the axis reaches: room for a few rows spread over the table, and a step more when a row needs it."""
    n = min(len(problem(settings).rows), LENGTH)
    seen = [_of_row(settings, int(row)).values for row in np.unique(np.linspace(0, n - 1, 4).astype(int))]
    reach = 1.5 * float(np.abs(seen).max()) or 1.0
    while reach < 1.05 * float(np.abs(values).max()):
        reach *= 1.5
    return reach


def _summary(task: Problem, values: np.ndarray, size: np.ndarray, order: np.ndarray) -> Figure:
    """The mean size of each feature's values."""
    y = -1.0 - np.arange(len(order))
    zeros = np.zeros(len(order))
    return Figure(
        "summary", "plane", "figure.summary",
        text("summary.summary", n=len(values), name=task.names[order[0]], size=size[order[0]]),
        (marks.rects("sizes", zeros, y - THICK, size[order], y + THICK, role="field", opacity=OPAQUE, link="rank",
                     label="label.mean_size"),
         marks.numbers("written", size[order], y, size[order], role="field", format=".3g", anchor="start", dx=5)),
        x=Scale((0, 1.25 * float(size.max()) or 1.0), "axis.size_of_value"),
        y=feature_axis([task.names[j] for j in order]), size="large",
    )  # fmt: skip


def _message(moment: Moment, task: Problem, values: np.ndarray, top: int) -> Message | None:
    if moment.state.failure is not None or moment.t == LENGTH - 1:
        return Message("good", text("message.all_rows", n=len(values), name=task.names[top]))
    return None


def differ_from(one: Settings, other: Settings) -> int:
    """Which row is explained elsewhere does not matter here."""
    return FOR_EVER if _deciding(one) == _deciding(other) else 0


def _deciding(settings: Settings) -> list[object]:
    return [settings[name] for name in (*CHOICES, "carried", "seed") if name != "row"]


STEPS = (
    Step("many", many, start, advance, length=LENGTH - 1,
         controls=("table", "model", "output", "background_kind", "seed"), differ_from=differ_from,
         defaults={"output": "first"}),
)  # fmt: skip
