"""Second stop: predict. A coalition as rows of the table, and the mean of what the model says of them."""

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
from lessons.models.choices import absent_of
from nnviz_core.explain.game import Game

from .inquiry import Inquiry
from .pictures import NOWHERE, around, feature_axis, sort_numbers, upright
from .problem import Problem, problem, whole

SHOWN = 20
"""Background rows that the table has room for; the mean is over all of them."""
LEAST_ALLOWED, FAR_ENOUGH = 3, 0.5
"""The goal: this part of the way from base to prediction, with so many features known, or as many as it takes."""


def known_of(settings: Settings, n_features: int) -> np.ndarray:
    """Which features are known, booleans (n_features,); one that this table does not have is passed over."""
    known = np.zeros(n_features, bool)
    chosen = [int(feature) for feature, _ in settings["known"] if 0 <= feature < n_features]
    known[chosen] = True
    return known


@lru_cache(maxsize=32)
def _filled(own: Problem, known: tuple[bool, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The rows of a coalition, (n_background, n_features), and what the model says of each, (n_background,)."""
    rows = np.where(known, own.x, own.background)
    return rows, own.explained(rows)


def predict(moment: Moment) -> Frame:
    """The filled rows and their predictions."""
    settings = moment.settings
    own = problem(settings)
    known = known_of(settings, own.n_features)
    rows, outputs = _filled(own, tuple(known.tolist()))
    inquiry = whole(settings)
    mean = float(outputs.mean())
    way = round((mean - inquiry.base) / inquiry.gain, 12) if inquiry.gain else np.nan  # the base was summed otherwise
    most = most_known(inquiry)
    return Frame(
        (_table(own, known, rows), _answers(own, inquiry.base, inquiry.prediction, outputs)),
        *sort_numbers(
            {"v_now": mean, "base": inquiry.base, "prediction": inquiry.prediction, "way": way,
             "n_known": int(known.sum()), "n_background": len(rows), "n_features": own.n_features, "most": most,
             "lowest": float(outputs.min()), "highest": float(outputs.max())},
            ("n_known", "v_now", "base", "prediction", "way")),
        code=source(Game.means, "rows =", "outputs =", "return"),
        goal=Goal(text("goal.way", n=known.sum(), way=100 * way if np.isfinite(way) else 0.0, most=most),
                  bool(known.sum() <= most and way >= FAR_ENOUGH)),
        message=_message(known, own),
        absent=absent_of(settings),
    )  # fmt: skip


@lru_cache(maxsize=64)
def most_known(inquiry: Inquiry) -> int:
    """How many features the goal lets one know: with thirty, hardly any three bring the mean far enough.

    So many as it takes when they come one by one, each time the one that brings it farthest.
    """
    game, way = inquiry.game, 0.0
    known = np.zeros(game.n_active, bool)
    while way < FAR_ENOUGH and inquiry.gain and not known.all():
        tried = known | np.eye(len(known), dtype=bool)[~known]
        ways = (game.values(tried)[:, inquiry.output] - inquiry.base) / inquiry.gain
        way, known = ways.max(), tried[ways.argmax()]
    return max(LEAST_ALLOWED, int(known.sum()))


def _table(own: Problem, known: np.ndarray, rows: np.ndarray) -> Figure:
    """The row first, then background rows; where a feature is known all have the row's own colour."""
    n, n_features = min(SHOWN, len(rows)), own.n_features
    columns = own.standardised(np.concatenate([own.x[None], rows[:n]]))[
        :, ::-1, None
    ]  # (1 + n, n_features, 1), last feature lowest
    x = np.concatenate([[0.0], 1.6 + np.arange(n)])
    y = -1.0 - np.arange(n_features)
    middle = -(1 + n_features) / 2
    left = np.full(n_features, -1.8)
    return Figure(
        "rows", "plane", "figure.rows",
        text("summary.rows", n_known=known.sum(), n_features=n_features, n=len(rows), shown=n),
        (marks.tiles("row", x[:1], [middle], columns[:1], size=(0.9, n_features), role="weight", domain=(-2.5, 2.5),
                     smooth=False, label="label.standardised", name="label.row"),
         marks.tiles("rows", x[1:], np.full(n, middle), columns[1:], size=(0.9, n_features), role="weight",
                     domain=(-2.5, 2.5), smooth=False, link="background", name="label.filled_rows"),
         marks.rects("known", np.full(n_features, 1.0), np.where(known, y - 0.5, y), np.full(n_features, x[-1] + 0.6),
                     np.where(known, y + 0.5, y), role="guess", opacity=0.0, link="feature", label="label.known"),
         marks.points("on", left, np.where(known, y, np.nan), role="guess", radius=6, link="feature",
                      pick="toggle_feature", name="name.known"),
         marks.points("off", left, np.where(known, np.nan, y), role="ghost", radius=6, hollow=True, link="feature",
                      pick="toggle_feature", name="name.unknown")),
        x=Scale((-2.8, x[-1] + 0.7), "axis.rows", ticks=NOWHERE), y=feature_axis(own.names),
        size="large",
    )  # fmt: skip


def _answers(own: Problem, base: float, prediction: float, outputs: np.ndarray) -> Figure:
    """Each filled row's prediction, their mean, and the two ends: nobody known, everybody known."""
    n = min(SHOWN, len(outputs))
    y = Scale((-n + 0.3, 0.7), "", ticks=NOWHERE)
    mean = float(outputs.mean())
    low, high = own.span if own.span else around(own.explained(own.background), outputs, prediction)
    return Figure(
        "answers", "plane", "figure.answers",
        text("summary.answers", mean=mean, base=base, prediction=prediction, lowest=outputs.min(),
             highest=outputs.max()),
        (upright(base, y, id="base", role="start", label="label.base", dash=True),
         upright(prediction, y, id="prediction", role="guess", label="label.prediction", dash=True),
         upright(mean, y, id="mean", role="field", label="label.mean", width=4),
         marks.points("answers", outputs[:n], -np.arange(n, dtype=float), role="data", radius=4.5, link="background",
                      label="label.answer")),
        x=Scale((low, high), own.axis), y=y, size="medium",
    )  # fmt: skip


def _message(known: np.ndarray, own: Problem) -> Message | None:
    if known.all():
        return Message("good", "message.all_known")
    if not known.any():
        return Message("warn", "message.none_known")
    return None


def toggle_feature(settings: Settings, gesture: Gesture) -> dict[str, object]:
    """Know a feature, or forget it."""
    feature = gesture.item(problem(settings).names)
    chosen = [pair for pair in settings["known"] if int(pair[0]) != feature]
    added = [] if len(chosen) < len(settings["known"]) else [(feature, 0)]
    return {"known": [*chosen, *added]}


def forget(settings: Settings, gesture: Gesture) -> dict[str, object]:
    """Know nothing."""
    return {"known": []}


STEPS = (Step("predict", predict, controls=("forget", "table", "model", "row", "output", "background_kind")),)
