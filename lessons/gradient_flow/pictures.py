"""The figures that several steps share: the network with its gradients, a bar a layer, a line a layer, the loss.

Layers are numbered from 1, next to the inputs, to the last, which gives the output. Gradients differ by powers of ten,
so they stand on logarithmic scales; where one is exactly zero, nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Scale
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.text import Text, text
from nnviz_core.network import LayerParameters, Network

from .problem import GUESSING

FAINTEST, STRONGEST = 1e-8, 10.0
"""Where the colours of gradients begin and end."""
TOO_LARGE = 1e30
"""Pictures are sent in single precision, which ends at 3e38."""
N_COLUMNS = 100
"""Moments that a picture over time shows, evenly spaced from the first to the last."""


def positive(values: np.ndarray) -> np.ndarray:
    """A logarithmic axis has no place for zero; what is no number, or too large for a picture, is left out, too."""
    return np.where((values > 0) & (values < TOO_LARGE), values, np.nan)


def layer_names(n_layers: int) -> list[Text]:
    """Names under a bar a layer."""
    return [text("label.number", i=layer + 1) for layer in range(n_layers)]


def decades(*values: np.ndarray, least: float = 1e-12, few: int = 4) -> tuple[float, float]:
    """Whole powers of ten around positive values, at least a few of them."""
    flat = np.concatenate([np.ravel(one) for one in values])
    good = flat[(flat > least) & (flat < TOO_LARGE)]
    if good.size == 0:
        return least, least * 10.0**few
    high = np.ceil(np.log10(good.max()) + 1e-9)
    low = min(np.floor(np.log10(good.min()) - 1e-9), high - few)
    return float(10.0**low), float(10.0**high)


def bars_figure(
    id: str, values: np.ndarray, *, title: Text, summary: Text, y_label: str, domain: tuple[float, float],
    role: str = "gradient", log: bool = True, extra: Sequence[Mark] = (), size: str = "medium",
    label: Text | None = None,
) -> Figure:  # fmt: skip
    """A bar for each layer."""
    n_layers = len(values)
    shown = positive(values) if log else np.where(np.abs(values) < TOO_LARGE, values, np.nan)
    return Figure(
        id, "plane", title, summary,
        (marks.bars("bars", shown, role=role, labels=layer_names(n_layers), link="layer", label=label), *extra),
        x=Scale((-0.6, n_layers - 0.4), "axis.layer"), y=Scale(domain, y_label, "log" if log else "linear"), size=size,
    )  # fmt: skip


# The network -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=24)
def _wiring(sizes: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray, list[tuple[int, int]]]:
    """Places of the units (n_units, 2), ends of the edges (4, n_edges) in the order of the weights, and their units."""
    heights = [np.arange(size, dtype=float)[::-1] - (size - 1) / 2 for size in sizes]
    places = np.concatenate([np.column_stack([np.full(len(h), i), h]) for i, h in enumerate(heights)])
    first = np.cumsum([0, *sizes])
    pairs = [
        (int(first[i] + a), int(first[i + 1] + b))
        for i in range(len(sizes) - 1)
        for a in range(sizes[i])
        for b in range(sizes[i + 1])
    ]
    tails, tips = np.array(pairs).T
    ends = np.concatenate([places[tails].T, places[tips].T])
    ends.flags.writeable = places.flags.writeable = False
    return places, ends, pairs


def edge_values(layers: Sequence[LayerParameters]) -> np.ndarray:
    """The weights of all layers, in the order of the edges, (n_edges,)."""
    return np.concatenate([layer.weights.ravel() for layer in layers])


def network_figure(network: Network, gradient: Sequence[LayerParameters] | None, *, size: str = "large") -> Figure:
    """The network, each connection as strong as the gradient of its weight; without one all are alike."""
    places, ends, _ = _wiring(network.sizes)
    depth, tallest = len(network.sizes) - 1, max(network.sizes)
    summary = text("summary.network_plain", depth=depth, width=network.sizes[1])
    if gradient is not None:
        first, last = np.abs(gradient[0].weights).mean(), np.abs(gradient[-1].weights).mean()
        summary = text("summary.network", depth=depth, width=network.sizes[1], first=first, last=last)
    return Figure(
        "network", "plane", "figure.network", summary,
        (_edges(ends, gradient),
         marks.points("units", *places.T, role="data", radius=3.5),
         marks.words("numbers", np.arange(1, depth + 1) - 0.5, np.full(depth, -tallest / 2 - 0.35), layer_names(depth),
                     role="start", anchor="middle", dx=0, dy=0)),
        x=Scale((-0.4, depth + 0.4), "axis.layer"), y=Scale((-tallest / 2 - 0.8, tallest / 2 + 0.2), "axis.unit"),
        size=size, bare=True,
    )  # fmt: skip


def _edges(ends: np.ndarray, gradient: Sequence[LayerParameters] | None) -> Mark:
    if gradient is None:
        return marks.arrows("edges", *ends, role="start", head=False, width=1)
    return marks.arrows("edges", *ends, role="loss", head=False, width=3.5, value=np.abs(edge_values(gradient)),
                        domain=(FAINTEST, STRONGEST), scale="log", label="label.edges")  # fmt: skip


# Over time ---------------------------------------------------------------------------------------------------------


def stride(length: int) -> int:
    """Updates from one column of a picture over time to the next."""
    return max(1, length // N_COLUMNS)


def columns(history: np.ndarray, length: int) -> np.ndarray:
    """Every so many rows of a history (t + 1, …), and no number for the columns still to come: (N_COLUMNS + 1, …)."""
    shown = history[:: stride(length)]
    filled = np.full((length // stride(length) + 1, *history.shape[1:]), np.nan)
    filled[: len(shown)] = shown
    return filled


def heat_figure(moment: Moment, *, size: str = "medium") -> Figure:
    """Layer by layer, from the left to the right in time: how long the gradient was."""
    norms = moment.history("norms")  # (t + 1, n_layers)
    length, n_layers = moment.run.step.length, norms.shape[1]
    rows = columns(norms, length).T[:, np.newaxis, :]  # (n_layers, 1, n_columns)
    return Figure(
        "heat", "plane", "figure.heat",
        text("summary.heat", t=moment.t, first=norms[-1, 0], last=norms[-1, -1]),
        (marks.tiles("heat", np.full(n_layers, length / 2), np.arange(1, n_layers + 1), rows, size=(length, 0.94),
                     role="loss", domain=(FAINTEST, STRONGEST), scale="log", link="layer", label="label.norm",
                     smooth=False),),
        x=Scale((0, length), "axis.t"), y=Scale((0.45, n_layers + 0.55), "axis.layer"), size=size,
    )  # fmt: skip


def norm_lines_figure(moment: Moment, *, size: str = "medium") -> Figure:
    """The length of each layer's gradient after each update."""
    norms = moment.history("norms")
    t = np.arange(len(norms), dtype=float)
    middle = norms.shape[1] - 2
    between = np.concatenate([norms[:, 1:-1], np.full((1, middle), np.nan)])  # the pen is lifted between layers
    return Figure(
        "norms", "plane", "figure.norms",
        text("summary.norms", t=moment.t, first=norms[-1, 0], last=norms[-1, -1]),
        (marks.line("between", np.tile([*t, np.nan], middle), positive(between.T.ravel()), role="ghost", width=1,
                    label="label.between", on=middle > 0),
         marks.line("last", t, positive(norms[:, -1]), role="loss", width=2.5, label="label.last"),
         marks.line("first", t, positive(norms[:, 0]), role="gradient", width=2.5, label="label.first")),
        x=Scale((0, moment.run.step.length), "axis.t"), y=Scale(decades(norms), "axis.norm", "log"), size=size,
    )  # fmt: skip


def loss_figure(moment: Moment, *, size: str = "small") -> Figure:
    """The loss after each update, beside that of pure guessing."""
    losses = moment.history("loss")
    length = moment.run.step.length
    ghost = moment.ghost.history("loss") if moment.ghost else np.empty(0)
    highest = float(losses.max())
    scale = Scale((0.0, max(1.0, np.ceil(highest))), "axis.loss") if highest < 4 else Scale(
        decades(losses, np.array([GUESSING])), "axis.loss", "log"
    )  # fmt: skip
    shown = positive(losses)
    return Figure(
        "loss", "plane", "figure.loss",
        text("summary.loss", t=moment.t, loss=losses[-1], accuracy=moment.state.accuracy),
        (marks.line("guessing", [0, length], [GUESSING, GUESSING], role="start", width=1, dash=True,
                    label="label.guessing"),
         marks.line("ghost", np.arange(len(ghost), dtype=float), ghost, role="ghost", dash=True, label="label.ghost",
                    on=moment.ghost is not None),
         marks.line("loss", np.arange(len(losses), dtype=float), shown, role="model", width=3, label="label.loss"),
         marks.points("now", [moment.t], shown[-1:], role="model", radius=5)),
        x=Scale((0, length), "axis.t"), y=scale, size=size,
    )  # fmt: skip


def linear_top(values: np.ndarray) -> float:
    """A round number above the largest finite value."""
    good = values[values < TOO_LARGE]
    top = float(good.max()) if good.size and good.max() > 0 else 1.0
    unit = 10.0 ** np.floor(np.log10(top))
    return float(np.ceil(top / unit * 2 + 1e-9) / 2 * unit)
