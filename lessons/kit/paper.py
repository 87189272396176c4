"""Figures on paper: the same marks, drawn with matplotlib, as PNG, SVG or PDF.

The page draws frames on a canvas; this module draws the very same figures for print, notebooks and tests. It knows
one painter for each mark type and takes its colours from the same `roles.json`. matplotlib is imported when the first
figure is drawn, never at start.
"""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np

from .colours import colour, roles
from .figures import Figure, Scale
from .fonts import families
from .marks import Mark
from .painters import PAINTERS
from .text import Strings, cut, number, resolve, width

_INK = {"light": ("#ffffff", "#22303f", "#d5dae0"), "dark": ("#14171c", "#dfe6ee", "#3a424d")}
_SIZE = (6.4, 5.2)  # inches
_AIR = 0.1  # inches around everything
_ROW, _COLUMN, _HEADS = 0.2, 0.6, 1.1  # inches: a row and a column of a grid at least, and the titles above it
_LABEL_PAD = 12  # points between the axes of a space and their labels, which else lie on the numbers
_CAPTION_SIZE, _CAPTION_LINE, _CAPTION_WIDTH = 8, 0.16, 104  # points, inches, letters
_NAME_WIDTH = 28  # letters: a line of a name beside an axis; there are two at most
_LEGEND_AREA = 60  # square points: a symbol in the legend is no larger, so that it covers no words
_MOST_FOR_TICKS = 1e290  # beyond it matplotlib's ticks meet the end of the numbers


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

    settings: dict[Any, Any] = {
        "svg.hashsalt": "nnviz",
        "svg.fonttype": "none",
        "pdf.fonttype": 42,  # whole letters, which can be searched and copied; what is drawn by strokes cannot
        "font.family": families(),
        "axes.unicode_minus": True,
        **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), _INK[theme][1]),
        **dict.fromkeys(("axes.edgecolor", "grid.color"), _INK[theme][2]),
        **dict.fromkeys(("figure.constrained_layout.h_pad", "figure.constrained_layout.w_pad"), _AIR),
    }
    with matplotlib.rc_context(settings):
        paper = Paper(figure, strings, theme, caption)
        paper.draw()
        buffer = io.BytesIO()
        metadata = {"png": None, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[format]
        paper.page.savefig(buffer, format=format, dpi=dpi, facecolor=paper.background, metadata=metadata)
    return buffer.getvalue()


def wrapped(sentence: str, most: int) -> list[str]:
    """The sentence in lines of at most so many letters; a Chinese character is as wide as two, and may end a line."""
    lines, line, used = [], "", 0
    for piece in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", sentence):
        size = width(piece)
        if line and used + len(piece.rstrip()) > most:
            lines.append(line.rstrip())
            line, used = "", 0
        line, used = (line + piece, used + size) if line else (piece.lstrip(), size)
    return [*lines, line.rstrip()] if line.strip() else lines


def _few_ticks(axis: Any, scale: Scale) -> None:
    """Powers of ten inside the domain."""
    from matplotlib.ticker import FixedLocator, NullLocator

    low, high = np.log10(scale.domain)
    axis.set_major_locator(FixedLocator((10.0 ** np.arange(np.ceil(low), high, np.ceil((high - low) / 5))).tolist()))
    axis.set_minor_locator(NullLocator())


class Paper:
    """One sheet with one figure on it."""

    def __init__(self, figure: Figure, strings: Strings, theme: str, caption: str = "") -> None:
        from matplotlib.figure import Figure as Page

        self.figure, self.strings, self.theme = figure, strings, theme
        self.background, self.ink, self.grid = _INK[theme]
        width, height = _size_of_arrays(figure) if figure.kind == "arrays" else _SIZE
        lines = wrapped(caption, _CAPTION_WIDTH)
        below = _CAPTION_LINE * (len(lines) + 1)
        self.page = Page(figsize=(width, height + below), layout="constrained", facecolor=self.background)
        self.sheet, foot = self.page.subfigures(2, 1, height_ratios=(height, below))
        foot.text(0.02, 0.6, "\n".join(lines), fontsize=_CAPTION_SIZE, color=self.ink, alpha=0.8, va="center")
        for part in (self.sheet, foot):
            part.set_facecolor(self.background)
        self.words: list[Any] = []  # what may be moved inside at the end
        self.explained: set[tuple] = set()  # what colours mean that has its bar already
        self.axes: Any = self.sheet.add_subplot(projection="3d" if figure.kind == "space" else None)

    def draw(self) -> None:
        self.sheet.suptitle(self.say(self.figure.title), color=self.ink, fontsize=12)
        if self.figure.kind == "arrays":
            _draw_arrays(self)
        else:
            self._prepare_axes()
            for order, mark in enumerate(self.figure.marks):
                if mark.options.get("on", True):
                    PAINTERS[mark.type](self, mark, order)
            self._legend()
            self._move_inside()

    def say(self, text: Any) -> str:
        """A `Text` in words, or a number as a reader sees it."""
        return number(text) if isinstance(text, float) else resolve(text, self.strings)

    def _name(self, text: Any) -> str:
        """A name beside an axis, in two lines if it is long."""
        name = self.say(text)
        lines = wrapped(name, _NAME_WIDTH)
        return "\n".join(lines) if len(lines) <= 2 else cut(name, 2 * _NAME_WIDTH - 2).replace("…", "…\n", 1)

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
                if max(scale.domain) > _MOST_FOR_TICKS:
                    _few_ticks(getattr(axes, f"{name}axis"), scale)
            if scale.ticks:
                inside = [tick for tick in scale.ticks if min(scale.domain) <= tick[0] <= max(scale.domain)]
                getattr(axes, f"set_{name}ticks")([at for at, _ in inside], [self._name(words) for _, words in inside])
            getattr(axes, f"set_{name}lim")(scale.domain)
            getattr(axes, f"set_{name}label")(self.say(scale.label), color=self.ink)
        axes.tick_params(colors=self.ink)
        if figure.bare:
            axes.set_axis_off()
            axes.set_aspect("equal" if figure.equal else "auto")
            return
        if figure.kind == "space":
            azimuth, elevation = figure.camera or (-60, 28)
            for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
                axis.labelpad = _LABEL_PAD
                axis.set_pane_color(self.background)
            axes.computed_zorder = False  # marks lie above the surface in the order of the figure, as in the page
            axes.view_init(elev=elevation, azim=azimuth)
            return
        axes.grid(color=self.grid, linewidth=0.5)
        for spine in axes.spines.values():
            spine.set_color(self.grid)
        if figure.equal:
            axes.set_aspect("equal")

    def _move_inside(self) -> None:
        """Words that would go over the edge of the sheet, now that everything has its place."""
        if not self.words:
            return
        self.page.draw_without_rendering()
        room = self.sheet.bbox.padded(-_AIR * self.page.dpi)
        for words in self.words:
            left, right = words.get_window_extent().intervalx
            over = min(0, room.x1 - right) + max(0, room.x0 - left)
            x, y = words.xyann
            words.xyann = (x + over * 72 / self.page.dpi, y)

    def _legend(self) -> None:
        from matplotlib.collections import PathCollection
        from matplotlib.legend_handler import HandlerPathCollection

        handles, labels = self.axes.get_legend_handles_labels()
        small = {
            handle: HandlerPathCollection(sizes=[min([*handle.get_sizes(), _LEGEND_AREA])])
            for handle in handles
            if isinstance(handle, PathCollection)
        }
        if handles:
            self.sheet.legend(handles, labels, loc="outside lower center", ncols=3, fontsize=8, frameon=False,
                              labelcolor=self.ink, handler_map=small)  # fmt: skip


_STAND_OUT = {"wrong": "broken", "marked": "guess"}
"""Numbers of a grid that stand out, and in which role's colour."""


def _rows(mark: Mark) -> int:
    """The rows of a grid, with the names of its columns."""
    return len(mark.channels["values"]) + bool(mark.options.get("columns"))


def _columns(mark: Mark) -> int:
    """The columns of a grid, with the names of its rows."""
    return np.shape(mark.channels["values"])[1] + bool(mark.options.get("rows"))


def _size_of_arrays(figure: Figure) -> tuple[float, float]:
    """Inches that grids of numbers take, so that no number is too small to be read."""
    return max(_SIZE[0], _COLUMN * sum(map(_columns, figure.marks))), _HEADS + _ROW * _most_rows(figure)


def _most_rows(figure: Figure) -> int:
    return max(_rows(mark) for mark in figure.marks)


def _draw_arrays(paper: Paper) -> None:
    """Grids of numbers side by side, with an operator between them."""
    paper.axes.set_axis_off()
    drawn = [mark for mark in paper.figure.marks if mark.options.get("on", True)]
    shares = [_columns(mark) for mark in drawn]
    spaces = paper.sheet.subplots(1, len(drawn), squeeze=False, width_ratios=shares)[0]
    for space, mark in zip(spaces, drawn, strict=True):
        space.set_axis_off()
        shape = tuple(mark.options["shape"])
        space.set_title(f"{paper.say(mark.options['label'])}\n{shape}", color=paper.colour(mark), fontsize=9)
        cells = [[number(value, mark.options["format"]) for value in row] for row in mark.channels["values"]]
        share = _rows(mark) / _most_rows(paper.figure)
        table = space.table(
            cellText=cells, bbox=(0, 1 - share, 1, share), cellLoc="right", edges="horizontal",
            rowLabels=[paper.say(row) for row in mark.options["rows"]] if mark.options.get("rows") else None,
            colLabels=[paper.say(c) for c in mark.options["columns"]] if mark.options.get("columns") else None,
        )  # fmt: skip
        stand_out = [(role, mark.channels[name]) for name, role in _STAND_OUT.items() if name in mark.channels]
        head = 1 if mark.options.get("columns") else 0
        for (row, column), cell in table.get_celld().items():
            inside = row >= head and column >= 0
            roles_here = [role for role, where in stand_out if inside and where[row - head, column]]
            cell.get_text().set_color(colour(roles_here[0], paper.theme) if roles_here else paper.ink)
            cell.set_edgecolor(paper.grid)
        operator = mark.options.get("operator") or ""
        space.text(1.02, 0.5, operator, transform=space.transAxes, color=paper.ink, va="center")
