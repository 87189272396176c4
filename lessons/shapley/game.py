"""A game of three: what each coalition earns, set by hand.

Coalitions are numbered as in the core: nobody 0, A 1, B 2, AB 3, C 4, AC 5, BC 6, ABC 7. On an axis they stand by size.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.kit.controls import Control, Settings, Slider
from lessons.kit.lesson import Gesture

N_PLAYERS = 3
BY_SIZE = (1, 2, 4, 3, 5, 6, 7)
"""The coalitions that earn something, in the order in which they are shown."""
WORTHS = ("worth_a", "worth_b", "worth_c", "worth_ab", "worth_ac", "worth_bc", "worth_abc")
"""The settings that hold what they earn, in the same order."""
START = (6.0, 3.0, 0.0, 12.0, 9.0, 6.0, 18.0)
MOST = 30.0
"""Coins that a coalition can earn."""

LEAST_STEP = 0.4
"""A hand that moves a bar by more than this many coins means it."""

PLAYERS = ("player.a", "player.b", "player.c")
LETTERS = "abc"
ROLES = ("class-0", "class-1", "class-2")
COALITIONS = ("coalition.none", "coalition.a", "coalition.b", "coalition.ab", "coalition.c", "coalition.ac",
              "coalition.bc", "coalition.abc")  # fmt: skip

CONTROLS: tuple[Control, ...] = tuple(
    Slider(name, worth, 0.0, MOST, 1.0) for name, worth in zip(WORTHS, START, strict=True)
)


def worths(settings: Settings) -> np.ndarray:
    """What each coalition earns, (8,), in the core's order; nobody earns nothing."""
    means = np.zeros(2**N_PLAYERS)
    means[list(BY_SIZE)] = [settings[name] for name in WORTHS]
    return means


def set_worth(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """A bar is as high as it was dragged, in whole coins."""
    return _set(settings, gesture, BY_SIZE[gesture.item(BY_SIZE)])


def whole(y: float, before: float, low: float) -> float:
    """Whole coins for where a hand is; a step of a key, half a coin or so, is a coin."""
    coins = np.round(y)
    if coins == before and abs(y - before) > LEAST_STEP:
        coins += np.sign(y - before)
    return float(np.clip(coins, low, MOST))


def _set(settings: Settings, gesture: Gesture, *coalitions: int) -> dict[str, Any]:
    names = [WORTHS[BY_SIZE.index(coalition)] for coalition in coalitions]
    return {name: whole(gesture.y, settings[name], 0.0) for name in names}


def set_twin(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """With A and B as twins: what one of them earns, the other earns, too."""
    coalition = BY_SIZE[gesture.item(BY_SIZE)]
    without_twins = coalition & 4
    n_twins = (coalition & 3).bit_count()
    return _set(settings, gesture, *((without_twins | 1, without_twins | 2) if n_twins == 1 else (coalition,)))


def set_with_guest(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """With C as a guest: a coalition with C is as high as the one without."""
    coalition = BY_SIZE[gesture.item(BY_SIZE)] & 3
    return _set(settings, gesture, coalition) if coalition else {}


def first_game(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """All worths as at first."""
    return dict(zip(WORTHS, START, strict=True))
