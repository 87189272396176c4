"""The lesson's table of contents: what can be set, the steps in order, what hands can do."""

from __future__ import annotations

from pathlib import Path

from lessons.kit.controls import Action, Choice, Integer, Pairs, Seed, Slider, Toggle
from lessons.kit.lesson import Lesson
from lessons.models.choices import controls, last_row

from . import adding, drawing, filling, fitting, grounds, many, missing, sampling, walking
from .plane import VIEW

CONTROLS = (
    *controls("wine", background_size=30),
    Integer("n_samples", 512, 2, 8192),
    Seed("seed", 0),
    Choice("known_here", "only_x1", missing.COALITIONS),
    Slider("x1", 0.6, *VIEW),
    Slider("x2", -0.5, *VIEW),
    Pairs("known", (), low=0, high=99, most=99),
    Action("forget"),
    Slider("hand_a", 0.6, -fitting.REACH, fitting.REACH, 0.001),
    Slider("hand_b", -0.4, -fitting.REACH, fitting.REACH, 0.001),
    Toggle("answer"),
    Integer("watched", 0, 0, walking.MOST_BARS - 1),
    Choice("guess", "none", ("none", *adding.LETTERS)),
    Integer("round", 0, 0, 10_000),
    Pairs("played", (), low=0, high=10_000, most=200),
    Action("another"),
    Integer("most_bars", 9, 3, drawing.MOST_BARS),
)

LESSON = Lesson(
    id="kernel-shap",
    folder=Path(__file__).parent,
    data=("iris", "wine", "breast_cancer", "diabetes"),
    controls=CONTROLS,
    steps=(
        *sampling.STEPS, *missing.STEPS, *filling.STEPS, *fitting.STEPS, *walking.STEPS, *adding.STEPS, *drawing.STEPS,
        *many.STEPS, *grounds.STEPS,
    ),
    limits={"row": last_row},
    gestures={
        "set_point": missing.set_point,
        "show_coalition": missing.show_coalition,
        "toggle_feature": filling.toggle_feature,
        "forget": filling.forget,
        "set_values": fitting.set_values,
        "watch": walking.watch,
        "another": adding.another,
    },
)  # fmt: skip
