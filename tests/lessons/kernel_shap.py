"""Asking the lesson on Kernel SHAP, and the model and rows that it speaks of."""

import numpy as np

from lessons.catalogue import load
from lessons.kernel_shap.problem import inquiry, problem, whole
from lessons.session import Session

LESSON = "kernel-shap"


def opened(step, t=0, **settings):
    """The frame and its buffer."""
    answer, buffer = Session().handle({"do": "open", "lesson": LESSON, "step": step, "settings": settings, "t": t})
    assert answer["ok"], answer
    return answer["frame"], buffer


def frame(step, t=0, **settings):
    return opened(step, t, **settings)[0]


def numbers(step, t=0, **settings):
    """All numbers of a step, those beside the figures and those that only the words mention."""
    shown = frame(step, t, **settings)
    return {**shown["readouts"], **shown["live"]}


def message(step, t=0, **settings):
    """The key of the message, or None."""
    said = frame(step, t, **settings)["message"]
    return said and (said["text"] if isinstance(said["text"], str) else said["text"]["key"])


def settings_of(step, **changes):
    lesson = load(LESSON)
    return lesson.settings(lesson.step(step), changes)


def task_of(step, **changes):
    """What is explained in a step under these settings."""
    return problem(settings_of(step, **changes))


def all_asked(step, **changes):
    """The inquiry with as many coalitions as can be asked."""
    return whole(settings_of(step, **changes))


def budgeted(**changes):
    """The inquiry of the first step."""
    return inquiry(settings_of("sample", **changes))


def session_at(step, t=0, **settings):
    session = Session()
    answer, _ = session.handle({"do": "open", "lesson": LESSON, "step": step, "settings": settings, "t": t})
    assert answer["ok"], answer
    return session


def change(session, **changes):
    answer, _ = session.handle({"do": "set", "changes": changes})
    assert answer["ok"], answer
    return answer["frame"]


def gesture(session, name, x=0.0, y=0.0, index=0):
    answer, _ = session.handle({"do": "gesture", "name": name, "index": index, "x": x, "y": y, "phase": "end"})
    assert answer["ok"], answer
    return answer["frame"]


def channel(step, figure, mark, name, t=0, **settings):
    """An array that a figure draws."""
    shown, buffer = opened(step, t, **settings)
    at = [f["id"] for f in shown["figures"]].index(figure)
    mark_at = [m["id"] for m in shown["figures"][at]["marks"]].index(mark)
    for figure_at, its_mark, its_name, offset, shape in shown["updates"]:
        if (figure_at, its_mark, its_name) == (at, mark_at, name):
            return np.array(buffer[offset : offset + int(np.prod(shape))], float).reshape(shape)
    raise AssertionError(f"{figure}/{mark} draws no {name}")
