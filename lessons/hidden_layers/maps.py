"""What every unit says over the plane, as pictures: small ones for the network's graph, a large one for the output.

All maps of a moment come from one pass over 10 000 points, in buffers made once for each structure. They are pictures
and so in float32; what is a number on the screen comes from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit.controls import Settings
from nnviz_core.grids import MapMaker
from nnviz_core.network import Network

from .problem import N_MAP, VIEW, Problem, map_grid, problem
from .settings import RUN, run_key
from .training import engine, network_of

EVERY = 5
"""A small picture keeps every fifth point of a map."""
SMALL_EXTENT = (*np.linspace(*VIEW, N_MAP)[EVERY // 2 :: EVERY][[0, -1]].tolist(),) * 2
"""Where its outermost points lie."""
BOUNDED = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0)}


@dataclass(frozen=True, eq=False)
class Pictures:
    """`units` (n_units, rows, columns), inputs first and outputs last, each scaled to [−1, 1]; `layers` as they are."""

    units: np.ndarray
    layers: list[np.ndarray]

    @property
    def output(self) -> np.ndarray:
        """The maps of the outputs, (n_outputs, N_MAP, N_MAP)."""
        return self.layers[-1]


@lru_cache(maxsize=4)
def _maker(key: tuple[Any, ...]) -> tuple[MapMaker, np.ndarray]:
    """The maker of maps of these settings, and the maps of the inputs, which do not change."""
    settings = dict(zip(RUN, key, strict=True))
    task = problem(settings)
    grid, inputs = map_grid(task)
    points = grid.points() if inputs is None else inputs
    maps = np.ascontiguousarray(points.T, np.float32).reshape(-1, N_MAP, N_MAP)
    return MapMaker(engine(settings).network, grid, inputs, dtype=np.float32), maps


def pictures(settings: Settings, params: np.ndarray) -> Pictures:
    """The maps of a network. Those of `layers` hold until the next call."""
    maker, inputs = _maker(run_key(settings))
    network = network_of(settings, params)
    layers = maker.maps(network).layers
    names = ("identity", *network.activations)
    small = [_small(maps, name) for maps, name in zip((inputs, *layers), names, strict=True)]
    return Pictures(np.concatenate(small), [inputs, *layers])


def _small(maps: np.ndarray, activation: str) -> np.ndarray:
    """Every fifth point, scaled to [−1, 1]: by the range of the activation, or by each unit's own largest value."""
    thin = maps[:, EVERY // 2 :: EVERY, EVERY // 2 :: EVERY]
    if activation in BOUNDED:
        low, high = BOUNDED[activation]
        if (low, high) == (-1, 1):
            return thin
        return (thin - low) * (2 / (high - low)) - 1
    largest = np.abs(thin).max(axis=(1, 2), keepdims=True)
    return thin / np.where((largest > 0) & np.isfinite(largest), largest, 1)


def brought_out(settings: Settings, shown: Pictures) -> int | None:
    """The unit (numbered through the graph) whose picture is shown large; None where that is what the network says."""
    unit = settings["shown"] - 1
    own = len(shown.units) - (len(shown.output) == 1)  # a single output is what the network says
    return unit if 0 <= unit < own else None


def unit_map(settings: Settings, shown: Pictures, unit: int) -> tuple[np.ndarray, tuple[float, float]]:
    """The map of one unit (numbered through the graph) as it is, and the domain to colour it over."""
    counts = [len(maps) for maps in shown.layers]
    layer = int(np.searchsorted(np.cumsum(counts), unit, side="right"))
    values = shown.layers[layer][unit - sum(counts[:layer])].copy()
    names = ("identity", *engine(settings).network.activations)
    return values, BOUNDED.get(names[layer], _around_zero(values))


def _around_zero(values: np.ndarray) -> tuple[float, float]:
    top = round_up(float(np.abs(values[np.isfinite(values)]).max(initial=0)))
    return -top, top


def round_up(value: float) -> float:
    """The next power of two, so that a scale seldom moves."""
    return float(2 ** np.ceil(np.log2(value))) if value > 1e-6 else 1.0


def regions_of(output: np.ndarray, discrete: bool) -> tuple[np.ndarray, np.ndarray]:
    """Of outputs (n_classes, rows, columns) the class called at each point and how sure that is, in [0, 1]."""
    called = output.argmax(axis=0)
    chance = 1 / len(output)
    sure = np.ones_like(output[0]) if discrete else (output.max(axis=0) - chance) / (1 - chance)
    return called.astype(float), sure


def boundary_sides(network: Network, task: Problem, output: np.ndarray) -> np.ndarray:
    """The class called at each point of the maps, (rows, columns)."""
    return output.argmax(axis=0) if task.n_classes > 2 else (output[0] > 0.5).astype(int)
