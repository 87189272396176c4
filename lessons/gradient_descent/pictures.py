"""The figures that several steps share: the data with its line, the (w, b) plane, the surface, the curves.

Functions named `*_figure` return a whole figure, the others marks to put into one. What depends only on the data (the
grid of losses) is kept and handed out as the same array again, so a tick does not send it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Scale
from lessons.kit.marks import Extent, Mark
from lessons.kit.text import Text, text
from nnviz_core import linear

from .data import LINE_ENDS, X_VIEW, Y_VIEW, minimum, samples

N_GRID, N_MESH = 65, 37
HIGHEST_POWER = 308
"""The last power of ten that a double holds."""


def weight_extent(settings: Settings) -> Extent:
    """The part of the (w, b) plane worth seeing: two units around the minimum, the start, and the lines that a step
    shows beside it ("in_sight")."""
    (w, b), _ = minimum(settings)
    w_seen, b_seen = zip((settings["w0"], settings["b0"]), *settings.get("in_sight", ()), strict=True)
    return (*_interval(w, w_seen), *_interval(b, b_seen))


def _interval(lowest: float, seen: Sequence[float]) -> tuple[float, float]:
    """Whole numbers around the minimum, wide enough for what is `seen`."""
    middle = float(np.clip(np.round(lowest), -50, 50))
    low, high = min(middle - 2, np.floor(min(seen) - 0.1)), max(middle + 2, np.ceil(max(seen) + 0.1))
    return float(low), float(high)


@lru_cache(maxsize=48)
def _losses(points: tuple, standardise: bool, extent: Extent, n: int) -> np.ndarray:
    x, y = samples({"points": points, "standardise": standardise})
    w, b = np.meshgrid(np.linspace(*extent[:2], n), np.linspace(*extent[2:], n))  # (n, n), row = b
    losses = linear.mse(np.stack([w, b], axis=-1), x, y)  # (n, n)
    losses.flags.writeable = False
    return losses


def losses(settings: Settings, n: int = N_GRID) -> np.ndarray:
    """L over the plane, (n, n), row 0 at the lowest b."""
    return _losses(settings["points"], settings["standardise"], weight_extent(settings), n)


def highest(settings: Settings) -> float:
    """The top of the loss scale: the highest loss in sight."""
    return float(losses(settings).max()) or 1.0


# The data and the line ---------------------------------------------------------------------------------------------


def data_scales(settings: Settings) -> tuple[Scale, Scale]:
    """Axes of the data figure; standardised x needs less room."""
    x_view = (-3.0, 3.0) if settings["standardise"] else X_VIEW
    return Scale(x_view, "axis.x"), Scale(Y_VIEW, "axis.y")


def line_mark(settings: Settings, params: np.ndarray, **options) -> Mark:
    """The line of (w, b) across the figure."""
    x = np.array(data_scales(settings)[0].domain)
    options = {"role": "model", "label": "label.line", **options}
    return marks.line(options.pop("id", "line"), x, linear.predict(params, x), width=3, **options)


def residual_marks(settings: Settings, params: np.ndarray) -> Mark:
    """From each sample straight to the line: what the prediction misses."""
    x, y = samples(settings)
    predicted = linear.predict(params, x)
    return marks.arrows(
        "residuals", x, predicted, x, y, role="residual", head=False, link="sample", label="label.residual"
    )


def sample_marks(settings: Settings, handle: str | None = "move_point") -> Mark:
    """The samples themselves."""
    x, y = samples(settings)
    return marks.points(
        "samples", x, y, role="data", radius=6, link="sample", label="label.sample", name="name.sample",
        handle=None if settings["standardise"] else handle,
    )  # fmt: skip


def line_handles(settings: Settings, params: np.ndarray) -> Mark:
    """Two grips by which the line can be turned."""
    x = np.array(LINE_ENDS)
    y = linear.predict(params, x)
    return marks.points(
        "handles", x, y, role="model", radius=8, hollow=True, handle="line_end", name="name.handle"
    )  # fmt: skip


def data_figure(
    settings: Settings, params: np.ndarray, extra: Sequence[Mark] = (), *, title: str = "figure.data",
    size: str = "medium", front: Sequence[Mark] = (),
) -> Figure:  # fmt: skip
    """Samples, line and what the line misses."""
    x, y = data_scales(settings)
    loss = float(linear.mse(params, *samples(settings)))
    return Figure(
        "data", "plane", title,
        text("summary.data", n=len(settings["points"]), w=params[0], b=params[1], loss=loss),
        (*extra, residual_marks(settings, params), line_mark(settings, params), sample_marks(settings), *front),
        x=x, y=y, size=size,
    )  # fmt: skip


# The plane of (w, b) -----------------------------------------------------------------------------------------------


def ground(settings: Settings, on: bool = True) -> tuple[Mark, Mark]:
    """The loss as colour and as lines of equal height."""
    extent, grid, top = weight_extent(settings), losses(settings), highest(settings)
    levels = [top * (k / 12) ** 2 for k in range(1, 13)]
    return (
        marks.raster(
            "loss", grid, extent=extent, role="loss", domain=(0, top), scale="sqrt", label="label.loss", on=on
        ),
        marks.contour("levels", grid, extent=extent, role="loss", levels=levels, on=on),
    )


def minimum_mark(settings: Settings, on: bool = True) -> Mark:
    """The lowest point, from the closed form."""
    (w, b), _ = minimum(settings)
    return marks.points(
        "minimum", [w], [b], role="minimum", symbol="cross", radius=7, label="label.minimum", on=on
    )  # fmt: skip


def here_mark(params: np.ndarray, handle: str | None = None, label: str = "label.here") -> Mark:
    """Where (w, b) is now."""
    return marks.points(
        "here", params[:1], params[1:], role="model", radius=8, handle=handle, name="name.here", label=label
    )  # fmt: skip


def path_marks(path: np.ndarray, ghost: np.ndarray | None) -> tuple[Mark, ...]:
    """The way taken so far, and that of the run before the last branch."""
    w, b = path.T
    behind = np.empty((0, 2)) if ghost is None else ghost
    return (
        marks.line("ghost", behind[:, 0], behind[:, 1], role="ghost", dash=True, label="label.ghost",
                   on=ghost is not None),
        marks.line("path", w, b, role="path", label="label.path"),
        marks.points("steps", w[:400], b[:400], role="path", radius=2),
        marks.points("start", w[:1], b[:1], role="start", symbol="square", radius=6, label="label.start"),
    )  # fmt: skip


def plane_figure(
    settings: Settings, params: np.ndarray, layers: Sequence[Mark] = (), *, handle: str | None = None,
    place: str | None = None, size: str = "medium", show_ground: bool = True, summary: str = "summary.plane",
) -> Figure:  # fmt: skip
    """The (w, b) plane with the loss as its ground and the point (w, b) on it."""
    (w, b), lowest = minimum(settings)
    loss = float(linear.mse(params, *samples(settings)))
    about = text(summary, w=params[0], b=params[1], loss=loss, w_minimum=w, b_minimum=b, loss_minimum=lowest)
    layers = (minimum_mark(settings, show_ground), *layers, here_mark(params, handle))
    return map_figure(settings, layers, about, show_ground=show_ground, place=place, size=size)


def map_figure(
    settings: Settings, layers: Sequence[Mark], summary: Text, *, show_ground: bool = True,
    title: str = "figure.plane", place: str | None = None, size: str = "medium",
) -> Figure:  # fmt: skip
    """The (w, b) plane with the loss as its ground. Where it leads, one unit is as long on both axes, so that the
    gradient is seen to stand upright on the lines of equal height; a smaller one fills its place."""
    extent = weight_extent(settings)
    return Figure(
        "plane", "plane", title, summary, (*ground(settings, show_ground), *layers),
        x=Scale(extent[:2], "axis.w"), y=Scale(extent[2:], "axis.b"),
        equal=size == "large", place=place, size=size, readout="value",
    )  # fmt: skip


# The surface -------------------------------------------------------------------------------------------------------


def surface_figure(
    settings: Settings, params: np.ndarray, layers: Sequence[Mark] = (), *, handle: str | None = None,
    size: str = "large", here: bool = True,
) -> Figure:  # fmt: skip
    """The loss as a landscape over (w, b), with the point (w, b) on it unless `here` is false."""
    x, y = samples(settings)
    extent, top = weight_extent(settings), highest(settings)
    loss = float(linear.mse(params, x, y))
    (w, b), lowest = minimum(settings)
    lifted = (
        marks.points("minimum", [w], [b], [lowest], role="minimum", symbol="cross", radius=7, label="label.minimum"),
        marks.points(
            "here", params[:1], params[1:], [loss], role="model", radius=8, handle=handle, name="name.here",
            label="label.here", on=here,
        ),
    )  # fmt: skip
    bowl = marks.mesh(
        "surface", losses(settings, N_MESH), extent=extent, role="loss", domain=(0, top), scale="sqrt",
        label="label.loss",
    )  # fmt: skip
    return Figure(
        "surface", "space", "figure.surface",
        text("summary.surface", w=params[0], b=params[1], loss=loss, top=top, w_minimum=w, b_minimum=b,
             loss_minimum=lowest),
        (bowl, *layers, *lifted),
        x=Scale(extent[:2], "axis.w"), y=Scale(extent[2:], "axis.b"), z=Scale((0, top), "axis.loss"),
        size=size, camera=(-60, 28), readout="value",
    )  # fmt: skip


def lift(settings: Settings, path: np.ndarray, loss: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A path on the surface: its w, b and L, with the pen lifted where it leaves the figure."""
    w_low, w_high, b_low, b_high = weight_extent(settings)
    w, b = path.T
    inside = (w >= w_low) & (w <= w_high) & (b >= b_low) & (b <= b_high)
    return w, b, np.where(inside, loss, np.nan)


# Curves ------------------------------------------------------------------------------------------------------------


def curve_figure(
    id: str, series: Sequence[Mark], *, length: int, domain: tuple[float, float], log: bool, y_label: str, title: str,
    summary, size: str = "small",
) -> Figure:  # fmt: skip
    """Something over the updates made; x runs to the end from the start, so nothing rescales while it plays."""
    return Figure(
        id, "plane", title, summary, tuple(series), x=Scale((0, length), "axis.t"),
        y=Scale(domain, y_label, "log" if log else "linear"), size=size,
    )  # fmt: skip


def log_domain(values: np.ndarray, least: float = 1e-16, decades: int = 4) -> tuple[float, float]:
    """Whole powers of ten around the positive, finite `values`, no fewer than `decades`, so that it seldom moves."""
    good = values[np.isfinite(values) & (values > least)]
    if good.size == 0:
        return least, least * 10.0**decades
    high = min(np.ceil(np.log10(good.max())), HIGHEST_POWER)
    low = min(np.floor(np.log10(good.min())), high - decades)
    return float(10.0**low), float(10.0**high)


def linear_domain(values: np.ndarray) -> tuple[float, float]:
    """From zero to a round number above the largest finite value."""
    good = values[np.isfinite(values)]
    top = float(good.max()) if good.size and good.max() > 0 else 1.0
    unit = 10.0 ** np.floor(np.log10(top))
    return 0.0, float(np.ceil(top / unit * 2) / 2 * unit)
