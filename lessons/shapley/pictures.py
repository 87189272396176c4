"""What the pictures of a game have in common: bars of coalitions that a hand can move, and bars of shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Scale
from lessons.kit.marks import Mark
from lessons.kit.text import Text, text

from .game import BY_SIZE, COALITIONS, MOST, PLAYERS, ROLES

HALF = 0.36
"""Half the width of a bar; bars stand one apart."""
COINS = Scale((0.0, MOST + 2), "axis.coins")


def game_figure(
    means: np.ndarray,
    *,
    handle: str | None = "set_worth",
    size: str = "medium",
    title: Text = "figure.game",
    id: str = "game",
) -> Figure:
    """What each coalition earns; with a `handle` a hand can change it."""
    x, worth = np.arange(1.0, 8.0), means[list(BY_SIZE)]
    ticks = tuple((float(place), COALITIONS[k]) for place, k in zip(x, BY_SIZE, strict=True))
    return Figure(
        id, "plane", title, text("summary.game", a=means[1], b=means[2], c=means[4], ab=means[3], all=means[7]),
        (marks.rects("bars", x - HALF, np.zeros(7), x + HALF, worth, role="field", opacity=0.35, link="coalition"),
         marks.points("tops", x, worth, role="field", radius=6, link="coalition", name="name.worth",
                      handle=handle),
         marks.numbers("worths", x, worth, worth, role="data", format="", dy=-16, link="coalition",
                       label="label.worth")),
        x=Scale((0.4, 7.6), "axis.coalition", ticks=ticks), y=COINS, size=size,
    )  # fmt: skip


def rounded(low: float, high: float, step: float = 10.0) -> tuple[float, float]:
    """An interval with round ends around both numbers and zero, so that the axis seldom moves."""
    return min(0.0, float(np.floor(low / step) * step)), max(step, float(np.ceil(high / step) * step))


def share_bars(id: str, shares: np.ndarray, *, shift: float = 0.0, half: float = HALF, opacity: float = 0.75,
               labels: bool = False) -> tuple[Mark, ...]:  # fmt: skip
    """A bar for each player in its own colour, (3,); item i of each mark is player i."""
    x = np.arange(1.0, 4.0) + shift
    return tuple(
        marks.rects(f"{id}-{k}", x - half, np.zeros(3), x + half, np.where(np.arange(3) == k, shares, 0.0), role=role,
                    opacity=opacity, link="player", label=PLAYERS[k] if labels else None)
        for k, role in enumerate(ROLES)
    )  # fmt: skip


def player_axis() -> Scale:
    """The axis on which the three have names."""
    return Scale((0.4, 3.6), "axis.player", ticks=tuple((k + 1.0, name) for k, name in enumerate(PLAYERS)))


def share_numbers(shares: np.ndarray, shift: float = 0.0, aside: bool = False) -> Mark:
    """The shares in numbers, above their bars; `aside` of a diamond in the middle, whose number they are not."""
    x = np.arange(1.0, 4.0) + shift - (HALF if aside else 0.0)
    return marks.numbers("numbers", x, np.maximum(shares, 0), shares, role="data", format=".2f", dy=-15, link="player",
                         anchor="start" if aside else "middle", label="label.share")  # fmt: skip


def shares_figure(
    shares: np.ndarray, more: Sequence[Mark], summary: Text, *, title: Text = "figure.shares", reach: float = MOST,
    hidden: bool = False, size: str = "medium", low: float = 0.0, shift: float = 0.0, half: float = HALF,
    aside: bool = False,
) -> Figure:  # fmt: skip
    """What each player gets; `more` stands in front."""
    known = np.full(3, np.nan) if hidden else shares
    domain = rounded(min(low, float(np.min(shares))), max(reach, float(np.max(shares))))
    return Figure(
        "shares", "plane", title, summary,
        (*share_bars("share", known, shift=shift, half=half), share_numbers(known, shift, aside), *more),
        x=player_axis(), y=Scale((domain[0] - (2 if domain[0] < 0 else 0), domain[1] + 2), "axis.coins"), size=size,
    )  # fmt: skip
