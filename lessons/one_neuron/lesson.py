"""The lesson's table of contents: what can be set, the steps in order, what hands can do."""

from __future__ import annotations

from pathlib import Path

from lessons.kit.controls import Action, Choice, Pairs, Seed, Slider, Toggle
from lessons.kit.lesson import Lesson

from . import by_hand, decision, hands, learning, samples, two_losses, xor
from .hands import MOST
from .walk import OPTIMIZER_NAMES

CONTROLS = (
    Choice("species", "versicolor_virginica", tuple(samples.SPECIES)),
    Choice("features", "petals", tuple(samples.FEATURES)),
    Slider("w1", 1.5, -MOST, MOST),
    Slider("w2", -1.0, -MOST, MOST),
    Slider("b", 1.0, -MOST, MOST),
    Slider("steepness", 1.0, 0.25, 4.0, 0.01, "log"),
    Slider("score", -4.0, -MOST, MOST),
    Choice("truth", "1", ("1", "0")),
    Slider("learning_rate", 0.5, 0.01, 20.0, 0.01, "log"),
    Choice("optimizer", "sgd", OPTIMIZER_NAMES),
    Choice("loss", "cross_entropy", two_losses.BOTH),
    Toggle("learn_bias"),
    Slider("threshold", 0.5, 0.01, 0.99),
    Slider("miss_cost", 10.0, 1.0, 50.0, 1.0),
    Seed("seed", 0),
    Pairs("corners", hands.CORNERS, low=-2, high=2, least=4, most=4),
    Toggle("proof"),
    Action("reset_corners", None),
)

LESSON = Lesson(
    id="one-neuron",
    folder=Path(__file__).parent,
    data=("iris", "breast_cancer"),
    controls=CONTROLS,
    steps=(*by_hand.STEPS, *two_losses.STEPS, *learning.STEPS, *decision.STEPS, *xor.STEPS),
    gestures={
        "turn_line": hands.turn_line,
        "shift_line": hands.shift_line,
        "pull_arrow": hands.pull_arrow,
        "set_weights": hands.set_weights,
        "set_score": hands.set_score,
        "set_threshold": decision.set_threshold,
        "set_by_rates": decision.set_by_rates,
        "move_corner_0": hands.move_corner(0),
        "move_corner_1": hands.move_corner(1),
        "reset_corners": hands.reset_corners,
    },
)
