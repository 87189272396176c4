"""Where the weights start.

All zeros would keep the units of a layer alike for ever; too large, and they saturate; too small, and the
signal dies on its way through the layers. Glorot and He choose the spread so that the variance of the
signal stays the same from layer to layer. Biases start at zero.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy import ndarray as Array

from . import checks

Distribution = Literal["uniform", "normal"]


@dataclass(frozen=True)
class Initializer:
    """What all initialisers share; not used by itself."""

    def __call__(self, n_in: int, n_out: int, *, rng: np.random.Generator) -> Array:
        """Return weights of shape (n_in, n_out)."""
        raise NotImplementedError


@dataclass(frozen=True)
class Zeros(Initializer):
    """All zero: to show what symmetry does."""

    def __call__(self, n_in: int, n_out: int, *, rng: np.random.Generator) -> Array:
        return np.zeros((n_in, n_out))


@dataclass(frozen=True)
class Constant(Initializer):
    """All the same `value`."""

    value: float = 0.5

    def __call__(self, n_in: int, n_out: int, *, rng: np.random.Generator) -> Array:
        return np.full((n_in, n_out), self.value, dtype=float)


@dataclass(frozen=True)
class Normal(Initializer):
    """Normal with mean 0 and standard deviation `scale`."""

    scale: float = 0.1

    def __post_init__(self) -> None:
        checks.number("scale", self.scale, 0)

    def __call__(self, n_in: int, n_out: int, *, rng: np.random.Generator) -> Array:
        return rng.normal(0, self.scale, (n_in, n_out))


@dataclass(frozen=True)
class Uniform(Initializer):
    """Uniform in [−scale, scale]."""

    scale: float = 0.5

    def __post_init__(self) -> None:
        checks.number("scale", self.scale, 0)

    def __call__(self, n_in: int, n_out: int, *, rng: np.random.Generator) -> Array:
        return rng.uniform(-self.scale, self.scale, (n_in, n_out))


@dataclass(frozen=True)
class Glorot(Initializer):
    """Variance 2 / (n_in + n_out), for activations that are straight around zero (tanh).

    References
    ----------
    Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward neural networks,
    equation 16.
    """

    distribution: Distribution = "uniform"

    def __call__(self, n_in: int, n_out: int, *, rng: np.random.Generator) -> Array:
        return _draw(self.distribution, 2 / (n_in + n_out), (n_in, n_out), rng)


@dataclass(frozen=True)
class He(Initializer):
    """Variance 2 / n_in, for relu and its kin, which let half of the signal through.

    References
    ----------
    He, Zhang, Ren & Sun (2015), Delving Deep into Rectifiers, equation 10.
    """

    distribution: Distribution = "normal"

    def __call__(self, n_in: int, n_out: int, *, rng: np.random.Generator) -> Array:
        return _draw(self.distribution, 2 / n_in, (n_in, n_out), rng)


@dataclass(frozen=True)
class Orthogonal(Initializer):
    """`gain` times a random matrix with orthonormal columns (or rows, where there are fewer of them).

    References
    ----------
    Saxe, McClelland & Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in deep linear
    neural networks.
    """

    gain: float = 1.0

    def __call__(self, n_in: int, n_out: int, *, rng: np.random.Generator) -> Array:
        q, r = np.linalg.qr(rng.standard_normal((max(n_in, n_out), min(n_in, n_out))))
        q *= np.sign(np.diag(r))  # makes the draw uniform over all such matrices
        return self.gain * (q if n_in >= n_out else q.T)


INITIALIZERS: dict[str, type[Initializer]] = {
    "zeros": Zeros,
    "constant": Constant,
    "normal": Normal,
    "uniform": Uniform,
    "glorot": Glorot,
    "he": He,
    "orthogonal": Orthogonal,
}


def find_initializer(initializer: str | Initializer) -> Initializer:
    """Return an initialiser by its name in `INITIALIZERS`, or the given one itself."""
    if isinstance(initializer, Initializer):
        return initializer
    return checks.choose(INITIALIZERS, initializer, "initializer")()


def _draw(distribution: str, variance: float, shape: tuple[int, int], rng: np.random.Generator) -> Array:
    checks.choose({"uniform": 0, "normal": 0}, distribution, "distribution")
    if distribution == "normal":
        return rng.normal(0, sqrt(variance), shape)
    bound = sqrt(3 * variance)  # the variance of a uniform number in [-c, c] is c² / 3
    return rng.uniform(-bound, bound, shape)
