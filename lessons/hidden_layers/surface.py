"""Step 5: the loss surface of this very network, on a plane through its weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.marks import Extent
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core import landscapes
from nnviz_core.network import Network
from nnviz_core.plane_losses import PlaneLosses

from .edits import codes_of, with_edit
from .graph import graph_figure, held_index, weight_name
from .lines import RUNNING, four_clouds
from .maps import pictures
from .pictures import failure, map_figure, readouts
from .settings import RUN, absent_of
from .training import advance, engine, network_of, start
from .weights import EDIT_BUTTONS, slider_of_held
from .weights import follow as follow_slider

N = 41
EVERY = 20
"""While it plays, the surface is computed anew every so many epochs, and after every change by hand."""
MOST_ROWS = 3
"""Rows of the next surface that a tick may have to wait for."""


_Sight = tuple[landscapes.Plane, tuple[float, float], tuple[float, float], float]


@dataclass(frozen=True, eq=False)
class Landscape:
    """The loss over a plane of weights: `losses` (N, N) over `extent`, around the weights at time `t`."""

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
    """Do a part of the next landscape's rows now, so that none of the coming ticks has to wait for all of them."""
    since = moment.t % EVERY
    ahead = moment.t - since + EVERY
    if moment.run.reach(moment.t + EVERY) >= ahead:
        survey = _survey(moment, ahead)
        survey.work(min(survey.n_done + MOST_ROWS, N * (since + 1) // EVERY))


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
    path = np.concatenate([moment.run.column("params", regular)[:-1], middle[None]])
    kept = ("plane", "span", "selected", "selected_before", "seed", *RUN)
    history = path.tobytes() if settings["plane"] == "path" else b""
    return _survey_of(tuple((name, settings[name]) for name in kept), params.tobytes(), middle.tobytes(), history, at)


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
        alpha, self.beta = np.linspace(*self.extent[:2], N), np.linspace(*self.extent[2:], N)
        self.rows = PlaneLosses(
            network, self.plane.center, self.plane.directions, own.X, own.updates.targets, own.loss,
            alpha=alpha, penalty=own.penalty,
        )  # fmt: skip
        self.losses = np.empty((N, N))
        self.n_done = 0
        self.at = at

    def work(self, until: int) -> None:
        """Compute the rows before row `until` that are not there yet."""
        for row in range(self.n_done, until):
            self.losses[row] = self.rows.row(self.beta[row])
        self.n_done = max(self.n_done, until)

    def finished(self) -> Landscape:
        """All of it."""
        self.work(N)
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


def surface(moment: Moment) -> Frame:
    """The landscape from the side and from above, the network, and what it says."""
    settings, params = moment.settings, moment.state.params
    land = landscape(moment)
    prepare(moment)
    here = land.plane.project(params)
    shown = pictures(settings, params)
    return Frame(
        (
            _space(moment, land, here),
            _from_above(moment, land, here),
            graph_figure(moment, shown, hold=True),
            map_figure(moment, shown, size="medium"),
        ),
        {**readouts(moment), "alpha": here[0], "beta": here[1], "explained": land.explained,
         "n_edits": len({row[1] for row in settings["edits"]})},
        ("alpha", "beta", "train_loss", "train_score", "n_edits"),
        code=source(PlaneLosses.row, "np.matmul"),
        message=failure(moment) or _which(moment, land),
        absent=absent_of(settings),
        disabled=() if settings["edits"] else EDIT_BUTTONS,
        standing=slider_of_held(moment),
    )  # fmt: skip


def _which(moment: Moment, land: Landscape) -> Message:
    if moment.settings["plane"] == "path" and np.isfinite(land.explained):
        return Message("good", text("message.path_plane", share=land.explained, t=land.t))
    if moment.settings["plane"] == "path":
        return Message("warn", text("message.no_path_yet"))
    return Message("good", text(f"message.{moment.settings['plane']}_plane", t=land.t))


def _axes(moment: Moment, land: Landscape) -> tuple[Scale, Scale]:
    settings = moment.settings
    names: tuple[Text, Text] = ("axis.alpha", "axis.beta")
    if settings["plane"] == "two":
        first, second = (int(np.argmax(np.abs(direction))) for direction in land.plane.directions)
        names = weight_name(settings, first), weight_name(settings, second)
    return Scale(land.extent[:2], names[0]), Scale(land.extent[2:], names[1])


def _from_above(moment: Moment, land: Landscape, here: np.ndarray) -> Figure:
    x, y = _axes(moment, land)
    path = land.plane.project(moment.history("params"))
    return Figure(
        "above", "plane", "figure.above",
        text("summary.above", t=land.t, alpha=here[0], beta=here[1], loss=moment.state.train_loss,
             lowest=land.lowest),
        (
            marks.raster("loss", land.losses, extent=land.extent, role="loss", domain=land.domain,
                         label="label.loss"),
            marks.contour("levels", land.losses, extent=land.extent, role="loss", levels=land.levels),
            marks.line("path", *path.T, role="path", label="label.path"),
            marks.points("here", here[:1], here[1:], role="model", radius=8, handle="set_weights", name="name.here",
                         label="label.here"),
        ),
        x=x, y=y, place="set_weights", readout="value", size="medium",
    )  # fmt: skip


def _space(moment: Moment, land: Landscape, here: np.ndarray) -> Figure:
    x, y = _axes(moment, land)
    height = min(moment.state.train_loss, land.top)
    return Figure(
        "surface", "space", "figure.surface",
        text("summary.surface", t=land.t, loss=moment.state.train_loss, top=land.top),
        (
            marks.mesh("loss", land.losses, extent=land.extent, role="loss", domain=land.domain,
                       label="label.loss"),
            marks.points("here", here[:1], here[1:], [height], role="model", radius=8, handle="set_weights",
                         name="name.here", label="label.here"),
        ),
        x=x, y=y, z=Scale(land.domain, "axis.loss"), size="large", camera=(-60, 32), readout="value",
    )  # fmt: skip


def set_weights(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """A point of the surface is a network: its weights are set to it, now."""
    moment = gesture.moment
    if moment is None:
        return {}
    land = landscape(moment)
    params = moment.state.params
    before = land.plane.project(params)
    moved = params + (np.array([gesture.x, gesture.y]) - before) @ land.plane.directions
    sizes = engine(settings).network.sizes
    changes = {code: float(new) for code, new, old in zip(codes_of(sizes), moved, params, strict=True) if new != old}
    if not changes:
        return {"dragging": settings["dragging"] and not gesture.done}
    return {**with_edit(settings, moment.t, changes), "dragging": not gesture.done}


def follow(moment: Moment, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The slider of the held weight works here, too."""
    return follow_slider(moment, changes)


STEPS = (
    Step("surface", surface, length=500, follow=follow,
         controls=("plane", "span", "weight_value", *EDIT_BUTTONS, "optimizer", "learning_rate", "seed"),
         defaults=four_clouds(selected=0, selected_before=10), **RUNNING),
)  # fmt: skip
