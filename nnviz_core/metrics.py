"""How good the answers are, in the words of the problem rather than of the loss.

Classes are whole numbers from 0 on, shape (n_samples,). A score that is undefined (a recall where there
is nothing to find) is NaN, not 0: nobody should take it for a bad one.
"""

from dataclasses import dataclass

import numpy as np
from numpy import ndarray as Array
from numpy.typing import ArrayLike


def accuracy(y: ArrayLike, predicted: ArrayLike) -> float:
    """Return the share of right classes, in [0, 1]."""
    y, predicted = _pair(y, predicted)
    return (y == predicted).mean().item()


def confusion_matrix(y: ArrayLike, predicted: ArrayLike, *, n_classes: int | None = None) -> Array:
    """Return how often class i was called class j, shape (n_classes, n_classes), rows the true classes."""
    y, predicted = (_classes(name, part) for name, part in zip(("y", "predicted"), _pair(y, predicted), strict=True))
    n_classes = n_classes or int(max(y.max(), predicted.max())) + 1
    if max(y.max(), predicted.max()) >= n_classes:
        raise ValueError(f"There are classes beyond {n_classes - 1}; give a larger n_classes.")
    return np.bincount(y * n_classes + predicted, minlength=n_classes**2).reshape(n_classes, n_classes)


@dataclass(frozen=True, eq=False)
class PrecisionRecall:
    """Of each class, shape (n_classes,).

    Attributes
    ----------
    precision : share of those called so that are so, in [0, 1], NaN if none is called so
    recall : share of those that are so that are called so, in [0, 1], NaN if there is none
    f1 : their harmonic mean, NaN if the class is neither there nor called
    support : how many there are
    """

    precision: Array
    recall: Array
    f1: Array
    support: Array


def precision_recall(y: ArrayLike, predicted: ArrayLike, *, n_classes: int | None = None) -> PrecisionRecall:
    """Return precision, recall and F1 of each class."""
    matrix = confusion_matrix(y, predicted, n_classes=n_classes)
    right, called, there = np.diag(matrix), matrix.sum(axis=0), matrix.sum(axis=1)
    return PrecisionRecall(_ratio(right, called), _ratio(right, there), _ratio(2 * right, called + there), there)


def roc_auc(y: ArrayLike, scores: ArrayLike) -> float:
    """Return the area under the ROC curve: the chance that a sample of class 1 has a higher score than one of class 0.

    Ties count a half. NaN if there is only one class.

    Parameters
    ----------
    y : array of 0 and 1, shape (n_samples,)
    scores : array of shape (n_samples,)
        Higher for class 1; any unit.

    References
    ----------
    Hanley & McNeil (1982), The meaning and use of the area under a receiver operating characteristic curve.
    """
    y, scores = _pair(y, scores)
    positive = _classes("y", y) == 1
    n_positive = np.count_nonzero(positive)
    n_negative = len(y) - n_positive
    if _classes("y", y).max() > 1:
        raise ValueError("roc_auc is for two classes, 0 and 1; for more give (y == k) for one class at a time.")
    if not (n_positive and n_negative):
        return float("nan")
    _, where, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[where]  # ties share the mean of their ranks
    wins = ranks[positive].sum() - n_positive * (n_positive + 1) / 2  # the statistic U of Mann and Whitney
    return float(wins / (n_positive * n_negative))


@dataclass(frozen=True, eq=False)
class RocCurve:
    """Every way to cut the scores in two, from calling nothing class 1 to calling everything so; shape (n_cuts,).

    Attributes
    ----------
    false_positive_rate : share of class 0 that is called class 1, in [0, 1], ascending
    true_positive_rate : share of class 1 that is called class 1, in [0, 1], ascending
    thresholds : descending; a score of at least this means class 1; inf for the first
    """

    false_positive_rate: Array
    true_positive_rate: Array
    thresholds: Array


def roc_curve(y: ArrayLike, scores: ArrayLike) -> RocCurve:
    """Return the ROC curve, with one point for each distinct score; rates are NaN where their class is missing.

    Parameters
    ----------
    y : array of 0 and 1, shape (n_samples,)
    scores : array of shape (n_samples,)
    """
    y, scores = _pair(y, scores)
    if _classes("y", y).max() > 1:
        raise ValueError("roc_curve is for two classes, 0 and 1; for more give (y == k) for one class at a time.")
    order = np.argsort(-scores, kind="stable")
    positive, ranked = np.asarray(y)[order] == 1, np.asarray(scores, dtype=float)[order]
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)  # the last of each run of equal scores
    found, alarms = np.cumsum(positive)[last], np.cumsum(~positive)[last]
    true_rate, false_rate = (
        _ratio(np.append(0, counts), np.full(len(last) + 1, counts[-1])) for counts in (found, alarms)
    )
    return RocCurve(false_rate, true_rate, np.append(np.inf, ranked[last]))


def r2(y: ArrayLike, predicted: ArrayLike) -> float:
    """Return R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)²: 1 is perfect, 0 no better than the mean; NaN for a constant y."""
    y, predicted = (np.asarray(part, dtype=float) for part in _pair(y, predicted))
    total = ((y - y.mean()) ** 2).sum()
    return (1 - ((y - predicted) ** 2).sum() / total).item() if total > 0 else float("nan")


def rmse(y: ArrayLike, predicted: ArrayLike) -> float:
    """Return the root of the mean squared error, in units of y."""
    y, predicted = _pair(y, predicted)
    return np.sqrt(((y - predicted) ** 2).mean()).item()


def _pair(y: ArrayLike, other: ArrayLike) -> tuple[Array, Array]:
    """Return both as arrays of shape (n_samples,)."""
    first, second = (np.asarray(part) for part in (y, other))
    first, second = (part[:, 0] if part.ndim == 2 and part.shape[1] == 1 else part for part in (first, second))
    if first.ndim != 1 or first.shape != second.shape or first.size == 0:
        raise ValueError(
            f"Shapes {first.shape} and {second.shape} cannot be compared; give two arrays of the same "
            "shape (n_samples,) with at least one sample (of several outputs take .argmax(axis=1))."
        )
    return first, second


def _classes(name: str, values: Array) -> Array:
    with np.errstate(invalid="ignore"):  # NaN is no whole number either
        classes = values.astype(np.intp)
    if classes.min() < 0 or (classes != values).any():
        raise ValueError(f"{name} must hold whole numbers from 0 on.")
    return classes


def _ratio(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
