"""Asking the lesson on LIME, and LIME once more in a few lines, to hold it against."""

import numpy as np

from tests.lessons.asking import Asking, gesture

_lesson = Asking("lime")
frame, numbers, message, channel = _lesson.frame, _lesson.numbers, _lesson.message, _lesson.channel
session_at = _lesson.session_at

__all__ = ["channel", "frame", "gesture", "line_by_hand", "message", "numbers", "session_at"]


def line_by_hand(features, outputs, weights, ridge=0.0):
    """Weighted least squares by the normal equations, the intercept free of the ridge: coefficients, intercept, R²."""
    X = np.column_stack([features, np.ones(len(features))])
    price = ridge * np.diag([*np.ones(features.shape[1]), 0])
    solved = np.linalg.solve((X.T * weights) @ X + price, (X.T * weights) @ outputs)
    mean = np.average(outputs, weights=weights)
    left, around = outputs - X @ solved, outputs - mean
    return solved[:-1], solved[-1], 1 - (weights @ left**2) / (weights @ around**2)
