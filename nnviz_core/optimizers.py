"""An optimizer turns a gradient into a step.

Each is a frozen record of its hyperparameters with two functions: `start(params)` gives the state
before the first update, `update(params, gradient, state)` the new parameters and the new state.
Nothing is hidden and nothing given is changed: what an optimizer remembers (velocities, squared
gradients) lies in `state.slots`. Everything is elementwise, so many runs go side by side as
(n_runs, n_params). The rule of each optimizer stands once, in `step`, which works in place for speed;
`update` is `step` on copies.

Glossary: w parameters, g gradient, η learning rate, v velocity, s running sum or mean of g²,
m running mean of g, t number of the update (1 for the first).
"""

from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

import numpy as np
from numpy import ndarray as Array

from . import checks
from .schedules import LearningRate, rate_at


@dataclass(frozen=True, eq=False)
class OptimizerState:
    """What an optimizer remembers between two updates.

    Attributes
    ----------
    t : int
        Updates made so far.
    slots : array of shape (n_slots, *params.shape)
        One row for each thing remembered; the optimizer's `slot_names` names them.
    """

    t: int
    slots: Array


@dataclass(frozen=True)
class Optimizer:
    """What all optimizers share; not used by itself.

    Parameters
    ----------
    learning_rate : float, at least 0, or a schedule (a function of the updates made so far)
    """

    learning_rate: LearningRate = 0.1
    slot_names: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        if not callable(self.learning_rate):
            checks.number("learning_rate", self.learning_rate, 0)

    def start(self, params: Array) -> OptimizerState:
        """Return the state before the first update of `params`, shape (..., n_params)."""
        params = np.asarray(params)
        return OptimizerState(0, np.zeros((len(self.slot_names), *params.shape), params.dtype))

    def update(self, params: Array, gradient: Array, state: OptimizerState) -> tuple[Array, OptimizerState]:
        """Return the parameters and the state after one update; the arguments stay as they are.

        Parameters
        ----------
        params, gradient : arrays of the same shape (..., n_params)
        state : OptimizerState
            From `start` or from the update before.
        """
        params = np.array(params)
        gradient = np.asarray(gradient, params.dtype)
        if gradient.shape != params.shape or state.slots.shape != (len(self.slot_names), *params.shape):
            raise ValueError(
                f"params {params.shape}, gradient {gradient.shape} and slots {state.slots.shape} do not "
                "fit together; begin with start(params)."
            )
        slots = state.slots.copy()
        self.step(params, gradient, slots, state.t, np.empty_like(params))
        return params, OptimizerState(state.t + 1, slots)

    def step(self, params: Array, gradient: Array, slots: Array, t: int, work: Array) -> None:
        """Change `params` and `slots` in place by update t + 1; `work` is scratch of the same shape."""
        raise NotImplementedError


@dataclass(frozen=True)
class SGD(Optimizer):
    """Gradient descent: w ← w − η g.

    References
    ----------
    Robbins & Monro (1951), A Stochastic Approximation Method.
    """

    def step(self, params: Array, gradient: Array, slots: Array, t: int, work: Array) -> None:
        np.multiply(gradient, rate_at(self.learning_rate, t), out=work)
        params -= work


@dataclass(frozen=True)
class Momentum(Optimizer):
    """The heavy ball: v ← μ v − η g, then w ← w + v, with μ = `momentum` in [0, 1).

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.
    """

    momentum: float = 0.9
    slot_names: ClassVar[tuple[str, ...]] = ("velocity",)

    def __post_init__(self) -> None:
        super().__post_init__()
        _decay("momentum", self.momentum)

    def step(self, params: Array, gradient: Array, slots: Array, t: int, work: Array) -> None:
        (velocity,) = slots
        np.multiply(gradient, rate_at(self.learning_rate, t), out=work)
        velocity *= self.momentum
        velocity -= work
        params += velocity


@dataclass(frozen=True)
class Nesterov(Momentum):
    """Nesterov's momentum: v ← μ v − η g, then w ← w + μ v − η g.

    In Sutskever's form the gradient is taken at the point where the velocity is about to carry the ball,
    θ + μ v. Here w *is* that point, w = θ + μ v (the same run in other variables), so the gradient is
    needed only where the parameters are.

    References
    ----------
    Sutskever, Martens, Dahl & Hinton (2013), On the importance of initialization and momentum in deep
    learning, equations 3 and 4. Bengio, Boulanger-Lewandowski & Pascanu (2013), Advances in optimizing
    recurrent networks, section 3.5, for the change of variables.
    """

    def step(self, params: Array, gradient: Array, slots: Array, t: int, work: Array) -> None:
        (velocity,) = slots
        np.multiply(gradient, rate_at(self.learning_rate, t), out=work)
        velocity *= self.momentum
        velocity -= work
        params -= work
        np.multiply(velocity, self.momentum, out=work)
        params += work


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """A rate of its own for each parameter: s ← s + g², then w ← w − η g / (√s + ε).

    References
    ----------
    Duchi, Hazan & Singer (2011), Adaptive Subgradient Methods for Online Learning and Stochastic
    Optimization.
    """

    epsilon: float = 1e-8
    slot_names: ClassVar[tuple[str, ...]] = ("sum_of_squares",)

    def __post_init__(self) -> None:
        super().__post_init__()
        checks.number("epsilon", self.epsilon, 0, open_low=True)

    def step(self, params: Array, gradient: Array, slots: Array, t: int, work: Array) -> None:
        (sum_of_squares,) = slots
        np.multiply(gradient, gradient, out=work)
        sum_of_squares += work
        _scaled_step(params, gradient, sum_of_squares, rate_at(self.learning_rate, t), self.epsilon, work)


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """AdaGrad that forgets: s ← ρ s + (1 − ρ) g², then w ← w − η g / (√s + ε), with ρ = `decay` in [0, 1).

    References
    ----------
    Tieleman & Hinton (2012), Lecture 6.5: RMSProp, COURSERA: Neural Networks for Machine Learning.
    """

    learning_rate: LearningRate = 0.01
    decay: float = 0.9
    epsilon: float = 1e-8
    slot_names: ClassVar[tuple[str, ...]] = ("mean_of_squares",)

    def __post_init__(self) -> None:
        super().__post_init__()
        _decay("decay", self.decay)
        checks.number("epsilon", self.epsilon, 0, open_low=True)

    def step(self, params: Array, gradient: Array, slots: Array, t: int, work: Array) -> None:
        (mean_of_squares,) = slots
        np.multiply(gradient, gradient, out=work)
        _move_mean(mean_of_squares, work, self.decay)
        _scaled_step(params, gradient, mean_of_squares, rate_at(self.learning_rate, t), self.epsilon, work)


@dataclass(frozen=True)
class Adam(Optimizer):
    """Momentum and RMSProp, both freed from their start at zero.

    m ← β₁ m + (1 − β₁) g and s ← β₂ s + (1 − β₂) g², then w ← w − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√s + ε).

    This is the efficient order of computation given at the end of the paper's section 2, as in scikit-learn;
    its ε is √(1 − β₂ᵗ) times the ε of the paper's Algorithm 1.

    References
    ----------
    Kingma & Ba (2015), Adam: A Method for Stochastic Optimization.
    """

    learning_rate: LearningRate = 0.01
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    slot_names: ClassVar[tuple[str, ...]] = ("mean", "mean_of_squares")

    def __post_init__(self) -> None:
        super().__post_init__()
        _decay("beta_1", self.beta_1)
        _decay("beta_2", self.beta_2)
        checks.number("epsilon", self.epsilon, 0, open_low=True)

    def step(self, params: Array, gradient: Array, slots: Array, t: int, work: Array) -> None:
        mean, mean_of_squares = slots
        work[...] = gradient
        _move_mean(mean, work, self.beta_1)
        np.multiply(gradient, gradient, out=work)
        _move_mean(mean_of_squares, work, self.beta_2)
        unbias = sqrt(1 - self.beta_2 ** (t + 1)) / (1 - self.beta_1 ** (t + 1))
        rate = rate_at(self.learning_rate, t) * unbias
        _scaled_step(params, mean, mean_of_squares, rate, self.epsilon, work)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": AdaGrad,
    "rmsprop": RMSProp,
    "adam": Adam,
}


def _move_mean(mean: Array, values: Array, decay: float) -> None:
    """mean ← decay · mean + (1 − decay) · values, in place; `values` is used up."""
    mean *= decay
    values *= 1 - decay
    mean += values


def _scaled_step(
    params: Array,
    direction: Array,
    squares: Array,
    rate: float,
    epsilon: float,
    work: Array,
) -> None:
    """params ← params − rate · direction / (√squares + ε), in place."""
    np.sqrt(squares, out=work)
    work += epsilon
    np.divide(direction, work, out=work)
    work *= rate
    params -= work


def _decay(name: str, value: float) -> None:
    if checks.number(name, value, 0, 1) == 1:
        raise ValueError(f"{name} is 1, so nothing would ever be forgotten; give a number in [0, 1).")
