"""Step 11: the closed form, and the article's own program with its two mistakes.

The program's prediction is (5, 1) and its target (5,). Subtracting them broadcasts to (5, 5): every prediction minus
every target. And the surface it draws, z = −w·x − b, is no loss at all. Both are rebuilt here with the same arrays, so
that the learner can see the shapes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core import linear
from nnviz_core.optimizers import SGD, OptimizerState

from .data import minimum, samples
from .descent import AT_ZERO, differ_from
from .pictures import N_MESH, data_scales, highest, losses, sample_marks, weight_extent
from .readouts import readouts


def article_difference(params: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """What the article's program squares and averages: a column of predictions minus a row of targets; (n, n)."""
    Y_pred = params[0] * x[:, None] + params[1]  # (n, 1), as nn.Linear gives it
    Y_train = y  # (n,)
    return Y_pred - Y_train  # broadcasts to (n, n)


def mended_difference(params: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The same with a target of the prediction's shape; (n, 1)."""
    Y_pred = params[0] * x[:, None] + params[1]  # (n, 1)
    Y_train = y[:, None]  # (n, 1)
    return Y_pred - Y_train  # (n, 1)


def article_surface(params: np.ndarray, X: np.ndarray) -> np.ndarray:
    """What the article's program draws over its first axis (it does not depend on the second); no loss is in it."""
    return -params[0] * X - params[1]


DIFFERENCES = {"article": article_difference, "mended": mended_difference}


@dataclass(frozen=True)
class Trained:
    """(w, b) of the program's model, and the loss that the program prints."""

    params: np.ndarray
    loss: float
    memory: OptimizerState
    failure: Text | None = None


def _difference(params: np.ndarray, settings: Settings) -> np.ndarray:
    """Prediction minus target as the program at hand computes it; (n, n) or (n, 1)."""
    return DIFFERENCES[settings["target"]](params, *samples(settings))


def _loss_and_gradient(params: np.ndarray, settings: Settings) -> tuple[float, np.ndarray]:
    """The mean of the squared differences and its gradient, whatever their shape."""
    difference, (x, _) = _difference(params, settings), samples(settings)
    gradient_w = 2 * np.mean(difference * x[:, None])
    gradient_b = 2 * np.mean(difference)
    return float(np.mean(difference**2)), np.array([gradient_w, gradient_b])


def start(settings: Settings, rng: np.random.Generator) -> Trained:
    """The model before training, at (w0, b0)."""
    params = np.array([settings["w0"], settings["b0"]])
    return Trained(params, _loss_and_gradient(params, settings)[0], SGD(settings["learning_rate"]).start(params))


def advance(state: Trained, settings: Settings) -> Trained:
    """One pass of the program's training loop."""
    _, gradient = _loss_and_gradient(state.params, settings)
    params, memory = SGD(settings["learning_rate"]).update(state.params, gradient, state.memory)
    loss, _ = _loss_and_gradient(params, settings)
    failure = None
    if not np.isfinite(loss):
        difference = np.abs(_difference(params, settings))
        operation = "operation.mean" if np.isfinite(difference**2).all() else "operation.squares"
        failure = text("failure.not_finite", t=memory.t, operation=operation, largest=float(difference.max()))
    return Trained(params, loss, memory, failure)


def check_it(moment: Moment) -> Frame:
    """The program's line beside the best line, the shapes of its arrays, and the surface it draws."""
    settings, state = moment.settings, moment.state
    numbers = readouts(settings, state.params)
    return Frame(
        (_lines(settings, state), _shapes(settings, state), _surface(settings, state)),
        {**numbers, "printed_loss": state.loss, "true_loss": numbers["loss"]},
        ("w", "b", "printed_loss", "true_loss", "minimum_w", "minimum_b"),
        code=source(DIFFERENCES[settings["target"]], "Y_train = ", "return"),
        message=_verdict(moment),
    )


def _lines(settings: Settings, state: Trained) -> Figure:
    x_scale, y_scale = data_scales(settings)
    ends = np.array(x_scale.domain)
    lowest, loss = minimum(settings)
    return Figure(
        "data", "plane", "figure.article_data",
        text("summary.article", w=state.params[0], b=state.params[1], w_minimum=lowest[0], b_minimum=lowest[1],
             printed=state.loss, loss=loss),
        (marks.line("closed", ends, linear.predict(lowest, ends), role="minimum", dash=True, label="label.closed_form"),
         marks.line("line", ends, linear.predict(state.params, ends), role="model", width=3,
                    label="label.program_line"),
         sample_marks(settings, None)),
        x=x_scale, y=y_scale,
    )  # fmt: skip


def _shapes(settings: Settings, state: Trained) -> Figure:
    difference, (x, y) = _difference(state.params, settings), samples(settings)
    prediction = (state.params[0] * x + state.params[1])[:, None]
    mended = settings["target"] == "mended"
    target = y[:, None] if mended else y
    hidden = not (settings["answer"] != "none" or mended)
    return Figure(
        "shapes", "arrays", "figure.shapes",
        text("summary.shapes", n=len(x)) if hidden else text("summary.shapes_shown", n=len(x), m=difference.shape[1]),
        (marks.matrix("prediction", prediction, role="model", label="symbol.Y_pred", operator="−"),
         marks.matrix("target", target if mended else target[None], role="data", label="symbol.Y_train", operator="=",
                      shape=target.shape),
         marks.matrix("difference", difference, role="residual" if mended else "broken", label="symbol.difference",
                      on=not hidden)),
    )  # fmt: skip


def _surface(settings: Settings, state: Trained) -> Figure:
    """The article's plane, or the loss, on the same axes."""
    extent = weight_extent(settings)
    w = np.tile(np.linspace(*extent[:2], N_MESH), (N_MESH, 1))  # (n, n), row = b
    drawn = settings["surface_drawn"]
    heights = article_surface(state.params, w) if drawn == "article" else losses(settings, N_MESH)
    top = _reach(heights) if drawn == "article" else (0.0, highest(settings))
    return Figure(
        "surface", "space", f"figure.surface_{drawn}",
        text(f"summary.surface_{drawn}", low=heights.min(), high=heights.max()),
        (marks.mesh("surface", heights, extent=extent, role="loss", domain=top, label="label.height"),),
        x=Scale(extent[:2], "axis.w"), y=Scale(extent[2:], "axis.b"), z=Scale(top, "axis.height"),
        camera=(40, 28) if drawn == "article" else (-60, 28),
    )  # fmt: skip


def _reach(heights: np.ndarray) -> tuple[float, float]:
    """From the lowest to the highest; a board that lies level, as before the first update, in the middle of a unit."""
    low, high = float(heights.min()), float(heights.max())
    return (low, high) if high - low > 1e-6 else (low - 0.5, high + 0.5)


def _verdict(moment: Moment) -> Message | None:
    settings = moment.settings
    if moment.state.failure is not None:
        return Message("bad", moment.state.failure)
    if settings["target"] == "article" and settings["answer"] != "none":
        right = settings["answer"] == "n_by_n"
        return Message("good" if right else "warn", "message.shape_right" if right else "message.shape_wrong")
    if settings["target"] == "mended" and settings["surface_drawn"] == "loss":
        return Message("good", "message.both_mended")
    return None


STEPS = (
    Step("check", check_it, start, advance, length=500,
         controls=("answer", "target", "surface_drawn", "learning_rate"), defaults=AT_ZERO,
         differ_from=differ_from),
)  # fmt: skip
