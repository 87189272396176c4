"""The step with a row of a table: thirty features at once, and what "near" means among them."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from lessons.models.choices import absent_of
from lessons.models.models import Model
from nnviz_core.explain import neighbours
from nnviz_core.explain.lime import Lime

from .nearby import verdict
from .pictures import SMALLEST, bars_figure, fit_figure, opacity, readouts
from .rows import chosen, conditions, explanation, folded, key_of

MOST_BARS = 10
GOAL_R2 = 0.8
FLAT = 0.05
"""Where probabilities differ by less, there is hardly anything to explain."""
CODE = {"raw": (neighbours.raw, ("features =", "samples =")),
        "quartiles": (neighbours.quartiles, ("samples[part] =", "features[part] ="))}  # fmt: skip


def row(moment: Moment) -> Frame:
    """The largest coefficients, how near the samples are, and how well the line fits."""
    settings = moment.settings
    model, x, k = chosen(settings)
    record = explanation(key_of(settings), settings["seed"])
    function, lines = CODE[settings["representation"]]
    nearest = float(record.distances[1:].min())
    return Frame(
        (_bars(settings, model, x, record), _kernel(record), _fit(model, record)),
        {**readouts(record), "nearest": nearest, "score": model.score, "n_features": x.size,
         "class_number": k, "truth": float(model.table.y_test[min(settings["row"], len(model.table.y_test) - 1)])},
        ("prediction", "local", "r2", "n_effective", "nearest", "score"),
        code=source(function, *lines),
        message=verdict(record) or _flat(model, record),
        goal=Goal(text("goal.row", r2=record.r2), bool(record.r2 >= GOAL_R2)),
        absent=absent(settings),
    )  # fmt: skip


def _flat(model: Model, record: Lime) -> Message | None:
    """That the model is of the same opinion all around: the bars are small, whatever their axis makes of them."""
    low, high = float(record.outputs.min()), float(record.outputs.max())
    if not model.is_classification or high - low > FLAT:
        return None
    return Message("warn", text("message.flat", low=low, high=high))


def absent(settings: Settings) -> tuple[str, ...]:
    """Controls that mean nothing now: quarters are drawn around no row."""
    return (*absent_of(settings), *(("around",) if settings["representation"] == "quartiles" else ()))


def _bars(settings: Settings, model: Model, x: np.ndarray, record: Lime) -> Figure:
    order = np.argsort(-np.abs(record.coefficients), kind="stable")[:MOST_BARS]
    names, c = conditions(settings, model, x), record.coefficients
    output = model.outputs[chosen(settings)[2]]
    return bars_figure(
        "bars", [names[j] for j in order], c[order], title=text("figure.row", output=output),
        summary=text("summary.row", output=output, prediction=record.prediction, first=names[order[0]],
                     value=c[order[0]], r2=record.r2),
        x_label="axis.per_spread" if settings["representation"] == "raw" else "axis.for_quarter", link="feature",
        least=SMALLEST, size="large",
    )  # fmt: skip


def _kernel(record: Lime) -> Figure:
    """Where the samples lie on the kernel: how far each is, and how much it counts for that."""
    far = float(np.ceil(record.distances.max()))
    d = np.linspace(0, far, 61)
    return Figure(
        "kernel", "plane", "figure.kernel",
        text("summary.kernel", nearest=record.distances[1:].min(), width=record.kernel_width, n=len(record.weights),
             effective=record.n_effective),
        (marks.line("kernel", d, np.exp(-((d / record.kernel_width) ** 2) / 2), role="guess", width=2.5,
                    label="label.kernel"),
         marks.points("samples", record.distances, record.weights, role="data", radius=4,
                      strength=opacity(record.weights), label="label.samples"),
         marks.points("row", [0], [1], role="guess", symbol="diamond", radius=8, label="label.row")),
        x=Scale((0, far), "axis.distance"), y=Scale((0, 1.15), "axis.weight"), size="small",
    )  # fmt: skip


def _fit(model: Model, record: Lime) -> Figure:
    if model.is_classification:
        return fit_figure(record)
    low, high = np.percentile(record.outputs, [0, 100])
    return fit_figure(record, low=float(np.floor(low)), high=float(np.ceil(high)))


STEPS = (Step("row", row, **folded("row", "representation", "share")),)
