"""Asking the lesson on trust."""

import numpy as np

from lessons.session import Session


def opened(step, t=0, **settings):
    """The frame and its buffer."""
    answer, buffer = Session().handle({"do": "open", "lesson": "trust", "step": step, "settings": settings, "t": t})
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
    answer, _ = session.handle({"do": "open", "lesson": "trust", "step": step, "settings": settings, "t": t})
    assert answer["ok"], answer
    return session


def gesture(session, name, x=0.0, y=0.0, index=0):
    answer, _ = session.handle({"do": "gesture", "name": name, "index": index, "x": x, "y": y, "phase": "end"})
    assert answer["ok"], answer
    return answer["frame"]
