"""Asking the lesson on one neuron, and its data once more, read from the file and standardised by hand."""

import json
from pathlib import Path

import numpy as np

from lessons.session import Session

DATA = Path(__file__).parents[2] / "static" / "data"


def irises(zero=1, one=2, columns=(2, 3)):
    """Standardised features (100, 2) and classes (100,), straight from the file."""
    rows = np.array(json.loads((DATA / "iris.json").read_text("utf-8"))["rows"])
    chosen = rows[(rows[:, 4] == zero) | (rows[:, 4] == one)]
    X = chosen[:, columns]
    return (X - X.mean(axis=0)) / X.std(axis=0), (chosen[:, 4] == one).astype(float)


def opened(step, t=0, **settings):
    """The frame and its buffer."""
    answer, buffer = Session().handle(
        {"do": "open", "lesson": "one-neuron", "step": step, "settings": settings, "t": t}
    )
    assert answer["ok"], answer
    return answer["frame"], buffer


def frame(step, t=0, **settings):
    return opened(step, t, **settings)[0]


def numbers(step, t=0, **settings):
    return frame(step, t, **settings)["readouts"]


def message(step, t=0, **settings):
    """The key of the message, or None."""
    said = frame(step, t, **settings)["message"]
    return said and (said["text"] if isinstance(said["text"], str) else said["text"]["key"])


def gesture(session, name, x, y, index=0):
    answer, _ = session.handle({"do": "gesture", "name": name, "index": index, "x": x, "y": y, "phase": "end"})
    assert answer["ok"], answer
    return answer["frame"]


def session_at(step, **settings):
    session = Session()
    answer, _ = session.handle({"do": "open", "lesson": "one-neuron", "step": step, "settings": settings})
    assert answer["ok"], answer
    return session


def wrong_by_hand(params, X, y):
    """How many samples lie on the wrong side, without the core."""
    return int(np.sum((X @ params[:2] + params[2] >= 0) != (y == 1)))
