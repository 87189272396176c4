"""One neuron, written out in full: a weighted sum, and a sigmoid that turns it into a probability.

The score z = w·x + b is positive on one side of the line w·x + b = 0 and negative on the other; it grows along w,
the line's normal. So all there is to know about the neuron is geometry, and this file knows it in closed form: the
line, the bands of equal probability, the distance of each sample. Two losses stand side by side, because the choice
between them decides whether a neuron that is badly wrong can learn.

Shapes: ``X`` is (n_samples, n_inputs), ``y`` (n_samples,) of 0 and 1. ``params`` is (..., n_inputs + 1), the weights
and then the bias, so that one neuron, a whole path or a whole grid of them goes through the same lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from .activations import ACTIVATIONS

Array = NDArray[np.float64]

sigmoid = ACTIVATIONS["sigmoid"]
"""σ(z) = 1 / (1 + exp −z): from score to probability."""


def score(params: Array, X: Array) -> Array:
    """Scores z = w·x + b, of shape (..., n_samples)."""
    w, b = params[..., :-1], params[..., -1:]
    return w @ X.T + b


def probability(params: Array, X: Array) -> Array:
    """Probability of class 1, p = σ(z), in (0, 1); shape (..., n_samples)."""
    z = score(params, X)
    return sigmoid(z)


# The two losses, sample by sample -----------------------------------------------------------------------------------


def cross_entropy(z: Array, y: Array) -> Array:
    """−log of the probability given to the true class, y log p + (1 − y) log(1 − p) with its sign turned, in nats.

    From the score it is log(1 + exp z) − y z, which neither overflows nor loses digits.
    """
    return np.logaddexp(0, z) - y * z


def cross_entropy_slope(z: Array, y: Array) -> Array:
    """d cross-entropy / dz = p − y: the error itself, however far out z is."""
    p = sigmoid(z)
    return p - y


def squared_error(z: Array, y: Array) -> Array:
    """(p − y)², at most 1."""
    p = sigmoid(z)
    return (p - y) ** 2


def squared_error_slope(z: Array, y: Array) -> Array:
    """d (p − y)² / dz = 2 (p − y) p (1 − p): the factor p (1 − p) is nearly 0 where the sigmoid is flat."""
    p = sigmoid(z)
    return 2 * (p - y) * p * (1 - p)


@dataclass(frozen=True)
class SampleLoss:
    """A loss of one sample as a function of its score, and its derivative.

    Attributes
    ----------
    value, slope : functions (z, y) of arrays that broadcast
    """

    value: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array], Array]


LOSSES: dict[str, SampleLoss] = {
    "cross_entropy": SampleLoss(cross_entropy, cross_entropy_slope),
    "squared_error": SampleLoss(squared_error, squared_error_slope),
}


def loss(params: Array, X: Array, y: Array, name: str = "cross_entropy") -> Array:
    """Mean loss over the samples; shape (...,)."""
    z = score(params, X)
    return np.mean(LOSSES[name].value(z, y), axis=-1)


def gradient(params: Array, X: Array, y: Array, name: str = "cross_entropy") -> Array:
    """Gradient of the mean loss, shape (..., n_inputs + 1).

    By the chain rule a sample pulls along its own (x, 1), as hard as the slope of its loss says.
    """
    slope = LOSSES[name].slope(score(params, X), y)
    gradient_w = slope @ X / len(X)
    gradient_b = np.mean(slope, axis=-1, keepdims=True)
    return np.concatenate([gradient_w, gradient_b], axis=-1)


def hessian(params: Array, X: Array, y: Array, name: str = "cross_entropy") -> Array:
    """Second derivatives of the mean loss, shape (n_inputs + 1, n_inputs + 1), for one neuron.

    A sample's share is s'(z) (x, 1) (x, 1)ᵀ with the derivative s' of its slope. For the cross-entropy s' = p (1 − p),
    never negative, so its surface is a single valley. For the squared error
    s' = 2 p (1 − p) (p (1 − p) + (p − y) (1 − 2 p)), which is negative where the neuron is surely wrong.
    """
    p = probability(params, X)
    flatness = p * (1 - p)
    bend = flatness if name == "cross_entropy" else 2 * flatness * (flatness + (p - y) * (1 - 2 * p))
    X1 = np.column_stack([X, np.ones(len(X))])
    return (X1 * bend[:, None]).T @ X1 / len(X)


def minimum(X: Array, y: Array, *, bias: float | None = None, most: int = 100) -> Array:
    """The neuron of lowest cross-entropy, shape (n_inputs + 1,), by Newton's method with step halving.

    With `bias` given, that bias is kept and only the weights are sought. NaN where there is no lowest point: if a line
    separates the classes, each longer w is better still.
    """
    free = np.arange(X.shape[1] + (bias is None))
    params = np.zeros(X.shape[1] + 1)
    params[-1] = bias or 0.0
    for _ in range(most):
        if is_separated(params, X, y):
            break
        slope = gradient(params, X, y)[free]
        if np.abs(slope).max() < 1e-12:
            return params
        step = np.zeros_like(params)
        step[free] = np.linalg.lstsq(hessian(params, X, y)[np.ix_(free, free)], slope, rcond=None)[0]
        before = loss(params, X, y)
        while loss(params - step, X, y) > before and np.abs(step).max() > 1e-14:
            step /= 2
        params = params - step
    return np.full_like(params, np.nan)


# Its geometry -------------------------------------------------------------------------------------------------------


def is_separated(params: Array, X: Array, y: Array) -> bool:
    """Whether every sample lies strictly on the side of its class."""
    return bool(np.all((2 * y - 1) * score(params, X) > 0))


def n_wrong(params: Array, X: Array, y: Array, threshold: float = 0.5) -> Array:
    """How many samples are called by the other class's name, with p ≥ threshold meaning class 1; shape (...,)."""
    called = probability(params, X) >= threshold
    return np.sum(called != (y == 1), axis=-1)


def foot(params: Array, p: float = 0.5) -> Array:
    """The point nearest to 0 of the line (or plane) where the probability is p; NaN for w = 0."""
    w, b = params[:-1], params[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return w * ((logit(p) - b) / (w @ w)) if w.any() else np.full_like(w, np.nan)


def logit(p: float) -> float:
    """log p / (1 − p): from probability to score, the inverse of the sigmoid."""
    return log(p / (1 - p))


def margins(params: Array, X: Array, y: Array) -> Array:
    """Distance of each sample from the line, negative on the wrong side; shape (n_samples,), NaN for w = 0."""
    length = np.linalg.norm(params[:-1])
    return (2 * y - 1) * score(params, X) / length if length > 0 else np.full(len(X), np.nan)


def band_width(params: Array, p: float = 0.9) -> float:
    """Distance between the lines of probability p and 1 − p: 2 logit(p) / ‖w‖; inf for w = 0."""
    length = float(np.linalg.norm(params[:-1]))
    return 2 * logit(p) / length if length > 0 else float("inf")


def line_in_box(params: Array, low: float, high: float, p: float = 0.5) -> Array:
    """Ends of the line of probability p of a neuron with two inputs, cut to low ≤ x₁, x₂ ≤ high.

    Returns an array of shape (2, 2), one end a row, with w to the right of the way from the first to the second; of
    shape (0, 2) where the line does not meet the box or w = 0.
    """
    nearest = foot(params, p)
    if not np.isfinite(nearest).all():
        return np.empty((0, 2))
    along = np.array([-params[1], params[0]]) / np.linalg.norm(params[:2])
    moving = np.abs(along) > 1e-12
    if np.any((nearest < low) | (nearest > high), where=~moving):
        return np.empty((0, 2))
    reach = (np.array([[low], [high]]) - nearest)[:, moving] / along[moving]  # (2, n_moving)
    first, last = reach.min(axis=0).max(), reach.max(axis=0).min()
    return nearest + np.array([[first], [last]]) * along if first < last else np.empty((0, 2))
