"""Steps 8 to 10: spirals with few units, a network that learns by heart and its cure, a start that is dead."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Frame, Goal, Message
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core import inspection

from .graph import TILE, graph_figure, layout, unit_name
from .lines import RUNNING, fresh
from .maps import pictures
from .pictures import curves_figure, failure, map_figure, readouts
from .settings import LAYER_ACTIVATIONS, UNITS, absent_of
from .training import LENGTH, engine

FEW_UNITS = 12
SPIRAL_SCORE = 0.95
MEMORY_GAP = 0.15
"""A network has learned by heart when training and test score lie this far apart, …"""
CURED_GAP, CURED_SCORE, LATE = 0.05, 0.82, 500
"""… and is cured when they lie this near and the test score is this good at a time when it would have been ill."""


def spirals(moment: Moment) -> Frame:
    """Two arms around each other, and as few units as can be."""
    shown = pictures(moment.settings, moment.state.params)
    numbers = readouts(moment)
    score = moment.state.test_score
    return Frame(
        (graph_figure(moment, shown), map_figure(moment, shown), curves_figure(moment)),
        numbers,
        ("train_loss", "test_loss", "train_score", "test_score", "n_units"),
        message=failure(moment),
        goal=Goal(
            text("goal.spirals", score=score, n=numbers["n_units"], most=FEW_UNITS),
            bool(score >= SPIRAL_SCORE and numbers["n_units"] <= FEW_UNITS),
        ),
        absent=absent_of(moment.settings),
    )


def by_heart(moment: Moment) -> Frame:
    """Few noisy samples, a large network, and what keeps it from learning them by heart."""
    state, settings = moment.state, moment.settings
    shown = pictures(settings, state.params)
    gap = state.train_score - state.test_score
    test = moment.history("test_loss")
    best = int(np.nanargmin(test)) if np.isfinite(test).any() else 0
    is_cured = moment.t >= LATE and gap <= CURED_GAP and state.test_score >= CURED_SCORE
    return Frame(
        (graph_figure(moment, shown), map_figure(moment, shown), curves_figure(moment, size="medium")),
        {**readouts(moment), "gap": gap, "best_t": best, "best_test_loss": test[best]},
        ("train_score", "test_score", "gap", "test_loss", "best_t"),
        message=failure(moment) or _verdict(moment, gap, best, float(test[best]), is_cured),
        goal=Goal(text("goal.cure", gap=gap, score=state.test_score, t=moment.t, late=LATE), bool(is_cured)),
        absent=absent_of(settings),
    )  # fmt: skip


def _verdict(moment: Moment, gap: float, best: int, lowest: float, is_cured: bool) -> Message | None:
    state = moment.state
    if is_cured:
        return Message("good", text("message.cured", gap=gap, score=state.test_score))
    if gap >= MEMORY_GAP or state.test_loss > 1.5 * lowest:
        return Message("warn", text("message.by_heart", train=state.train_score, test=state.test_score, t=best))
    return None


@dataclass(frozen=True)
class Dead:
    """A hidden unit that says nothing to any sample: where it is, and the largest z it ever comes to."""

    unit: int
    largest: float
    weights: np.ndarray


def dead_units(moment: Moment) -> list[Dead]:
    """The hidden units whose slope is zero for every training sample."""
    own = engine(moment.settings)
    network = own.network.with_params(moment.state.params)
    record = network.gradients(own.X, own.y, own.loss)
    first = layout(network.sizes).first
    return [
        Dead(first[layer + 1] + int(unit), float(record.pre_activations[layer][:, unit].max()),
             network.layers[layer].weights[:, unit])
        for layer, verdict in enumerate(inspection.health(network, record)[:-1])
        for unit in np.flatnonzero(verdict.dead)
    ]  # fmt: skip


def dead_start(moment: Moment) -> Frame:
    """ReLU units that no sample ever wakes."""
    settings, state = moment.settings, moment.state
    shown = pictures(settings, state.params)
    dead = dead_units(moment)
    n_at_start = len(dead_units(replace(moment, settings=moment.run.settings_at(0), t=0)))  # some die on the way
    return Frame(
        (
            graph_figure(moment, shown, front=_crosses(moment, dead)),
            map_figure(moment, shown),
            curves_figure(moment),
        ),
        {**readouts(moment), "n_dead": len(dead), "largest_z": dead[0].largest if dead else np.nan,
         "n_dead_at_start": n_at_start},
        ("n_dead_at_start", "n_dead", "largest_z", "train_loss", "train_score"),
        code=source(inspection._layer_health, "dead = (np.abs"),
        message=failure(moment) or _diagnosis(moment, dead),
        goal=Goal(text("goal.dead", n=n_at_start), n_at_start > 0),
        absent=absent_of(settings),
    )  # fmt: skip


def _crosses(moment: Moment, dead: list[Dead]) -> tuple[Mark, ...]:
    place = layout(engine(moment.settings).network.sizes)
    units = [one.unit for one in dead]
    return (
        marks.points("dead", place.x[units] + TILE / 4, place.y[units] + TILE / 4, role="broken", symbol="cross",
                     radius=8, label="label.dead", on=bool(units)),
    )  # fmt: skip


def _diagnosis(moment: Moment, dead: list[Dead]) -> Message | None:
    if not dead:
        return None
    name = unit_name(moment.settings, dead[0].unit)
    if (dead[0].weights <= 0).all() and dead[0].largest <= 0:
        return Message("warn", text("message.dead_signs", unit=name, largest=dead[0].largest, n=len(dead)))
    return Message("warn", text("message.dead", unit=name, largest=dead[0].largest, n=len(dead)))


_SHAPE = ("n_layers", *UNITS, "activation", *LAYER_ACTIVATIONS)

STEPS = (
    Step("spirals", spirals, length=LENGTH,
         controls=("n_layers", *UNITS, "activation", "use_sin_x1", "use_sin_x2", "use_product", "optimizer",
                   "learning_rate", "batch_size", "seed", "discrete"),
         defaults=fresh(data="spirals", noise=0.02, n_samples=300, n_layers=1, units_1=4, optimizer="adam",
                        learning_rate=0.02), **RUNNING),
    Step("by-heart", by_heart, length=LENGTH,
         controls=("l2", "n_samples", *UNITS[:3]),
         groups={"data": ("noise", "seed"), "network": ("n_layers",), "training": ("l1", "learning_rate"),
                 "view": ("log_scale",)},
         defaults=fresh(data="moons", noise=0.3, n_samples=100, test_share=0.6, n_layers=2, units_1=8, units_2=8,
                        optimizer="adam", learning_rate=0.02), **RUNNING),
    Step("dead-start", dead_start, length=500,
         controls=("seed", "units_1", "units_2", "activation", "initializer", "learning_rate"),
         defaults=fresh(data="circle", activation="relu", initializer="he", n_layers=2, units_1=2, units_2=4,
                        learning_rate=0.1, seed=1), **RUNNING),
)  # fmt: skip
