"""What the lesson simulates: one neuron, or two side by side, walking downhill on its loss.

The state keeps the parameters, the optimiser's memory and what is read off at every moment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.text import Text
from nnviz_core import neuron
from nnviz_core.optimizers import OPTIMIZERS, Optimizer, OptimizerState

from .samples import Samples, params_of

OPTIMIZER_NAMES = ("sgd", "momentum", "nesterov", "rmsprop", "adam")


@dataclass(frozen=True)
class Walk:
    """Neurons on their way down: `params` (n_runs, 3), each run with its own `loss` (n_runs,).

    `loss` and `gradient` are of the loss that the run follows, `wrong` counts its mistakes. Each step of gradient
    descent is at most as long as the learning rate times the mean length of (x, 1), or twice that, so a number that is
    not finite is never born here: `failure` stays None.
    """

    params: np.ndarray
    loss: np.ndarray
    gradient: np.ndarray
    wrong: np.ndarray
    memory: OptimizerState
    optimizer: Optimizer
    failure: Text | None = None


def begin(samples: Samples, settings: Settings, losses: tuple[str, ...]) -> Walk:
    """As many neurons as losses, all as set by hand."""
    params = np.tile(params_of(settings), (len(losses), 1))
    rule = _rule(settings)
    return _observe(params, rule.start(params), rule, samples, settings, losses)


def go_on(walk: Walk, samples: Samples, settings: Settings, losses: tuple[str, ...]) -> Walk:
    """One update of each; a changed optimiser starts with an empty memory, a changed loss with its own gradient."""
    rule, memory = _rule(settings), walk.memory
    if type(rule) is not type(walk.optimizer):
        memory = OptimizerState(memory.t, rule.start(walk.params).slots)
    gradient = _gradient(walk.params, samples, settings, losses)
    params, memory = rule.update(walk.params, gradient, memory)
    return _observe(params, memory, rule, samples, settings, losses)


def _rule(settings: Settings) -> Optimizer:
    return OPTIMIZERS[settings["optimizer"]](learning_rate=settings["learning_rate"])


def _gradient(params: np.ndarray, samples: Samples, settings: Settings, losses: tuple[str, ...]) -> np.ndarray:
    """The gradients of all runs, (n_runs, 3), with a 0 for a bias that is held."""
    pairs = zip(params, losses, strict=True)
    gradient = np.stack([neuron.gradient(own, samples.X, samples.y, name) for own, name in pairs])
    if not settings["learn_bias"]:
        gradient[:, 2] = 0
    return gradient


def _observe(params, memory, rule, samples: Samples, settings: Settings, losses: tuple[str, ...]) -> Walk:
    pairs = zip(params, losses, strict=True)
    loss = np.array([neuron.loss(own, samples.X, samples.y, name) for own, name in pairs])
    wrong = neuron.n_wrong(params, samples.X, samples.y)
    return Walk(params, loss, _gradient(params, samples, settings, losses), wrong, memory, rule)
