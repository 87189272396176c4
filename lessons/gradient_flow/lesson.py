"""The lesson's table of contents: what can be set, the steps in order, what hands can do."""

from __future__ import annotations

from pathlib import Path

from lessons.kit.controls import Action, Choice, Integer, Pairs, Seed, Slider, Toggle
from lessons.kit.lesson import Lesson

from . import ailments, chain, cures, guess, inside, layers, over_time, points, valley
from .running import ACTIVATION_NAMES, FEWEST, MOST, OPTIMIZER_NAMES, STARTS

CONTROLS = (
    Integer("depth", 10, FEWEST, MOST),
    Integer("width", 8, 2, 16),
    Choice("activation", "sigmoid", ACTIVATION_NAMES),
    Choice("start", "glorot", STARTS),
    Slider("learning_rate", 0.1, 0.001, 3.0, 0.001, "log"),
    Choice("optimizer", "sgd", OPTIMIZER_NAMES),
    Seed("seed", 0),
    Toggle("clip"),
    Slider("clip_norm", 1.0, 0.01, 10.0, 0.01, "log"),
    Toggle("skip"),
    Slider("chain_w", 1.0, -6.0, 6.0, 0.1),
    Slider("chain_b", 0.0, -6.0, 6.0, 0.1),
    Slider("chain_x", 0.5, -2.0, 2.0, 0.1),
    Choice("quantity", "weights", inside.QUANTITIES),
    Choice("case", "vanishing", tuple(ailments.CASES)),
    Choice("patient", "vanishing", tuple(cures.PATIENTS)),
    Choice("code", "clipping", ("clipping", "skip")),
    Slider("middle", 1.0, 0.2, 2.0, 0.1),
    Slider("way", 1.0, 0.0, 1.0, 0.01),
    Pairs("starts", valley.RING, low=-valley.REACH, high=valley.REACH, least=1, most=40),
    Integer("round", 1, 1, guess.LAST_ROUND),
    Slider("guess_power", 0.0, guess.LEAST, guess.MOST, 0.25),
    Pairs("guesses", (), low=guess.LEAST, high=guess.LAST_ROUND, most=guess.LAST_ROUND),
    Action("reveal_guess", None),
    Action("next_round", None),
    Action("new_game", None),
    Action("start_at_zero", None),
    Action("reset_starts", None),
)

LESSON = Lesson(
    id="gradient-flow",
    folder=Path(__file__).parent,
    controls=CONTROLS,
    steps=(
        *chain.STEPS, *layers.STEPS, *guess.STEPS, *over_time.STEPS, *inside.STEPS, *ailments.STEPS, *cures.STEPS,
        *valley.STEPS, *points.STEPS,
    ),
    gestures={
        "reveal_guess": guess.reveal_guess,
        "next_round": guess.next_round,
        "new_game": guess.new_game,
        "add_start": valley.add_start,
        "move_start": valley.move_start,
        "start_at_zero": valley.start_at_zero,
        "reset_starts": valley.reset_starts,
    },
)  # fmt: skip
