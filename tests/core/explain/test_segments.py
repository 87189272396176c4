"""Superpixels: every pixel in one, like pixels together, and each in one piece."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from nnviz_core.explain.segments import alike, squares


def test_squares_are_numbered_row_by_row_and_cut_off_at_the_edges():
    assert_array_equal(squares(4, 4, 2), [[0, 0, 1, 1], [0, 0, 1, 1], [2, 2, 3, 3], [2, 2, 3, 3]])
    assert_array_equal(squares(2, 3, 2), [[0, 0, 1], [0, 0, 1]])


def in_one_piece(labels, label):
    """Whether all pixels of a region can be reached from one of them, going from neighbour to neighbour."""
    left = set(zip(*np.nonzero(labels == label), strict=True))
    frontier = [left.pop()]
    while frontier:
        r, c = frontier.pop()
        near = {(r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)} & left
        left -= near
        frontier += near
    return not left


@given(st.integers(0, 2**32 - 1), st.integers(1, 20))
def test_regions_are_as_many_as_wanted_and_each_in_one_piece(seed, n_segments):
    labels = alike(np.random.default_rng(seed).random((4, 5)), n_segments)
    assert_array_equal(np.unique(labels), np.arange(n_segments))
    assert all(in_one_piece(labels, label) for label in range(n_segments))


def test_the_check_of_pieces_would_find_two():
    assert not in_one_piece(np.array([[0, 1, 0]]), 0)


def test_a_cross_on_paper_is_found_whole():
    image = np.zeros((7, 7))
    image[3], image[:, 3] = 1.0, 1.0
    labels = alike(image, 5)
    assert len(np.unique(labels[image == 1])) == 1
    assert len(np.unique(labels[image == 0])) == 4


def test_brightness_in_other_units_gives_the_same_regions():
    image = np.random.default_rng(0).random((6, 6))
    assert_array_equal(alike(image, 7), alike(1000 * image, 7))


def test_an_even_image_falls_into_regions_of_about_one_size():
    sizes = np.bincount(alike(np.ones((8, 8)), 16).ravel())
    assert sizes.min() >= 2 and sizes.max() <= 8


@pytest.mark.parametrize("n_segments", [0, 5, 1.5])
def test_impossible_numbers_are_refused(n_segments):
    with pytest.raises((ValueError, TypeError), match="n_segments"):
        alike(np.zeros((2, 2)), n_segments)
    with pytest.raises(ValueError, match="side"):
        squares(2, 2, 0)
