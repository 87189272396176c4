"""Second stop, in a picture: a feature that is missing is borrowed from the background. Two features, four coalitions.

With two features all of it can be seen: knowing x₁ sends every background point straight to the left or right, onto
the line through the row; knowing x₂, straight up or down. What a coalition earns is the mean of the model there.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.explain.game import Game
from nnviz_core.explain.shapley import shapley_of_game

from .pictures import sort_numbers
from .plane import VIEW, Plane, plane

COALITIONS = ("nobody", "only_x1", "only_x2", "both")
"""In the order of `players.all_coalitions`: the first feature is the first bit."""
OPPOSITE = 0.05
"""The goal: the two features pull in opposite directions, each by more than this."""
KNOWN = np.array([[False, False], [True, False], [False, True], [True, True]])


def missing(moment: Moment) -> Frame:
    """The background, moved by what is known, and the mean of the model there."""
    settings = moment.settings
    own, x = plane(settings), _row(settings)
    earned, rows, outputs = _game(settings)
    now = COALITIONS.index(settings["known_here"])
    values = shapley_of_game(earned)
    return Frame(
        (_plane_figure(settings, own, x, rows[now], outputs[now], earned[now]), _bars(settings, earned, now)),
        *sort_numbers(
            {"v_now": earned[now], **{f"v_{name}": v for name, v in zip(COALITIONS, earned, strict=True)},
             "phi_1": values[0], "phi_2": values[1], "sum": float(values.sum()), "gain": earned[3] - earned[0],
             "n_background": len(own.background)},
            ("v_now", "v_nobody", "v_both", "phi_1", "phi_2")),
        code=source(Game.fill, "rows[:, cells]"),
        message=_message(values),
        goal=Goal(text("goal.opposite", first=values[0], second=values[1]),
                  bool(values[0] * values[1] < 0 and np.abs(values).min() > OPPOSITE)),
    )  # fmt: skip


def _row(settings: Settings) -> np.ndarray:
    return np.array([settings["x1"], settings["x2"]])


def _game(settings: Settings) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What each of the four coalitions earns, (4,), its filled rows, (4, n_background, 2), and their outputs."""
    return _asked(_key(settings), settings["x1"], settings["x2"])


def _key(settings: Settings) -> tuple[str, str]:
    return settings["model"], settings["carried"]


@lru_cache(maxsize=16)
def _asked(key: tuple[str, str], x1: float, x2: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    own = plane({"model": key[0], "carried": key[1]})
    game = Game(own.predict, [x1, x2], own.background)
    rows = np.where(KNOWN[:, None, :], game.x, own.background)  # (4, n_background, 2)
    outputs = own.predict(rows.reshape(-1, 2)).reshape(4, -1)
    return outputs.mean(axis=1), rows, outputs


def _plane_figure(
    settings: Settings, own: Plane, x: np.ndarray, rows: np.ndarray, outputs: np.ndarray, mean: float
) -> Figure:
    """The model as a map; the background where it was, and where what is known sends it."""
    here, there = own.background.T, rows.T
    moved = (rows != own.background).any(axis=1)
    return Figure(
        "plane", "plane", "figure.borrowed",
        text("summary.borrowed", known=f"option.{settings['known_here']}", n=len(rows), moved=float(moved.sum()),
             mean=mean),
        (marks.raster("map", own.map, extent=(*VIEW, *VIEW), role="class", domain=own.domain, label=own.label),
         marks.arrows("moves", *here, *there, role="ghost", head=False, width=1, link="background"),
         marks.points("background", *here, role="data", radius=3.5, hollow=True, link="background",
                      label="label.background"),
         marks.points("filled", *there, role="data", value=outputs, radius=5, link="background",
                      label="label.filled", name="name.filled"),
         marks.points("row", x[:1], x[1:], role="guess", symbol="diamond", radius=9, handle="set_point",
                      label="label.row", name="name.row")),
        x=Scale(VIEW, "axis.x1"), y=Scale(VIEW, "axis.x2"), equal=True, size="large", place="set_point",
        readout="value",
    )  # fmt: skip


def _bars(settings: Settings, earned: np.ndarray, now: int) -> Figure:
    """What each of the four coalitions earns, and the way of two orders from nobody to both."""
    low, high = min(0.0, float(earned.min())), max(1.0, float(earned.max()))
    at = 1.0 + np.arange(4)
    return Figure(
        "coalitions", "plane", "figure.four",
        text("summary.four", **dict(zip(COALITIONS, earned, strict=True))),
        (marks.rects("earned", at - 0.34, np.full(4, low), at + 0.34, earned, role="field", opacity=0.55,
                     link="four", label="label.earned"),
         marks.points("now", [at[now]], [earned[now]], role="guess", symbol="diamond", radius=7, label="label.shown"),
         marks.points("choose", at, earned, role="field", radius=3, link="four", pick="show_coalition"),
         marks.numbers("worth", at, earned, earned, role="data", format=".3f", dy=-13)),
        x=Scale((0.4, 4.6), "axis.known", ticks=tuple((1.0 + i, f"symbol.{n}") for i, n in enumerate(COALITIONS))),
        y=Scale((low, low + 1.12 * (high - low)), "axis.mean"), size="medium",
    )  # fmt: skip


def _message(values: np.ndarray) -> Message | None:
    if np.abs(values).max() < 0.02:
        return Message("warn", text("message.like_the_rest"))
    return None


def set_point(settings: Settings, gesture: Gesture) -> dict[str, float]:
    """Carry the row to another place."""
    x1, x2 = (round(float(np.clip(value, *VIEW)), 2) for value in (gesture.x, gesture.y))
    return {"x1": x1, "x2": x2}


def show_coalition(settings: Settings, gesture: Gesture) -> dict[str, str]:
    """Look at the coalition of that bar."""
    return {"known_here": COALITIONS[gesture.item(COALITIONS)]}


STEPS = (Step("missing", missing, controls=("known_here", "x1", "x2")),)
