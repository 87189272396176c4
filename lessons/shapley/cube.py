"""Step 3: all coalitions at once, as a cube: each edge is somebody joining, each share a weighted sum of four edges."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.explain import contributions_of_game, shapley_of_game
from nnviz_core.explain.players import all_coalitions
from nnviz_core.explain.shapley import Contributions

from .game import COALITIONS, LETTERS, N_PLAYERS, PLAYERS, ROLES, WORTHS, worths
from .pictures import HALF, player_axis, rounded, share_numbers

X = np.array([0.0, -1.0, 0.0, -1.0, 1.0, 0.0, 1.0, 0.0])
"""Where each coalition stands, from left to right; how high is how many they are."""
N_TERMS = 4


def cube(moment: Moment) -> Frame:
    """The cube, the shares in four pieces each, and the table behind one of them."""
    means = worths(moment.settings)
    chosen = LETTERS.index(moment.settings["player"])
    found, fair = contributions_of_game(means), shapley_of_game(means)
    terms = found.weights * found.adds  # (3, 4)
    return Frame(
        (_cube(means, found), _pieces(terms, fair), _table(means, found, chosen)),
        {"share": fair[chosen], "pay_off": means[-1],
         **{f"fair_{letter}": fair[k] for k, letter in enumerate(LETTERS)}},
        ("fair_a", "fair_b", "fair_c", "pay_off"),
        formulas={"sum": _sum(found, chosen, fair[chosen])},
        code=source(contributions_of_game, "without =", "joined =", "return"),
    )  # fmt: skip


def _sum(found: Contributions, chosen: int, share: float) -> str:
    """The weighted sum with its numbers, in TeX."""
    shown = (
        rf"\tfrac{{1}}{{{round(1 / weight)}}}\cdot {value:.0f}" if value >= 0
        else rf"\tfrac{{1}}{{{round(1 / weight)}}}\cdot ({value:.0f})"
        for weight, value in zip(found.weights[chosen], found.adds[chosen], strict=True)
    )  # fmt: skip
    return rf"\varphi_{{\rm {'ABC'[chosen]}}} = {' + '.join(shown)} = {share:.2f}"


def _cube(means: np.ndarray, found: Contributions) -> Figure:
    y = all_coalitions(N_PLAYERS).sum(axis=1).astype(float)
    return Figure(
        "cube", "plane", "figure.cube", text("summary.cube", n=8, edges=12, all=means[-1]),
        (*(_edges(found, player, y) for player in range(N_PLAYERS)),
         marks.points("nodes", X, y, role="data", radius=15, link="coalition"),
         marks.points("inner", X, y, role="start", radius=13, hollow=True, link="coalition", name="name.worth"),
         marks.numbers("worths", X, y, means, role="data", format=".0f", link="coalition", label="label.worth"),
         marks.words("names", X, y, COALITIONS, role="ghost", anchor="start", dx=20, dy=0)),
        x=Scale((-1.5, 1.6), ""), y=Scale((-0.35, 3.35), ""), size="large", bare=True,
    )  # fmt: skip


def _edges(found: Contributions, player: int, y: np.ndarray) -> marks.Mark:
    """Where this player joins: four edges, from without to with; the wider, the more they weigh."""
    start = found.without[player]
    end = start + (1 << player)
    return marks.arrows(
        f"joins-{player}", X[start], y[start], X[end], y[end], role=ROLES[player], head=False, width=4,
        link=f"term_{player}", label=PLAYERS[player],
    )  # fmt: skip


def _pieces(terms: np.ndarray, fair: np.ndarray) -> Figure:
    """Each share, stacked from its four terms: those above zero upwards, those below downwards."""
    up, down = np.where(terms > 0, terms, 0.0), np.where(terms < 0, terms, 0.0)
    top, bottom = np.cumsum(up, axis=1), np.cumsum(down, axis=1)
    start = np.where(terms >= 0, top - up, bottom - down)
    low, high = rounded(float(bottom.min()), float(top.max()))
    x = np.arange(1.0, 4.0)
    return Figure(
        "pieces", "plane", "figure.pieces", text("summary.shares", a=fair[0], b=fair[1], c=fair[2]),
        (*(marks.rects(f"terms-{k}", np.full(N_TERMS, x[k] - HALF), start[k], np.full(N_TERMS, x[k] + HALF),
                       start[k] + terms[k], role=role, opacity=0.45, link=f"term_{k}", label=None)
           for k, role in enumerate(ROLES)),
         share_numbers(fair),
         marks.points("choose", x, np.full(3, low - 0.06 * (high - low)), role="ghost", radius=5, hollow=True,
                      pick="choose_player", link="player", name="name.choose")),
        x=player_axis(), y=Scale((low - 0.12 * (high - low), high + 2), "axis.coins"), size="medium",
    )  # fmt: skip


def _table(means: np.ndarray, found: Contributions, chosen: int) -> Figure:
    without = found.without[chosen]
    weights, adds = found.weights[chosen], found.adds[chosen]
    rows = np.column_stack([means[without], means[without] + adds, adds, weights, weights * adds])
    return Figure(
        "table", "arrays", text("figure.terms", name=PLAYERS[chosen]),
        text("summary.table", name=PLAYERS[chosen], share=(weights * adds).sum()),
        (marks.matrix("terms", rows, role=ROLES[chosen], label=PLAYERS[chosen], rows=[COALITIONS[k] for k in without],
                      columns=["column.without", "column.with", "column.adds", "column.weight", "column.term"],
                      format=".2f", link=f"term_{chosen}"),),
        size="medium",
    )  # fmt: skip


def choose_player(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """Open the table behind that share."""
    return {"player": LETTERS[gesture.item(LETTERS)]}


STEPS = (Step("coalitions", cube, controls=("player", *WORTHS, "first_game")),)
