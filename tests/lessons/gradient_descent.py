"""Asking the lesson on gradient descent, and its data once more, typed by hand from the article."""

import numpy as np

from lessons.session import Session

X = np.array([-1.0, 1, 2, 3, 4])
Y = np.array([-2.0, 0, 1, 2, 3])
ONE_OFF = [[-1, -2], [1, 0], [2, 1], [3, 2], [4, 0]]
"""The five points, the last one dragged off their line."""
HESSIAN = 2 * np.array([[31 / 5, 9 / 5], [9 / 5, 1]])
LIMIT = 2 / np.linalg.eigvalsh(HESSIAN)[-1]
STEEPEST = np.linalg.eigh(HESSIAN)[1][:, 1]


def opened(step, t=0, beat=0, **settings):
    """The frame and its buffer."""
    answer, buffer = Session().handle(
        {"do": "open", "lesson": "gradient-descent", "step": step, "settings": settings, "t": t, "beat": beat}
    )
    assert answer["ok"], answer
    return answer["frame"], buffer


def frame(step, t=0, beat=0, **settings):
    return opened(step, t, beat, **settings)[0]


def channel(shown, figure_id, mark_id, name):
    """An array of a frame as it is sent to the page; `shown` is what `opened` gives."""
    shown, buffer = shown
    figure = next(i for i, one in enumerate(shown["figures"]) if one["id"] == figure_id)
    mark = next(i for i, one in enumerate(shown["figures"][figure]["marks"]) if one["id"] == mark_id)
    at, shape = next(change[3:] for change in shown["updates"] if change[:3] == [figure, mark, name])
    return buffer[at : at + int(np.prod(shape))].reshape(shape)


def numbers(step, t=0, beat=0, **settings):
    return frame(step, t, beat, **settings)["readouts"]


def message(step, t=0, beat=0, **settings):
    said = frame(step, t, beat, **settings)["message"]["text"]
    return said if isinstance(said, str) else said["key"]


def losses(step, times, **settings):
    return np.array([numbers(step, t, **settings)["loss"] for t in times])
