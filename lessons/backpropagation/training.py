"""The run: what is remembered from update to update, and how one sample makes the next parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.text import Text, text
from nnviz_core.faults import first_fault
from nnviz_core.losses import find_loss
from nnviz_core.network import Network
from nnviz_core.optimizers import SGD, OptimizerState

from .nets import architecture, first_params, network_at, sample, samples


@dataclass(frozen=True)
class Learning:
    """Weights and biases after t updates; `loss` is the mean over all samples."""

    params: np.ndarray
    loss: float
    memory: OptimizerState
    failure: Text | None = None


def start(settings: Settings, rng: np.random.Generator) -> Learning:
    """The first parameters."""
    params = first_params(settings)
    return Learning(params, _loss(settings, params), SGD().start(params))


def _loss(settings: Settings, params: np.ndarray) -> float:
    X, y = samples(settings)
    return network_at(settings, params).loss(X, y, architecture(settings).loss)


def updated(network: Network, gradient: np.ndarray, rate: float) -> np.ndarray:
    """The parameters after one step against the gradient."""
    optimizer = SGD(rate)
    return optimizer.update(network.params, gradient, optimizer.start(network.params))[0]


def advance(state: Learning, settings: Settings) -> Learning:
    """Forward, loss, backward and update for the sample whose turn it is."""
    t = state.memory.t
    network = network_at(settings, state.params)
    record = network.gradients(*sample(settings, t), architecture(settings).loss)
    params = updated(network, record.vector, settings["learning_rate"])
    loss = _loss(settings, params)
    failure = None if np.isfinite(loss) else _failure(settings, network, params, t)
    return Learning(params, loss, OptimizerState(t + 1, state.memory.slots), failure)


def _failure(settings: Settings, before: Network, params: np.ndarray, t: int) -> Text:
    """Where the first number that is not finite was born."""
    loss = find_loss(architecture(settings).loss)
    X, y = sample(settings, t)
    found = first_fault(before, X, y, loss, after=params) or first_fault(
        before.with_params(params), *samples(settings), loss
    )
    operation = f"operation.{found.operation}" if found else "operation.loss"
    return text("failure.not_finite", t=t + 1, operation=operation, largest=float(np.abs(before.params).max()))
