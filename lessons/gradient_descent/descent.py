"""What the lesson simulates: one descent, a race of five, many starts at once.

All three are the same few lines: a gradient of the loss at (w, b), and an optimiser that turns it into a step. The
state keeps the parameters, the optimiser's memory and what is read off at every moment (loss and gradient).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.player import FOR_EVER, Moment
from lessons.kit.text import Text, text
from nnviz_core import linear
from nnviz_core.batches import batch_indices
from nnviz_core.optimizers import OPTIMIZERS, Optimizer, OptimizerState

from .data import samples

RACERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam")
RUN = (
    "learning_rate", "w0", "b0", "optimizer", "batch_size", "seed", "standardise", "points", "starts", "target",
)  # fmt: skip
"""The settings that decide a run; the others say how it is shown, or what the learner guesses."""


AT_ZERO = {"w0": 0.0, "b0": 0.0}
"""Where the words say a run begins, whatever line was found by hand before."""


def differ_from(one: Settings, other: Settings) -> int:
    """The first t at which runs under these settings may differ."""
    return 0 if any(one[name] != other[name] for name in RUN) else FOR_EVER


@dataclass(frozen=True)
class Descent:
    """Points on their way down: `params` (..., 2), with `loss` (...,) and `gradient` (..., 2) over all samples."""

    params: np.ndarray
    loss: np.ndarray
    gradient: np.ndarray
    memory: tuple[OptimizerState, ...]
    optimizers: tuple[Optimizer, ...]
    failure: Text | None = None


def optimizer(name: str, learning_rate: float) -> Optimizer:
    """The optimiser of that name, all but the learning rate at its usual setting."""
    return OPTIMIZERS[name](learning_rate=learning_rate)


def start_line(settings: Settings, rng: np.random.Generator) -> Descent:
    """One point at (w0, b0)."""
    return _begin(np.array([settings["w0"], settings["b0"]]), settings, (settings["optimizer"],))


def beginning(moment: Moment) -> dict[str, float]:
    """Where a run of one point began, as its words say it."""
    (w, b), loss, slope = (moment.history(name)[0] for name in ("params", "loss", "gradient"))
    return {"start_w": w, "start_b": b, "start_loss": loss, "start_gradient_w": slope[0], "start_gradient_b": slope[1]}


def start_race(settings: Settings, rng: np.random.Generator) -> Descent:
    """Five points at the same place, each with its own optimiser; params (5, 2)."""
    here = np.array([settings["w0"], settings["b0"]])
    return _begin(np.tile(here, (len(RACERS), 1)), settings, RACERS)


def start_many(settings: Settings, rng: np.random.Generator) -> Descent:
    """One point at each of the learner's starts; params (n_starts, 2)."""
    return _begin(np.array(settings["starts"]).reshape(-1, 2), settings, ("sgd",))


def _begin(params: np.ndarray, settings: Settings, names: tuple[str, ...]) -> Descent:
    optimizers = tuple(optimizer(name, settings["learning_rate"]) for name in names)
    tracks = params if len(names) > 1 else params[None]
    memory = tuple(opt.start(track) for opt, track in zip(optimizers, tracks, strict=True))
    return _observe(params, memory, optimizers, settings, t=0)


def _observe(params, memory, optimizers, settings: Settings, t: int) -> Descent:
    x, y = samples(settings)
    loss, gradient = linear.mse(params, x, y), linear.gradient(params, x, y)
    return Descent(params, loss, gradient, memory, optimizers, _first_non_finite(params, loss, gradient, x, y, t))


def advance_line(state: Descent, settings: Settings) -> Descent:
    """One update of the one point, on the batch whose turn it is; a changed optimiser starts with an empty memory."""
    (memory,) = state.memory
    (before,) = state.optimizers
    now = optimizer(settings["optimizer"], settings["learning_rate"])
    if type(now) is not type(before):
        memory = OptimizerState(memory.t, now.start(state.params).slots)
    params, memory = now.update(state.params, batch_gradient(state, settings, memory.t), memory)
    return _observe(params, (memory,), (now,), settings, memory.t)


def batch(settings: Settings, update: int) -> np.ndarray:
    """Indices of the samples that update number `update` looks at."""
    n_samples = len(settings["points"])
    return batch_indices(n_samples, min(settings["batch_size"], n_samples), seed=settings["seed"], update=update)


def batch_gradient(state: Descent, settings: Settings, update: int) -> np.ndarray:
    """The gradient that the update follows: over its batch, which is all samples unless batch_size says otherwise."""
    if settings["batch_size"] >= len(settings["points"]):
        return state.gradient
    x, y = samples(settings)
    chosen = batch(settings, update)
    return linear.gradient(state.params, x[chosen], y[chosen])


def advance_race(state: Descent, settings: Settings) -> Descent:
    """One update of each racer."""
    optimizers = tuple(optimizer(name, settings["learning_rate"]) for name in RACERS)
    moves = zip(optimizers, state.params, state.gradient, state.memory, strict=True)
    params, memory = zip(*(opt.update(p, g, m) for opt, p, g, m in moves), strict=True)
    return _observe(np.stack(params), memory, optimizers, settings, memory[0].t)


def advance_many(state: Descent, settings: Settings) -> Descent:
    """One plain gradient-descent update of every start at once."""
    (memory,) = state.memory
    rule = optimizer("sgd", settings["learning_rate"])
    params, memory = rule.update(state.params, state.gradient, OptimizerState(memory.t, memory.slots))
    return _observe(params, (memory,), (rule,), settings, memory.t)


def _first_non_finite(params, loss, gradient, x, y, t: int) -> Text | None:
    """Where the first number that is no longer finite was born: the operation, in the order in which they run."""
    if np.isfinite(loss).all() and np.isfinite(gradient).all():
        return None
    missed = linear.residuals(params, x, y)
    operations = (
        ("operation.update", params),
        ("operation.residuals", missed),
        ("operation.squares", missed**2),
        ("operation.mean", loss),
        ("operation.gradient", gradient),
    )
    name = next(name for name, values in operations if not np.isfinite(values).all())
    largest = np.abs(missed).max()
    return text("failure.not_finite", t=t, operation=name, largest=float(largest))
