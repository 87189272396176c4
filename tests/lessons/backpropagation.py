"""Asking the lesson on backpropagation, and its small network once more, typed by hand."""

import numpy as np

from lessons.backpropagation.lesson import LESSON
from lessons.kit.player import Player

W1 = np.array([[0.5, -0.3], [0.8, 0.6]])
B1 = np.array([0.1, -0.2])
W2 = np.array([0.7, -0.9])
B2 = 0.2
X = np.array([1.0, -0.5])


def at(step, t=0, beat=0, **settings):
    """The frame of a step."""
    player = Player(LESSON, step, settings)
    player.seek(t, beat)
    return player.frame()


def last(step, t=0, **settings):
    """The frame of a step at the last beat of an update."""
    player = Player(LESSON, step, settings)
    player.seek(t, player.beats_at(t) - 1)
    return player.frame()


def losses(step, length, **settings):
    """The mean loss after 0 … length updates."""
    player = Player(LESSON, step, settings)
    player.seek(length)
    return player.moment().history("loss")


def message(frame):
    """The key of a frame's message."""
    said = frame.message.text
    return said if isinstance(said, str) else said["key"]


def mark(frame, figure, name):
    """A mark of a frame."""
    return next(m for f in frame.figures if f.id == figure for m in f.marks if m.id == name)
