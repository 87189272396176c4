"""Step 8: a unit whose curve is flat passes nothing back."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.activations import ACTIVATIONS
from nnviz_core.inspection import LayerHealth, health

from .graph import graph_figure
from .layout import RADIUS, layout
from .names import letters
from .readouts import every_number, readouts
from .running import failure, loss_curve
from .training import advance, start
from .view import View, view_at

REACH = 10.0


def saturated(moment: Moment) -> Frame:
    """Where each hidden unit stands on its curve, and how much of a δ comes through."""
    settings = moment.settings
    whole = view_at(settings, moment.state.params, moment.t, 0).program
    view = view_at(settings, moment.state.params, moment.t, whole.end("backward"))
    state = health(view.network, view.record)[:-1]
    slopes = view.network.functions[0].derivative(view.record.pre_activations[0])[0]
    numbers = {f"slope_{whole.key(1, j)}": float(slope) for j, slope in enumerate(slopes)}
    first = float(np.linalg.norm(view.record.layers[0].block))
    return Frame(
        (
            graph_figure(view, extra=_flat(view, state)),
            _curve(view),
            loss_curve(moment),
        ),
        {**readouts(view), **numbers, "first_gradient": first, "weight_scale": settings["weight_scale"]},
        (*numbers, "first_gradient", "loss"),
        live=every_number(view),
        code=source(ACTIVATIONS[view.network.activations[0]].slope, "out"),
        message=failure(moment) or _verdict(view, state, slopes),
    )


def _flat(view: View, state: list[LayerHealth]) -> tuple[Mark, ...]:
    """A square behind each unit that is saturated or dead."""
    plan, n = layout(view.program.structure), len(view.x)
    flags = np.concatenate([layer.saturated | layer.dead for layer in state]) if state else np.zeros(0, bool)
    at = n + np.flatnonzero(flags)
    return (marks.points("flat", plan.x[at], plan.y[at], role="broken", symbol="square", radius=RADIUS + 5,
                         label="label.flat"),)  # fmt: skip


def _curve(view: View) -> Figure:
    """f and f′ over z, with the hidden units of the first layer on them."""
    function = view.network.functions[0]
    z = np.linspace(-REACH, REACH, 161)
    units = view.record.pre_activations[0][0]
    seen = np.clip(units, -REACH, REACH)
    names = [letters(view.program.key(1, j)) for j in range(len(units))]
    slopes = function.derivative(units)
    low, high = (-1.1, 1.2) if function.name in ("tanh", "sigmoid") else (-1.0, 4.0)
    return Figure(
        "activation", "plane", "figure.activation",
        text("summary.activation", lowest=float(slopes.min()), z=float(units[int(slopes.argmin())])),
        (marks.line("f", z, function(z), role="model", width=3, label="label.f"),
         marks.line("slope", z, function.derivative(z), role="gradient", width=2, dash=True, label="label.slope"),
         marks.points("on_slope", seen, slopes, role="gradient", radius=6, label="label.units_slope"),
         marks.points("on_f", seen, function(units), role="model", radius=6),
         marks.words("names", seen, function(units), names, role="data", anchor="middle", dx=0, dy=-14)),
        x=Scale((-REACH, REACH), "axis.z"), y=Scale((low, high), "axis.f"), size="medium",
    )  # fmt: skip


def _verdict(view: View, state: list[LayerHealth], slopes: np.ndarray) -> Message:
    worst = int(np.argmin(slopes))
    unit = letters(view.program.key(1, worst))
    if state and state[0].dead[worst]:
        return Message("bad", text("message.dead", unit=unit))
    if state and state[0].saturated[worst]:
        return Message("bad", text("message.flat", unit=unit, slope=float(slopes[worst])))
    return Message("good", text("message.steep", unit=unit, slope=float(slopes[worst])))


STEPS = (
    Step("saturated", saturated, start, advance, length=200,
         controls=("weight_scale", "activation", "x1", "x2", "learning_rate"),
         defaults={"activation": "sigmoid", "weight_scale": 8.0, "x1": 2.0, "x2": 1.0, "network": "small",
                   "data": "one"}),
)  # fmt: skip
