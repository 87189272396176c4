"""Step 1: three people, one pay-off, and a guess of what is fair."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Frame, Goal, Message
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.text import text
from nnviz_core.explain import shapley_of_game

from .game import LETTERS, MOST, WORTHS, whole, worths
from .pictures import game_figure, shares_figure
from .rules import ALONE, by_absence

GUESSES = tuple(f"guess_{letter}" for letter in LETTERS)
NEAR = 1.0
"""A guess counts as good when it misses each share by at most this many coins."""


def pay_off(moment: Moment) -> Frame:
    """The game and the learner's shares; with `reveal` Shapley's, too."""
    settings = moment.settings
    means = worths(settings)
    fair = shapley_of_game(means)
    guess = np.array([settings[name] for name in GUESSES])
    miss = float(np.abs(guess - fair).max())
    shown = settings["reveal"]
    numbers = {f"fair_{letter}": fair[k] if shown else np.nan for k, letter in enumerate(LETTERS)}
    return Frame(
        (
            game_figure(means, size="large"),
            shares_figure(
                fair,
                (marks.points("guess", np.arange(1.0, 4.0), guess, role="guess", symbol="diamond", radius=7,
                              handle="set_guess", link="player", name="name.guess", label="label.guess"),),
                text("summary.shares" if shown else "summary.guess", a=(fair if shown else guess)[0],
                     b=(fair if shown else guess)[1], c=(fair if shown else guess)[2]),
                hidden=not shown, size="large", aside=True,
            ),
        ),
        {"pay_off": means[-1], "guessed": guess.sum(), "miss": miss if shown else np.nan, **numbers},
        ("pay_off", "guessed", *numbers, "miss") if shown else ("pay_off", "guessed"),
        live={**{name: settings[name] for name in WORTHS}, "alone": means[ALONE].sum(), "lost": by_absence(means).sum(),
              "lost_c": by_absence(means)[2]},
        goal=Goal(text("goal.guess" if shown else "goal.guess_first", miss=miss), bool(shown and miss <= NEAR)),
        message=_message(means, guess, shown),
    )  # fmt: skip


def _message(means: np.ndarray, guess: np.ndarray, shown: bool) -> Message | None:
    left = means[-1] - guess.sum()
    if not shown and abs(left) > 1e-9:
        return Message("warn", text("message.left" if left > 0 else "message.too_much", n=abs(left), all=means[-1]))
    return None


def set_guess(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """A guess stands where it was dragged, in whole coins."""
    name = GUESSES[gesture.item(GUESSES)]
    return {name: whole(gesture.y, settings[name], -MOST)}


STEPS = (Step("pay-off", pay_off, controls=(*GUESSES, "reveal", *WORTHS, "first_game"),
              defaults={"reveal": False}),)  # fmt: skip
