"""A simple model fitted where it matters: weighted ridge regression, and which features to let in.

A surrogate is a straight line that is asked to be right near one point only: each sample counts by its
weight. Ridge adds a little cost to large coefficients, which keeps the answer steady when features are nearly copies
of each other. R² tells what part of the (weighted) variation it catches; without it, coefficients mean little.

Glossary: X features (n, n_features), y outputs (n, n_outputs), w weights (n,).

References
----------
Hoerl & Kennard (1970), Ridge regression: biased estimation for nonorthogonal problems.
Goodnight (1979), A tutorial on the SWEEP operator (the steps of forward selection).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks

SELECTION_RIDGE = 0.01  # of the fit by which `highest` ranks features
ROUNDING = 1e-12  # outputs that differ by less, as a part of their size, are taken as equal,
VANISHING = 1e-150  # and so are outputs that are all smaller: the squares of their differences may be 0
BLOCK = 512  # samples looked at together: their products stay in the nearest memory


@dataclass(frozen=True)
class Surrogate:
    """A weighted linear model.

    Attributes
    ----------
    coefficients : array of shape (n_features, n_outputs)
        0 for features that were not let in.
    intercept : array of shape (n_outputs,)
    r2 : array of shape (n_outputs,)
        1 − weighted squared error / weighted variation; at most 1, and 1 if there is nothing to explain: if all outputs
        are equal, or below 1e-150 in size.
    """

    coefficients: Array
    intercept: Array
    r2: Array

    def predict(self, X: Array) -> Array:
        """Return the surrogate's outputs, shape (n, n_outputs)."""
        return X @ self.coefficients + self.intercept


def fit_surrogate(
    X: Array, y: Array, w: Array, *, ridge: float = 1.0, n_kept: int | None = None, selection: str = "forward"
) -> Surrogate:
    """Fit y ≈ X c + intercept with the least Σ w (y − X c − intercept)² + ridge · Σ c².

    Parameters
    ----------
    X : array of shape (n, n_features)
    y : array of shape (n, n_outputs)
    w : array of shape (n,), not negative, not all 0
    ridge : float, at least 0
    n_kept : int, optional
        How many features to let in, chosen for each output; all without it.
    selection : "forward" or "highest"
        forward: one by one, each time the feature that raises R² most. highest: those with the largest part in a
        fit with all, coefficient · value in the first row.
    """
    X, y, w = _checked(X, y, w)
    checks.number("ridge", ridge, 0)
    select = checks.choose(SELECTIONS, selection, "selection")
    share = w / w.sum()
    X_mean, y_mean = share @ X, share @ y
    # all that the fit needs to know are products of columns, less their weighted means: the line goes through those
    n_features, n_outputs = X.shape[1], y.shape[1]
    square, aims = np.zeros((n_features, n_features)), np.zeros((n_features, n_outputs))
    for first in range(0, len(X), BLOCK):
        part = slice(first, first + BLOCK)
        columns = X[part] - X_mean
        weighted = (columns * w[part, np.newaxis]).T
        square += weighted @ columns
        aims += weighted @ (y[part] - y_mean)
    if n_kept is None or checks.whole("n_kept", n_kept, 1) >= n_features:
        coefficients = _solve(square, aims, ridge)
    else:
        coefficients = np.zeros((n_features, n_outputs))
        for output, aim in enumerate(aims.T):
            kept = select(square, aim, X[0], n_kept)
            coefficients[kept, output] = _solve(square[np.ix_(kept, kept)], aim[kept], ridge)
    intercept = y_mean - X_mean @ coefficients
    return Surrogate(coefficients, intercept, _r2(y, y - X @ coefficients - intercept, y - y_mean, w))


def nothing_to_explain(outputs: Array) -> Array:
    """Return which outputs (n, n_outputs) are the same in all rows but for rounding, booleans (n_outputs,)."""
    size = np.abs(outputs).max(axis=0)
    return (np.ptp(outputs, axis=0) <= ROUNDING * size) | (size < VANISHING)


def _checked(X: Any, y: Any, w: Any) -> tuple[Array, Array, Array]:
    X, y = (checks.squarable(name, checks.table_of_numbers(name, table)) for name, table in (("X", X), ("y", y)))
    w = checks.squarable("w", checks.real("w", w))
    if w.shape != (len(X),) or len(y) != len(X):
        raise ValueError(
            f"X holds {len(X)} samples, y {len(y)} and w has shape {w.shape}; give each sample one of each."
        )
    if (w < 0).any() or not w.any():
        raise ValueError(f"w must be weights of 0 or more, and one of them above 0; the least is {w.min()}.")
    return X, y, w


def _solve(square: Array, aims: Array, ridge: float) -> Array:
    """Return the c that solves (square + ridge) c = aims; the shortest one if there are many."""
    square = square + ridge * np.eye(len(square))
    if ridge > 0:
        return np.linalg.solve(square, aims)
    return np.linalg.pinv(square, rcond=1e-12, hermitian=True) @ aims


def _r2(y: Array, left: Array, around_mean: Array, w: Array) -> Array:
    error, variation = w @ left**2, w @ around_mean**2
    nothing = nothing_to_explain(y[w > 0]) | (variation == 0)
    return np.where(nothing, 1.0, 1 - error / np.where(nothing, 1, variation))


def _forward(square: Array, aim: Array, first: Array, n_kept: int) -> Array:
    """Let in, one by one, the feature that explains most of what is left.

    All that is needed are the products of columns. Once a feature is in, its part is swept out of all the others,
    so that each step sees only what is new in them.
    """
    least = 1e-10 * np.diag(square).max(initial=0.0)
    kept: list[int] = []
    for _ in range(n_kept):
        size = np.diag(square)
        gains = np.where(size > least, aim * (aim / np.where(size > least, size, 1)), -1.0)  # aim² may be no number
        gains[kept] = -2.0
        best = int(np.argmax(gains))
        kept.append(best)
        if gains[best] >= 0:
            swept = square[:, best] / square[best, best]
            square, aim = square - np.outer(swept, square[best]), aim - swept * aim[best]
    return np.array(kept)


def _highest(square: Array, aim: Array, first: Array, n_kept: int) -> Array:
    part = np.abs(_solve(square, aim, SELECTION_RIDGE) * first)
    return np.argsort(-part, kind="stable")[:n_kept]


SELECTIONS: dict[str, Callable[[Array, Array, Array, int], Array]] = {"forward": _forward, "highest": _highest}
