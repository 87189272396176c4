"""How each mark is drawn on paper: one painter for each type, found in `PAINTERS`.

A painter is given the sheet it draws on, the mark, and the mark's place in the figure's order. All of them draw with
matplotlib, which is imported by whoever made the sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .colours import colour
from .figures import grid_places
from .marks import Mark
from .text import cut, number

if TYPE_CHECKING:
    from .paper import Paper

POINTS_A_PIXEL = 0.75  # of a screen with 96 pixels an inch
HAIRLINE = 0.5  # points: the width of an arrow whose value is zero
PALE, INK = 0.25, 0.35  # a value nearer to zero than this share of the largest is as pale as paper; how much ink helps
N_TICKS = 6
MOST_LETTERS = 64  # of words in a figure: they fit on the sheet
TRAIL = 4  # dots with a smaller radius (pixels) run together, as on the page
SYMBOLS = {"circle": "o", "square": "s", "diamond": "D", "triangle": "^", "cross": "X"}


def _raster(paper: Paper, mark: Mark, order: int) -> None:
    colours, norm = paper.colormap(mark)
    x, y = grid_places(mark)
    paper.axes.pcolormesh(x, y, mark.channels["values"], cmap=colours, norm=norm, shading="gouraud",
                          rasterized=True)  # fmt: skip
    _colour_bar(paper, mark)


def _colour_bar(paper: Paper, mark: Mark) -> None:
    """What the colours of a mark mean, once, and if it has a name, as in the legend of the page.

    It stands below a drawing without axes, which is mostly wide.
    """
    from matplotlib.cm import ScalarMappable

    label = mark.options.get("label")
    meaning = (mark.role, tuple(mark.options["domain"]), mark.options.get("scale"), str(label))
    if not label or meaning in paper.explained:
        return
    paper.explained.add(meaning)
    colours, norm = paper.colormap(mark)
    look: dict[str, Any] = (
        {"location": "bottom", "shrink": 0.5, "aspect": 40} if paper.figure.bare else {"shrink": 0.85}
    )
    bar = paper.sheet.colorbar(ScalarMappable(norm, colours), ax=paper.axes, label=paper.say(label), **look)
    if mark.options.get("scale") == "sqrt":
        ticks = _even_ticks(norm)
        bar.set_ticks(ticks, labels=[number(tick) for tick in ticks])


def _even_ticks(norm: Any) -> list[float]:
    """Numbers of two digits about as far from each other on the bar, where round steps would crowd at one end."""
    return sorted({float(f"{value:.1e}") for value in norm.inverse(np.linspace(0, 1, N_TICKS))})


def _contour(paper: Paper, mark: Mark, order: int) -> None:
    x, y = grid_places(mark)
    paper.axes.contour(x, y, mark.channels["values"], mark.options["levels"], colors=[paper.colour(mark)],
                       linewidths=0.6, alpha=0.7)  # fmt: skip


def _mesh(paper: Paper, mark: Mark, order: int) -> None:
    colours, norm = paper.colormap(mark)
    x, y = grid_places(mark)
    w, b = np.meshgrid(x, y)
    paper.axes.plot_surface(w, b, mark.channels["values"], cmap=colours, norm=norm, rstride=1, cstride=1,
                            linewidth=0.1, alpha=0.85)  # fmt: skip


def _points(paper: Paper, mark: Mark, order: int) -> None:
    style = paper.style(mark, order)
    area = (2 * mark.options.get("radius", 5) * POINTS_A_PIXEL) ** 2
    given = {"s": area, "marker": SYMBOLS[mark.options.get("symbol", "circle")]}
    own = style.pop("color")
    if "value" in mark.channels and "domain" in mark.options:  # else the value is only told
        colours, norm = paper.colormap(mark)
        given |= {
            "c": mark.channels["value"],
            "cmap": colours,
            "norm": norm,
            "edgecolors": paper.ink,
            "linewidths": 0.6,
        }
    elif mark.options.get("hollow"):
        given |= {"facecolors": paper.background, "edgecolors": own}
    elif mark.options.get("radius", 5) < TRAIL:
        given |= {"c": own, "linewidths": 0}
    else:
        given |= {"c": own, "edgecolors": paper.background, "linewidths": 0.8}  # so that neighbours stay apart
    if "strength" in mark.channels:
        style["alpha"] = mark.channels["strength"]
    paper.axes.scatter(*_places(mark), **given, **style)


def _places(mark: Mark) -> list[np.ndarray]:
    return [mark.channels[axis] for axis in "xyz" if axis in mark.channels]


def _line(paper: Paper, mark: Mark, order: int) -> None:
    dash = "--" if mark.options.get("dash") else "-"
    width = mark.options.get("width", 2) * POINTS_A_PIXEL
    paper.axes.plot(*_places(mark), linestyle=dash, linewidth=width, **paper.style(mark, order))


def _arrows(paper: Paper, mark: Mark, order: int) -> None:
    x1, y1, x2, y2 = (mark.channels[name] for name in ("x1", "y1", "x2", "y2"))
    style = paper.style(mark, order)
    width: Any = mark.options.get("width", 2) * POINTS_A_PIXEL
    if "value" in mark.channels:
        style["color"], width = _weighted(paper, mark, width)
        style["label"] = None  # no single line could stand for all; the colour bar does
    if not mark.options.get("head"):
        from matplotlib.collections import LineCollection

        ends = np.stack([np.stack([x1, y1], -1), np.stack([x2, y2], -1)], axis=1)  # (n, 2, 2)
        dash = "--" if mark.options.get("dash") else "-"
        paper.axes.add_collection(LineCollection(list(ends), linewidths=width, linestyles=dash, **style))
        return
    paper.axes.quiver(x1, y1, x2 - x1, y2 - y1, angles="xy", scale_units="xy", scale=1, units="dots",
                      width=max(np.max(width), 1), headwidth=5, **style)  # fmt: skip


def _weighted(paper: Paper, mark: Mark, width: float) -> tuple[np.ndarray, np.ndarray]:
    """The colour and the width of each arrow with a value, as on the page: one near zero takes some ink, to be seen."""
    from matplotlib.colors import to_rgba

    colours, norm = paper.colormap(mark)
    values = mark.channels["value"]
    is_log = mark.options.get("scale") == "log"
    size = np.asarray(norm(values)) if is_log else np.minimum(1, np.abs(values) / np.abs(mark.options["domain"]).max())
    own = colours(norm(values))  # (n, 4)
    own[size < PALE] = (1 - INK) * own[size < PALE] + INK * np.array(to_rgba(paper.ink))
    _colour_bar(paper, mark)
    return own, HAIRLINE + (width - HAIRLINE) * size


def _tiles(paper: Paper, mark: Mark, order: int) -> None:
    from matplotlib.patches import Rectangle

    colours, norm = paper.colormap(mark)
    width, height = mark.options["size"]
    for x, y, values in zip(*(mark.channels[name] for name in ("x", "y", "values")), strict=True):
        if not np.isfinite(x + y):  # a place for a picture that is not there yet
            continue
        extent = (x - width / 2, x + width / 2, y - height / 2, y + height / 2)
        paper.axes.imshow(
            values,
            extent=extent,
            origin="lower",
            cmap=colours,
            norm=norm,
            aspect=paper.axes.get_aspect(),
            zorder=order + 2,
        )
        corner = (x - width / 2, y - height / 2)  # a frame, for pictures that are as pale as paper
        paper.axes.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=paper.grid, zorder=order + 2))
    _colour_bar(paper, mark)
    paper.axes.set_xlim(paper.figure.x.domain if paper.figure.x else None)
    paper.axes.set_ylim(paper.figure.y.domain if paper.figure.y else None)


def _regions(paper: Paper, mark: Mark, order: int) -> None:
    from matplotlib.colors import to_rgb

    palette = np.array([to_rgb(colour(role, paper.theme)) for role in mark.options["roles"]])
    picture = np.empty((*mark.channels["values"].shape, 4))
    picture[..., :3] = palette[mark.channels["values"].astype(int)]
    picture[..., 3] = 0.15 + 0.5 * mark.channels["strength"]
    paper.axes.imshow(
        picture, extent=mark.options["extent"], origin="lower", aspect=paper.axes.get_aspect(), zorder=order + 1
    )


def _rects(paper: Paper, mark: Mark, order: int) -> None:
    from matplotlib.collections import PolyCollection
    from matplotlib.colors import to_rgba

    x1, y1, x2, y2 = (mark.channels[name] for name in ("x1", "y1", "x2", "y2"))
    corners = np.stack([np.stack([x1, y1], -1), np.stack([x2, y1], -1), np.stack([x2, y2], -1),
                        np.stack([x1, y2], -1)], axis=1)  # (n, 4, 2)  # fmt: skip
    is_seen = (x1 != x2) & (y1 != y2)  # or its edges would be a line
    style = paper.style(mark, order)
    ink, strength = style.pop("color"), style.pop("alpha")
    fill, edge = (to_rgba(ink, strength * alpha) for alpha in (mark.options.get("opacity", 0.2), 0.8))
    paper.axes.add_collection(PolyCollection(list(corners[is_seen]), facecolors=[fill], edgecolors=[edge], **style))


def _bars(paper: Paper, mark: Mark, order: int) -> None:
    values = mark.channels["value"]
    paper.axes.bar(np.arange(len(values)), values, width=0.6, **paper.style(mark, order))
    paper.axes.set_xticks(np.arange(len(values)), [paper.say(label) for label in mark.options["labels"]])


def _words(paper: Paper, mark: Mark, order: int) -> None:
    anchor = {"start": "left", "middle": "center", "end": "right"}[mark.options.get("anchor", "start")]
    offset = (POINTS_A_PIXEL * mark.options.get("dx", 0), -POINTS_A_PIXEL * mark.options.get("dy", 0))
    if mark.options.get("texts") is None:
        written = [number(value, mark.options["format"]) for value in mark.channels["value"]]
    else:
        written = [cut(paper.say(words), MOST_LETTERS) for words in mark.options["texts"]]
    halo = {"boxstyle": "square,pad=0.05", "facecolor": paper.background, "edgecolor": "none", "alpha": 0.75}
    for *place, words in zip(*_places(mark), written, strict=True):
        note = paper.axes.annotate(words, place, xytext=offset, textcoords="offset points", ha=anchor,
                            va="center", color=paper.colour(mark), fontsize=9, zorder=order + 2, bbox=halo)  # fmt: skip
        note.set_in_layout(False)  # or long words would leave no room for the axes
        paper.words.append(note)


PAINTERS: dict[str, Callable[[Paper, Mark, int], None]] = {
    "raster": _raster,
    "regions": _regions,
    "tiles": _tiles,
    "contour": _contour,
    "mesh": _mesh,
    "points": _points,
    "line": _line,
    "arrows": _arrows,
    "rects": _rects,
    "bars": _bars,
    "text": _words,
}
