"""Every mark is drawn on paper, the same figure as the same text, in both themes and in Chinese."""

import re

import numpy as np
import pytest

from lessons.catalogue import LESSON_IDS, load
from lessons.kit import marks
from lessons.kit.colours import THEMES, colour, roles
from lessons.kit.figures import Figure, Scale
from lessons.kit.paper import Paper, render
from lessons.kit.player import Player
from lessons.kit.words import read_strings

STEPS = [(lesson_id, step.id) for lesson_id in LESSON_IDS for step in load(lesson_id).steps]


def figures(lesson_id, step_id, t=9):
    player = Player(load(lesson_id), step_id)
    player.seek(t)
    return player.frame().figures


@pytest.mark.cpython
@pytest.mark.parametrize(("lesson_id", "step_id"), STEPS)
def test_every_figure_of_every_step_is_drawn(lesson_id, step_id):
    strings = read_strings(load(lesson_id).folder, "en")
    for figure in figures(lesson_id, step_id):
        drawing = render(figure, strings, format="svg").decode()
        assert drawing.lstrip().startswith("<?xml")
        if figure.kind == "arrays":
            assert_as_large_as_its_rows(figure, drawing)


def assert_as_large_as_its_rows(figure, drawing):
    """Grids of numbers leave no paper empty below them, and no number is too small to be read."""
    rows = max(len(mark.channels["values"]) for mark in figure.marks)
    (height,) = re.findall(r'<svg [^>]*?\bheight="([\d.]+)pt"', drawing)
    assert float(height) < 110 + 15 * rows
    assert min(float(size) for size in re.findall(r"font(?:-size)?: *([\d.]+)px", drawing)) >= 5


@pytest.mark.cpython
def test_the_same_figure_gives_the_same_svg_and_another_moment_another():
    strings = read_strings(load("gradient-descent").folder, "en")
    first, again, later = (figures("gradient-descent", "run", t)[1] for t in (9, 9, 10))
    assert render(first, strings) == render(again, strings)
    assert render(first, strings) != render(later, strings)


@pytest.mark.cpython
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("format", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_all_formats_and_themes(theme, format, magic):
    figure = figures("gradient-descent", "run")[0]
    assert render(figure, {}, format=format, theme=theme, caption="t = 9").startswith(magic)


@pytest.mark.cpython
def test_words_in_a_print_can_be_searched_and_copied():
    printed = render(figures("gradient-descent", "run")[0], {}, format="pdf", caption="梯度下降 · t = 9")
    assert b"/Type0" in printed and b"/Type3" not in printed


@pytest.mark.cpython
def test_rectangles_without_fill_have_their_edges_and_those_without_height_have_none():
    def edges(y2):
        rects = marks.rects("known", [0.0], [0.0], [1.0], [y2], role="guess", opacity=0.0, label="label.known")
        figure = Figure("f", "plane", "t", "s", (rects,), x=Scale((-1, 2), "x"), y=Scale((-1, 2), "y"))
        return render(figure, {}).decode().count(f"stroke: {colour('guess', 'light')}")

    assert edges(1.0) > edges(0.0) > 0  # its sign in the legend has edges anyhow


@pytest.mark.cpython
def test_a_small_picture_as_pale_as_paper_has_a_frame():
    tiles = marks.tiles("t", [1.0, np.nan], [1.0, 1.0], np.zeros((2, 3, 3)), size=(1, 1), role="pixel", domain=(0, 1))
    paper = Paper(Figure("f", "plane", "t", "s", (tiles,), x=Scale((0, 3), "x"), y=Scale((0, 3), "y")), {}, "light")
    paper.draw()
    (frame,) = paper.axes.patches
    assert frame.get_bbox().bounds == (0.5, 0.5, 1, 1)


@pytest.mark.cpython
def test_neighbouring_points_stay_apart_and_segments_are_dashed_as_on_the_page():
    def drawn(mark):
        paper = Paper(Figure("f", "plane", "t", "s", (mark,), x=Scale((0, 3), "x"), y=Scale((0, 3), "y")), {}, "light")
        paper.draw()
        (drawn,) = paper.axes.collections
        return drawn

    edges = [drawn(marks.points("p", [1.0], [1.0], role="data", radius=r)) for r in (5, 2)]
    assert [edge.get_linewidth()[0] > 0 for edge in edges] == [True, False]
    assert edges[0].get_edgecolor().tolist() == [[1, 1, 1, 1]]
    for dash in (True, False):
        segments = drawn(marks.arrows("a", [1.0], [1.0], [2.0], [2.0], role="guess", head=False, dash=dash))
        assert (segments.get_linestyle()[0][1] is not None) == dash


def words_of(drawing):
    """Each word of an SVG drawing with its style."""
    return [(word, style) for style, word in re.findall(r'<text style="([^"]*)"[^>]*>([^<]*)</text>', drawing)]


@pytest.mark.cpython
@pytest.mark.parametrize(
    ("lesson_id", "step_id", "index"), [("hidden-layers", "weights", 0), ("one-neuron", "learn", 2)]
)
def test_no_word_is_black_on_a_dark_page(lesson_id, step_id, index):
    figure = figures(lesson_id, step_id)[index]
    words = words_of(render(figure, read_strings(load(lesson_id).folder, "en"), theme="dark").decode())
    assert words and all("fill: #" in style for _, style in words)  # matplotlib writes no fill for black


@pytest.mark.cpython
@pytest.mark.parametrize(
    ("lesson_id", "step_id", "label"),
    [
        ("hidden-layers", "weights", "weights"),
        ("hidden-layers", "weights", "what units say"),
        ("backpropagation", "graph", "weights"),
        ("gradient-flow", "layers", "|∂L/∂w|"),
        ("gradient-flow", "inside", "weight"),
    ],
)
def test_colours_that_stand_for_numbers_have_a_bar_with_numbers(lesson_id, step_id, label):
    """A legend would show them by the colour of the first item, which may be as pale as the paper."""
    strings = read_strings(load(lesson_id).folder, "en")
    for figure in figures(lesson_id, step_id, t=0):
        paper = Paper(figure, strings, "light")
        paper.draw()
        bars = [axes.get_xlabel() for axes in paper.sheet.axes[1:]]
        if label in bars:
            assert label not in paper.axes.get_legend_handles_labels()[1]
            return
    pytest.fail(f"no colour bar says {label}")


def drawn(lesson_id, step_id, figure_id):
    """A figure on paper, as it is laid out."""
    (figure,) = [one for one in figures(lesson_id, step_id) if one.id == figure_id]
    paper = Paper(figure, read_strings(load(lesson_id).folder, "en"), "light")
    paper.draw()
    paper.page.draw_without_rendering()
    return paper


@pytest.mark.cpython
@pytest.mark.parametrize(("step_id", "figure_id", "n_bars"), [("predict", "rows", 1), ("sample", "table", 0)])
def test_the_same_colours_have_one_bar_and_those_without_a_name_have_none(step_id, figure_id, n_bars):
    paper = drawn("kernel-shap", step_id, figure_id)
    bars = paper.sheet.axes[1:]
    assert len(bars) == n_bars and all(axes.get_ylabel() for axes in bars)


@pytest.mark.cpython
def test_numbers_on_a_bar_do_not_touch():
    paper = drawn("kernel-shap", "compute", "plane")
    bar = paper.sheet.axes[1]
    boxes = [words.get_window_extent() for words in bar.get_yticklabels()]
    assert len(boxes) > 3
    assert all(low.y1 < high.y0 for low, high in zip(boxes, boxes[1:], strict=False))


@pytest.mark.cpython
def test_a_symbol_in_the_legend_covers_no_words():
    from matplotlib.collections import PathCollection

    paper = drawn("backpropagation", "saturated", "graph")
    (legend,) = paper.sheet.legends
    symbols = [one for one in legend.legend_handles if isinstance(one, PathCollection)]
    sizes = [one.get_sizes().max() for one in symbols]
    assert sizes and max(sizes) <= 60
    halo = max(one.get_sizes().max() for one in paper.axes.collections if isinstance(one, PathCollection))
    assert halo > 1000, "where the units are it is as large as on the page"


@pytest.mark.cpython
@pytest.mark.parametrize("theme", THEMES)
def test_the_faintest_line_of_a_network_is_still_seen(theme):
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgb

    (network,) = [one for one in figures("gradient-flow", "layers", t=0) if one.id == "network"]
    paper = Paper(network, {}, theme)
    paper.draw()
    (lines,) = [one for one in paper.axes.collections if isinstance(one, LineCollection)]
    contrast = np.abs(np.array(lines.get_colors())[:, :3] - np.array(to_rgb(paper.background))).max(axis=1)
    assert contrast.min() > 0.15


def test_the_roles_of_the_marks_have_colours():
    for lesson_id, step_id in STEPS:
        for figure in figures(lesson_id, step_id):
            for mark in figure.marks:
                assert mark.role in roles()["scales"] or colour(mark.role).startswith("#")
