"""Asking the lesson on Kernel SHAP, and the model and rows that it speaks of."""

from lessons.catalogue import load
from lessons.kernel_shap.problem import inquiry, problem, whole
from tests.lessons.asking import Asking, change, gesture

LESSON = "kernel-shap"
_lesson = Asking(LESSON)
opened, frame, message, session_at = _lesson.opened, _lesson.frame, _lesson.message, _lesson.session_at

__all__ = ["all_asked", "budgeted", "change", "channel", "frame", "gesture", "message", "numbers", "opened",
           "session_at", "settings_of", "task_of"]  # fmt: skip


def numbers(step, t=0, **settings):
    """All numbers of a step, those beside the figures and those that only the words mention."""
    shown = frame(step, t, **settings)
    return {**shown["readouts"], **shown["live"]}


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


def channel(step, figure, mark, name, t=0, **settings):
    """An array that a figure draws, in double precision."""
    return _lesson.channel(step, figure, mark, name, t, **settings).astype(float)
