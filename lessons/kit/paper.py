"""Figures on paper: the same marks, drawn with matplotlib, as PNG, SVG or PDF.

The page draws frames on a canvas; this module draws the very same figures for print, notebooks and tests. It knows
one painter for each mark type and takes its colours from the same `roles.json`. matplotlib is imported when the first
figure is drawn, never at start.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from .figures import Figure, Scale
from .marks import Mark
from .text import Strings, number, resolve

THEMES = ("light", "dark")
_INK = {"light": ("#ffffff", "#22303f", "#d5dae0"), "dark": ("#14171c", "#dfe6ee", "#3a424d")}
_SYMBOLS = {"circle": "o", "square": "s", "diamond": "D", "triangle": "^", "cross": "X"}
_CJK_FONTS = ["Noto Sans CJK SC", "Noto Sans CJK JP", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei"]


@lru_cache(maxsize=1)
def roles() -> dict[str, Any]:
    """The colours of all roles and colour scales, as the page has them."""
    return json.loads((Path(__file__).parent / "roles.json").read_text(encoding="utf-8"))


def colour(role: str, theme: str = "light") -> str:
    """The colour of a role."""
    return roles()["roles"][role][theme]


def render(
    figure: Figure, strings: Strings, *, format: str = "svg", theme: str = "light", caption: str = "", dpi: int = 160
) -> bytes:
    """The figure as a picture file.

    Parameters
    ----------
    figure : Figure
    strings : mapping of str
        The language to write in.
    format : {"png", "svg", "pdf"}
    theme : {"light", "dark"}
    caption : str
        Written below, for example lesson, settings and t.

    Returns
    -------
    bytes
        The file. The same figure gives the same SVG text: no dates, no random identifiers.
    """
    import matplotlib

    fonts = ["DejaVu Sans", *_installed(_CJK_FONTS)]
    settings: dict[Any, Any] = {
        "svg.hashsalt": "nnviz",
        "svg.fonttype": "none",
        "font.family": fonts,
        "axes.unicode_minus": True,
    }
    with matplotlib.rc_context(settings):
        paper = _Paper(figure, strings, theme)
        paper.draw(caption)
        buffer = io.BytesIO()
        metadata = {"png": None, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[format]
        paper.sheet.savefig(buffer, format=format, dpi=dpi, facecolor=paper.background, metadata=metadata)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _known_fonts() -> frozenset[str]:
    from matplotlib import font_manager

    return frozenset(font.name for font in font_manager.fontManager.ttflist)


def _installed(names: list[str]) -> list[str]:
    return [name for name in names if name in _known_fonts()]


class _Paper:
    """One sheet with one figure on it."""

    def __init__(self, figure: Figure, strings: Strings, theme: str) -> None:
        from matplotlib.figure import Figure as Sheet

        self.figure, self.strings, self.theme = figure, strings, theme
        self.background, self.ink, self.grid = _INK[theme]
        self.sheet = Sheet(figsize=(6.4, 5.2), layout="constrained")
        self.axes: Any = self.sheet.add_subplot(projection="3d" if figure.kind == "space" else None)

    def draw(self, caption: str) -> None:
        self.sheet.suptitle(self.say(self.figure.title), color=self.ink, fontsize=12)
        if self.figure.kind == "arrays":
            _draw_arrays(self)
        else:
            self._prepare_axes()
            for order, mark in enumerate(self.figure.marks):
                if mark.options.get("on", True):
                    _PAINTERS[mark.type](self, mark, order)
            self._legend()
        if caption:
            self.axes.set_title(caption, fontsize=8, color=self.ink)

    def say(self, text: Any) -> str:
        """A `Text` in words, or a number as a reader sees it."""
        return number(text) if isinstance(text, float) else resolve(text, self.strings)

    def colour(self, mark: Mark) -> str:
        return colour(mark.role if mark.role in roles()["roles"] else "data", self.theme)

    def style(self, mark: Mark, order: int) -> dict[str, Any]:
        """What painters of lines and symbols have in common."""
        label = mark.options.get("label")
        return {
            "color": self.colour(mark),
            "alpha": 0.35 if mark.options.get("dim") else 1.0,
            "label": self.say(label) if label else None,
            "zorder": order + 2,
        }

    def colormap(self, mark: Mark) -> tuple[Any, Any]:
        """The colour scale of a mark's role and how its values are spread over it."""
        from matplotlib.colors import LinearSegmentedColormap, LogNorm, Normalize, PowerNorm

        scale = roles()["scales"].get(mark.role, roles()["scales"]["loss"])[self.theme]
        low, high = mark.options["domain"]
        spread = mark.options.get("scale", "linear")
        if spread == "log":
            norm: Any = LogNorm(max(low, high * 1e-9), high, clip=True)
        else:
            norm = PowerNorm(0.5, low, high, clip=True) if spread == "sqrt" else Normalize(low, high, clip=True)
        return LinearSegmentedColormap.from_list(mark.role, scale), norm

    def _prepare_axes(self) -> None:
        axes, figure = self.axes, self.figure
        axes.set_facecolor(self.background)
        for name in "xyz" if figure.kind == "space" else "xy":
            scale: Scale | None = getattr(figure, name)
            assert scale is not None
            if scale.type == "log":
                getattr(axes, f"set_{name}scale")("log")
            getattr(axes, f"set_{name}lim")(scale.domain)
            getattr(axes, f"set_{name}label")(self.say(scale.label), color=self.ink)
        axes.tick_params(colors=self.ink)
        if figure.kind == "space":
            azimuth, elevation = figure.camera or (-60, 28)
            axes.computed_zorder = False  # marks lie above the surface in the order of the figure, as in the page
            axes.view_init(elev=elevation, azim=azimuth)
            return
        axes.grid(color=self.grid, linewidth=0.5)
        for spine in axes.spines.values():
            spine.set_color(self.grid)
        if figure.equal:
            axes.set_aspect("equal")

    def _legend(self) -> None:
        handles, labels = self.axes.get_legend_handles_labels()
        if handles:
            self.sheet.legend(handles, labels, loc="outside lower center", ncols=3, fontsize=8, frameon=False,
                              labelcolor=self.ink)  # fmt: skip


def _grid(mark: Mark) -> tuple[np.ndarray, np.ndarray]:
    """x of the columns and y of the rows."""
    x0, x1, y0, y1 = mark.options["extent"]
    rows, columns = mark.channels["values"].shape
    return np.linspace(x0, x1, columns), np.linspace(y0, y1, rows)


def _raster(paper: _Paper, mark: Mark, order: int) -> None:
    colours, norm = paper.colormap(mark)
    x, y = _grid(mark)
    shown = paper.axes.pcolormesh(x, y, mark.channels["values"], cmap=colours, norm=norm, shading="gouraud",
                                  rasterized=True)  # fmt: skip
    label = mark.options.get("label")
    paper.sheet.colorbar(shown, ax=paper.axes, label=paper.say(label) if label else None, shrink=0.85)


def _contour(paper: _Paper, mark: Mark, order: int) -> None:
    x, y = _grid(mark)
    paper.axes.contour(x, y, mark.channels["values"], mark.options["levels"], colors=[paper.colour(mark)],
                       linewidths=0.6, alpha=0.7)  # fmt: skip


def _mesh(paper: _Paper, mark: Mark, order: int) -> None:
    colours, norm = paper.colormap(mark)
    x, y = _grid(mark)
    w, b = np.meshgrid(x, y)
    paper.axes.plot_surface(w, b, mark.channels["values"], cmap=colours, norm=norm, rstride=1, cstride=1,
                            linewidth=0.1, alpha=0.85)  # fmt: skip


def _points(paper: _Paper, mark: Mark, order: int) -> None:
    style = paper.style(mark, order)
    area = (2 * mark.options.get("radius", 5) * 0.75) ** 2
    given = {"s": area, "marker": _SYMBOLS[mark.options.get("symbol", "circle")]}
    own = style.pop("color")
    if "value" in mark.channels:
        colours, norm = paper.colormap(mark)
        given |= {"c": mark.channels["value"], "cmap": colours, "norm": norm, "edgecolors": own}
    elif mark.options.get("hollow"):
        given |= {"facecolors": "none", "edgecolors": own}
    else:
        given |= {"c": own}
    paper.axes.scatter(*_places(mark), **given, **style)


def _places(mark: Mark) -> list[np.ndarray]:
    return [mark.channels[axis] for axis in "xyz" if axis in mark.channels]


def _line(paper: _Paper, mark: Mark, order: int) -> None:
    dash = "--" if mark.options.get("dash") else "-"
    width = mark.options.get("width", 2) * 0.75
    paper.axes.plot(*_places(mark), linestyle=dash, linewidth=width, **paper.style(mark, order))


def _arrows(paper: _Paper, mark: Mark, order: int) -> None:
    x1, y1, x2, y2 = (mark.channels[name] for name in ("x1", "y1", "x2", "y2"))
    style = paper.style(mark, order)
    width: Any = mark.options.get("width", 2) * 0.75
    if "value" in mark.channels:
        colours, norm = paper.colormap(mark)
        values = mark.channels["value"]
        style["color"] = colours(norm(values))
        width = 0.4 + width * np.minimum(1, np.abs(values) / np.abs(mark.options["domain"]).max())
    if not mark.options.get("head"):
        from matplotlib.collections import LineCollection

        ends = np.stack([np.stack([x1, y1], -1), np.stack([x2, y2], -1)], axis=1)  # (n, 2, 2)
        paper.axes.add_collection(LineCollection(list(ends), linewidths=width, **style))
        return
    paper.axes.quiver(x1, y1, x2 - x1, y2 - y1, angles="xy", scale_units="xy", scale=1, units="dots",
                      width=max(np.max(width), 1), headwidth=5, **style)  # fmt: skip


def _tiles(paper: _Paper, mark: Mark, order: int) -> None:
    colours, norm = paper.colormap(mark)
    width, height = mark.options["size"]
    for x, y, values in zip(*(mark.channels[name] for name in ("x", "y", "values")), strict=True):
        extent = (x - width / 2, x + width / 2, y - height / 2, y + height / 2)
        paper.axes.imshow(
            values, extent=extent, origin="lower", cmap=colours, norm=norm, aspect="auto", zorder=order + 2
        )
    paper.axes.set_xlim(paper.figure.x.domain if paper.figure.x else None)
    paper.axes.set_ylim(paper.figure.y.domain if paper.figure.y else None)


def _regions(paper: _Paper, mark: Mark, order: int) -> None:
    from matplotlib.colors import to_rgb

    palette = np.array([to_rgb(colour(role, paper.theme)) for role in mark.options["roles"]])
    picture = np.empty((*mark.channels["values"].shape, 4))
    picture[..., :3] = palette[mark.channels["values"].astype(int)]
    picture[..., 3] = 0.15 + 0.5 * mark.channels["strength"]
    paper.axes.imshow(picture, extent=mark.options["extent"], origin="lower", aspect="auto", zorder=order + 1)


def _rects(paper: _Paper, mark: Mark, order: int) -> None:
    from matplotlib.collections import PolyCollection

    x1, y1, x2, y2 = (mark.channels[name] for name in ("x1", "y1", "x2", "y2"))
    corners = np.stack([np.stack([x1, y1], -1), np.stack([x2, y1], -1), np.stack([x2, y2], -1),
                        np.stack([x1, y2], -1)], axis=1)  # (n, 4, 2)  # fmt: skip
    style = paper.style(mark, order)
    style["alpha"] = mark.options.get("opacity", 0.2)
    paper.axes.add_collection(PolyCollection(list(corners), **style))


def _bars(paper: _Paper, mark: Mark, order: int) -> None:
    values = mark.channels["value"]
    paper.axes.bar(np.arange(len(values)), values, width=0.6, **paper.style(mark, order))
    paper.axes.set_xticks(np.arange(len(values)), [paper.say(label) for label in mark.options["labels"]])


def _words(paper: _Paper, mark: Mark, order: int) -> None:
    anchor = {"start": "left", "middle": "center", "end": "right"}[mark.options.get("anchor", "start")]
    offset = (mark.options.get("dx", 0), -mark.options.get("dy", 0))
    for *place, words in zip(*_places(mark), mark.options["texts"], strict=True):
        paper.axes.annotate(paper.say(words), place, xytext=offset, textcoords="offset pixels", ha=anchor,
                            color=paper.colour(mark), zorder=order + 2)  # fmt: skip


def _draw_arrays(paper: _Paper) -> None:
    """Grids of numbers side by side, with an operator between them."""
    paper.axes.set_axis_off()
    drawn = [mark for mark in paper.figure.marks if mark.options.get("on", True)]
    spaces = paper.sheet.subplots(1, len(drawn), squeeze=False)[0]
    for space, mark in zip(spaces, drawn, strict=True):
        space.set_axis_off()
        shape = tuple(mark.options["shape"])
        space.set_title(f"{paper.say(mark.options['label'])}\n{shape}", color=paper.colour(mark), fontsize=9)
        cells = [[number(value, mark.options["format"]) for value in row] for row in mark.channels["values"]]
        table = space.table(
            cellText=cells, loc="center", cellLoc="right", edges="horizontal",
            rowLabels=[paper.say(row) for row in mark.options["rows"]] if mark.options.get("rows") else None,
            colLabels=[paper.say(c) for c in mark.options["columns"]] if mark.options.get("columns") else None,
        )  # fmt: skip
        for cell in table.get_celld().values():
            cell.get_text().set_color(paper.ink)
            cell.set_edgecolor(paper.grid)
        space.text(1.02, 0.5, mark.options.get("operator", ""), transform=space.transAxes, color=paper.ink)


_PAINTERS: dict[str, Callable[[_Paper, Mark, int], None]] = {
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
