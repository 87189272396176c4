"""Step 10: the field of −∇L over the plane, and many starts that flow to the minimum."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message
from lessons.kit.lesson import Gesture, Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core import linear

from .data import minimum, samples
from .descent import advance_many, differ_from, start_many
from .pictures import lift, map_figure, minimum_mark, surface_figure, weight_extent
from .readouts import readouts

N_ARROWS = 15
RING = tuple((round(1 + 1.8 * float(np.cos(a)), 2), round(-1 + 1.8 * float(np.sin(a)), 2))
             for a in np.linspace(0, 2 * np.pi, 12, endpoint=False))  # fmt: skip
"""Twelve starts around the article's minimum."""


def flow(moment: Moment) -> Frame:
    """Arrows of −∇L everywhere; each start follows them."""
    settings, state = moment.settings, moment.state
    (w, b), lowest = minimum(settings)
    away = np.hypot(*(state.params - (w, b)).T)
    arrived = int(np.sum(away < 0.1))
    first = state.params[0]
    message = Message("bad", state.failure) if state.failure else None
    numbers = readouts(settings, first)
    del numbers["loss"]  # each start has its own
    return Frame(
        (
            _plane(moment, arrived),
            surface_figure(settings, first, _lifted(moment), here=False),
        ),
        {**numbers, "n_starts": len(state.params), "n_arrived": arrived,
         "mean_loss": float(state.loss.mean())},
        ("n_starts", "n_arrived", "mean_loss", "learning_rate"),
        code=source(linear.gradient, "gradient_w =", "gradient_b ="),
        message=message,
        disabled=("reset_starts",) if tuple(settings["starts"]) == RING else (),
    )  # fmt: skip


def _field(settings: Settings) -> Mark:
    """Arrows along −∇L on a grid; the longest is one cell long, the others grow with the root of the slope."""
    x, y = samples(settings)
    w_low, w_high, b_low, b_high = weight_extent(settings)
    w, b = np.meshgrid(np.linspace(w_low, w_high, N_ARROWS + 2)[1:-1], np.linspace(b_low, b_high, N_ARROWS + 2)[1:-1])
    down = -linear.gradient(np.stack([w, b], axis=-1), x, y)  # (n, n, 2)
    length = np.linalg.norm(down, axis=-1, keepdims=True)  # (n, n, 1)
    cell = min(w_high - w_low, b_high - b_low) / (N_ARROWS + 1)
    tall = max(float(length.max()), 1e-12)
    arrow = 0.9 * cell * down / np.sqrt(np.maximum(length, 1e-12) * tall)
    return marks.arrows(
        "field", w.ravel(), b.ravel(), (w + arrow[..., 0]).ravel(), (b + arrow[..., 1]).ravel(), role="field",
        width=1.2, label="label.field",
    )  # fmt: skip


def _joined(path: np.ndarray) -> tuple[np.ndarray, ...]:
    """All trajectories (t + 1, n, k) as one line, the pen lifted between them: k arrays of n (t + 2)."""
    gap = np.full((1, *path.shape[1:]), np.nan)
    lined = np.concatenate([path, gap]).swapaxes(0, 1)  # (n, t + 2, k)
    return tuple(lined.reshape(-1, path.shape[-1]).T)


def _plane(moment: Moment, arrived: int) -> Figure:
    settings, state = moment.settings, moment.state
    path = moment.history("params")  # (t + 1, n, 2)
    starts = path[0]
    return map_figure(
        settings,
        (_field(settings), minimum_mark(settings),
         marks.line("path", *_joined(path), role="path", label="label.trajectories"),
         marks.points("starts", *starts.T, role="start", symbol="square", radius=5, handle="move_start",
                      label="label.starts", name="name.start"),
         marks.points("now", *state.params.T, role="model", radius=5, label="label.here_many")),
        text("summary.flow", n=len(starts), arrived=arrived, t=moment.t, loss=float(state.loss.mean())),
        title="figure.flow", place="add_start", size="large",
    )  # fmt: skip


def _lifted(moment: Moment) -> tuple[Mark, ...]:
    path, losses = moment.history("params"), moment.history("loss")
    w, b, loss = (
        axis.reshape(path.shape[:-1]) for axis in lift(moment.settings, path.reshape(-1, 2), losses.reshape(-1))
    )
    lines = _joined(np.stack([w, b, loss], axis=-1))
    return (
        marks.line("path", *lines, role="path", label="label.trajectories"),
        marks.points("now", w[-1], b[-1], loss[-1], role="model", radius=5),
    )


def add_start(settings: Settings, gesture: Gesture) -> dict:
    """Let one more point flow."""
    return {"starts": (*settings["starts"], (round(gesture.x, 2), round(gesture.y, 2)))[-40:]}


def move_start(settings: Settings, gesture: Gesture) -> dict:
    """Drag a start."""
    starts = list(settings["starts"])
    starts[gesture.item(starts)] = (round(gesture.x, 2), round(gesture.y, 2))
    return {"starts": starts}


def reset_starts(settings: Settings, gesture: Gesture) -> dict:
    """Back to the ring."""
    return {"starts": RING}


STEPS = (
    Step("flow", flow, start_many, advance_many, length=300, controls=("learning_rate", "reset_starts"),
         defaults={"learning_rate": 0.02}, differ_from=differ_from),
)  # fmt: skip
