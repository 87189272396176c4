"""Step 7: two weights of a small network, the field of −∇L over them, and many starts that follow it.

The network is a chain with one unit a layer and no biases. Its first and last weight are free, those between are all
`middle`; so its loss is a landscape over a plane, and with more layers in between the first weight is farther away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core.landscapes import Plane, gradient_over_plane, loss_over_plane, plane_of_two_params
from nnviz_core.network import Network
from nnviz_core.side_by_side import gradients_of_many

from .pictures import decades, positive
from .running import FEWEST

LENGTH = 300
N_ARROWS, N_GRID = 13, 49
REACH = 3.0
EXTENT = (-REACH, REACH, -REACH, REACH)
X = np.linspace(-2, 2, 21)[:, np.newaxis]
Y = 1.2 * np.tanh(1.5 * X[:, 0])
"""What the chain is to say: the answer of a chain of two layers with the weights 1.5 and 1.2."""
RING = tuple(
    (round(2.4 * float(np.cos(a)), 2), round(2.4 * float(np.sin(a)), 2)) for a in np.arange(12) * np.pi / 6 + 0.1
)
FADED = 1e-3


@dataclass(frozen=True, eq=False)
class Many:
    """Starts on their way: `params` (n, 2), the first and the last weight; `loss` (n,); `gradient` (n, 2)."""

    params: np.ndarray
    loss: np.ndarray
    gradient: np.ndarray
    t: int
    failure: Text | None = None


@lru_cache(maxsize=32)
def chain_plane(depth: int, middle: float) -> tuple[Network, Plane]:
    """The chain, and the plane of its first and last weight."""
    params = np.zeros(2 * depth)
    params[::2] = middle  # weight, bias, weight, bias, …
    network = Network((1,) * (depth + 1), (*("tanh",) * (depth - 1), "identity"), params)
    return network, plane_of_two_params(network, 0, 2 * depth - 2)


@lru_cache(maxsize=32)
def landscape(depth: int, middle: float) -> tuple[np.ndarray, np.ndarray]:
    """The loss (N_GRID, N_GRID) and, at fewer points, its gradient (N_ARROWS, N_ARROWS, 2)."""
    network, plane = chain_plane(depth, middle)
    fine, coarse = np.linspace(-REACH, REACH, N_GRID), arrow_places()
    losses = loss_over_plane(network, plane, X, Y, alpha=fine, beta=fine)
    slopes = gradient_over_plane(network, plane, X, Y, alpha=coarse, beta=coarse)
    losses.flags.writeable = slopes.flags.writeable = False
    return losses, slopes


def arrow_places() -> np.ndarray:
    """Where arrows begin, along each axis; one of them is zero."""
    return np.linspace(-REACH, REACH, N_ARROWS + 2)[1:-1]


def _observe(params: np.ndarray, settings: Settings, t: int) -> Many:
    network, plane = chain_plane(settings["depth"], settings["middle"])
    loss, gradients = gradients_of_many(network, plane.at(*params.T), X, Y)
    return Many(params, loss, gradients @ plane.directions.T, t)


def start_many(settings: Settings, rng: np.random.Generator) -> Many:
    """All starts at once."""
    return _observe(np.array(settings["starts"], float).reshape(-1, 2), settings, 0)


def advance_many(state: Many, settings: Settings) -> Many:
    """One update of each: a step along the field."""
    with np.errstate(all="ignore"):
        after = _observe(state.params - settings["learning_rate"] * state.gradient, settings, state.t + 1)
    if np.isfinite(after.loss).all() and np.isfinite(after.gradient).all():
        return after
    largest = float(np.abs(state.params).max())
    return replace(state, failure=text("failure.diverged", t=after.t, largest=largest))


def valley(moment: Moment) -> Frame:
    """The field over the landscape, and where each start has come."""
    settings, state = moment.settings, moment.state
    right = state.params.sum(axis=1) > 0
    low = state.loss < 0.05
    _, slopes = landscape(settings["depth"], settings["middle"])
    strength = np.linalg.norm(slopes, axis=-1)
    return Frame(
        (_plane(moment), _losses(moment)),
        {"n_starts": len(state.params), "n_right": int((right & low).sum()), "n_left": int((~right & low).sum()),
         "mean_loss": float(state.loss.mean()), "first_slope": float(np.abs(slopes[..., 0]).mean()),
         "last_slope": float(np.abs(slopes[..., 1]).mean())},
        ("n_starts", "n_right", "n_left", "mean_loss", "first_slope", "last_slope"),
        code=source(gradients_of_many, "_backward"),
        message=Message("bad", state.failure) if state.failure else _flat(strength),
    )  # fmt: skip


def _flat(strength: np.ndarray) -> Message | None:
    faded = float((strength < FADED).mean())
    return Message("warn", text("message.flat", share=100 * faded, limit=FADED)) if faded > 0.3 else None


def _field(settings: Settings) -> Mark:
    """Arrows along −∇L; the longest is one cell long, the others grow with the root of the slope."""
    _, slopes = landscape(settings["depth"], settings["middle"])
    first, last = np.meshgrid(arrow_places(), arrow_places())
    length = np.linalg.norm(slopes, axis=-1, keepdims=True)
    cell = 2 * REACH / (N_ARROWS + 1)
    arrow = -0.9 * cell * slopes / np.sqrt(np.maximum(length, 1e-12) * max(float(length.max()), 1e-12))
    return marks.arrows(
        "field", first.ravel(), last.ravel(), (first + arrow[..., 0]).ravel(), (last + arrow[..., 1]).ravel(),
        role="field", width=1.2, label=text("label.field", longest=float(length.max())),
    )  # fmt: skip


def _joined(path: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All paths (t + 1, n, 2) as one line, the pen lifted between them."""
    lined = np.concatenate([path, np.full((1, *path.shape[1:]), np.nan)]).swapaxes(0, 1)  # (n, t + 2, 2)
    return lined[..., 0].ravel(), lined[..., 1].ravel()


def _plane(moment: Moment) -> Figure:
    settings, state = moment.settings, moment.state
    losses, _ = landscape(settings["depth"], settings["middle"])
    top = float(landscape(FEWEST, 1.0)[0].max())  # the same colours at any depth, so that flat ground looks flat
    levels = [top * (k / 12) ** 2 for k in range(1, 13)]
    starts = moment.history("params")[0]
    return Figure(
        "plane", "plane", "figure.valley",
        text("summary.valley", n=len(starts), t=moment.t, loss=float(state.loss.mean())),
        (marks.raster("loss", losses, extent=EXTENT, role="loss", domain=(0, top), scale="sqrt", label="label.loss"),
         marks.contour("levels", losses, extent=EXTENT, role="loss", levels=levels),
         _field(settings),
         marks.line("path", *_joined(moment.history("params")), role="path", label="label.paths"),
         marks.points("starts", *starts.T, role="start", symbol="square", radius=5, handle="move_start",
                      label="label.starts", name="name.start"),
         marks.points("now", *state.params.T, role="model", radius=5, label="label.here")),
        x=Scale(EXTENT[:2], "axis.first_weight"), y=Scale(EXTENT[2:], "axis.last_weight"), equal=True,
        place="add_start", size="large", readout="value",
    )  # fmt: skip


def _losses(moment: Moment) -> Figure:
    losses = moment.history("loss")  # (t + 1, n)
    n = losses.shape[1]
    t = np.tile([*np.arange(len(losses), dtype=float), np.nan], n)
    lined = positive(np.concatenate([losses, np.full((1, n), np.nan)]).T.ravel())
    return Figure(
        "losses", "plane", "figure.valley_losses",
        text("summary.valley_losses", t=moment.t, least=losses[-1].min(), largest=losses[-1].max()),
        (marks.line("losses", t, lined, role="loss", width=1.5, label="label.loss_each"),),
        x=Scale((0, LENGTH), "axis.t"), y=Scale(decades(losses), "axis.loss", "log"),
    )  # fmt: skip


def _kept(x: float, y: float) -> tuple[float, float]:
    return round(float(np.clip(x, -REACH, REACH)), 2), round(float(np.clip(y, -REACH, REACH)), 2)


def add_start(settings: Settings, gesture: Gesture) -> dict:
    """Let one more point flow."""
    return {"starts": (*settings["starts"], _kept(gesture.x, gesture.y))[-40:]}


def move_start(settings: Settings, gesture: Gesture) -> dict:
    """Drag a start."""
    starts = list(settings["starts"])
    starts[gesture.item(starts)] = _kept(gesture.x, gesture.y)
    return {"starts": starts}


def start_at_zero(settings: Settings, gesture: Gesture) -> dict:
    """One start only: all weights zero."""
    return {"starts": ((0.0, 0.0),)}


def reset_starts(settings: Settings, gesture: Gesture) -> dict:
    """Back to the ring."""
    return {"starts": RING}


STEPS = (
    Step("field", valley, start_many, advance_many, length=LENGTH,
         controls=("depth", "middle", "learning_rate", "start_at_zero", "reset_starts"),
         defaults={"depth": 2, "learning_rate": 0.1}),
)  # fmt: skip
