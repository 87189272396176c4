"""Step 10: the same prediction, compared with other rows: another question, another answer."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Frame, Goal, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from lessons.models.choices import absent_of
from lessons.models.models import BACKGROUNDS
from nnviz_core.explain.game import Game

from .explained import Explained, explained

ROLES = ("run-3", "run-4", "run-1")
MOST_TURNED = 3
"""The goal: so many features change sides."""
VISIBLE = 0.02
"""A change of sign counts when both bars are at least this part of the largest."""


def backgrounds(moment: Moment) -> Frame:
    """Three backgrounds, three sets of bars; and what each of them is compared with."""
    settings = moment.settings
    games = [explained(settings, kind) for kind in BACKGROUNDS]
    values = np.array([game.values for game in games])  # (n_backgrounds, n_players)
    turned = turning(values)
    bases = {f"base_{kind}": game.base for kind, game in zip(BACKGROUNDS, games, strict=True)}
    return Frame(
        (_values(games, values, turned), _ways(games)),
        {**bases, "prediction": games[0].prediction, "turned": int(turned.sum())},
        (*bases, "prediction", "turned"),
        live={"n_background": len(games[0].background)},
        code=source(Game.base_value.func, "return"),  # type: ignore[attr-defined]
        goal=Goal(text("goal.turned", n=turned.sum()), bool(turned.sum() >= MOST_TURNED)),
        absent=(*absent_of(settings), "background_kind"),
    )  # fmt: skip


def turning(values: np.ndarray) -> np.ndarray:
    """Which players clearly raise the answer against one background and lower it against another, (n_players,)."""
    enough = VISIBLE * np.abs(values).max()
    return (values.max(axis=0) > enough) & (values.min(axis=0) < -enough)


def _values(games: list[Explained], values: np.ndarray, turned: np.ndarray) -> Figure:
    """Three bars a player, the players in the order of their longest bar; those that turn are marked."""
    n = values.shape[1]
    order = np.argsort(-np.abs(values).max(axis=0), kind="stable")
    place = np.empty(n)
    place[order] = -np.arange(n, dtype=float)
    most = 1.15 * float(max(np.abs(values).max(), 1e-12))
    ticks = tuple((-float(k), games[0].names[player]) for k, player in enumerate(order))
    bars = tuple(
        marks.rects(kind, np.minimum(own, 0), place + 0.26 - 0.26 * k - 0.11, np.maximum(own, 0),
                    place + 0.26 - 0.26 * k + 0.11, role=role, opacity=0.75, link="feature", label=f"option.{kind}")
        for k, (kind, own, role) in enumerate(zip(BACKGROUNDS, values, ROLES, strict=True))
    )  # fmt: skip
    return Figure(
        "values", "plane", "figure.three", text("summary.three", name=games[0].names[order[0]], n=turned.sum()),
        (marks.rects("turned", np.full(n, -most), np.where(turned, place - 0.46, np.nan), np.full(n, most),
                     place + 0.46, role="guess", opacity=0.1, link="feature", label="label.turned"), *bars),
        x=Scale((-most, most), "axis.value"), y=Scale((0.6 - n, 0.6), "axis.feature", ticks=ticks), size="large",
    )  # fmt: skip


def _ways(games: list[Explained]) -> Figure:
    """From each base to the one prediction."""
    y = -np.arange(len(games), dtype=float)
    base, end = np.array([game.base for game in games]), np.array([game.prediction for game in games])
    low, high = float(min(base.min(), end.min())), float(max(base.max(), end.max()))
    span = max(high - low, 1e-9)
    ticks = tuple((-float(k), f"option.{kind}") for k, kind in enumerate(BACKGROUNDS))
    each = np.arange(len(games))
    return Figure(
        "ways", "plane", "figure.ways", text("summary.ways", first=base[0], second=base[1], third=base[2], end=end[0]),
        (*(marks.arrows(f"way-{kind}", base[each == k], y[each == k], end[each == k], y[each == k], role=role, width=3)
           for k, (kind, role) in enumerate(zip(BACKGROUNDS, ROLES, strict=True))),
         marks.points("base", base, y, role="start", radius=6, hollow=True, label="label.base"),
         marks.points("end", end, y, role="model", symbol="diamond", radius=7, label="label.prediction"),
         marks.numbers("bases", base, y, base, role="data", format=".3g", dy=-16, label="label.base")),
        # more room at the left, for half a number over the leftmost base
        x=Scale((low - 0.3 * span, high + 0.12 * span), text("axis.says", output=games[0].output_name)),
        y=Scale((0.7 - len(games), 0.7), "", ticks=ticks),
        size="medium",
    )  # fmt: skip


STEPS = (Step("background", backgrounds, controls=("table", "model", "model_seed", "row", "output", "background_size"),
              defaults={"table": "wine", "background_size": 20}),)  # fmt: skip
