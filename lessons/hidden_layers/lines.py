"""Steps 1 and 2: a hidden unit is a neuron's line; a few of them fence in a disc."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Frame, Goal
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.network import Network

from .carrying import carry
from .graph import graph_figure
from .maps import pictures
from .pictures import SHOWN, curves_figure, failure, map_figure, readouts
from .problem import FOUR_CLOUDS, VIEW, problem
from .settings import absent_of
from .training import advance, differ_from, network_of, start


def two_lines(moment: Moment) -> Frame:
    """XOR and two hidden units: each unit's picture is a cliff along a line."""
    settings, state = moment.settings, moment.state
    shown = pictures(settings, state.params)
    network = network_of(settings, state.params)
    w = network.layers[0].weights
    numbers = {
        **readouts(moment),
        "w_1": w[0, 0], "w_2": w[1, 0] if len(w) > 1 else np.nan, "b_1": network.layers[0].biases[0],
    }  # fmt: skip
    return Frame(
        (
            graph_figure(moment, shown),
            map_figure(moment, shown, front=unit_lines(moment)),
            curves_figure(moment),
        ),
        numbers,
        ("train_loss", "train_score", "n_params"),
        code=source(Network._run_forward, "run(trip"),
        message=failure(moment),
        goal=Goal(text("goal.all_right", score=state.train_score, n=settings["units_1"]), state.train_score == 1.0),
        absent=absent_of(settings),
    )


def unit_lines(moment: Moment) -> tuple[Mark, ...]:
    """Where the first layer's units say nothing: w₁x₁ + w₂x₂ + b = 0, as lines over the plane."""
    settings = moment.settings
    task = problem(settings)
    layer = network_of(settings, moment.state.params).layers[0]
    if task.features != ("x1", "x2"):
        return ()
    weights = layer.weights / task.std[:, None]  # (2, n_units), of the plane's own coordinates
    biases = layer.biases - task.mean @ weights
    return tuple(
        marks.line(f"unit-{unit}", *_line_across(weights[:, unit], biases[unit]), role="path", width=2,
                   label="label.unit_lines" if unit == 0 else None)
        for unit in range(weights.shape[1])
    )  # fmt: skip


def _line_across(w: np.ndarray, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Two far ends of the line w·x + b = 0, or nothing where there is no line."""
    length = np.hypot(*w)
    if length < 1e-9 or abs(b) / length > 2 * VIEW[1]:
        return np.array([np.nan, np.nan]), np.array([np.nan, np.nan])
    foot = -b * w / length**2
    along = np.array([-w[1], w[0]]) / length * 4
    ends = np.stack([foot - along, foot + along])
    return ends[:, 0], ends[:, 1]


def fence(moment: Moment) -> Frame:
    """A disc in a ring: how many lines does it take?"""
    settings, state = moment.settings, moment.state
    shown = pictures(settings, state.params)
    return Frame(
        (
            graph_figure(moment, shown),
            map_figure(moment, shown, front=unit_lines(moment)),
            curves_figure(moment),
        ),
        readouts(moment),
        SHOWN,
        message=failure(moment),
        goal=Goal(
            text("goal.fence", score=state.test_score, n=settings["units_1"]),
            state.test_score >= 0.95 and settings["units_1"] <= 3 and settings["n_layers"] == 1,
        ),
        absent=absent_of(settings),
    )


def fresh(**defaults: object) -> dict[str, object]:
    """The defaults of a step: its own, and nothing changed by hand, nothing brought out, no points from elsewhere."""
    own: Settings = {"edits": (), "shown": 0, "n_layers": 1, "points_a": (), "points_b": (), "points_c": ()}
    return {**own, **defaults}


def four_clouds(**defaults: object) -> dict[str, object]:
    """The defaults of a step on XOR: four clouds of the learner's own, and two hidden units."""
    points = {"points_a": FOUR_CLOUDS[0], "points_b": FOUR_CLOUDS[1]}
    return fresh(data="own", **points, units_1=2, learning_rate=0.3, seed=4, **defaults)


RUNNING: dict[str, Any] = {"start": start, "advance": advance, "differ_from": differ_from, "carry": carry}

STEPS = (
    Step("two-lines", two_lines, length=1000, controls=("units_1", "learning_rate", "seed", "discrete"),
         defaults=four_clouds(), **RUNNING),
    Step("fence", fence, length=1000, controls=("units_1", "activation", "learning_rate", "seed", "discrete"),
         defaults=fresh(data="circle", units_1=1, learning_rate=0.3), **RUNNING),
)  # fmt: skip
