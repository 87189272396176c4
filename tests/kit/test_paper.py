"""Every mark is drawn on paper, the same figure as the same text, in both themes and in Chinese."""

import re

import pytest

from lessons.catalogue import LESSON_IDS, load
from lessons.kit.colours import THEMES, colour, roles
from lessons.kit.paper import render
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


def test_the_roles_of_the_marks_have_colours():
    for lesson_id, step_id in STEPS:
        for figure in figures(lesson_id, step_id):
            for mark in figure.marks:
                assert mark.role in roles()["scales"] or colour(mark.role).startswith("#")
