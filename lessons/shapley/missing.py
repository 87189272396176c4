"""Step 8: a row is a game: what is known comes from the row, what is missing from other rows."""

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
from nnviz_core.explain.game import Game
from nnviz_core.explain.players import all_coalitions

from .explained import Explained, explained

N_SHOWN = 3
"""Mixed rows that the table has room for; the mean is over all of them."""

LEAST_ALLOWED, FAR_ENOUGH = 2, 0.5
"""The goal: this part of the way from base to prediction, with so many numbers known, or with the fewest that do it."""
BAR = 0.9
"""Half the room for bars in the table, in columns."""


def known_of(settings: Settings, own: Explained) -> np.ndarray:
    """Which players are known, (n_players,); one that this game does not have is passed over."""
    known = np.zeros(own.n_players, bool)
    known[[int(player) for player, _ in settings["known"] if player < own.n_players]] = True
    return known


def number_of(known: np.ndarray) -> int:
    """The number of a coalition, in the core's order."""
    return int((known * (1 << np.arange(known.size))).sum())


def missing(moment: Moment) -> Frame:
    """The mixed rows with their predictions, and the pay-offs of all coalitions by size, this one lit."""
    settings = moment.settings
    own = explained(settings)
    known = known_of(settings, own)
    rows, said = _mixed(own, known)
    here, most = own.means[number_of(known)], most_known(own)
    adds = _adds(own, known)
    return Frame(
        (_rows(own, known, rows, said, adds), _all(own, known)),
        {"v_now": here, "base": own.base, "prediction": own.prediction, "n_known": int(known.sum())},
        ("n_known", "base", "v_now", "prediction"),
        live={"n_background": len(own.background), "n_players": own.n_players, "n_coalitions": len(own.means),
              "mean_said": float(said.mean()), "shown_rows": min(N_SHOWN, len(rows)), "most": most},
        code=source(Game._means, "outputs =", "sums =", "return"),
        goal=Goal(text("goal.half_way", n=known.sum(), most=most),
                  bool(known.sum() <= most and _way(own, here) >= FAR_ENOUGH)),
        message=_message(known),
        absent=absent_of(settings),
    )  # fmt: skip


def _way(own: Explained, earned: Any) -> Any:
    """How far from the base to the prediction, for one coalition or for many."""
    gain = own.prediction - own.base
    return (earned - own.base) / gain if gain else 0.0 * earned


def most_known(own: Explained) -> int:
    """How many numbers the goal lets one know: of some rows no two bring the answer far enough."""
    sizes = all_coalitions(own.n_players).sum(axis=1)
    return int(max(LEAST_ALLOWED, sizes[_way(own, own.means) >= FAR_ENOUGH].min(initial=own.n_players)))


def _mixed(own: Explained, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The background rows with what is known written over them, and what the model says of each."""
    rows = own.background.copy()
    for player in np.flatnonzero(known):
        features = list(own.groups[player])
        rows[:, features] = own.x[features]
    return rows, own.model.predict(rows)[:, own.output]


def _adds(own: Explained, known: np.ndarray) -> np.ndarray:
    """What each player would add to this coalition (of one that is in it: what it added), (n_players,)."""
    bits = 1 << np.arange(own.n_players)
    here = number_of(known)
    return own.means[here | bits] - own.means[here & ~bits]


def _rows(own: Explained, known: np.ndarray, rows: np.ndarray, said: np.ndarray, adds: np.ndarray) -> Figure:
    """Players down; across the row explained, mixed rows, and what each player adds here; at the foot the answers.

    A ring at the left lets a player come or go.
    """
    n, n_players = min(N_SHOWN, len(rows)), own.n_players
    shown = np.vstack([own.x, rows[:n]])[:, [group[0] for group in own.groups]].T.round(3)  # (n_players, 1 + n)
    y, across = -np.arange(n_players, dtype=float), np.arange(1.0 + n)
    foot, left, middle = -n_players - 0.4, np.full(n_players, -0.8), n + 1.7
    x, down = (grid.ravel() for grid in np.meshgrid(across, y))
    taken = (known[:, None] | (across == 0)).ravel()
    names = ((foot, "label.says"), *zip(y.tolist(), own.names, strict=True))
    columns = (
        (0.0, "label.row"),
        *((k, text("label.mixed", i=k)) for k in across[1:].tolist()),
        (middle, "label.adds"),
    )
    reach = middle + adds / max(_largest(own), 1e-12) * BAR
    return Figure(
        "rows", "plane", "figure.rows",
        text("summary.rows", n_known=known.sum(), n=len(rows), shown=n, mean=said.mean(),
             name=own.names[int(adds.argmax())], most=adds.max()),
        (marks.rects("known", np.full(n_players, -0.45), np.where(known, y - 0.5, np.nan), np.full(n_players, n + 0.5),
                     y + 0.5, role="guess", opacity=0.12, link="feature", label="label.known"),
         *(marks.rects(role, np.full(n_players, middle), y - 0.32, np.where(mine, reach, middle), y + 0.32, role=role,
                       opacity=0.75, link="feature", label=f"label.{role}")
           for role, mine in (("raises", adds >= 0), ("lowers", adds < 0))),
         marks.numbers("adds", np.full(n_players, middle + 1.95), y, adds, role="data", format="+.3f", anchor="end",
                       size=0.8, link="feature", label="label.adds"),
         marks.numbers("borrowed", x[~taken], down[~taken], shown.ravel()[~taken], role="ghost", format="", size=0.8,
                       label="label.borrowed"),
         marks.numbers("own", x[taken], down[taken], shown.ravel()[taken], role="data", format="", size=0.8,
                       label="label.own"),
         marks.numbers("said", across, np.full(1 + n, foot), np.concatenate([[own.prediction], said[:n]]), role="model",
                       format=".2f" if np.abs(said).max() < 100 else ".0f", size=0.8, label="label.says"),
         marks.points("on", left, np.where(known, y, np.nan), role="guess", radius=6.5, link="feature", pick="toggle",
                      name="name.known"),
         marks.points("off", left, np.where(known, np.nan, y), role="ghost", radius=6.5, hollow=True, link="feature",
                      pick="toggle", name="name.unknown")),
        x=Scale((-1.05, middle + 2.0), "", ticks=columns), y=Scale((foot - 0.7, 0.6), "axis.feature", ticks=names),
        size="large",
    )  # fmt: skip


def _largest(own: Explained) -> float:
    """The largest step that any player makes anywhere."""
    bits = 1 << np.arange(own.n_players)
    everywhere = np.arange(len(own.means))
    return float(max(np.abs(own.means[everywhere | bit] - own.means[everywhere & ~bit]).max() for bit in bits))


def _all(own: Explained, known: np.ndarray) -> Figure:
    """The pay-off of every coalition over how many it knows."""
    sizes = np.array([int(k).bit_count() for k in range(len(own.means))], float)
    low, high = float(own.means.min()), float(own.means.max())
    room = 0.08 * max(high - low, 1e-9)
    here = number_of(known)
    return Figure(
        "all", "plane", "figure.all", text("summary.all", n=len(own.means), low=low, high=high, here=own.means[here]),
        (marks.points("all", sizes, own.means, role="field", radius=2.5 if len(own.means) > 100 else 4,
                      label="label.coalition"),
         marks.line("base", [-0.5, own.n_players + 0.5], [own.base] * 2, role="start", width=1.5, dash=True,
                    label="label.base"),
         marks.line("prediction", [-0.5, own.n_players + 0.5], [own.prediction] * 2, role="model", width=1.5, dash=True,
                    label="label.prediction"),
         marks.points("here", sizes[[here]], own.means[[here]], role="guess", radius=8, label="label.here")),
        x=Scale((-0.5, own.n_players + 0.5), "axis.size"),
        y=Scale((low - room, high + room), text("axis.says", output=own.output_name)), size="medium",
    )  # fmt: skip


def _message(known: np.ndarray) -> Message | None:
    if known.all():
        return Message("good", "message.all_known")
    return Message("warn", "message.none_known") if not known.any() else None


def toggle(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """A player comes or goes."""
    player = gesture.item(explained(settings).names)
    kept = tuple(pair for pair in settings["known"] if int(pair[0]) != player)
    return {"known": kept if len(kept) < len(settings["known"]) else (*kept, (float(player), 0.0))}


STEPS = (Step("missing", missing, controls=("table", "model", "row", "output", "background_kind", "background_size"),
              defaults={"table": "iris", "background_size": 12, "known": ()}),)  # fmt: skip
