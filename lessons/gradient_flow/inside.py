"""Step 4: all the numbers inside the layers: as matrices now, as histograms over time, as statistics."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core.inspection import Summary, count_in_bins, summarize
from nnviz_core.parameters import Parameters

from .over_time import ending
from .pictures import bars_figure, columns, decades, layer_names
from .problem import moons
from .readouts import readouts
from .running import Engine, State, advance, engine, engine_for, plan_of, start

LENGTH = 400
N_BINS = 24
N_SHOWN = 30
"""Samples whose activations are shown, half of each class."""
QUANTITIES = ("weights", "activations", "gradients")
EXTENTS = {
    "weights": (-2.0, 2.0),
    "activations": (-1.05, 1.05),
    "gradients": (-9.0, 1.0),  # powers of ten
}
RELU_EXTENT = (0.0, 4.0)
FAINTEST, STRONGEST = 1e-8, 1.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Watched(State):
    """A state with its histograms, (3, n_layers, N_BINS): weights, activations, and the logarithm of |gradients|."""

    histograms: np.ndarray


def _watch(state: State, settings: Settings) -> Watched:
    plan = plan_of(settings)
    own = engine(plan)
    histograms = _histograms(own, state)
    kept = {one.name: getattr(state, one.name) for one in fields(State)}
    return Watched(**kept, histograms=histograms)


def _histograms(own: Engine, state: State) -> np.ndarray:
    """Counts of the state that the engine has just observed."""
    outputs = numbers_of(own, state, "activations") if own.plan.skip else own.trip.activations
    with np.errstate(divide="ignore"):
        powers = [np.log10(np.abs(array)) for array in numbers_of(own, state, "gradients")]
    groups = (numbers_of(own, state, "weights"), outputs, powers)
    extents = (extent(name, own.plan.activation) for name in QUANTITIES)
    return np.stack([
        count_in_bins(group, ends, n_bins=N_BINS) for group, ends in zip(groups, extents, strict=True)
    ])  # fmt: skip


def extent(quantity: str, activation: str) -> tuple[float, float]:
    """The range of a quantity's histograms; the outer bins hold what lies beyond."""
    return RELU_EXTENT if quantity == "activations" and activation == "relu" else EXTENTS[quantity]


def start_watched(settings: Settings, rng: np.random.Generator) -> Watched:
    """The run's beginning, with histograms."""
    return _watch(start(settings, rng), settings)


def advance_watched(state: Watched, settings: Settings) -> State:
    """One update on; a run that fails keeps its last histograms."""
    after = advance(state, settings)
    return after if after.failure is not None else _watch(after, settings)


def inside(moment: Moment) -> Frame:
    """The chosen quantity in every layer: where it is in the matrix, how it is spread, what it comes to."""
    settings, state = moment.settings, moment.state
    own = engine_for(plan_of(settings), state)
    quantity = settings["quantity"]
    arrays = numbers_of(own, state, quantity)
    summaries = [summarize(array) for array in arrays]
    return Frame(
        (_spread_over_time(moment, quantity), _matrices(arrays, own, quantity), _sizes(arrays, quantity),
         _statistics(summaries, quantity)),
        {**readouts(state), "spread_first": summaries[0].std, "spread_last": summaries[-1].std,
         "spread_hidden": summaries[-2].std},
        ("loss", "first", "last", "spread_first", "spread_hidden"),
        code=source(count_in_bins, "bins =", "counts ="),
        message=ending(moment),
    )  # fmt: skip


def numbers_of(own: Engine, state: State, quantity: str) -> list[np.ndarray]:
    """A quantity in each layer: weights (n_in, n_out), activations (n_samples, n_out), gradients like weights."""
    if quantity == "activations":
        return own.forward(state.params, own.X).activations
    vector = state.params if quantity == "weights" else state.gradient
    return [layer.weights for layer in Parameters(vector, own.network.sizes).layers]


def _spread_over_time(moment: Moment, quantity: str) -> Figure:
    """For each layer a strip: time to the right, values upwards, dark where many numbers are."""
    length = moment.run.step.length
    counts = columns(moment.history("histograms")[:, QUANTITIES.index(quantity)], length)  # (n_columns, n_layers, bins)
    shares = counts / np.maximum(np.nan_to_num(counts).max(axis=2, keepdims=True), 1)
    n_layers = counts.shape[1]
    low, high = extent(quantity, moment.settings["activation"])
    return Figure(
        "spread", "plane", text("figure.spread", quantity=f"option.{quantity}"),
        text("summary.spread", t=moment.t, quantity=f"option.{quantity}", low=low, high=high, n=n_layers),
        (marks.tiles("spread", np.full(n_layers, length / 2), np.arange(1, n_layers + 1), shares.transpose(1, 2, 0),
                     size=(length, 0.86), role="loss", domain=(0, 1), link="layer", smooth=False,
                     label="label.share"),),
        x=Scale((0, length), "axis.t"), y=Scale((0.45, n_layers + 0.55), _strips_label(quantity, low, high)),
        size="large",
    )  # fmt: skip


def _strips_label(quantity: str, low: float, high: float) -> Text:
    key = "axis.strips_log" if quantity == "gradients" else "axis.strips"
    return text(key, low=low, high=high)


def _matrices(arrays: list[np.ndarray], own: Engine, quantity: str) -> Figure:
    """Every layer's numbers as a small picture; rows and columns as in the array, the first row at the top."""
    pictures, colours = _pictures(arrays, own.plan.activation, quantity)
    n, rows, cols = pictures.shape
    across = min(n, 6)
    x = np.arange(n) % across + 1.0
    y = -(np.arange(n) // across) * 1.25 - 1.0
    return Figure(
        "matrices", "plane", text("figure.matrices", quantity=f"option.{quantity}"),
        text(f"summary.matrices_{quantity}", n=n, rows=rows, columns=cols),
        (marks.tiles("matrices", x, y, pictures, size=(0.88, 0.95), link="layer", label=f"label.{quantity}",
                     smooth=False, **colours),
         marks.words("names", x, y + 0.475, layer_names(n), role="start", anchor="middle", dx=0, dy=-8)),
        x=Scale((0.4, across + 0.6), "axis.layer"), y=Scale((float(y.min()) - 0.6, -0.3), "axis.unit"),
        size="large", bare=True,
    )  # fmt: skip


def _pictures(arrays: list[np.ndarray], activation: str, quantity: str) -> tuple[np.ndarray, dict[str, Any]]:
    """The arrays of all layers in frames of one size (no number where a layer is smaller), and their colours."""
    if quantity == "activations":
        low, high = extent(quantity, activation)
        arrays = [array[shown_samples()] for array in arrays]
        colours = {"role": "weight", "domain": (-1.0, 1.0)} if low < 0 else {"role": "loss", "domain": (0.0, high)}
        return _framed(arrays), colours
    if quantity == "weights":
        return _framed(arrays), {"role": "weight", "domain": (-2.0, 2.0)}
    return _framed([np.abs(array) for array in arrays]), {
        "role": "loss", "domain": (FAINTEST, STRONGEST), "scale": "log",
    }  # fmt: skip


def _framed(arrays: list[np.ndarray]) -> np.ndarray:
    rows, cols = (max(array.shape[axis] for array in arrays) for axis in (0, 1))
    framed = np.full((len(arrays), rows, cols), np.nan)
    for picture, array in zip(framed, arrays, strict=True):
        picture[rows - array.shape[0] :, : array.shape[1]] = array[::-1]  # row 0 of a tile is its lowest
    return framed


@lru_cache(maxsize=1)
def shown_samples() -> np.ndarray:
    """Indices of the samples shown, those of class 0 first."""
    _, y = moons()
    return np.concatenate([np.flatnonzero(y == k)[: N_SHOWN // 2] for k in (0, 1)])


def _sizes(arrays: list[np.ndarray], quantity: str) -> Figure:
    """How large the numbers of each layer are, as bars."""
    sizes = np.array([np.sqrt(np.mean(np.square(array))) for array in arrays])
    return bars_figure(
        "sizes", sizes, title=text("figure.sizes", quantity=f"option.{quantity}"), y_label="axis.rms", role="model",
        domain=decades(sizes), summary=text("summary.sizes", quantity=f"option.{quantity}", first=sizes[0],
                                            last=sizes[-1]), size="small",
    )  # fmt: skip


def _statistics(summaries: list[Summary], quantity: str) -> Figure:
    table = np.array([[one.mean, one.std, one.lowest, one.highest] for one in summaries])
    names = ["symbol.mean", "symbol.std", "symbol.lowest", "symbol.highest"]
    return Figure(
        "statistics", "arrays", text("figure.statistics", quantity=f"option.{quantity}"),
        text("summary.statistics", quantity=f"option.{quantity}", first=table[0, 1], last=table[-1, 1]),
        (marks.matrix("statistics", table, role="data", label=f"option.{quantity}",
                      rows=[text("label.layer", i=i + 1) for i in range(len(table))], columns=names,
                      format=".1e" if quantity == "gradients" else ".3f", link="layer"),),
        size="medium",
    )  # fmt: skip


STEPS = (
    Step("inside", inside, start_watched, advance_watched, length=LENGTH,
         controls=("quantity", "depth", "activation", "start", "learning_rate", "seed"),
         defaults={"depth": 6, "activation": "tanh", "start": "glorot", "learning_rate": 0.1}),
)  # fmt: skip
