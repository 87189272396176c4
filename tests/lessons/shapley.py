"""What the tests of this lesson have in common: a step that is opened, and its numbers."""

from lessons.catalogue import load
from lessons.kit.player import Player

LESSON = load("shapley")


def player(step, **settings):
    return Player(LESSON, step, settings)


def frame(step, t=0, beat=0, **settings):
    opened = player(step, **settings)
    opened.seek(t, beat)
    return opened.frame()


def figure(shown, name):
    return next(one for one in shown.figures if one.id == name)


def mark(shown, figure_id, mark_id):
    return next(one for one in figure(shown, figure_id).marks if one.id == mark_id)
