"""The figures that several steps share: bars of an explanation, and what the line says beside what the model says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Scale
from lessons.kit.marks import Mark
from lessons.kit.text import Text, text
from nnviz_core.explain.lime import Lime

FOR, AGAINST = "raises", "lowers"
"""Roles of what raises the output and of what lowers it."""
FAINTEST = 0.05
"""Opacity of a sample that does not count at all."""


SMALLEST = 2.0**-20
"""The least end of an axis that follows its bars, where they are not to be compared from picture to picture."""


def round_up(value: float, least: float = 0.125) -> float:
    """The next power of two, so that a scale seldom moves."""
    return float(2 ** np.ceil(np.log2(max(float(value), least))))


def opacity(weights: np.ndarray) -> np.ndarray:
    """How much of a sample is seen, by its kernel weight."""
    return FAINTEST + (1 - FAINTEST) * weights


def places_of(n: int) -> np.ndarray:
    """Where n bars lie, (n,): the first at the top."""
    return np.arange(n, 0, -1.0)


def bars_figure(
    id: str, names: Sequence[Text], values: np.ndarray, *, title: Text, summary: Text, x_label: str, link: str,
    spread: np.ndarray | None = None, front: Sequence[Mark] = (), top: float | None = None, least: float = 0.125,
    size: str = "medium",
) -> Figure:  # fmt: skip
    """One horizontal bar a name, the first at the top; with `spread` a whisker of one standard deviation each way."""
    n = len(values)
    places = places_of(n)
    reach = np.abs(values) + (0 if spread is None else spread)
    top = round_up(reach.max(initial=0), least) if top is None else top
    whiskers: tuple[Mark, ...] = ()
    if spread is not None:
        whiskers = (marks.arrows("spread", values - spread, places, values + spread, places, role="data", head=False,
                                 width=2, link=link, label="label.spread"),)  # fmt: skip
    return Figure(
        id, "plane", title, summary,
        (marks.rects("for", np.zeros(n), places - 0.36, np.maximum(values, 0), places + 0.36, role=FOR, opacity=0.75,
                     link=link, label="label.for"),
         marks.rects("against", np.zeros(n), places - 0.36, np.minimum(values, 0), places + 0.36, role=AGAINST,
                     opacity=0.75, link=link, label="label.against"),
         *whiskers, *front),
        x=Scale((-top, top), x_label), y=Scale((0.4, n + 0.6), "", ticks=tuple(zip(places, names, strict=True))),
        size=size,
    )  # fmt: skip


def fit_figure(record: Lime, *, title: str = "figure.fit", low: float = 0.0, high: float = 1.0,
               size: str = "medium") -> Figure:  # fmt: skip
    """Each sample: what the line says of it against what the model says, as opaque as it counts."""
    said = record.intercept + record.features @ record.coefficients
    margin = 0.15 * (high - low)
    ends = [low - margin, high + margin]
    inside = np.where((said >= ends[0]) & (said <= ends[1]), said, np.nan)
    return Figure(
        "fit", "plane", title,
        text("summary.fit", n=len(said), r2=record.r2, local=record.local_prediction, prediction=record.prediction),
        (marks.line("diagonal", ends, ends, role="start", width=1.5, dash=True, label="label.diagonal"),
         marks.points("samples", inside, record.outputs, role="data", radius=4, strength=opacity(record.weights),
                      link="sample", label="label.samples"),
         marks.points("row", inside[:1], record.outputs[:1], role="guess", symbol="diamond", radius=8,
                      label="label.row")),
        x=Scale((ends[0], ends[1]), "axis.line_says"), y=Scale((ends[0], ends[1]), "axis.model_says"), size=size,
    )  # fmt: skip


def readouts(record: Lime) -> dict[str, float]:
    """The numbers of an explanation, the same names in every step."""
    return {
        "n": len(record.weights),
        "r2": float(record.r2),
        "prediction": float(record.prediction),
        "local": float(record.local_prediction),
        "n_effective": record.n_effective,
        "width": record.kernel_width,
        "intercept": float(record.intercept),
    }
