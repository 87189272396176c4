"""The figures that several steps share: the two kinds of samples with their line, and the plane of the weights.

Functions named `*_figure` return a whole figure, the others marks to put into one. What depends only on the settings
(the grid of losses) is kept and handed out as the same array again, so a tick does not send it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Scale
from lessons.kit.marks import Mark
from lessons.kit.text import Text, text
from nnviz_core import neuron

from .hands import ARROW, MOST, grips
from .samples import VIEW, Samples, axis_labels, flowers

N_MAP, N_MESH, N_MOVING = 49, 37, 23
"""Points along an axis: of the sides, of a surface that stays, and of one that moves with the bias."""
WEIGHTS = (-MOST, MOST, -MOST, MOST)
"""The part of the plane of (w₁, w₂) that is shown."""
SYMBOLS = ("circle", "square")
SHADE = 0.4
"""How deep the colour of a side is at its deepest, in [0, 1]."""
Domain = tuple[float, float]

# The samples and the line -------------------------------------------------------------------------------------------


def class_marks(
    X: np.ndarray, y: np.ndarray, z: np.ndarray | None = None, *, labels: tuple[Text, Text] | None, radius: float = 5,
    handles: tuple[str, str] | None = None,
) -> tuple[Mark, ...]:  # fmt: skip
    """The samples, a colour and a symbol for each class; `z` is a height for figures in space."""
    own = [y == k for k in (0, 1)]
    return tuple(
        marks.points(
            f"class-{k}", X[own[k], 0], X[own[k], 1], None if z is None else z[own[k]], role=f"class-{k}",
            symbol=SYMBOLS[k], radius=radius, link=f"class-{k}", name=f"name.class_{k}",
            label=labels[k] if labels else None, handle=handles[k] if handles else None,
        )
        for k in (0, 1)
    )  # fmt: skip


def species_labels(settings: Settings) -> tuple[Text, Text]:
    """The names of the two species of iris."""
    zero, one = settings["species"].split("_")
    return f"label.{zero}", f"label.{one}"


def wrong_mark(X: np.ndarray, y: np.ndarray, params: np.ndarray, *, radius: float = 9, named: bool = True) -> Mark:
    """A ring around each sample on the wrong side."""
    called = neuron.probability(params, X) >= 0.5
    mistaken = X[called != (y == 1)]
    return marks.points(
        "wrong", mistaken[:, 0], mistaken[:, 1], role="broken", radius=radius, hollow=True,
        label="label.wrong" if named else None,
    )  # fmt: skip


def line_mark(params: np.ndarray, view: Domain = VIEW, p: float = 0.5, **options) -> Mark:
    """The line of probability p across the figure."""
    ends = neuron.line_in_box(params, *view, p)
    options = {"id": "line", "role": "data", "label": "label.line", "width": 3, **options}
    return marks.line(options.pop("id"), ends[:, 0], ends[:, 1], **options)


def grip_marks(params: np.ndarray, view: Domain = VIEW, *, tip: bool = True) -> tuple[Mark, ...]:
    """What hands can take hold of: the two ends of the line, its middle and, with `tip`, the tip of w."""
    middle, ends = neuron.foot(params), grips(params, view)
    middle = middle[None] if np.isfinite(middle).all() else np.empty((0, 2))
    end = ARROW * params[:2]
    held = (
        marks.points("grips", ends[:, 0], ends[:, 1], role="data", radius=8, hollow=True, handle="turn_line",
                     name="name.grip"),
        marks.points("middle", middle[:, 0], middle[:, 1], role="bias", symbol="diamond", radius=8, hollow=True,
                     handle="shift_line", name="name.middle"),
        marks.points("tip", end[:1], end[1:], role="weight", radius=8, handle="pull_arrow", name="name.tip"),
    )  # fmt: skip
    return held if tip else held[:2]


def arrow_marks(params: np.ndarray, *, named: bool = True) -> tuple[Mark, ...]:
    """w as an arrow from 0, and how far its line is from 0, which is −b / ‖w‖ along it."""
    tip, nearest = ARROW * params[:2], np.nan_to_num(neuron.foot(params))
    return (
        marks.arrows("offset", [0], [0], nearest[:1], nearest[1:], role="bias", head=False, width=6,
                     label="label.offset" if named else None),
        marks.arrows("normal", [0], [0], tip[:1], tip[1:], role="weight", width=3,
                     label=text("label.normal", scale=ARROW) if named else None),
    )  # fmt: skip


@lru_cache(maxsize=4)
def _grid_points(view: Domain, n: int) -> np.ndarray:
    ticks = np.linspace(*view, n)
    return np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)  # (n², 2), row by row from the lowest


def probability_map(params: np.ndarray, view: Domain = VIEW, n: int = N_MAP) -> np.ndarray:
    """p over the plane, (n, n), row 0 at the lowest x₂."""
    return neuron.probability(params, _grid_points(view, n)).reshape(n, n)


def sides_mark(params: np.ndarray, view: Domain = VIEW, p: float = 0.5) -> Mark:
    """Which class the neuron names where, the deeper the farther p is from ½; pale, so that the samples stay clear."""
    probabilities = probability_map(params, view)
    return marks.regions(
        "sides", probabilities >= p, SHADE * np.abs(2 * probabilities - 1), extent=(*view, *view),
        roles=("class-0", "class-1"),
    )  # fmt: skip


def samples_figure(
    settings: Settings, params: np.ndarray, layers: Sequence[Mark] = (), front: Sequence[Mark] = (), *,
    named: bool = True,
) -> Figure:  # fmt: skip
    """The flowers, the line and its sides, rings around flowers on the wrong one; `named` gives a full legend."""
    shown = flowers(settings)
    x_label, y_label = axis_labels(settings)
    wrong = int(neuron.n_wrong(params, shown.X, shown.y))
    return Figure(
        "samples", "plane", "figure.flowers",
        text("summary.flowers", n=len(shown.y), wrong=wrong, w1=params[0], w2=params[1], b=params[2]),
        (sides_mark(params), *layers, line_mark(params),
         wrong_mark(shown.X, shown.y, params),
         *class_marks(shown.X, shown.y, labels=species_labels(settings) if named else None), *front),
        x=Scale(VIEW, x_label), y=Scale(VIEW, y_label), equal=True, size="large",
    )  # fmt: skip


# The plane of the weights -------------------------------------------------------------------------------------------


@lru_cache(maxsize=24)
def _losses(species: str, features: str, loss: str, bias: float, n: int) -> np.ndarray:
    shown = flowers({"species": species, "features": features})
    values = losses_over_weights(shown.X, shown.y, loss, bias, n)
    values.flags.writeable = False
    return values


def losses_over_weights(X: np.ndarray, y: np.ndarray, loss: str, bias: float, n: int, most: float = MOST) -> np.ndarray:
    """The mean loss over the plane of (w₁, w₂) at that bias, (n, n), row 0 at the lowest w₂."""
    weights = _grid_points((-most, most), n)
    params = np.column_stack([weights, np.full(len(weights), bias)])
    return neuron.loss(params, X, y, loss).reshape(n, n)


def losses(settings: Settings, loss: str, bias: float) -> np.ndarray:
    """The mean loss of the flowers over the plane of (w₁, w₂) at that bias, (n, n); coarser where the bias learns."""
    n = N_MOVING if settings["learn_bias"] else N_MESH
    return _losses(settings["species"], settings["features"], loss, bias, n)


def highest(settings: Settings, loss: str) -> float:
    """The top of the loss scale: 1 for squared errors, the highest loss in sight, rounded up, for cross-entropy."""
    return 1.0 if loss == "squared_error" else float(np.ceil(losses(settings, loss, 0.0).max()))


def weight_scales() -> tuple[Scale, Scale]:
    """The axes of the plane of weights."""
    return Scale(WEIGHTS[:2], "axis.w1"), Scale(WEIGHTS[2:], "axis.w2")


def lifted(path: np.ndarray, loss: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A path on the surface, with the pen lifted where it leaves the figure."""
    w1, w2 = path[:, 0], path[:, 1]
    inside = (np.abs(w1) <= MOST) & (np.abs(w2) <= MOST)
    return w1, w2, np.where(inside, loss, np.nan)


def surface_figure(
    settings: Settings, params: np.ndarray, loss: str, layers: Sequence[Mark] = (), *, id: str = "surface",
    title: str = "figure.surface", size: str = "large",
) -> Figure:  # fmt: skip
    """A loss as a landscape over (w₁, w₂) at the neuron's bias, with the neuron on it."""
    shown, top = flowers(settings), highest(settings, loss)
    height = float(neuron.loss(params, shown.X, shown.y, loss))
    x, y = weight_scales()
    return Figure(
        id, "space", title,
        text("summary.surface", loss=f"option.{loss}", w1=params[0], w2=params[1], b=params[2], height=height),
        (marks.mesh("surface", losses(settings, loss, float(params[2])), extent=WEIGHTS, role="loss",
                    domain=(0, top), scale="sqrt", label=f"label.{loss}"),
         *layers,
         marks.points("here", params[:1], params[1:2], [min(height, top)], role="data", radius=8, handle="set_weights",
                      name="name.here", label="label.here")),
        x=x, y=y, z=Scale((0, top), "axis.loss"), size=size, camera=(-60, 30), readout="value",
    )  # fmt: skip


# Curves -------------------------------------------------------------------------------------------------------------


def curve_figure(
    id: str, series: Sequence[Mark], *, length: int, domain: Domain, y_label: str, title: str, summary: Text,
    log: bool = False, size: str = "small",
) -> Figure:  # fmt: skip
    """Something over the updates made; x runs to the end from the start, so nothing rescales while it plays."""
    return Figure(
        id, "plane", title, summary, tuple(series), x=Scale((0, length), "axis.t"),
        y=Scale(domain, y_label, "log" if log else "linear"), size=size,
    )  # fmt: skip


def readouts(samples: Samples, params: np.ndarray) -> dict[str, float]:
    """The numbers beside the figures, the same names in every step."""
    wrong = int(neuron.n_wrong(params, samples.X, samples.y))
    return {
        "w1": params[0],
        "w2": params[1],
        "b": params[2],
        "norm": float(np.hypot(*params[:2])),
        "loss": float(neuron.loss(params, samples.X, samples.y)),
        "squared_loss": float(neuron.loss(params, samples.X, samples.y, "squared_error")),
        "wrong": wrong,
        "accuracy": 1 - wrong / len(samples.y),
        "n": len(samples.y),
    }
