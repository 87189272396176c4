"""Players and coalitions against counting by hand."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from nnviz_core.explain import players


def test_without_groups_each_feature_is_a_player():
    assert_array_equal(players.membership(None, 3), np.eye(3, dtype=bool))


def test_labels_and_lists_say_the_same():
    by_list = players.membership([[0, 2], [1]], 3)
    assert_array_equal(by_list, [[True, False, True], [False, True, False]])
    assert_array_equal(players.membership([7, 9, 7], 3), by_list)
    assert_array_equal(players.membership(np.array([[0, 1], [1, 0]]), 4), players.membership([[0, 3], [1, 2]], 4))
    assert_array_equal(players.membership((group for group in ({0, 2}, iter([1]))), 3), by_list)


@pytest.mark.parametrize(
    "groups, says",
    [
        ([[0], [1]], "Feature 2 is in 0 groups"),
        ([[0, 1], [1, 2]], "Feature 1 is in 2 groups"),
        ([[0, 1, 2], []], r"groups\[1\] is empty"),
        ([[0, 1, 3]], r"groups\[0\] names feature 3; features are 0 to 2"),
        ([0, 1], "labels 2 features; there are 3"),
    ],
)
def test_groups_that_are_no_partition_are_refused(groups, says):
    with pytest.raises(ValueError, match=says):
        players.membership(groups, 3)


def test_row_r_of_all_coalitions_holds_the_bits_of_r():
    assert_array_equal(players.all_coalitions(2), [[False, False], [True, False], [False, True], [True, True]])
    assert players.all_coalitions(0).shape == (1, 0)


@given(st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))))
def test_coalitions_of_a_size_are_all_there_once(pair):
    n, size = pair
    found = players.coalitions_of_size(n, size)
    assert found.shape == (comb(n, size), n)
    assert (found.sum(axis=1) == size).all()
    assert len(np.unique(found, axis=0)) == len(found)


def test_random_coalitions_hold_every_player_equally_often():
    drawn = players.random_coalitions(6, np.full(6000, 2), rng=np.random.default_rng(0))
    assert (drawn.sum(axis=1) == 2).all()
    # each player is in a third of them: 2000, standard deviation √(6000 · 1/3 · 2/3) = 36.5
    assert np.abs(drawn.sum(axis=0) - 2000).max() < 4 * 36.5


def test_a_list_that_no_memory_holds_is_refused_with_the_largest_that_fits():
    with pytest.raises(ValueError, match="n_samples is 1000000000000: .* needs 1504000 GB; give at most 713924"):
        players.check_list_size("n_samples", 10**12, 30)
    players.check_list_size("n_samples", 2**20, 20)
