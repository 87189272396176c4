"""The lesson's table of contents: what can be set, the steps in order, what hands can do."""

from __future__ import annotations

from pathlib import Path

from lessons.kit.controls import Action, Choice, Integer, Pairs, Slider, Toggle
from lessons.kit.lesson import Lesson
from lessons.models.choices import controls, last_row
from lessons.models.tables import TABLES

from . import backgrounds, bars, by_hand, cube, game, missing, orders, promises, rules

CONTROLS = (
    *game.CONTROLS,
    *(Slider(name, 0.0, -game.MOST, game.MOST, 1.0) for name in by_hand.GUESSES),
    Toggle("reveal"),
    Choice("player", "a", tuple(game.LETTERS)),
    Choice("rule", "shapley", tuple(rules.RULES)),
    Action("first_game", None),
    *controls("wine", background_size=20),
    Pairs("known", (), low=0, high=99, most=20),
    Integer("guess", 0, 0, 20),
    Integer("watched", 0, 0, 20),
    Action("guess_again", None),
)

LESSON = Lesson(
    id="shapley",
    folder=Path(__file__).parent,
    controls=CONTROLS,
    steps=(
        *by_hand.STEPS,
        *orders.STEPS,
        *cube.STEPS,
        *promises.STEPS,
        *missing.STEPS,
        *bars.STEPS,
        *backgrounds.STEPS,
    ),
    limits={"row": last_row},
    gestures={
        "set_worth": game.set_worth,
        "set_twin": game.set_twin,
        "set_with_guest": game.set_with_guest,
        "set_guess": by_hand.set_guess,
        "first_game": game.first_game,
        "choose_player": cube.choose_player,
        "toggle": missing.toggle,
        "guess_strongest": bars.guess_strongest,
        "guess_again": bars.guess_again,
        "watch": bars.watch,
    },
    data=tuple(name.replace("-", "_") for name in TABLES),
)
