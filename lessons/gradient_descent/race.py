"""Step 9: five optimisers from one start on one surface; standardising x changes the bowl."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Frame, Message
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text

from .data import minimum
from .descent import AT_ZERO, RACERS, advance_race, differ_from, start_race
from .pictures import (
    curve_figure,
    lift,
    linear_domain,
    log_domain,
    map_figure,
    minimum_mark,
    surface_figure,
)
from .readouts import readouts

ARRIVED = 1e-3
"""A racer has arrived when its loss is within this of the lowest possible."""


def race(moment: Moment) -> Frame:
    """Five paths, five losses, and who has arrived."""
    settings, state = moment.settings, moment.state
    losses = moment.history("loss")  # (t + 1, 5)
    arrivals = _arrivals(losses, minimum(settings)[1])
    numbers = readouts(settings, state.params[0])
    del numbers["loss"]  # each racer has its own
    return Frame(
        (
            surface_figure(settings, state.params[0], _lifted(moment), here=False),
            _plane(moment),
            _curves(moment, losses, settings["log_scale"]),
        ),
        {**numbers,
         **{f"loss_{name}": float(loss) for name, loss in zip(RACERS, state.loss, strict=True)},
         **{f"arrived_{name}": arrived for name, arrived in arrivals.items()}},
        tuple(f"loss_{name}" for name in RACERS),
        code=source(type(state.optimizers[4]).step, "params"),
        message=_verdict(moment, arrivals),
    )  # fmt: skip


def _arrivals(losses: np.ndarray, lowest: float) -> dict[str, float]:
    """The first t at which each racer was within ARRIVED of the lowest loss and stayed there; NaN if not yet."""
    within = losses - lowest < ARRIVED  # (t + 1, 5)
    stays = np.logical_and.accumulate(within[::-1], axis=0)[::-1]
    return {name: float(np.argmax(stays[:, i])) if stays[-1, i] else np.nan for i, name in enumerate(RACERS)}


def _racer_lines(xs: np.ndarray, ys: np.ndarray, zs: np.ndarray | None = None) -> tuple[Mark, ...]:
    return tuple(
        marks.line(name, xs[:, i], ys[:, i], None if zs is None else zs[:, i], role=f"run-{i}", width=2.5,
                   label=f"option.{name}")
        for i, name in enumerate(RACERS)
    )  # fmt: skip


def _heads(x: np.ndarray, y: np.ndarray, z: np.ndarray | None = None) -> tuple[Mark, ...]:
    """Where each racer is now; the shape tells them apart without colour."""
    shapes = ("circle", "square", "diamond", "triangle", "cross")
    return tuple(
        marks.points(f"now-{name}", x[i : i + 1], y[i : i + 1], None if z is None else z[i : i + 1],
                     role=f"run-{i}", symbol=shapes[i], radius=6)
        for i, name in enumerate(RACERS)
    )  # fmt: skip


def _lifted(moment: Moment) -> tuple[Mark, ...]:
    path, losses = moment.history("params"), moment.history("loss")
    lifted = [lift(moment.settings, path[:, i], losses[:, i]) for i in range(len(RACERS))]
    w, b, loss = (np.stack(axis, axis=-1) for axis in zip(*lifted, strict=True))
    return (*_racer_lines(w, b, loss), *_heads(w[-1], b[-1], loss[-1]))


def _plane(moment: Moment) -> Figure:
    settings, state = moment.settings, moment.state
    path = moment.history("params")  # (t + 1, 5, 2)
    best = int(np.argmin(state.loss))
    layers = (minimum_mark(settings), *_racer_lines(path[..., 0], path[..., 1]), *_heads(*state.params.T))
    summary = text("summary.race", t=moment.t, leader=f"option.{RACERS[best]}", loss=float(state.loss[best]))
    return map_figure(settings, layers, summary, place="set_line")


def _curves(moment: Moment, losses: np.ndarray, log: bool) -> Figure:
    t = np.repeat(np.arange(len(losses), dtype=float)[:, None], len(RACERS), axis=1)
    above = losses - minimum(moment.settings)[1]
    shown = np.where(above > 1e-16, above, np.nan) if log else above
    return curve_figure(
        "curves", _racer_lines(t, shown), length=moment.run.step.length,
        domain=log_domain(above) if log else linear_domain(above), log=log, y_label="axis.loss_above",
        title="figure.race_curves", summary=text("summary.race_curves", t=moment.t, **{
            name: float(loss) for name, loss in zip(RACERS, losses[-1], strict=True)}),
        size="medium",
    )  # fmt: skip


def _verdict(moment: Moment, arrivals: dict[str, float]) -> Message | None:
    if moment.state.failure is not None:
        return Message("bad", moment.state.failure)
    there = {name: t for name, t in arrivals.items() if np.isfinite(t)}
    if not there:
        return None
    first = min(there, key=lambda name: there[name])
    return Message("good", text("message.arrived", name=f"option.{first}", t=there[first], count=len(there)))


STEPS = (
    Step("race", race, start_race, advance_race, length=500,
         controls=("learning_rate", "standardise", "w0", "b0", "log_scale"),
         defaults={**AT_ZERO, "learning_rate": 0.01, "standardise": False}, differ_from=differ_from),
)  # fmt: skip
