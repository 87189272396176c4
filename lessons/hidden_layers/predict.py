"""Step 11: draw the boundary you expect, then look."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.errors import Refusal
from lessons.kit.figures import Frame, Message
from lessons.kit.lesson import Gesture, Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.text import text

from .graph import graph_figure
from .lines import RUNNING, fresh
from .maps import boundary_sides, pictures
from .pictures import curves_figure, failure, map_figure, readouts
from .problem import CLASS_SETS, N_MAP, VIEW, problem
from .settings import absent_of
from .training import network_of

MOST_CORNERS = 40


def inside(outline: tuple[tuple[float, float], ...], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Whether points lie inside a closed outline: a ray to the right crosses it an odd number of times."""
    corners = np.array(outline, float)
    within = np.zeros(np.broadcast(x, y).shape, bool)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y1 != y2:
            within ^= ((y1 > y) != (y2 > y)) & (x < x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    return within


def agreement(outline: tuple[tuple[float, float], ...], called: np.ndarray) -> float:
    """The share of the map's points that lie on the same side of the outline and of the network's boundary."""
    if len(outline) < 3:
        return np.nan
    x, y = np.meshgrid(np.linspace(*VIEW, N_MAP), np.linspace(*VIEW, N_MAP))
    return float((inside(outline, x, y) == (called == 1)).mean())


def predict(moment: Moment) -> Frame:
    """First the learner's outline; then, when it is revealed, the network's."""
    settings, state = moment.settings, moment.state
    shown = pictures(settings, state.params)
    task = problem(settings)
    called = boundary_sides(network_of(settings, state.params), task, shown.output)
    drawn, reveal = settings["outline"], settings["reveal"]
    score = agreement(settings["outline"], called) if reveal and not task.is_regression else np.nan
    figures = [
        map_figure(moment, shown, front=_outline(settings), place="add_corner", hands=False, hidden=not reveal,
                   title="figure.map" if reveal else "figure.your_boundary"),
        curves_figure(moment),
    ]  # fmt: skip
    if reveal:
        figures.insert(1, graph_figure(moment, shown))
    return Frame(
        tuple(figures),
        {**readouts(moment), "agreement": score, "n_corners": len(settings["outline"])},
        ("n_corners", "agreement", "train_score"),
        message=failure(moment) or _say(moment, score),
        absent=absent_of(settings),
        disabled=(*(() if drawn else ("undo_corner",)), *(() if drawn or reveal else ("clear_outline",))),
    )


def _outline(settings: Settings) -> tuple[Mark, ...]:
    corners = np.array(settings["outline"], float).reshape(-1, 2)
    closed = np.concatenate([corners, corners[:1]])
    return (
        marks.line("outline", *closed.T, role="guess", width=3, label="label.outline"),
        marks.points("corners", *corners.T, role="guess", radius=5, handle="move_corner", name="name.corner"),
    )


def _say(moment: Moment, score: float) -> Message | None:
    settings = moment.settings
    if problem(settings).is_regression:
        return Message("warn", "message.no_classes")
    if len(settings["outline"]) < 3:
        return Message("warn", text("message.draw_first", n=len(settings["outline"])))
    if not settings["reveal"]:
        return Message("good", text("message.now_reveal"))
    if moment.t < 300:
        return Message("good", text("message.let_it_learn", score=score, t=moment.t))
    return Message("good" if score >= 0.9 else "warn", text("message.score", score=score, t=moment.t))


def _placed(gesture: Gesture) -> tuple[float, float]:
    return round(float(np.clip(gesture.x, *VIEW)), 2), round(float(np.clip(gesture.y, *VIEW)), 2)


def add_corner(settings: Settings, gesture: Gesture) -> dict:
    """One corner more."""
    if len(settings["outline"]) >= MOST_CORNERS:
        raise Refusal("refusal.too_many_corners", most=MOST_CORNERS)
    return {"outline": (*settings["outline"], _placed(gesture))}


def move_corner(settings: Settings, gesture: Gesture) -> dict:
    """Drag a corner."""
    corners = list(settings["outline"])
    if not 0 <= gesture.index < len(corners):
        return {}
    corners[gesture.index] = _placed(gesture)
    return {"outline": corners}


def undo_corner(settings: Settings, gesture: Gesture) -> dict:
    """Take the last corner away."""
    return {"outline": settings["outline"][:-1]}


def clear_outline(settings: Settings, gesture: Gesture) -> dict:
    """Draw anew."""
    return {"outline": (), "reveal": False}


STEPS = (
    Step("predict", predict, length=1000,
         controls=("reveal", "undo_corner", "clear_outline", "data", "units_1", "seed"),
         offers={"data": CLASS_SETS},
         defaults=fresh(data="moons", noise=0.15, n_layers=1, units_1=6, learning_rate=0.3, outline=(), reveal=False,
                        optimizer="sgd"), **RUNNING),
)  # fmt: skip
