"""The loss on a plane through the weights of a network, made anew now and then while it trains.

It is a look at what the network is, whatever it is: the step on the loss surface has one on two hidden units, the
playground one on the network that the learner has built.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.marks import Extent
from lessons.kit.player import Moment
from nnviz_core import landscapes
from nnviz_core.network import Network
from nnviz_core.plane_losses import PlaneLosses

from .graph import held_index
from .settings import RUN
from .training import advance, engine, network_of, start

FINE, COARSE = 41, 21
"""Networks along each side of a landscape."""
MUCH = 50_000
"""Weights times samples from which on it is a coarse one, so that it still comes in a blink."""
EVERY = 20
"""While it plays, the surface is computed anew every so many epochs, and after every change by hand."""
MOST_ROWS = 5
"""Rows of the next surface that a tick may have to wait for."""
MOST_OF_PATH = 40_000
"""Numbers of a path that its plane is found from: of a long one, every so many epochs."""

_Sight = tuple[landscapes.Plane, tuple[float, float], tuple[float, float], float]


@dataclass(frozen=True, eq=False)
class Landscape:
    """The loss over a plane of weights: `losses` (n, n) over `extent`, around the weights at time `t`."""

    plane: landscapes.Plane
    extent: Extent
    losses: np.ndarray
    t: int
    explained: float

    @property
    def top(self) -> float:
        """The highest finite loss in sight."""
        return float(self.losses[np.isfinite(self.losses)].max(initial=1e-3))

    @property
    def domain(self) -> tuple[float, float]:
        """What the colours are spread over."""
        return min(self.lowest, self.top) if np.isfinite(self.lowest) else 0.0, self.top

    @property
    def levels(self) -> list[float]:
        """About eight round numbers between the lowest and the highest loss in sight."""
        low, high = self.domain
        rough = max(high - low, 1e-9) / 8
        unit = 10.0 ** np.floor(np.log10(rough))
        step = float(unit * next(k for k in (1, 2, 5, 10) if k * unit >= rough))
        return [float(f"{k * step:.6g}") for k in range(int(np.ceil(low / step)), int(high / step) + 1)]

    @property
    def lowest(self) -> float:
        """The lowest loss in sight."""
        good = self.losses[np.isfinite(self.losses)]
        return float(good.min()) if good.size else np.nan


def landscape(moment: Moment) -> Landscape:
    """The landscape to show at this moment."""
    return _survey(moment, _made_at(moment)).finished()


def prepare(moment: Moment) -> None:
    """Do a part of the next landscape now, so that none of the coming ticks has to wait for all of it.

    First come the epochs that lead to it, two in a tick, then its rows. Under a hand that drags nothing is done ahead:
    the next change makes it worthless.
    """
    if moment.settings["dragging"]:
        return
    since = moment.t % EVERY
    ahead = moment.t - since + EVERY
    if moment.run.reach(min(ahead, moment.run.known + 2)) == ahead:
        survey = _survey(moment, ahead)
        due = -(-(survey.n - survey.n_done) // (EVERY - since))
        survey.work(survey.n_done + min(due, MOST_ROWS))


def _made_at(moment: Moment) -> int:
    changed = [row[0] for row in moment.settings["edits"] if row[0] <= moment.t]
    return max([moment.t - moment.t % EVERY, *changed])


def _survey(moment: Moment, at: int) -> _Survey:
    """The landscape around the weights at time `at`, as far as it is computed.

    Its frame (directions, origin, what is seen of them) is that of the last regular time, so that it stays put while a
    hand moves the dot; what it is made of are the weights at `at` themselves.
    """
    settings, regular = moment.settings, at - at % EVERY
    params, middle = moment.run.column("params", at)[-1], _before_edits(moment, regular)
    history = _path(moment, regular, middle).tobytes() if settings["plane"] == "path" else b""
    kept = ("plane", "span", "selected", "selected_before", "seed", *RUN)
    return _survey_of(tuple((name, settings[name]) for name in kept), params.tobytes(), middle.tobytes(), history, at)


def _path(moment: Moment, t: int, end: np.ndarray) -> np.ndarray:
    """The way to the weights `end` at time t, (n_points, n_params); of a long one only some points."""
    way = moment.run.column("params", t)
    every = 1 + way.size // MOST_OF_PATH
    return np.concatenate([way[:-1][::-every][::-1], end[None]])


def _before_edits(moment: Moment, t: int) -> np.ndarray:
    """The weights at time t before they were changed by hand: what is seen stays put while a hand moves the dot."""
    settings = {**moment.settings, "edits": ()}
    if all(row[0] != t for row in moment.settings["edits"]):
        return moment.run.column("params", t)[-1]
    if t == 0:
        return start(settings, np.random.default_rng(settings["seed"])).params
    state: Any = moment.run.state(t - 1)
    return advance(state, settings).params


class _Survey:
    """A landscape on its way: row by row."""

    def __init__(self, settings: Settings, params: np.ndarray, middle: np.ndarray, path: np.ndarray, at: int) -> None:
        own, network = engine(settings), network_of(settings, params)
        frame, here, reach, self.explained = _plane(settings, network_of(settings, middle), middle, path)
        self.plane = landscapes.Plane(params - frame.project(params) @ frame.directions, frame.directions)
        self.extent = (here[0] - reach[0], here[0] + reach[0], here[1] - reach[1], here[1] + reach[1])
        self.n = COARSE if network.n_params * len(own.X) > MUCH else FINE
        alpha, self.beta = np.linspace(*self.extent[:2], self.n), np.linspace(*self.extent[2:], self.n)
        self.rows: PlaneLosses | None = PlaneLosses(
            network, self.plane.center, self.plane.directions, own.X, own.updates.targets, own.loss,
            alpha=alpha, penalty=own.penalty,
        )  # fmt: skip
        self.losses = np.empty((self.n, self.n))
        self.n_done = 0
        self.at = at

    def work(self, until: int) -> None:
        """Compute the rows before row `until` that are not there yet."""
        for row in range(self.n_done, until):
            assert self.rows is not None
            self.losses[row] = self.rows.row(self.beta[row])
        self.n_done = max(self.n_done, until)
        if self.n_done == self.n:
            self.rows = None  # its buffers are large, and done with

    def finished(self) -> Landscape:
        """All of it."""
        self.work(self.n)
        return Landscape(self.plane, self.extent, self.losses, self.at, self.explained)


@lru_cache(maxsize=12)
def _survey_of(pairs: tuple[tuple[str, Any], ...], params: bytes, middle: bytes, history: bytes, at: int) -> _Survey:
    weights = np.frombuffer(params).copy()
    path = np.frombuffer(history).reshape(-1, len(weights))
    return _Survey(dict(pairs), weights, np.frombuffer(middle), path, at)


def _plane(settings: Settings, network: Network, middle: np.ndarray, path: np.ndarray) -> _Sight:
    """The plane, the middle of what is shown of it, how far that reaches, and (of a path) how much of it is in it."""
    span = settings["span"]
    if settings["plane"] == "random":
        rng = np.random.default_rng([settings["seed"], 5])
        return landscapes.random_plane(network, rng=rng), (0.0, 0.0), (span / 4, span / 4), np.nan
    if settings["plane"] == "path":
        if len(path) >= 3 and np.ptp(path, axis=0).max() > 0:
            plane, explained = landscapes.path_plane(path)
            coordinates = plane.project(path)
            low, high = coordinates.min(axis=0), coordinates.max(axis=0)
            reach = np.maximum((high - low) * 0.7, 0.1 * span)
            middle_of_path = (low + high) / 2
            return plane, (*middle_of_path,), (*reach,), float(explained.sum())
    first, second = held_index(settings), held_index(settings, "selected_before")
    if first == second:
        second = (first + 1) % network.n_params
    plane = landscapes.plane_of_two_params(network, first, second)
    here = (round(float(middle[first]), 1), round(float(middle[second]), 1))
    return plane, here, (span, span), np.nan
