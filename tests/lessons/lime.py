"""Asking the lesson on LIME, and LIME once more in a few lines, to hold it against."""

import numpy as np

from lessons.session import Session


def opened(step, t=0, **settings):
    """The frame and its buffer."""
    answer, buffer = Session().handle({"do": "open", "lesson": "lime", "step": step, "settings": settings, "t": t})
    assert answer["ok"], answer
    return answer["frame"], buffer


def frame(step, t=0, **settings):
    return opened(step, t, **settings)[0]


def numbers(step, t=0, **settings):
    return frame(step, t, **settings)["readouts"]


def channel(step, figure, mark, name, t=0, **settings):
    """A channel of a mark, as it goes to the page."""
    shown, buffer = opened(step, t, **settings)
    f = next(i for i, one in enumerate(shown["figures"]) if one["id"] == figure)
    m = next(i for i, one in enumerate(shown["figures"][f]["marks"]) if one["id"] == mark)
    offset, shape = next((o, s) for i, j, n, o, s in shown["updates"] if (i, j, n) == (f, m, name))
    return buffer[offset : offset + int(np.prod(shape))].reshape(shape)


def message(step, t=0, **settings):
    """The key of the message, or None."""
    said = frame(step, t, **settings)["message"]
    return said and (said["text"] if isinstance(said["text"], str) else said["text"]["key"])


def session_at(step, t=0, **settings):
    session = Session()
    answer, _ = session.handle({"do": "open", "lesson": "lime", "step": step, "settings": settings, "t": t})
    assert answer["ok"], answer
    return session


def gesture(session, name, x=0.0, y=0.0, index=0):
    answer, _ = session.handle({"do": "gesture", "name": name, "index": index, "x": x, "y": y, "phase": "end"})
    assert answer["ok"], answer
    return answer["frame"]


def line_by_hand(features, outputs, weights, ridge=0.0):
    """Weighted least squares by the normal equations, the intercept free of the ridge: coefficients, intercept, R²."""
    X = np.column_stack([features, np.ones(len(features))])
    price = ridge * np.diag([*np.ones(features.shape[1]), 0])
    solved = np.linalg.solve((X.T * weights) @ X + price, (X.T * weights) @ outputs)
    mean = np.average(outputs, weights=weights)
    left, around = outputs - X @ solved, outputs - mean
    return solved[:-1], solved[-1], 1 - (weights @ left**2) / (weights @ around**2)
