"""Linear regression with one feature, written out in full.

The model is ŷ = w·x + b and the loss is the mean squared error. Both are simple enough to know everything in
closed form: the gradient, its share from each sample, the Hessian, the lowest point and the largest learning rate
that still converges. That makes this file the oracle of the other ones, and the code that the first lesson shows.

Shapes: ``x`` and ``y`` are (n_samples,). ``params`` is (..., 2), the last axis holding (w, b), so that one point, a
whole path or a whole grid of (w, b) goes through the same lines.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def predict(params: Array, x: Array) -> Array:
    """Predictions ŷ = w·x + b, of shape (..., n_samples)."""
    w, b = params[..., :1], params[..., 1:]
    return w * x + b


def residuals(params: Array, x: Array, y: Array) -> Array:
    """What the line misses, y − ŷ, in units of y; shape (..., n_samples)."""
    return y - predict(params, x)


def mse(params: Array, x: Array, y: Array) -> Array:
    """Mean squared error L(w, b) = 1/n Σ (y − ŷ)², in squared units of y; shape (...,)."""
    return np.mean(residuals(params, x, y) ** 2, axis=-1)


def sample_gradients(params: Array, x: Array, y: Array) -> Array:
    """Each sample's own gradient (∂/∂w, ∂/∂b) of its squared error; shape (..., n_samples, 2).

    One sample: ∂(y − ŷ)²/∂w = −2 (y − ŷ) x and ∂(y − ŷ)²/∂b = −2 (y − ŷ), by the chain rule.
    """
    error = residuals(params, x, y)
    return -2 * np.stack([error * x, error], axis=-1)


def gradient(params: Array, x: Array, y: Array) -> Array:
    """Gradient of the mean squared error, the mean of the samples' own; shape (..., 2)."""
    error = residuals(params, x, y)
    gradient_w = -2 * np.mean(error * x, axis=-1)
    gradient_b = -2 * np.mean(error, axis=-1)
    return np.stack([gradient_w, gradient_b], axis=-1)


def numeric_gradient(params: Array, x: Array, y: Array, epsilon: float) -> Array:
    """Central differences (L(p + ε) − L(p − ε)) / 2ε in w and in b; shape (..., 2).

    The loss is quadratic, so for any ε > 0 this equals the gradient up to rounding.
    """
    nudges = epsilon * np.eye(2)
    higher = mse(params[..., None, :] + nudges, x, y)
    lower = mse(params[..., None, :] - nudges, x, y)
    return (higher - lower) / (2 * epsilon)


def hessian(x: Array) -> Array:
    """Second derivatives of the loss, 2/n [[Σx², Σx], [Σx, n]]; (2, 2), the same at every (w, b)."""
    return np.array([[2 * np.mean(x * x), 2 * np.mean(x)], [2 * np.mean(x), 2.0]], float)


def curvature(x: Array) -> tuple[Array, Array]:
    """Eigenvalues of the Hessian in ascending order (2,) and the directions that belong to them, as columns (2, 2)."""
    values, directions = np.linalg.eigh(hessian(x))
    return values, directions


def rate_limit(x: Array) -> float:
    """The largest learning rate at which gradient descent does not diverge, 2 / λmax of the Hessian.

    References
    ----------
    Y. LeCun, L. Bottou, G. B. Orr, K.-R. Müller, "Efficient BackProp", 1998, section 5.
    """
    return float(2 / curvature(x)[0][-1])


def minimum(x: Array, y: Array) -> Array:
    """The lowest point (w, b), by least squares; (2,). Where many points are lowest, the one nearest to zero."""
    design = np.stack([x, np.ones_like(x)], axis=-1)
    solution: Array = np.linalg.lstsq(design, y, rcond=None)[0]
    return solution
