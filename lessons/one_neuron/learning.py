"""Step 5: let it learn. The point walks on the surface, and the line turns in the data."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core import neuron

from .hands import MOST
from .pictures import (
    WEIGHTS,
    arrow_marks,
    curve_figure,
    highest,
    lifted,
    line_mark,
    losses,
    readouts,
    samples_figure,
    surface_figure,
    weight_scales,
)
from .samples import VIEW, flowers, flowers_minimum
from .walk import Walk, begin, go_on

TRACES = 6
"""Earlier lines that stay in sight."""


def start(settings: Settings, rng: np.random.Generator) -> Walk:
    """The neuron as set by hand."""
    return begin(flowers(settings), settings, (settings["loss"],))


def advance(state: Walk, settings: Settings) -> Walk:
    """One update."""
    return go_on(state, flowers(settings), settings, (settings["loss"],))


def learn(moment: Moment) -> Frame:
    """The surface with the path, the flowers with the line, the surface from above, the curves."""
    settings, params = moment.settings, moment.state.params[0]
    shown = flowers(settings)
    lowest = _minimum(settings)
    numbers = readouts(shown, params)
    return Frame(
        (
            surface_figure(
                settings, params, settings["loss"], (*_surface_path(moment), _lowest_mark(settings, lowest))
            ),
            samples_figure(settings, params, _traces(moment), arrow_marks(params, named=False), named=False),
            _plane(moment, params, lowest),
            _curves(moment),
        ),
        {**numbers, "slope": float(np.linalg.norm(moment.state.gradient)), "minimum_w1": lowest[0],
         "minimum_w2": lowest[1], "minimum_b": lowest[2],
         "minimum_loss": float(neuron.loss(lowest, shown.X, shown.y)), "learning_rate": settings["learning_rate"]},
        ("w1", "w2", "b", "loss", "wrong", "slope"),
        code=source(neuron.gradient, "slope =", "gradient_w", "gradient_b"),
        message=_message(moment, lowest),
    )  # fmt: skip


def _minimum(settings: Settings) -> np.ndarray:
    """The neuron of lowest cross-entropy; NaN where there is none, because a line separates the species."""
    return flowers_minimum(settings["species"], settings["features"], None if settings["learn_bias"] else settings["b"])


def _history(moment: Moment | None) -> tuple[np.ndarray, np.ndarray]:
    """The path (t + 1, 3) of the one run and its losses (t + 1,)."""
    if moment is None:
        return np.empty((0, 3)), np.empty(0)
    return moment.history("params")[:, 0], moment.history("loss")[:, 0]


def _surface_path(moment: Moment) -> tuple[Mark, ...]:
    """The path at the height of its loss. With a learning bias the surface moves; then the path floats or dives."""
    path, ghost = lifted(*_history(moment)), lifted(*_history(moment.ghost))
    return (
        marks.line("ghost", *ghost, role="ghost", dash=True, label="label.ghost", on=moment.ghost is not None),
        marks.line("path", *path, role="path", width=3, label="label.path"),
    )


def _lowest_mark(settings: Settings, lowest: np.ndarray) -> Mark:
    """The lowest point, where there is one in sight and the surface is that of the cross-entropy."""
    shown = flowers(settings)
    there = settings["loss"] == "cross_entropy" and bool(np.abs(lowest[:2]).max() <= MOST)  # NaN is nowhere
    height = neuron.loss(lowest, shown.X, shown.y)
    return marks.points(
        "minimum", lowest[:1], lowest[1:2], [height], role="minimum", symbol="cross", radius=7, label="label.minimum",
        on=there,
    )  # fmt: skip


def _traces(moment: Moment) -> tuple[Mark, ...]:
    """Where the line was at some earlier t, each one twice as early as the next."""
    path, _ = _history(moment)
    earlier = [moment.t // 2**k for k in range(1, TRACES + 1) if moment.t // 2**k > 0]
    times = sorted({0, *earlier} if moment.t else set())
    ends = [neuron.line_in_box(path[t], *VIEW) for t in times]
    drawn = np.concatenate([np.concatenate([line, [[np.nan, np.nan]]]) for line in ends] or [np.empty((0, 2))])
    ghost, _ = _history(moment.ghost)
    return (
        marks.line("traces", drawn[:, 0], drawn[:, 1], role="ghost", width=1, label="label.traces"),
        line_mark(ghost[-1] if len(ghost) else np.zeros(3), id="ghost", role="ghost", dash=True, width=2,
                  label="label.ghost_line", on=moment.ghost is not None),
    )  # fmt: skip


def _plane(moment: Moment, params: np.ndarray, lowest: np.ndarray) -> Figure:
    """The surface from above."""
    settings = moment.settings
    loss, x, y = settings["loss"], *weight_scales()
    ground, top = losses(settings, loss, float(params[2])), highest(settings, loss)
    path, _ = _history(moment)
    ghost, _ = _history(moment.ghost)
    there = np.isfinite(lowest).all() and loss == "cross_entropy" and np.abs(lowest[:2]).max() <= MOST
    levels = [top * (k / 12) ** 2 for k in range(1, 13)]
    return Figure(
        "plane", "plane", "figure.plane", text("summary.plane", w1=params[0], w2=params[1], t=moment.t),
        (marks.raster("loss", ground, extent=WEIGHTS, role="loss", domain=(0, top), scale="sqrt",
                      label=f"label.{loss}"),
         marks.contour("levels", ground, extent=WEIGHTS, role="loss", levels=levels),
         marks.points("minimum", lowest[:1], lowest[1:2], role="minimum", symbol="cross", radius=7,
                      label="label.minimum", on=bool(there)),
         marks.line("ghost", ghost[:, 0], ghost[:, 1], role="ghost", dash=True, label="label.ghost",
                    on=moment.ghost is not None),
         marks.line("path", path[:, 0], path[:, 1], role="path", label="label.path"),
         marks.points("here", params[:1], params[1:2], role="data", radius=8, handle="set_weights",
                      name="name.here", label="label.here")),
        x=x, y=y, readout="value", place="set_weights", size="small",
    )  # fmt: skip


def _curves(moment: Moment) -> Figure:
    """The loss and the share of flowers on the wrong side."""
    _, loss = _history(moment)
    wrong = moment.history("wrong")[:, 0] / len(flowers(moment.settings).y)
    _, ghost = _history(moment.ghost)
    t = np.arange(len(loss), dtype=float)
    top = max(1.0, float(np.ceil(max(loss.max(), ghost.max(initial=0.0)) * 2) / 2))
    return curve_figure(
        "curves",
        (marks.line("ghost", np.arange(len(ghost), dtype=float), ghost, role="ghost", dash=True,
                    label="label.ghost_loss", on=moment.ghost is not None),
         marks.line("wrong", t, wrong, role="broken", label="label.wrong_share"),
         marks.line("loss", t, loss, role="loss", width=3, label="label.loss"),
         marks.points("now", t[-1:], loss[-1:], role="loss", radius=5)),
        length=moment.run.step.length, domain=(0.0, top), y_label="axis.loss_and_wrong", title="figure.curves",
        summary=text("summary.curves", t=moment.t, first=loss[0], loss=loss[-1], wrong=wrong[-1]),
    )  # fmt: skip


def _message(moment: Moment, lowest: np.ndarray) -> Message | None:
    """What this run is about to show: steps too large, a line that separates, or how it ended."""
    _, loss = _history(moment)
    if loss[-1] > loss[0] and loss[-1] > 0.75:
        return Message("bad", text("message.grew", first=loss[0], loss=loss[-1], t=moment.t))
    norm = float(np.hypot(*moment.state.params[0, :2]))
    if moment.t and not np.isfinite(lowest).all() and moment.state.wrong[0] == 0:
        return Message("good", text("message.separated", norm=norm, loss=loss[-1]))
    if moment.t == moment.run.step.length:
        return Message("good", text("message.done", t=moment.t, loss=loss[-1], wrong=moment.state.wrong[0]))
    return None


STEPS = (
    Step("learn", learn, start, advance, length=500,
         controls=("learning_rate", "optimizer", "loss", "learn_bias", "species"),
         defaults={"w1": -4.0, "w2": 0.0, "b": 0.0, "learning_rate": 0.5}),
)  # fmt: skip
