"""A run: a network, its optimiser's memory and what was changed by hand, one epoch at a time.

An update is a function of parameters, memory and t, so any state can be computed again from the settings. What an
update needs besides (samples, buffers, the walk through them) is an `Engine`, made once for each group of settings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.errors import Refusal
from lessons.kit.player import FOR_EVER
from lessons.kit.text import Text, text
from nnviz_core import schedules
from nnviz_core.batches import n_batches
from nnviz_core.faults import first_fault
from nnviz_core.initializers import Initializer, Normal
from nnviz_core.losses import Penalty, find_loss
from nnviz_core.network import Network
from nnviz_core.optimizers import OPTIMIZERS, Optimizer, OptimizerState
from nnviz_core.passes import BackwardPass, ForwardPass, run, with_ones
from nnviz_core.updates import Recipe, Updates

from .edits import edited, first_difference
from .problem import Problem, problem
from .settings import RUN, activations_of, run_key, sizes_of

LENGTH = 2000
SPREADS: dict[str, Initializer] = {"small": Normal(0.01), "large": Normal(3.0)}


@dataclass(frozen=True, eq=False)
class State:
    """After `epoch` epochs: `params` (n_params,), the optimiser's `slots`, and how good that is.

    `scores` are shares of samples that are called right (for a regression R²), for training and test; NaN without any.
    """

    params: np.ndarray
    slots: np.ndarray
    epoch: int
    train_loss: float
    test_loss: float
    train_score: float
    test_score: float
    failure: Text | None = None


class Engine:
    """What a run under some settings needs, and what it has computed last in its buffers."""

    def __init__(self, settings: Settings) -> None:
        self.problem: Problem = problem(settings)
        task = self.problem
        output, loss = {0: ("identity", "mse"), 2: ("sigmoid", "binary_cross_entropy")}.get(
            task.n_classes, ("softmax", "softmax_cross_entropy")
        )
        self.loss = find_loss(loss)
        self.penalty = Penalty(settings["l1"], settings["l2"]) if settings["l1"] or settings["l2"] else None
        n_outputs = task.n_classes if task.n_classes > 2 else 1
        self.blank: Callable[[np.random.Generator], Network] = lambda rng: Network.dense(
            sizes_of(settings, task.X.shape[1], n_outputs), rng=rng, activation=activations_of(settings),
            output=output, initializer=SPREADS.get(settings["initializer"]) or settings["initializer"],
        )  # fmt: skip
        self.network = self.blank(np.random.default_rng(0))
        self.n_updates = n_batches(task.n_train, min(settings["batch_size"], task.n_train))
        self.optimizer = _optimizer(settings, self.n_updates)
        recipe = Recipe(self.loss, self.optimizer, settings["batch_size"], settings["seed"], self.penalty)
        self.X, self.y = task.X[: task.n_train], task.y[: task.n_train]
        self.updates = Updates(self.network, self.X, self.y, recipe)
        self._watch()

    def _watch(self) -> None:
        """Bind a pass over all samples, to say how good a network is."""
        self.targets = self.network.check_targets(self.problem.X, self.problem.y, self.loss)
        self.trip = ForwardPass(self.network.parameters, self.network.functions, len(self.problem.X))
        self.scores = BackwardPass(self.trip, self.loss).scores
        self.seen: np.ndarray | None = None
        self.calls = self.trip.plan(with_ones(self.problem.X, float))

    def epoch(self, params: np.ndarray, slots: np.ndarray, epoch: int) -> tuple[np.ndarray, np.ndarray, bool]:
        """One pass through the training samples; and whether all is still finite."""
        self.updates.restore(params, OptimizerState(epoch * self.n_updates, slots))
        self.updates.advance(self.n_updates)
        params, state = self.updates.snapshot()
        return params, state.slots, self.updates.is_finite

    def fault(self, params: np.ndarray, slots: np.ndarray, epoch: int) -> Text:
        """Where the first number that is not finite was born in the epoch that follows."""
        self.updates.restore(params, OptimizerState(epoch * self.n_updates, slots))
        before = params
        while self.updates.is_finite:
            before = self.updates.network.params.copy()
            self.updates.advance(1)
        chosen = self.updates.last_indices
        after = self.updates.network.params.copy()
        found = first_fault(
            self.network.with_params(before), self.X[chosen], self.updates.targets[chosen], self.loss,
            update=self.updates.t, after=after,
        )  # fmt: skip
        operation = found.operation if found else "step"
        return text("failure.not_finite", t=epoch + 1, update=self.updates.t, operation=f"operation.{operation}",
                    largest=float(np.abs(before).max()))  # fmt: skip

    def check(self, params: np.ndarray) -> None:
        """Refuse the parameters of a network of another shape, as a branch may bring them."""
        if params.shape != self.network.params.shape:
            raise Refusal("refusal.branch_of_another_shape")

    def outputs(self, params: np.ndarray) -> np.ndarray:
        """What the network says to all samples, (n_samples, n_outputs); holds until the next call."""
        if self.seen is not params:
            self.check(params)
            self.network.params[...] = params
            with np.errstate(all="ignore"):
                run(self.calls)
            self.seen = params
        return self.trip.output

    def observe(self, params: np.ndarray) -> tuple[float, float, float, float]:
        """Training and test loss, training and test score."""
        self.outputs(params)
        with np.errstate(all="ignore"):
            losses = self.loss.per_sample(self.scores, self.targets)
        n = self.problem.n_train
        price = self.penalty.value(self.network.parameters) if self.penalty else 0.0
        test_loss = float(losses[n:].mean()) if n < len(losses) else np.nan
        return float(losses[:n].mean()) + price, test_loss, self._score(slice(None, n)), self._score(slice(n, None))

    def _score(self, part: slice) -> float:
        output, y = self.trip.output[part], self.problem.y[part]
        if len(y) == 0:
            return np.nan
        if self.problem.is_regression:
            spread = ((y - y.mean()) ** 2).sum()
            return float(1 - ((y - output[:, 0]) ** 2).sum() / spread) if spread > 0 else np.nan
        return float((classes_of(output) == y).mean())


def classes_of(output: np.ndarray) -> np.ndarray:
    """The class that outputs (n, n_outputs) stand for."""
    return output.argmax(axis=1) if output.shape[1] > 1 else (output[:, 0] > 0.5).astype(int)


def _optimizer(settings: Settings, n_updates: int) -> Optimizer:
    rate: Any = settings["learning_rate"]
    if settings["schedule"] == "step":
        rate = schedules.Step(rate, drop=0.5, every=100 * n_updates)
    elif settings["schedule"] == "cosine":
        rate = schedules.Cosine(rate, n_updates=1000 * n_updates)
    return OPTIMIZERS[settings["optimizer"]](learning_rate=rate)


def engine(settings: Settings) -> Engine:
    """The engine of these settings."""
    return _engine(run_key(settings))


@lru_cache(maxsize=8)
def _engine(key: tuple[Any, ...]) -> Engine:
    return Engine(dict(zip(RUN, key, strict=True)))


def start(settings: Settings, rng: np.random.Generator) -> State:
    """A fresh network."""
    own = engine(settings)
    params = edited(own.blank(rng).params, own.network.sizes, settings["edits"], 0)
    return _observed(own, params, own.optimizer.start(params).slots, 0)


def _observed(own: Engine, params: np.ndarray, slots: np.ndarray, epoch: int) -> State:
    return State(params, slots, epoch, *own.observe(params))


def advance(state: State, settings: Settings) -> State:
    """One epoch on; then what the learner changed at that time."""
    own = engine(settings)
    own.check(state.params)
    slots = state.slots
    if len(slots) != len(own.optimizer.slot_names):  # another optimiser took over in a branch: it remembers nothing yet
        slots = own.optimizer.start(state.params).slots
    params, new_slots, is_finite = own.epoch(state.params, slots, state.epoch)
    if not is_finite:
        return replace(state, epoch=state.epoch + 1, failure=own.fault(state.params, slots, state.epoch))
    epoch = state.epoch + 1
    return _observed(own, edited(params, own.network.sizes, settings["edits"], epoch), new_slots, epoch)


def differ_from(one: Settings, other: Settings) -> int:
    """The first t at which runs under these settings may differ."""
    if run_key(one) != run_key(other):
        return 0
    return FOR_EVER if one["edits"] == other["edits"] else first_difference(one["edits"], other["edits"])


def network_of(settings: Settings, params: np.ndarray) -> Network:
    """The network of a state."""
    own = engine(settings)
    own.check(params)
    return Network(own.network.sizes, own.network.activations, params)
