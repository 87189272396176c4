"""Steps 3 and 4: how wrong? Cross-entropy and squared error for one flower, then as two landscapes with one walk."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core import neuron

from .hands import MOST
from .pictures import (
    class_marks,
    curve_figure,
    lifted,
    line_mark,
    readouts,
    species_labels,
    surface_figure,
)
from .samples import VIEW, axis_labels, flowers
from .walk import Walk, begin, go_on

BOTH = ("cross_entropy", "squared_error")
ROLES = {"cross_entropy": "run-2", "squared_error": "run-4"}
TANGENT = 1.6
"""How far a tangent reaches to both sides, in z."""
FAR = (-12.0, 12.0)
"""Lines reach as far as the widest figure could show."""


def how_wrong(moment: Moment) -> Frame:
    """One flower at score z: what each loss says, and how hard it pushes."""
    settings = moment.settings
    y, z = float(settings["truth"]), settings["score"]
    value = {name: float(neuron.LOSSES[name].value(np.array(z), np.array(y))) for name in BOTH}
    slope = {name: float(neuron.LOSSES[name].slope(np.array(z), np.array(y))) for name in BOTH}
    p = float(neuron.sigmoid(np.array(z)))
    return Frame(
        (_loss_curves(y, z, value, slope), _slope_curves(y, z, slope)),
        {"z": z, "p": p, "y": y, **{f"value_{name}": value[name] for name in BOTH},
         **{f"slope_{name}": slope[name] for name in BOTH}, "ratio": slope[BOTH[0]] / slope[BOTH[1]]},
        ("z", "p", "value_cross_entropy", "value_squared_error", "slope_cross_entropy", "slope_squared_error",
         "ratio"),
        code=source(neuron.squared_error_slope, "return"),
        message=_verdict(y, p),
    )  # fmt: skip


def _loss_curves(y: float, z: float, value: dict[str, float], slope: dict[str, float]) -> Figure:
    axis = np.linspace(-MOST, MOST, 129)
    near = z + np.array([-TANGENT, TANGENT])
    layers: list[Mark] = []
    for name, symbol in zip(BOTH, ("circle", "square"), strict=True):
        layers += [
            marks.line(name, axis, neuron.LOSSES[name].value(axis, np.array(y)), role=ROLES[name], width=3,
                       label=f"label.{name}"),
            marks.line(f"tangent-{name}", near, value[name] + slope[name] * (near - z), role=ROLES[name], width=1.5,
                       dash=True, label=f"label.tangent_{name}"),
            marks.points(f"at-{name}", [z], [value[name]], role=ROLES[name], symbol=symbol, radius=8,
                         handle="set_score", name="name.score"),
        ]  # fmt: skip
    return Figure(
        "sample-loss", "plane", "figure.sample_loss",
        text("summary.sample_loss", z=z, cross=value[BOTH[0]], squared=value[BOTH[1]]),
        tuple(layers), x=Scale((-MOST, MOST), "axis.z"), y=Scale((0, MOST + 0.5), "axis.sample_loss"), size="large",
        place="set_score",
    )  # fmt: skip


def _slope_curves(y: float, z: float, slope: dict[str, float]) -> Figure:
    axis = np.linspace(-MOST, MOST, 129)
    layers: list[Mark] = [marks.line("rest", [-MOST, MOST], [0, 0], role="start", width=1, dash=True)]
    for name, symbol in zip(BOTH, ("circle", "square"), strict=True):
        layers += [
            marks.line(name, axis, neuron.LOSSES[name].slope(axis, np.array(y)), role=ROLES[name], width=3,
                       label=f"label.slope_{name}"),
            marks.points(f"at-{name}", [z], [slope[name]], role=ROLES[name], symbol=symbol, radius=8,
                         handle="set_score", name="name.score"),
        ]  # fmt: skip
    return Figure(
        "sample-slope", "plane", "figure.sample_slope",
        text("summary.sample_slope", z=z, cross=slope[BOTH[0]], squared=slope[BOTH[1]]),
        tuple(layers), x=Scale((-MOST, MOST), "axis.z"),
        y=Scale((-1.1, 0.1) if y else (-0.1, 1.1), "axis.slope"), size="large",
        place="set_score",
    )  # fmt: skip


def _verdict(y: float, p: float) -> Message:
    """How sure the neuron is, and whether of the right thing."""
    given = p if y else 1 - p
    if given < 0.1:
        return Message("bad", text("message.surely_wrong", given=given))
    if given > 0.9:
        return Message("good", text("message.surely_right", given=given))
    return Message("warn", text("message.unsure", given=given))


# Step 4 -------------------------------------------------------------------------------------------------------------


def start_both(settings: Settings, rng: np.random.Generator) -> Walk:
    """The same neuron twice."""
    return begin(flowers(settings), settings, BOTH)


def advance_both(state: Walk, settings: Settings) -> Walk:
    """An update of each with its own loss."""
    return go_on(state, flowers(settings), settings, BOTH)


def two_surfaces(moment: Moment) -> Frame:
    """The same flowers, the same start, the same rule: two landscapes and two walks."""
    settings, state = moment.settings, moment.state
    shown = flowers(settings)
    path, loss = moment.history("params"), moment.history("loss")  # (t + 1, 2, 3), (t + 1, 2)
    surfaces = tuple(
        surface_figure(
            settings, state.params[i], name, _path(path[:, i], loss[:, i]), id=f"surface-{name}",
            title=f"figure.surface_{name}",
        )
        for i, name in enumerate(BOTH)
    )  # fmt: skip
    bend = [
        np.linalg.eigvalsh(neuron.hessian(own, shown.X, shown.y, name)[:2, :2])[0]
        for own, name in zip(state.params, BOTH, strict=True)
    ]
    numbers = {f"{kind}_{name}": float(values[i]) for i, name in enumerate(BOTH)
               for kind, values in (("loss", state.loss), ("wrong", state.wrong), ("bend", bend),
                                    ("slope", np.linalg.norm(state.gradient, axis=1)))}  # fmt: skip
    return Frame(
        (*surfaces, _two_lines(settings, state), _wrong_curves(moment)),
        {**readouts(shown, state.params[0]), **numbers},
        ("loss_cross_entropy", "loss_squared_error", "slope_cross_entropy", "slope_squared_error"),
        code=source(neuron.gradient, "slope =", "gradient_w", "gradient_b"),
        message=_race(moment),
    )  # fmt: skip


def _path(path: np.ndarray, loss: np.ndarray) -> tuple[Mark, ...]:
    w1, w2, height = lifted(path, loss)
    return (
        marks.line("path", w1, w2, height, role="path", width=3, label="label.path"),
        marks.points("start", w1[:1], w2[:1], height[:1], role="start", symbol="square", radius=6),
    )


def _two_lines(settings: Settings, state: Walk) -> Figure:
    shown = flowers(settings)
    x_label, y_label = axis_labels(settings)
    wrong = {name: float(count) for name, count in zip(("cross", "squared"), state.wrong, strict=True)}
    return Figure(
        "samples", "plane", "figure.two_lines", text("summary.two_lines", n=len(shown.y), **wrong),
        (*(line_mark(own, FAR, id=f"line-{name}", role=ROLES[name], label=f"label.line_{name}", dash=name == BOTH[1])
           for own, name in zip(state.params, BOTH, strict=True)),
         *class_marks(shown.X, shown.y, labels=species_labels(settings), radius=4)),
        x=Scale(VIEW, x_label), y=Scale(VIEW, y_label), equal=True, size="medium",
    )  # fmt: skip


def _wrong_curves(moment: Moment) -> Figure:
    wrong = moment.history("wrong")  # (t + 1, 2)
    t = np.arange(len(wrong), dtype=float)
    return curve_figure(
        "curves",
        tuple(
            marks.line(name, t, wrong[:, i], role=ROLES[name], width=3, dash=name == BOTH[1], label=f"label.{name}")
            for i, name in enumerate(BOTH)
        ),
        length=moment.run.step.length, domain=(0, len(flowers(moment.settings).y)), y_label="axis.wrong",
        title="figure.wrong_curves",
        summary=text("summary.wrong_curves", t=moment.t, cross=wrong[-1, 0], squared=wrong[-1, 1]),
    )  # fmt: skip


def _race(moment: Moment) -> Message | None:
    cross, squared = moment.state.wrong
    if moment.t and cross + 20 < squared:
        slopes = np.linalg.norm(moment.state.gradient, axis=1)
        return Message("warn", text("message.stuck", cross=cross, squared=squared, slope=slopes[1], t=moment.t))
    return None


STEPS = (
    Step("how-wrong", how_wrong, controls=("score", "truth")),
    Step("two-surfaces", two_surfaces, start_both, advance_both, length=500,
         controls=("learning_rate", "optimizer", "w1", "w2"),
         defaults={"w1": -4.0, "w2": -4.0, "b": 0.0, "learning_rate": 1.0}),
)  # fmt: skip
