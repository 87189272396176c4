"""First stop: sample the input space. A table of coalitions grows, column by column, with the weight of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import FOR_EVER, Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from lessons.models.choices import absent_of
from nnviz_core.explain.coalitions import Plan, strata_of

from .pictures import feature_axis, sort_numbers
from .problem import inquiry, problem

LENGTH = 24
"""Pairs that the table has room for."""
FLOOR = -0.2
"""Where the weights stand, on the axis of features, above the first."""
WEIGHT_ROOM = 0.18
"""How high the heaviest weight is drawn, as a part of the table's height,"""
MOST_ROOM = 2.4
"""and at most, in rows of the table: where features are many, their names need the room."""
LEAST_COLUMNS = 8


@dataclass(frozen=True)
class Asked:
    """How many pairs have been drawn so far."""

    n_pairs: int = 1
    failure: Text | None = None


def start(settings: Settings, rng: np.random.Generator) -> Asked:
    """The first pair."""
    return _after(1, settings)


def advance(state: Asked, settings: Settings) -> Asked:
    """One pair more."""
    return _after(state.n_pairs + 1, settings)


def _after(n_pairs: int, settings: Settings) -> Asked:
    """So many pairs, or as many as there are; then there is nothing more to draw."""
    most = inquiry(settings).n_pairs
    return Asked(min(n_pairs, most), "failure.all_drawn" if n_pairs >= most else None)


def sample(moment: Moment) -> Frame:
    """The coalitions drawn so far, and how the budget is spread over the sizes."""
    own = inquiry(moment.settings)
    n_pairs = min(moment.state.n_pairs, LENGTH, own.n_pairs)
    n_players, n_active = own.n_players, own.game.n_active
    sizes = own.coalitions(n_pairs).sum(axis=1)
    weights = np.repeat(own.plan.weights(), 2)
    last = 2 * n_pairs - 2 if n_pairs else None
    return Frame(
        (_table(moment, n_pairs), _sizes(moment)),
        *sort_numbers(
            {"n_coalitions": 2 * n_pairs, "n_wanted": 2 * own.n_pairs, "n_players": n_players,
             "n_active": n_active,
             "score": problem(moment.settings).model.score, "n_all": 2.0**n_active, "n_whole": _n_whole(own.plan),
             "size": float(sizes[last]) if last is not None else np.nan,
             "weight": float(weights[last]) if last is not None else np.nan,
             "n_predictions": 2 * own.n_pairs * len(own.game.background)},
            ("n_coalitions", "size", "weight", "n_wanted", "n_all")),
        code=source(strata_of, "masses ="),
        message=_message(moment, n_pairs),
        absent=absent_of(moment.settings),
    )  # fmt: skip


def _n_whole(plan: Plan) -> float:
    """How many strata (a size and its complement) the plan asks whole."""
    return float(np.sum(plan.counts() == plan.populations))


def _table(moment: Moment, n_pairs: int) -> Figure:
    """Features down, coalitions to the right, their weight above: filled is known, faint is missing."""
    own, names = inquiry(moment.settings), problem(moment.settings).names
    n_players, asked = own.n_players, 2 * n_pairs
    n = min(2 * LENGTH, max(LEAST_COLUMNS, 2 * own.n_pairs))
    known = np.full((n, n_players, 1), np.nan)
    known[:asked, :, 0] = own.coalitions(n_pairs)[:, ::-1]  # row 0 of a tile is its lowest: the last feature
    at = 1.0 + np.arange(n)
    heights, room = np.zeros(n), min(WEIGHT_ROOM * n_players, MOST_ROOM)
    weights = np.repeat(own.plan.weights(), 2)
    heights[:asked] = room * weights[:asked] / max(weights.max(initial=0.0), 1e-12)
    floor = np.full(n, FLOOR)
    return Figure(
        "table", "plane", "figure.coalitions",
        text("summary.table", n=asked, n_players=n_players, known=float(own.coalitions(n_pairs).sum())),
        (marks.tiles("coalitions", np.where(at <= asked, at, np.nan), np.full(n, -(1 + n_players) / 2), known,
                     size=(0.86, n_players), role="ink", domain=(-0.25, 1.4), link="coalition", smooth=False,
                     name="label.known_or_missing"),
         marks.rects("weights", at - 0.36, floor, at + 0.36, floor + heights, role="field",
                     opacity=0.8, link="coalition", label="label.kernel_weight")),
        x=Scale((0.1, n + 0.9), "axis.coalition"),
        y=feature_axis(names, above=room + 0.5, more=((FLOOR + room / 2, "label.kernel_weight"),)),
        size="large",
    )  # fmt: skip


def _sizes(moment: Moment) -> Figure:
    """Of each size of coalition: its part of all kernel weight, and which part of its coalitions the budget asks."""
    plan, n_active = inquiry(moment.settings).plan, inquiry(moment.settings).game.n_active
    sizes = np.arange(1, max(n_active, 2))
    stratum = np.minimum(sizes, max(n_active, 2) - sizes) - 1
    alone = 2 * sizes == n_active  # a size that is its own complement has its stratum for itself
    share = plan.masses[stratum] * np.where(alone, 1.0, 0.5)
    asked = plan.counts()[stratum] / plan.populations[stratum] if plan.n_pairs else np.zeros(len(sizes))
    return Figure(
        "sizes", "plane", "figure.sizes",
        text("summary.sizes", n_whole=_n_whole(plan), share=share[0], n=2 * plan.n_pairs),
        (marks.rects("share", sizes - 0.34, np.zeros(len(sizes)), sizes + 0.34, share, role="field", opacity=0.8,
                     link="size", label="label.size_share"),
         marks.line("asked-line", sizes, asked, role="model", width=1.5),
         marks.points("asked", sizes, asked, role="model", radius=4.5, link="size", label="label.size_asked")),
        x=Scale((0.3, max(n_active, 2) - 0.3), "axis.size"), y=Scale((0, 1.04), "axis.share"), size="medium",
    )  # fmt: skip


def _message(moment: Moment, n_pairs: int) -> Message | None:
    own = inquiry(moment.settings)
    if own.n_pairs == 0:
        return Message("warn", text("message.nothing_to_ask"))
    if own.is_whole:
        return Message("good", text("message.whole_plan", n=2 * own.n_pairs))
    if n_pairs == LENGTH:
        return Message("good", text("message.table_full", shown=2 * LENGTH, left=2 * (own.n_pairs - LENGTH)))
    return None


def differ_from(one: Settings, other: Settings) -> int:
    """The counting of pairs is the same unless the plan is another."""
    return FOR_EVER if inquiry(one) is inquiry(other) else 0


STEPS = (
    Step("sample", sample, start, advance, length=LENGTH - 1, controls=("n_samples", "table", "model", "seed"),
         differ_from=differ_from),
)  # fmt: skip
