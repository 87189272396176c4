"""The drawing of the network: a picture for each unit, a line for each weight, a number for each bias.

Units are numbered through all layers, inputs first; weights and biases by their place in the vector of parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Scale
from lessons.kit.lesson import Gesture
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.text import Text, text

from .edits import BIAS, codes_of, layer_places, select
from .maps import SMALL_EXTENT, Pictures, brought_out, round_up
from .problem import problem
from .training import engine

COLUMN, WIDE_COLUMN = 1.75, 2.3
"""From layer to layer, in heights of a row; wide where each weight has its number."""
FEW_WEIGHTS = 12
TILE = 0.8
NUMBER = (0.5, 0.2)
"""Width and height that the number of a weight takes, in the same units."""
PLACES_ON_EDGE = (0.3, 0.7, 0.5, 0.4, 0.6, 0.2, 0.8)
"""Where the number of a weight may stand between the two ends, best first."""
MOST_NUMBERS = 6
"""Units in a column above which the numbers of the biases would hide the pictures."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Where things stand: units (n_units,), weights with the units they join, biases at their units.

    An edge goes from (`x1`, `y1`) to (`x2`, `y2`), where the pictures of its units end; a bias stands at
    (`bias_x`, `bias_y`), the middle of its picture's lower edge, and the number of an edge at (`number_x`, `number_y`).
    """

    x: np.ndarray
    y: np.ndarray
    first: tuple[int, ...]
    weights: np.ndarray
    ends: list[list[int]]
    start: np.ndarray
    end: np.ndarray
    biases: np.ndarray
    bias_units: np.ndarray
    x1: np.ndarray
    y1: np.ndarray
    x2: np.ndarray
    y2: np.ndarray
    bias_x: np.ndarray
    bias_y: np.ndarray
    number_x: np.ndarray
    number_y: np.ndarray
    width: float
    height: float


@lru_cache(maxsize=16)
def layout(sizes: tuple[int, ...]) -> Layout:
    """Columns of units, each centred."""
    n_weights = sum(n * m for n, m in zip(sizes[:-1], sizes[1:], strict=True))
    column = COLUMN if n_weights > FEW_WEIGHTS else WIDE_COLUMN
    x = np.repeat(np.arange(len(sizes)) * column, sizes)
    y = np.concatenate([(n - 1) / 2 - np.arange(n) for n in sizes])
    first = tuple(int(n) for n in np.cumsum([0, *sizes]))
    places = layer_places(sizes)
    weights, ends, biases, units = [], [], [], []
    for layer, block in enumerate(places):
        for row, unit in np.ndindex(block[:-1].shape):
            weights.append(block[row, unit])
            ends.append([first[layer] + row, first[layer + 1] + unit])
        biases += list(block[-1])
        units += [first[layer + 1] + unit for unit in range(sizes[layer + 1])]
    width, height = (len(sizes) - 1) * column, max(sizes)
    start, end = np.array(ends).T
    edges = x[start] + TILE / 2, y[start], x[end] - TILE / 2, y[end]
    return Layout(x, y, first, np.array(weights, int), ends, start, end, np.array(biases, int), np.array(units, int),
                  *edges, x[units], y[units] - TILE / 2, *_apart(*edges), width, float(height))  # fmt: skip


def graph_figure(
    moment: Moment, shown: Pictures, *, hold: bool = False, size: str = "medium", front: Sequence[Mark] = (),
) -> Figure:  # fmt: skip
    """The network at this moment. A tap brings a unit's picture out large; with `hold` it takes hold of a weight."""
    settings, params = moment.settings, moment.state.params
    sizes = engine(settings).network.sizes
    place = layout(sizes)
    largest = round_up(float(np.abs(params).max()))
    domain = (-largest, largest)
    strongest = int(np.argmax(np.abs(params[place.weights])))
    (start, end) = place.ends[strongest]
    half = TILE / 2
    return Figure(
        "network", "plane", "figure.network",
        text("summary.network", n_units=sum(sizes[1:-1]), n_layers=len(sizes) - 2, n_params=len(params), t=moment.t,
             start=unit_name(settings, start), end=unit_name(settings, end), value=params[place.weights[strongest]]),
        (
            _edges(place, params, domain, hold),
            *_selected(settings, place, hold),
            marks.tiles("units", place.x, place.y, shown.units, size=(TILE, TILE), role="class", domain=(-1, 1),
                        link="unit", pick="show_unit", label="label.units", name="name.unit",
                        enlarged=_enlarged(settings, shown)),
            *_bias_marks(place, params, domain, hold, settings["shown"] - 1),
            *_weight_numbers(place, params, held_index(settings) if hold else None),
            *_names(sizes, problem(settings).features, engine(settings).network.activations),
            *front,
        ),
        x=Scale((-0.75, place.width + 0.75), "axis.layer"), y=Scale((-place.height / 2 - half, place.height / 2 + 0.35),
                                                                  "axis.unit"),
        equal=True, size=size, bare=True,
    )  # fmt: skip


def _enlarged(settings: Settings, shown: Pictures) -> dict[str, Any]:
    """Pointing at a unit brings its picture out large, in the map."""
    unit = brought_out(settings, shown)
    of_output = len(shown.units) - 1 if len(shown.output) == 1 else -1
    titles = _unit_titles(engine(settings).network.sizes, problem(settings).features)
    return {
        "figure": "map", "mark": "ground", "extent": SMALL_EXTENT, "titles": titles,
        "now": of_output if unit is None else unit,
    }  # fmt: skip


def _edges(place: Layout, params: np.ndarray, domain: tuple[float, float], hold: bool) -> Mark:
    return marks.arrows(
        "weights", place.x1, place.y1, place.x2, place.y2, role="weight", head=False, width=7,
        value=params[place.weights], domain=domain, link="weight", ends=place.ends, ends_link="unit",
        pick="select_weight" if hold else None, label="label.weights",
    )  # fmt: skip


def _bias_marks(
    place: Layout, params: np.ndarray, domain: tuple[float, float], hold: bool, unit: int
) -> tuple[Mark, ...]:
    """A dot in the lower left corner of each unit, and the number below it; of many, below the one brought out."""
    values = params[place.biases]
    numbered = (place.bias_units == unit) | (place.height <= MOST_NUMBERS)
    return (
        marks.points("biases", place.bias_x - TILE / 2, place.bias_y, value=values, role="weight", domain=domain,
                     symbol="square", radius=4.5, link="bias", pick="select_bias" if hold else None,
                     label="label.biases"),
        marks.numbers("bias_numbers", place.bias_x[numbered], place.bias_y[numbered], values[numbered], role="bias",
                      format="+.2f", size=0.82, dy=3),
    )  # fmt: skip


def _weight_numbers(place: Layout, params: np.ndarray, held: int | None) -> tuple[Mark, ...]:
    """The numbers of all weights, where they are few; of many, that of the one in hand."""
    numbered = (place.weights == held) | (len(place.weights) <= FEW_WEIGHTS)
    return (
        marks.numbers("weight_numbers", place.number_x[numbered], place.number_y[numbered],
                      params[place.weights[numbered]], role="weight", format="+.2f", size=0.9, dy=-2),
    )  # fmt: skip


def _apart(x1: np.ndarray, y1: np.ndarray, x2: np.ndarray, y2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A place on each edge for its number: one after another, each where it is farthest from those that stand."""
    along = np.array(PLACES_ON_EDGE)
    xs, ys = ((1 - along) * start[:, None] + along * end[:, None] for start, end in ((x1, x2), (y1, y2)))
    x, y = xs[:, 0].copy(), ys[:, 0].copy()
    for edge in range(1, len(x)):
        dx, dy = xs[edge][:, None] - x[:edge], ys[edge][:, None] - y[:edge]  # (n_places, n_standing)
        aside = np.maximum(np.abs(dx) / NUMBER[0], np.abs(dy) / NUMBER[1])
        best = int(np.argmax(np.minimum(aside.min(axis=1), 1)))  # the first that is far enough
        x[edge], y[edge] = xs[edge, best], ys[edge, best]
    return x, y


def _selected(settings: Settings, place: Layout, hold: bool) -> tuple[Mark, ...]:
    """Rings around the unit brought out large and around the weight that is held."""
    index = held_index(settings)
    unit = settings["shown"] - 1
    chosen = [unit] if 0 <= unit < len(place.x) else []
    half = TILE / 2 + 0.06
    where = np.flatnonzero(place.weights == index)
    shown = where if len(where) else [0]
    at_bias = place.bias_units[place.biases == index]
    return (
        marks.rects("brought_out", place.x[chosen] - half, place.y[chosen] - half, place.x[chosen] + half,
                    place.y[chosen] + half, role="path", opacity=0.5, on=bool(chosen)),
        marks.arrows("held", place.x1[shown], place.y1[shown], place.x2[shown], place.y2[shown], role="path",
                     head=False, width=2, dash=True, label="label.held" if hold else None,
                     on=len(where) > 0 and hold),
        marks.points("held_bias", place.x[at_bias] - TILE / 2, place.y[at_bias] - TILE / 2, role="path", hollow=True,
                     radius=9, symbol="square", on=len(at_bias) > 0 and hold),
    )  # fmt: skip


@lru_cache(maxsize=16)
def _names(sizes: tuple[int, ...], features: tuple[str, ...], activations: tuple[str, ...]) -> tuple[Mark, ...]:
    """Over each column what it is: the inputs' names beside them, the activation of a layer above it."""
    place = layout(sizes)
    n = len(features)
    columns = np.linspace(0, place.width, len(sizes))
    tops = np.array([(size - 1) / 2 + TILE / 2 for size in sizes])
    titles: list[Text] = ["label.inputs", *(f"option.{name}" for name in activations)]
    return (
        marks.words("inputs", place.x[:n] - TILE / 2, place.y[:n], [f"label.feature_{name}" for name in features],
                    role="data", anchor="end", dx=-4, dy=0),
        marks.words("columns", columns, tops, titles, role="start", anchor="middle", dx=0, dy=-9),
    )  # fmt: skip


def unit_name(settings: Settings, unit: int) -> Text:
    """What a unit of the graph is called."""
    return _unit_names(engine(settings).network.sizes, problem(settings).features)[unit]


@lru_cache(maxsize=16)
def _unit_names(sizes: tuple[int, ...], features: tuple[str, ...]) -> tuple[Text, ...]:
    hidden = [text("label.unit_of", unit=n + 1, layer=k) for k, size in enumerate(sizes[1:-1], 1) for n in range(size)]
    several = [text("label.output_of", name=f"role.class-{k}") for k in range(sizes[-1])]
    inputs = [f"label.feature_{name}" for name in features]
    return (*inputs, *hidden, *(several if sizes[-1] > 1 else ["label.output"]))


@lru_cache(maxsize=16)
def _unit_titles(sizes: tuple[int, ...], features: tuple[str, ...]) -> tuple[Text, ...]:
    return tuple(text("figure.map_of", unit=name) for name in _unit_names(sizes, features))


def held_index(settings: Settings, name: str = "selected") -> int:
    """The place in the parameters of the weight that is held; the first one if this network has no such weight."""
    codes = codes_of(engine(settings).network.sizes)
    return codes.index(settings[name]) if settings[name] in codes else 0


def weight_name(settings: Settings, index: int) -> Text:
    """What a parameter is called: between which units, or whose bias."""
    place = layout(engine(settings).network.sizes)
    for end, weight in zip(place.ends, place.weights, strict=True):
        if weight == index:
            return text("label.weight_between", start=unit_name(settings, end[0]), end=unit_name(settings, end[1]))
    unit = place.bias_units[list(place.biases).index(index)]
    return text("label.bias_of", unit=unit_name(settings, int(unit)))


def show_unit(settings: Settings, gesture: Gesture) -> dict:
    """Bring a unit's picture out large; the same one again puts it back."""
    unit = gesture.index + 1
    return {"shown": 0 if settings["shown"] == unit else unit}


def show_output(settings: Settings, gesture: Gesture) -> dict:
    """The large picture shows the output again."""
    return {"shown": 0}


def select_weight(settings: Settings, gesture: Gesture) -> dict:
    """Take hold of a weight."""
    return _select(settings, gesture, layout(engine(settings).network.sizes).weights)


def select_bias(settings: Settings, gesture: Gesture) -> dict:
    """Take hold of a bias."""
    return _select(settings, gesture, layout(engine(settings).network.sizes).biases)


def _select(settings: Settings, gesture: Gesture, places: np.ndarray) -> dict:
    sizes = engine(settings).network.sizes
    if gesture.moment is None or not 0 <= gesture.index < len(places):
        return {}
    return select(settings, gesture.moment, codes_of(sizes)[places[gesture.index]], sizes)


assert BIAS > 8  # rows of weights come before it in a code
