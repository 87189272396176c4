"""Steps 6 to 8: let it run, too large a step, one sample at a time."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core import linear
from nnviz_core.batches import n_batches

from .data import minimum, samples
from .descent import AT_ZERO, advance_line, batch, batch_gradient, beginning, differ_from, start_line
from .pictures import (
    curve_figure,
    data_figure,
    lift,
    linear_domain,
    log_domain,
    path_marks,
    plane_figure,
    surface_figure,
)
from .readouts import readouts
from .slope import arrow_scale


def let_it_run(moment: Moment) -> Frame:
    """The path on the surface and on its contours, and the loss over time."""
    settings, state = moment.settings, moment.state
    return Frame(
        (
            surface_figure(settings, state.params, _surface_path(moment)),
            plane_figure(settings, state.params, _paths(moment), summary="summary.path"),
            loss_curves(moment, settings["log_scale"]),
            data_figure(settings, state.params, size="small"),
        ),
        {**readouts(settings, state.params), "epoch": _epochs(settings, moment.t)},
        ("w", "b", "loss", "gradient_w", "gradient_b", "gradient_norm"),
        live=beginning(moment),
        code=source(type(state.optimizers[0]).step, "params"),
        message=_end_message(moment),
    )


def _epochs(settings: Settings, t: int) -> float:
    """How often all samples have been looked at after t updates; the last batch of an epoch may be smaller."""
    n_samples = len(settings["points"])
    size = min(settings["batch_size"], n_samples)
    whole, updates = divmod(t, n_batches(n_samples, size))
    return whole + updates * size / n_samples


def _paths(moment: Moment) -> tuple[Mark, ...]:
    ghost = moment.ghost.history("params") if moment.ghost else None
    return path_marks(moment.history("params"), ghost)


def _surface_path(moment: Moment) -> tuple[Mark, ...]:
    """The same path, lifted to the height of its loss."""
    path = lift(moment.settings, moment.history("params"), moment.history("loss"))
    behind = moment.ghost or moment
    ghost = lift(moment.settings, behind.history("params"), behind.history("loss"))
    return (
        marks.line("ghost", *ghost, role="ghost", dash=True, label="label.ghost", on=moment.ghost is not None),
        marks.line("path", *path, role="path", width=3, label="label.path"),
    )


def loss_curves(moment: Moment, log: bool) -> Figure:
    """L and the length of its gradient after each update."""
    loss = moment.history("loss")
    norm = np.linalg.norm(moment.history("gradient"), axis=-1)
    t = np.arange(len(loss), dtype=float)
    behind = moment.ghost.history("loss") if moment.ghost else np.empty(0)
    both = np.concatenate([loss, norm])
    shown = _positive if log else _finite
    return curve_figure(
        "curves",
        (
            marks.line("ghost", np.arange(len(behind), dtype=float), shown(behind), role="ghost", dash=True,
                       label="label.ghost_loss", on=moment.ghost is not None),
            marks.line("gradient", t, shown(norm), role="gradient", label="label.gradient_norm"),
            marks.line("loss", t, shown(loss), role="loss", width=3, label="label.loss"),
            marks.points("now", t[-1:], shown(loss[-1:]), role="loss", radius=5),
        ),
        length=moment.run.step.length, domain=(log_domain if log else linear_domain)(both), log=log,
        y_label="axis.loss_and_gradient", title="figure.curves",
        summary=text("summary.curves", t=moment.t, first=loss[0], loss=loss[-1], norm=norm[-1]),
    )  # fmt: skip


def _positive(values: np.ndarray) -> np.ndarray:
    """A logarithmic axis has no place for zero."""
    return np.where(values > 0, values, np.nan)


def _finite(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), values, np.nan)


def _failure(moment: Moment) -> Message | None:
    failure: Text | None = moment.state.failure
    return Message("bad", failure) if failure is not None else None


def _end_message(moment: Moment) -> Message | None:
    """How the run went: it failed, it climbs instead of descending, or it is done."""
    if moment.state.failure is not None:
        return _failure(moment)
    history = moment.history("loss")
    tenfold = history > 10 * history[0]
    if tenfold[-1]:  # said of one update, so that the sentence stands still while the run plays
        return Message("bad", text("message.grew", first=history[0], t=int(np.argmax(tenfold))))
    if moment.t == moment.run.step.length:
        (w, b), _ = minimum(moment.settings)
        away = float(np.hypot(*(moment.state.params - (w, b))))
        return Message("good", text("message.done", t=moment.t, loss=float(moment.state.loss), distance=away))
    return None


def too_large(moment: Moment) -> Frame:
    """The learning rate up to and past the limit that the Hessian sets."""
    settings, state = moment.settings, moment.state
    x, _ = samples(settings)
    factor = 1 - settings["learning_rate"] * linear.curvature(x)[0][-1]
    return Frame(
        (
            plane_figure(settings, state.params, (*_axes_of_the_bowl(settings), *_paths(moment)), size="large",
                         summary="summary.path"),
            loss_curves(moment, settings["log_scale"]),
            data_figure(settings, state.params),
        ),
        {**readouts(settings, state.params), "factor": factor},
        ("w", "b", "loss", "lambda_max", "rate_limit", "factor"),
        code=source(linear.rate_limit, "return"),
        message=_failure(moment) or _regime(settings["learning_rate"], linear.rate_limit(x), factor),
    )  # fmt: skip


def _regime(rate: float, limit: float, factor: float) -> Message:
    """What this learning rate does along the steepest direction: the distance is multiplied by `factor` each time."""
    if rate >= limit * (1 + 1e-12):
        return Message("bad", text("message.diverges", factor=factor, limit=limit))
    if rate > limit / 2:
        return Message("warn", text("message.zigzag", factor=factor, limit=limit))
    return Message("good", text("message.smooth", factor=factor, limit=limit))


def _axes_of_the_bowl(settings: Settings) -> tuple[Mark, ...]:
    """The steepest direction through the minimum, drawn thick, and the flattest: the eigenvectors of the Hessian."""
    x, _ = samples(settings)
    _, directions = linear.curvature(x)
    centre, _ = minimum(settings)
    reach = np.array([-1.5, 1.5])
    return tuple(
        marks.line(name, centre[0] + reach * directions[0, k], centre[1] + reach * directions[1, k], role="field",
                   width=width, dash=True, label=f"label.{name}")
        for name, k, width in (("steepest", 1, 2.5), ("flattest", 0, 1))
    )  # fmt: skip


def one_sample(moment: Moment) -> Frame:
    """Each sample pulls its own way; a batch is the mean of a few pulls."""
    settings, state = moment.settings, moment.state
    return Frame(
        (
            plane_figure(settings, state.params, (*_paths(moment), *_pulls(moment)), size="large",
                         summary="summary.pulls"),
            data_figure(settings, state.params, (_batch_mark(moment),)),
            loss_curves(moment, settings["log_scale"]),
        ),
        {**readouts(settings, state.params), "epoch": _epochs(settings, moment.t),
         "batch_size": min(settings["batch_size"], len(settings["points"]))},
        ("w", "b", "loss", "gradient_norm", "batch_size", "epoch"),
        code=source(batch_gradient, "chosen"),
        message=_end_message(moment),
        disabled=() if settings["batch_size"] < len(settings["points"]) else ("seed",),
    )  # fmt: skip


def _pulls(moment: Moment) -> tuple[Mark, ...]:
    """Downhill arrows of every sample, of their mean and of the batch that the next update follows."""
    settings, state = moment.settings, moment.state
    x, y = samples(settings)
    each = linear.sample_gradients(state.params, x, y)  # (n_samples, 2)
    follows = batch_gradient(state, settings, moment.t)
    scale = min(arrow_scale(settings, g) for g in each)
    w, b = np.full(len(x), state.params[0]), np.full(len(x), state.params[1])
    tips, mean, next_ = (state.params - scale * g for g in (each, state.gradient, follows))
    return (
        marks.arrows("pulls", w, b, tips[:, 0], tips[:, 1], role="residual", width=1.5, link="sample",
                     label=text("label.pulls", scale=scale)),
        marks.arrows("mean", w[:1], b[:1], mean[:1], mean[1:], role="gradient", width=3, label="label.mean_pull"),
        marks.arrows("batch", w[:1], b[:1], next_[:1], next_[1:], role="path", width=3, dash=True,
                     label="label.batch_pull"),
    )  # fmt: skip


def _batch_mark(moment: Moment) -> Mark:
    """A ring around the samples whose turn it is, under them, for it is filled."""
    x, y = samples(moment.settings)
    chosen = batch(moment.settings, moment.t)
    return marks.points(
        "batch", x[chosen], y[chosen], role="path", radius=11, hollow=True, label="label.batch"
    )  # fmt: skip


_RUN = ("learning_rate", "optimizer", "w0", "b0", "log_scale")

STEPS = (
    Step("run", let_it_run, start_line, advance_line, length=500, controls=_RUN, defaults=AT_ZERO,
         differ_from=differ_from),
    Step("too-large", too_large, start_line, advance_line, length=1000,
         controls=("learning_rate", "w0", "b0", "log_scale"),
         defaults={**AT_ZERO, "learning_rate": 0.14, "optimizer": "sgd"}, differ_from=differ_from),
    Step("one-sample", one_sample, start_line, advance_line, length=500,
         controls=("batch_size", "learning_rate", "seed", "log_scale"),
         defaults={**AT_ZERO, "learning_rate": 0.02, "optimizer": "sgd", "batch_size": 1}, differ_from=differ_from),
)  # fmt: skip
