"""Asking the lesson on one neuron, and its data once more, read from the file and standardised by hand."""

import json
from pathlib import Path

import numpy as np

from tests.lessons.asking import Asking, gesture

_lesson = Asking("one-neuron")
opened, frame, numbers, message = _lesson.opened, _lesson.frame, _lesson.numbers, _lesson.message
session_at = _lesson.session_at

__all__ = ["DATA", "frame", "gesture", "irises", "message", "numbers", "opened", "session_at", "wrong_by_hand"]

DATA = Path(__file__).parents[2] / "static" / "data"


def irises(zero=1, one=2, columns=(2, 3)):
    """Standardised features (100, 2) and classes (100,), straight from the file."""
    rows = np.array(json.loads((DATA / "iris.json").read_text("utf-8"))["rows"])
    chosen = rows[(rows[:, 4] == zero) | (rows[:, 4] == one)]
    X = chosen[:, columns]
    return (X - X.mean(axis=0)) / X.std(axis=0), (chosen[:, 4] == one).astype(float)


def wrong_by_hand(params, X, y):
    """How many samples lie on the wrong side, without the core."""
    return int(np.sum((X @ params[:2] + params[2] >= 0) != (y == 1)))
