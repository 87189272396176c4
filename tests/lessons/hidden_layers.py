"""Helpers of the tests of the lesson on hidden layers: a player at some t, and what is on screen there."""

import numpy as np

from lessons.catalogue import load
from lessons.kit.lesson import Gesture
from lessons.kit.player import Player

LESSON = load("hidden-layers")


def at(step: str, t: int = 0, **settings) -> Player:
    """The player of a step at time t."""
    player = Player(LESSON, step, settings)
    with np.errstate(all="ignore"):
        player.seek(t)
    return player


def score(step: str, t: int, *, of: str = "train", **settings) -> float:
    """The share of training (or test) points called right."""
    return getattr(at(step, t, **settings).moment().state, f"{of}_score")


def tap(player: Player, name: str, index: int = 0, x: float = 0.0, y: float = 0.0, done: bool = True) -> None:
    """A gesture, as the page sends it."""
    player.gesture(name, Gesture(index, x, y, done))


def figure(player: Player, name: str):
    """A figure of the present frame."""
    return next(one for one in player.frame().figures if one.id == name)


def mark(player: Player, name: str, part: str):
    """A mark of a figure of the present frame."""
    return next(one for one in figure(player, name).marks if one.id == part)
