"""Step 9: the Shapley values of a real prediction, and behind each bar all that its player adds."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from lessons.models.choices import absent_of
from nnviz_core.explain import contributions_of_game, shapley_of_game

from .explained import CHOICES, Explained, explained


def bars(moment: Moment) -> Frame:
    """Bars, largest first (when the learner has guessed which that is), and what stands behind one of them."""
    settings = moment.settings
    own = explained(settings)
    order = np.argsort(-np.abs(own.values), kind="stable")
    guessed = min(settings["guess"], own.n_players) - 1
    shown = settings["reveal"] or guessed >= 0
    watched = min(settings["watched"], own.n_players - 1)
    player = int(order[watched]) if shown else watched
    rank = int(np.flatnonzero(order == guessed)[0]) + 1 if guessed >= 0 else 0
    figures = (_bars(own, order, player), _behind(own, player)) if shown else (_hidden(own),)
    return Frame(
        figures,
        {"base": own.base, "sum": float(own.values.sum()) if shown else np.nan, "prediction": own.prediction,
         "gap": own.prediction - own.base - float(own.values.sum()) if shown else np.nan},
        ("base", "sum", "prediction", "gap") if shown else ("base", "prediction"),
        live={"n_players": own.n_players, "n_coalitions": len(own.means), "n_background": len(own.background),
              "n_predictions": len(own.means) * len(own.background), "score": own.model.score,
              "value": own.values[player] if shown else np.nan, "rank": rank},
        code=source(shapley_of_game, "factor =", "joined", "return"),
        goal=Goal(text("goal.strongest" if guessed >= 0 else "goal.tap", rank=rank, n=own.n_players), rank == 1),
        message=_message(own, guessed, rank),
        absent=(*absent_of(settings), *(("reveal",) if guessed >= 0 else ())),
        disabled=() if shown else ("guess_again",),
    )  # fmt: skip


def _axis(own: Explained, order: np.ndarray) -> Scale:
    ticks = tuple((-float(k), own.names[player]) for k, player in enumerate(order))
    return Scale((0.6 - own.n_players, 0.6), "axis.feature", ticks=ticks)


def _hidden(own: Explained) -> Figure:
    """The players and their numbers; which of them moves this prediction most?"""
    y = -np.arange(own.n_players, dtype=float)
    return Figure(
        "bars", "plane", text("figure.guess", output=own.output_name), text("summary.hidden", n=own.n_players),
        (marks.points("choose", np.full(len(y), -0.9), y, role="guess", radius=7, hollow=True, link="feature",
                      pick="guess_strongest", name="name.guess_strongest"),
         marks.numbers("own", np.full(len(y), -0.8), y, own.numbers, role="data", format="", anchor="start",
                       label="label.own_number")),
        x=Scale((-1, 1), "", ticks=((-1.0, ""),)), y=_axis(own, np.arange(own.n_players)), size="large",
    )  # fmt: skip


def _bars(own: Explained, order: np.ndarray, player: int) -> Figure:
    place = np.empty(own.n_players)
    place[order] = -np.arange(own.n_players, dtype=float)
    most = 1.45 * float(max(np.abs(own.values).max(), 1e-12))
    zero = np.zeros(own.n_players)
    first = int(order[0])
    return Figure(
        "bars", "plane", text("figure.values", output=own.output_name),
        text("summary.bars", name=own.names[first], value=own.values[first], base=own.base, prediction=own.prediction),
        (marks.rects("raises", zero, place - 0.34, np.maximum(own.values, 0), place + 0.34, role="raises", opacity=0.75,
                     link="feature", label="label.raises"),
         marks.rects("lowers", np.minimum(own.values, 0), place - 0.34, zero, place + 0.34, role="lowers", opacity=0.75,
                     link="feature", label="label.lowers"),
         marks.numbers("values", np.maximum(own.values, 0), place, own.values, role="data", format="+.3f",
                       anchor="start", dx=6, size=0.9, link="feature", label="label.value"),
         marks.points("choose", np.full(own.n_players, -most), place, role="ghost", radius=5.5, hollow=True,
                      link="feature", pick="watch", name="name.watch"),
         marks.points("watched", [-most], [place[player]], role="guess", radius=5.5)),
        x=Scale((-1.07 * most, 1.07 * most), "axis.value"), y=_axis(own, order), size="large",
    )  # fmt: skip


def _behind(own: Explained, player: int) -> Figure:
    """What this player adds to every coalition without it, over how many are there, and the mean of each size."""
    found = contributions_of_game(own.means)
    sizes, adds = found.sizes[player].astype(float), found.adds[player]
    each = np.arange(own.n_players, dtype=float)
    means = np.array([adds[sizes == size].mean() for size in each])
    top = 1.1 * float(max(np.abs(found.adds).max(), 1e-12))
    value = own.values[player]
    many = len(adds) > 300
    return Figure(
        "behind", "plane", text("figure.behind", name=own.names[player]),
        text("summary.behind", name=own.names[player], n=len(adds), first=means[0], last=means[-1], value=value),
        (marks.line("value", [-0.5, own.n_players - 0.5], [value, value], role="minimum", width=2, dash=True,
                    label="label.shapley"),
         marks.points("adds", sizes, adds, role="field", radius=1.8 if many else 3.5, label="label.adds_one"),
         marks.line("by-size", each, means, role="model", width=2),
         marks.points("means", each, means, role="model", symbol="diamond", radius=5, label="label.mean_of_size")),
        x=Scale((-0.5, own.n_players - 0.5), "axis.before"), y=Scale((-top, top), "axis.adds"), size="large",
    )  # fmt: skip


def _message(own: Explained, guessed: int, rank: int) -> Message | None:
    if own.names[-1] == "feature.others":
        return Message("warn", text("message.the_rest", n=own.n_players - 1))
    if guessed >= 0:
        return Message("good" if rank == 1 else "warn", text("message.rank", name=own.names[guessed], rank=rank))
    return None


def guess_strongest(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """The learner's guess; then the bars are shown, with the guessed one open."""
    own = explained(settings)
    player = gesture.item(own.names)
    order = np.argsort(-np.abs(own.values), kind="stable").tolist()
    return {"guess": player + 1, "watched": order.index(player)}


def guess_again(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """Hide the bars, for another row or another model."""
    return {"guess": 0, "reveal": False, "watched": 0}


def watch(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """Look behind that bar."""
    own = explained(settings)
    player = gesture.item(own.names)
    return {"watched": np.argsort(-np.abs(own.values), kind="stable").tolist().index(player)}


STEPS = (Step("explained", bars, controls=(*CHOICES, "reveal", "guess_again"),
              defaults={"table": "wine", "background_size": 20, "guess": 0, "watched": 0,
                        "reveal": False}),)  # fmt: skip
