"""Step 2: the players come one after the other, in each of the six orders."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Frame, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core.explain import orders_of_game, shapley_of_game
from nnviz_core.explain.shapley import Orders

from .game import LETTERS, MOST, N_PLAYERS, PLAYERS, ROLES, WORTHS, worths
from .pictures import HALF, shares_figure
from .rules import by_absence

N_ORDERS = 6


def orders(moment: Moment) -> Frame:
    """The order of now as a staircase, all orders as a table, and the mean of what each has added so far."""
    means = worths(moment.settings)
    walk = orders_of_game(means)
    known = _known(walk, moment)  # (6, 3)
    count = known.sum(axis=0)
    added = np.where(known, walk.contributions, 0.0).sum(axis=0)
    so_far = np.divide(added, count, out=np.full(N_PLAYERS, np.nan), where=count > 0)
    fair, over = shapley_of_game(means), moment.t == N_ORDERS
    now = min(moment.t, N_ORDERS - 1)
    come = N_PLAYERS if over else moment.beat + 1
    newest = int(walk.orders[now, come - 1])
    return Frame(
        (
            _staircase(means, walk.orders[now], come),
            _ledger(walk, known, so_far),
            shares_figure(
                so_far,
                (marks.points("fair", np.arange(1.0, 4.0), fair, role="minimum", symbol="diamond", radius=6,
                              link="player", label="label.shapley"),),
                text("summary.all_orders" if over else "summary.so_far",
                     n=moment.t, a=so_far[0], b=so_far[1], c=so_far[2]), title="figure.so_far",
                aside=True,
            ),
        ),
        {"n_orders": moment.t, "added": walk.contributions[now, newest],
         **{f"mean_{letter}": so_far[k] for k, letter in enumerate(LETTERS)}},
        ("n_orders", "added", *(f"mean_{letter}" for letter in LETTERS)),
        live={"pay_off": means[-1], "last_a": by_absence(means)[0]},
        code=source(orders_of_game, "after =", "steps =", "contributions[np.arange"),
    )  # fmt: skip


def _known(walk: Orders, moment: Moment) -> np.ndarray:
    """Which contributions have been seen by now, (6, 3): whole orders, and those who have come in the present one."""
    known = np.arange(N_ORDERS)[:, None].repeat(N_PLAYERS, axis=1) < moment.t
    if moment.t < N_ORDERS:
        known[moment.t, walk.orders[moment.t, : moment.beat + 1]] = True
    return known


def order_name(order: np.ndarray) -> Text:
    """An order by its players' letters."""
    return text("order", first=f"coalition.{LETTERS[order[0]]}", second=f"coalition.{LETTERS[order[1]]}",
                third=f"coalition.{LETTERS[order[2]]}")  # fmt: skip


def _staircase(means: np.ndarray, order: np.ndarray, come: int) -> Figure:
    """What the coalition earns as each comes: from the height before to the height after."""
    after = means[np.concatenate([[0], np.cumsum(1 << order)])]  # (4,)
    x = np.arange(1.0, 4.0)
    there = np.arange(N_PLAYERS) < come
    low, high = np.where(there, after[:-1], np.nan), np.where(there, after[1:], np.nan)
    adds = np.where(there, np.diff(after), np.nan)
    ticks = tuple((place, PLAYERS[player]) for place, player in zip(x, order, strict=True))
    return Figure(
        "staircase", "plane", text("figure.staircase", order=order_name(order)),
        text("summary.staircase", order=order_name(order), n=come, worth=after[come]),
        (*_steps(order, x, low, high), *_ground(x, low),
         marks.numbers("adds", x, np.maximum(low, high), adds, role="data", format="+.0f", dy=-12, label="label.adds")),
        x=Scale((0.4, 3.6), "axis.arrival", ticks=ticks), y=Scale((0.0, MOST + 2), "axis.coins"), size="large",
    )  # fmt: skip


def _steps(order: np.ndarray, x: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[Mark, ...]:
    return tuple(
        marks.rects(f"step-{k}", x[order == k] - HALF, low[order == k], x[order == k] + HALF, high[order == k],
                    role=ROLES[k], opacity=0.75)
        for k in range(N_PLAYERS)
    )  # fmt: skip


def _ground(x: np.ndarray, low: np.ndarray) -> tuple[Mark, ...]:
    """The height from which each sets out."""
    flat = np.full(3 * len(x), np.nan)
    across, up = flat.copy(), flat.copy()
    across[::3], across[1::3] = x - 1 + HALF, x + HALF
    up[::3], up[1::3] = low, low
    return (marks.line("ground", across[3:], up[3:], role="ghost", width=1, dash=True),)


def _ledger(walk: Orders, known: np.ndarray, so_far: np.ndarray) -> Figure:
    shown = np.where(known, walk.contributions, np.nan)
    return Figure(
        "ledger", "arrays", "figure.ledger",
        text("summary.ledger", n=known.all(axis=1).sum(), a=so_far[0], b=so_far[1], c=so_far[2]),
        (marks.matrix("orders", shown, role="data", label="label.adds", rows=[order_name(o) for o in walk.orders],
                      columns=PLAYERS, format=".0f", link="order"),
         marks.matrix("means", so_far[None], role="minimum", label="label.mean", columns=PLAYERS,
                      format=".2f")),
        size="medium",
    )  # fmt: skip


STEPS = (Step("orders", orders, length=N_ORDERS, beats=N_PLAYERS, controls=(*WORTHS, "first_game")),)
