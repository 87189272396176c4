"""A value gets the colour of its place in the table."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from nnviz_core.colours import to_rgba

TABLE = np.array([[k, 2 * k, 255 - k, 255] for k in range(5)], np.uint8)


def test_the_nearest_colour_is_taken_and_the_ends_hold_beyond():
    values = np.array([[-9.0, 0.0, 0.24], [0.26, 1.0, 9.0]])
    assert_array_equal(to_rgba(values, TABLE, 0.0, 2.0), TABLE[[[0, 0, 0], [1, 2, 4]]])
    assert_array_equal(to_rgba(np.array([-np.inf, np.inf]), TABLE, 0.0, 2.0), TABLE[[0, 4]])


def test_what_is_not_a_number_is_transparent():
    assert_array_equal(to_rgba(np.array([np.nan, 2.0]), TABLE, 0.0, 2.0), [[0, 0, 0, 0], TABLE[4]])


def test_impossible_tables_and_ranges_are_refused():
    with pytest.raises(ValueError, match="uint8"):
        to_rgba(np.zeros(1), TABLE.astype(float), 0, 1)
    with pytest.raises(ValueError, match="smaller"):
        to_rgba(np.zeros(1), TABLE, 1, 1)
