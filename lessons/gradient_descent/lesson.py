"""The lesson's table of contents: what can be set, the steps in order, what hands can do."""

from __future__ import annotations

from pathlib import Path

from lessons.kit.controls import Action, Choice, Integer, Pairs, Seed, Slider, Toggle
from lessons.kit.lesson import Lesson

from . import article, by_hand, data, flow, race, slope, training
from .descent import RACERS

CONTROLS = (
    Slider("learning_rate", 0.01, 0.001, 1.0, 0.001, "log"),
    Slider("w0", 0.0, -4.0, 4.0),
    Slider("b0", 0.0, -4.0, 4.0),
    Choice("optimizer", "sgd", RACERS),
    Integer("batch_size", data.MOST_POINTS, 1, data.MOST_POINTS),
    Seed("seed", 0),
    Toggle("revealed"),
    Slider("epsilon", 0.1, 0.0001, 1.0, 0.0001, "log"),
    Toggle("broken"),
    Slider("guess_w", 1.0, -4.0, 4.0),
    Slider("guess_b", 0.5, -4.0, 4.0),
    Toggle("reveal"),
    Toggle("log_scale", True),
    Toggle("standardise"),
    Choice("answer", "none", ("none", "n", "n_by_1", "n_by_n")),
    Choice("target", "article", ("article", "mended")),
    Choice("surface_drawn", "article", ("article", "loss")),
    Pairs("points", data.ARTICLE, least=2, most=data.MOST_POINTS),
    Pairs("tries", (), most=by_hand.N_TRIES),
    Pairs("starts", flow.RING, low=-60, high=60, least=1, most=40),
    Action("add_point", None),
    Action("delete_point", None),
    Action("reset_points", None),
    Action(data.WAY_BACK, None),
    Action("clear_tries", None),
    Action("reset_starts", None),
)

STEPS = (*by_hand.STEPS, *slope.STEPS, *training.STEPS, *race.STEPS, *flow.STEPS, *article.STEPS)

LESSON = Lesson(
    id="gradient-descent",
    folder=Path(__file__).parent,
    controls=CONTROLS,
    steps=tuple(data.with_way_back(step) for step in STEPS),
    limits={"batch_size": lambda settings: len(settings["points"])},
    gestures={
        "line_end": data.line_end,
        "move_point": data.move_point,
        "add_point": data.add_point,
        "delete_point": data.delete_point,
        "reset_points": data.reset_points,
        data.WAY_BACK: data.reset_points,
        "set_line": by_hand.set_line,
        "clear_tries": by_hand.clear_tries,
        "set_guess": slope.set_guess,
        "add_start": flow.add_start,
        "move_start": flow.move_start,
        "reset_starts": flow.reset_starts,
    },
)
