"""Step 8: the points on their way through a network that is two units wide, so that each layer is a plane.

Between two layers there is nothing: a point in between is drawn on the straight line from where one layer has it to
where the next has it. In a residual network that line is what the layer adds.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core import residual
from nnviz_core.network import Forward

from .over_time import ending
from .pictures import layer_names, linear_top
from .problem import VIEW, moons
from .readouts import readouts
from .running import Engine, Plan, State, begin, engine_for, go_on, plan_of

LENGTH = 400
N_LINES, N_ON_LINE, N_MAP = 13, 41, 40
SYMBOLS = ("circle", "square")


def narrow(settings: Settings) -> Plan:
    """The plan of these settings with two units in every hidden layer."""
    return plan_of(settings, width=2)


def start_narrow(settings: Settings, rng: np.random.Generator) -> State:
    """A fresh network that is two units wide."""
    return begin(narrow(settings))


def advance_narrow(state: State, settings: Settings) -> State:
    """One update on."""
    return go_on(state, narrow(settings))


def points(moment: Moment) -> Frame:
    """Points and grid as far along as the slider says, the map that comes of it, and how far apart the classes are."""
    settings, state = moment.settings, moment.state
    own = engine_for(narrow(settings), state)
    stations = _stations(own.forward(state.params, own.X))
    apart = np.array([separation(station, own.y) for station in stations])
    at = settings["way"] * (len(stations) - 1)
    return Frame(
        (_on_the_way(moment, own, stations, at), _map(own, state), _apart(apart)),
        {**readouts(state), "at": at, "apart_first": apart[0], "apart_last": apart[-1], "n_hidden": len(stations) - 1},
        ("at", "apart_first", "apart_last", "loss", "accuracy"),
        code=source(residual._trip, "below = below +" if settings["skip"] else "z ="),
        message=ending(moment),
    )  # fmt: skip


def _stations(record: Forward) -> np.ndarray:
    """Where the points are before the first layer and after each hidden one, (n_hidden + 1, n_points, 2)."""
    return np.stack([record.inputs, *record.activations[:-1]])


def between(stations: np.ndarray, at: float) -> np.ndarray:
    """Where the points are at station `at`; between two, on the straight line from one to the other."""
    first = min(int(at), len(stations) - 2)
    share = at - first
    return (1 - share) * stations[first] + share * stations[first + 1]


def separation(points: np.ndarray, y: np.ndarray) -> float:
    """How far apart the means of two classes are, in units of the spread inside the classes, along the direction in
    which that is largest (Fisher's discriminant)."""
    groups = [points[y == k] for k in (0, 1)]
    apart = groups[1].mean(axis=0) - groups[0].mean(axis=0)
    within = sum(np.cov(group.T, bias=True) for group in groups) / 2 + 1e-12 * np.eye(2)
    return float(np.sqrt(apart @ np.linalg.solve(within, apart)))


@lru_cache(maxsize=1)
def _grid() -> np.ndarray:
    """Points along the lines of a straight grid, (2 N_LINES N_ON_LINE, 2): first the horizontal ones."""
    lines, along = np.linspace(*VIEW, N_LINES), np.linspace(*VIEW, N_ON_LINE)
    x, y = np.meshgrid(along, lines)
    horizontal = np.stack([x, y], axis=-1).reshape(-1, 2)
    return np.concatenate([horizontal, horizontal[:, ::-1]])


@lru_cache(maxsize=1)
def _map_points() -> np.ndarray:
    x, y = np.meshgrid(np.linspace(*VIEW, N_MAP), np.linspace(*VIEW, N_MAP))
    return np.stack([x, y], axis=-1).reshape(-1, 2)


def _lines(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The grid's points as one line, the pen lifted at the end of each."""
    rows = points.reshape(2 * N_LINES, N_ON_LINE, 2)
    lifted = np.concatenate([rows, np.full((2 * N_LINES, 1, 2), np.nan)], axis=1)
    return lifted[..., 0].ravel(), lifted[..., 1].ravel()


def _on_the_way(moment: Moment, own: Engine, stations: np.ndarray, at: float) -> Figure:
    state, last = moment.state, len(stations) - 1
    grid = between(_stations(own.forward(state.params, _grid())), at)
    here = between(stations, at)
    reach = max(VIEW[1], linear_top(np.abs(stations).max() * np.ones(1)))
    return Figure(
        "way", "plane", "figure.way",
        text("summary.way", at=at, last=last, t=moment.t, apart=separation(here, own.y)),
        (marks.line("grid", *_lines(grid), role="field", width=0.8, label="label.grid"),
         _cut(own, state.params, on=at == last),
         *(marks.points(f"class-{k}", *here[own.y == k].T, role=f"class-{k}", symbol=SYMBOLS[k], radius=4.5,
                        label=f"role.class-{k}") for k in (0, 1))),
        x=Scale((-reach, reach), "axis.unit_1"), y=Scale((-reach, reach), "axis.unit_2"), equal=True, size="large",
    )  # fmt: skip


def _cut(own: Engine, params: np.ndarray, *, on: bool) -> Mark:
    """The straight line at which the last layer changes its mind."""
    layer = own.network.with_params(params).layers[-1]
    w, b = layer.weights[:, 0], layer.biases[0]
    length = max(float(np.hypot(*w)), 1e-12)
    foot, along = -b * w / length**2, np.array([-w[1], w[0]]) / length * 50
    ends = np.stack([foot - along, foot + along])
    return marks.line("cut", *ends.T, role="model", width=3, label="label.cut", on=on)


def _map(own: Engine, state: State) -> Figure:
    """What the whole network says at every point of the inputs."""
    said = own.forward(state.params, _map_points()).output.reshape(N_MAP, N_MAP)
    X, y = moons()
    return Figure(
        "map", "plane", "figure.map", text("summary.map", accuracy=state.accuracy),
        (marks.raster("output", said, extent=(*VIEW, *VIEW), role="class", domain=(0, 1), label="label.output"),
         *(marks.points(f"class-{k}", *X[y == k].T, role=f"class-{k}", symbol=SYMBOLS[k], radius=3.5)
           for k in (0, 1))),
        x=Scale(VIEW, "axis.x1"), y=Scale(VIEW, "axis.x2"), equal=True, readout="value",
    )  # fmt: skip


def _apart(apart: np.ndarray) -> Figure:
    names = ["label.inputs", *layer_names(len(apart) - 1)]
    return Figure(
        "apart", "plane", "figure.apart", text("summary.apart", first=apart[0], last=apart[-1]),
        (marks.bars("bars", apart, role="model", labels=names),),
        x=Scale((-0.6, len(apart) - 0.4), "axis.hidden_layer"), y=Scale((0.0, linear_top(apart)), "axis.apart"),
        size="small",
    )  # fmt: skip


STEPS = (
    Step("points", points, start_narrow, advance_narrow, length=LENGTH,
         controls=("way", "skip", "depth", "activation", "learning_rate", "seed"),
         defaults={"depth": 6, "activation": "tanh", "start": "glorot", "learning_rate": 0.03,
                   "optimizer": "adam", "skip": True, "clip": False, "seed": 2}),
)  # fmt: skip
