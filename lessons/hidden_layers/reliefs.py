"""The landscape of the loss as figures, from the side and from above; this network is a dot in it that a hand moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Message, Scale
from lessons.kit.lesson import Gesture
from lessons.kit.player import Moment
from lessons.kit.text import Text, text

from .edits import codes_of, with_edit
from .graph import weight_name
from .landscape import Landscape, landscape
from .training import engine


def relief_figures(moment: Moment, land: Landscape) -> tuple[Figure, Figure]:
    """The landscape from the side and from above."""
    here = land.plane.project(moment.state.params)
    return _space(moment, land, here), _from_above(moment, land, here)


def about(moment: Moment, land: Landscape) -> Message:
    """Which plane it is, and when and of how many networks it was made."""
    if not land.plane.directions.any(axis=1).all():
        return Message("warn", text("message.no_plane"))
    made = {"t": land.t, "n": len(land.losses)}
    if moment.settings["plane"] == "path" and np.isfinite(land.explained):
        return Message("good", text("message.path_plane", share=land.explained, **made))
    if moment.settings["plane"] == "path":
        return Message("warn", text("message.no_path_yet"))
    return Message("good", text(f"message.{moment.settings['plane']}_plane", **made))


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
    height = np.clip(moment.state.train_loss, *land.domain)  # trained on, it may lie lower than all that is in sight
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
