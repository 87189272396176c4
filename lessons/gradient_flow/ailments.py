"""Step 5: four ailments, named when they appear, with the number that shows each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Frame, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.inspection import health

from .over_time import ending
from .pictures import decades, layer_names, loss_figure, positive
from .readouts import readouts
from .running import advance, engine_for, plan_of, start
from .verdicts import THRESHOLDS, Findings, examine, verdict

LENGTH = 200
CASES: dict[str, dict[str, Any]] = {
    "healthy": {"activation": "tanh", "start": "glorot", "depth": 6, "learning_rate": 0.1},
    "vanishing": {"activation": "sigmoid", "start": "glorot", "depth": 10, "learning_rate": 0.5},
    "saturated": {"activation": "tanh", "start": "large", "depth": 6, "learning_rate": 0.1},
    "exploding": {"activation": "relu", "start": "large", "depth": 10, "learning_rate": 0.1},
}
"""What to set in order to see each."""


def ailments(moment: Moment) -> Frame:
    """Every unit and every layer, examined."""
    state = moment.state
    own = engine_for(plan_of(moment.settings), state)
    network, record = own.network.with_params(state.params), own.record(state.params)
    found = examine(network, record)
    finite = found.ratios[np.isfinite(found.ratios)]
    return Frame(
        (_units(found), _ratios(found), loss_figure(moment)),
        {**readouts(state), "n_dead": found.n_dead, "n_saturated": found.n_saturated,
         "saturation": found.saturation, "n_units": found.n_units,
         "least_ratio": finite.min() if finite.size else np.nan,
         "largest_ratio": finite.max() if finite.size else np.nan},
        ("n_dead", "n_units", "saturation", "least_ratio", "length", "loss"),
        code=source(health, "ratios ="),
        message=verdict(network, record) or ending(moment),
    )  # fmt: skip


def _units(found: Findings) -> Figure:
    """A square for each hidden unit: how much of the time it is saturated, and a cross if it is dead."""
    hidden = found.layers[:-1]
    layer = np.concatenate([np.full(len(own.dead), i + 1.0) for i, own in enumerate(hidden)])
    unit = np.concatenate([np.arange(1.0, len(own.dead) + 1) for own in hidden])
    saturation = np.concatenate([own.saturation for own in hidden])
    dead = np.concatenate([own.dead for own in hidden])
    ill = np.concatenate([own.saturated for own in hidden])
    return Figure(
        "units", "plane", "figure.units",
        text("summary.units", n=found.n_units, dead=found.n_dead, saturated=found.n_saturated),
        (marks.points("units", layer, unit, value=saturation, domain=(0, 1), role="loss", symbol="square", radius=9,
                      label="label.saturation"),
         marks.points("saturated", layer[ill], unit[ill], role="guess", symbol="square", radius=12, hollow=True,
                      label="label.saturated"),
         marks.points("dead", layer[dead], unit[dead], role="broken", symbol="cross", radius=8, label="label.dead")),
        x=Scale((0.4, len(hidden) + 0.6), "axis.hidden_layer"), y=Scale((0.3, float(unit.max()) + 0.7), "axis.unit"),
        size="large",
    )  # fmt: skip


def _ratios(found: Findings) -> Figure:
    """Each layer's gradient beside the last one's, and the two thresholds."""
    shown = positive(found.ratios)
    n_layers = len(shown)
    ends = [-0.6, n_layers - 0.4]
    low, high = decades(shown, np.array([THRESHOLDS.vanishing / 2, THRESHOLDS.exploding * 2]))
    return Figure(
        "ratios", "plane", "figure.ratios", text("summary.ratios", n=n_layers, first=found.ratios[0]),
        (marks.bars("bars", shown, role="gradient", labels=layer_names(n_layers), link="layer"),
         *(marks.line(name, ends, [value, value], role="start", width=width, dash=True, label=f"label.{name}")
           for name, value, width in (
               ("vanishing", THRESHOLDS.vanishing, 1.0), ("exploding", THRESHOLDS.exploding, 2.5),
           ))),
        x=Scale((ends[0], ends[1]), "axis.layer"), y=Scale((low, high), "axis.ratio", "log"),
    )  # fmt: skip


def follow_case(moment: Moment, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Choosing an ailment sets what brings it about; what the learner sets after that stays."""
    return CASES[changes["case"]] if "case" in changes else {}


STEPS = (
    Step("ailments", ailments, start, advance, length=LENGTH, follow=follow_case,
         controls=("case", "activation", "start", "depth", "learning_rate", "seed"),
         defaults={"case": "vanishing", **CASES["vanishing"], "seed": 1}),
)  # fmt: skip
