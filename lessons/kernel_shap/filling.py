"""Second stop: predict. A coalition as rows of the table, and the mean of what the model says of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from lessons.models.choices import absent_of
from nnviz_core.explain.game import Game

from .lines import FAR_ENOUGH, Lines, lines_of, shortest_way
from .pictures import NOWHERE, around, sort_numbers, upright
from .problem import CHOICES, Problem, problem, whole

SHOWN = 20
"""Background rows that the table has room for; the mean is over all of them."""
LEAST_ALLOWED = 3
"""The goal allows so many features to be known, or as many as it takes: of thirty, hardly any three bring the mean far
enough."""


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
    most = max(LEAST_ALLOWED, len(shortest_way(inquiry)))
    lines = lines_of(inquiry)
    return Frame(
        (_table(own, lines, known, rows), _answers(own, inquiry.base, inquiry.prediction, outputs)),
        *sort_numbers(
            {"v_now": mean, "base": inquiry.base, "prediction": inquiry.prediction, "way": way,
             "n_known": int(known.sum()), "n_background": len(rows), "n_features": own.n_features, "most": most,
             "lowest": float(outputs.min()), "highest": float(outputs.max())},
            ("n_known", "v_now", "base", "prediction", "way")),
        code=source(Game._means, "outputs =", "sums =", "return"),
        goal=Goal(text("goal.way", n=known.sum(), way=100 * way if np.isfinite(way) else 0.0, most=most),
                  bool(known.sum() <= most and way >= FAR_ENOUGH)),
        message=_message(known, lines),
        absent=absent_of(settings),
    )  # fmt: skip


def _table(own: Problem, lines: Lines, known: np.ndarray, rows: np.ndarray) -> Figure:
    """The row first, then background rows; where a feature is known all have the row's own colour."""
    n = min(SHOWN, len(rows))
    columns = own.standardised(np.concatenate([own.x[None], rows[:n]]))  # (1 + n, n_features)
    x = np.concatenate([[0.0], 1.6 + np.arange(n)])
    y, is_on = lines.places, np.array([known[group].all() for group in lines.groups])
    half, left = np.where(is_on, lines.heights / 2, 0.0), np.full(len(y), -1.8)
    return Figure(
        "rows", "plane", "figure.rows",
        text("summary.rows", n_known=known.sum(), n_features=own.n_features, n=len(rows), shown=n),
        (*_columns("", x, columns[:, lines.named], -0.5, -0.5 - len(lines.named)),
         *_columns("-rest", x, columns[:, lines.rest], -0.5 - len(lines.named), lines.bottom),
         marks.rects("known", np.full(len(y), 1.0), y - half, np.full(len(y), x[-1] + 0.6), y + half, role="guess",
                     opacity=0.0, link="feature", label="label.known"),
         marks.points("on", left, np.where(is_on, y, np.nan), role="guess", radius=6, link="feature",
                      pick="toggle_feature", name="name.known"),
         marks.points("off", left, np.where(is_on, np.nan, y), role="ghost", radius=6, hollow=True, link="feature",
                      pick="toggle_feature", name="name.unknown")),
        x=Scale((-2.8, x[-1] + 0.7), "axis.rows", ticks=NOWHERE),
        y=Scale((lines.bottom + 0.1, -0.4), "axis.feature", ticks=lines.ticks(own.names)),
        size="large",
    )  # fmt: skip


def _columns(part: str, x: np.ndarray, numbers: np.ndarray, top: float, bottom: float) -> tuple[Mark, ...]:
    """The row and the background rows as columns of their numbers (n, n_lines); no marks where there are no lines."""
    if not numbers.size:
        return ()
    tiles = partial(marks.tiles, size=(0.9, top - bottom), role="weight", domain=(-2.5, 2.5), smooth=False)
    pictures, middle = numbers[:, ::-1, np.newaxis], np.full(len(x), (top + bottom) / 2)  # row 0 is the lowest
    label = None if part else "label.standardised"  # one for both parts
    return (
        tiles(f"row{part}", x[:1], middle[:1], pictures[:1], label=label, name="label.row"),
        tiles(f"rows{part}", x[1:], middle[1:], pictures[1:], link="background", name="label.filled_rows"),
    )


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


def _message(known: np.ndarray, lines: Lines) -> Message | None:
    if known.all():
        return Message("good", "message.all_known")
    if not known.any():
        key = "message.none_known_of_many" if len(lines.rest) else "message.none_known"
        return Message("warn", text(key, rest=len(lines.rest)))
    return None


def toggle_feature(settings: Settings, gesture: Gesture) -> dict[str, object]:
    """Know a feature, or forget it; or all that share a dot."""
    groups = lines_of(whole(settings)).groups
    group = groups[gesture.item(groups)]
    others = [pair for pair in settings["known"] if int(pair[0]) not in group]
    all_known = known_of(settings, problem(settings).n_features)[group].all()
    return {"known": others if all_known else [*others, *((int(feature), 0) for feature in group)]}


def follow(moment: Moment, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Of another row or model other features have a line: what is known without a dot that says so is forgotten."""
    if not any(name in changes for name in (*CHOICES, "carried")):
        return {}
    settings = {**moment.settings, **changes}
    known = known_of(settings, problem(settings).n_features)
    seen = [group for group in lines_of(whole(settings)).groups if known[group].all()]
    return {"known": [(int(feature), 0) for group in seen for feature in group]}


def forget(settings: Settings, gesture: Gesture) -> dict[str, object]:
    """Know nothing."""
    return {"known": []}


STEPS = (
    Step("predict", predict, controls=("forget", "table", "model", "row", "output", "background_kind"), follow=follow),
)
