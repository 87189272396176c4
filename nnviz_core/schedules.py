"""A learning rate that changes while training goes on.

A schedule is a pure function of t, the number of updates made so far; so any update of a run can be
recomputed without the ones before it. Wherever the core takes a learning rate it takes a number or a
schedule.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

from . import checks

LearningRate = float | Callable[[int], float]


@dataclass(frozen=True)
class Constant:
    """The same rate at every update."""

    rate: float = 0.1

    def __post_init__(self) -> None:
        checks.number("rate", self.rate, 0)

    def __call__(self, t: int) -> float:
        return self.rate


@dataclass(frozen=True)
class Step:
    """rate · drop^floor(t / every): multiplied by `drop` after each `every` updates.

    Parameters
    ----------
    rate : float, at least 0
        The rate of the first update.
    drop : float in (0, 1]
    every : int, at least 1, in updates
    """

    rate: float = 0.1
    drop: float = 0.5
    every: int = 100

    def __post_init__(self) -> None:
        checks.number("rate", self.rate, 0)
        checks.number("drop", self.drop, 0, 1, open_low=True)
        checks.whole("every", self.every, 1)

    def __call__(self, t: int) -> float:
        return self.rate * self.drop ** (t // self.every)


@dataclass(frozen=True)
class Cosine:
    """Half a cosine from `rate` down to `final` within `n_updates`, and `final` from then on.

    final + (rate − final) · (1 + cos(π t / n_updates)) / 2

    References
    ----------
    Loshchilov & Hutter (2017), SGDR: Stochastic Gradient Descent with Warm Restarts, equation 5.
    """

    rate: float = 0.1
    n_updates: int = 1000
    final: float = 0.0

    def __post_init__(self) -> None:
        checks.number("rate", self.rate, 0)
        checks.number("final", self.final, 0)
        checks.whole("n_updates", self.n_updates, 1)

    def __call__(self, t: int) -> float:
        progress = min(t / self.n_updates, 1.0)
        return self.final + (self.rate - self.final) * (1 + cos(pi * progress)) / 2


SCHEDULES: dict[str, type] = {"constant": Constant, "step": Step, "cosine": Cosine}


def rate_at(learning_rate: LearningRate, t: int) -> float:
    """Return the learning rate of update number t (0 for the first)."""
    return learning_rate(t) if callable(learning_rate) else learning_rate
