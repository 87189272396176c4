"""Step 2: the gradient of each layer, before the first update."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Frame, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.inspection import gradient_norms
from nnviz_core.network import Gradients

from .pictures import bars_figure, decades, network_figure, positive
from .readouts import readouts
from .running import begin, engine, plan_of
from .verdicts import verdict


def layer_by_layer(moment: Moment) -> Frame:
    """The network with its gradients as strong as they are, a bar a layer, and the two signals that make it."""
    settings = moment.settings
    own = engine(plan_of(settings))
    state = begin(own.plan)
    record = own.record(state.params)
    return Frame(
        (network_figure(own.network.with_params(state.params), record.layers), _norms(record), signals_figure(record)),
        readouts(state),
        ("first", "last", "ratio", "length"),
        code=source(gradient_norms, "return"),
        message=verdict(own.network.with_params(state.params), record),
    )


def _norms(record: Gradients) -> Figure:
    norms = gradient_norms(record)
    return bars_figure(
        "norms", norms, title="figure.layer_norms", y_label="axis.norm", domain=decades(norms, few=6),
        summary=text("summary.layer_norms", n=len(norms), first=norms[0], last=norms[-1]), label="label.norm",
    )  # fmt: skip


def signals(record: Gradients) -> tuple[np.ndarray, np.ndarray]:
    """Root mean squares, layer by layer: what comes into it from below, and the delta that comes from above."""
    below = [record.inputs, *record.activations[:-1]]
    return _sizes(below), _sizes(record.deltas)


def _sizes(parts: list[np.ndarray]) -> np.ndarray:
    return np.array([np.sqrt(np.mean(np.square(part))) for part in parts])


def signals_figure(record: Gradients) -> Figure:
    """The gradient of a weight is what comes in times the delta: so two signals must stay alive."""
    forward, backward = signals(record)
    layer = np.arange(1, len(forward) + 1, dtype=float)
    return Figure(
        "signals", "plane", "figure.signals",
        text("summary.signals", forward_first=forward[0], forward_last=forward[-1], backward_first=backward[0],
             backward_last=backward[-1]),
        (marks.line("forward", layer, positive(forward), role="model", width=2, label="label.forward"),
         marks.points("forward_points", layer, positive(forward), role="model", radius=5, link="layer",
                      name="name.layer"),
         marks.line("backward", layer, positive(backward), role="gradient", width=2, label="label.backward"),
         marks.points("backward_points", layer, positive(backward), role="gradient", radius=5, symbol="diamond",
                      link="layer", name="name.layer")),
        x=Scale((0.4, len(forward) + 0.6), "axis.layer"), y=Scale(decades(forward, backward), "axis.rms", "log"),
    )  # fmt: skip


STEPS = (
    Step("layers", layer_by_layer, controls=("depth", "activation", "start", "width", "seed"),
         defaults={"depth": 10, "activation": "sigmoid", "start": "glorot"}),
)  # fmt: skip
