"""The lesson's table of contents: what can be set, the steps in order, what hands can do."""

from __future__ import annotations

from pathlib import Path

from lessons.kit.controls import Choice, Integer, Seed, Slider, Toggle
from lessons.kit.lesson import Lesson

from . import blanks, check, running, saturation, walk, why
from .mistakes import BLANKS
from .program import GRANULARITIES
from .suspects import LINES

CONTROLS = (
    Slider("learning_rate", 0.1, 0.001, 100.0, 0.001, "log"),
    Choice("granularity", "multiply_add", GRANULARITIES),
    Choice("activation", "tanh", ("tanh", "sigmoid", "relu")),
    Slider("x1", 1.0, -3.0, 3.0, 0.1),
    Slider("x2", -0.5, -3.0, 3.0, 0.1),
    Slider("x3", 0.5, -3.0, 3.0, 0.1),
    Slider("y1", 0.0, -3.0, 3.0, 0.1),
    Slider("y2", 1.0, -3.0, 3.0, 0.1),
    Choice("network", "small", ("small", "deeper", "own")),
    Choice("data", "one", ("one", "xor")),
    Integer("n_inputs", 3, 1, 3),
    Integer("hidden_1", 4, 1, 4),
    Integer("hidden_2", 4, 0, 4),
    Integer("n_outputs", 2, 1, 2),
    Choice("loss_kind", "mse", ("mse", "cross_entropy")),
    Slider("weight_scale", 1.0, 0.1, 20.0, 0.1, "log"),
    Choice("number", "d_h1", why.NUMBERS),
    Toggle("broken"),
    Choice("answer", "none", ("none", *LINES)),
    Choice("blank", "z", tuple(BLANKS)),
    Slider("reply", 0.0, -10.0, 10.0, 0.01),
    Toggle("answered"),
    Toggle("solution"),
    Seed("seed", 0),
)

LESSON = Lesson(
    id="backpropagation",
    folder=Path(__file__).parent,
    controls=CONTROLS,
    steps=(*walk.STEPS, *running.STEPS, *why.STEPS, *saturation.STEPS, *check.STEPS, *running.OWN, *blanks.STEPS),
    gestures={"set_target": walk.set_target, "choose_number": why.choose_number},
)
