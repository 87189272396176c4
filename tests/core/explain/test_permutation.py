"""Random orders against exact values, and antithetic orders against plain ones."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain import exact_shapley, permutation_shapley
from nnviz_core.explain.game import Game
from nnviz_core.explain.permutation import contributions
from tests.core.explain.examples import case, linear


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("antithetic", [True, False])
def test_over_all_orders_the_mean_is_exact(antithetic):
    net, x, background = case(4)
    orders = np.array(list(permutations(range(4))))
    shares = contributions(Game(net.predict, x, background), orders, antithetic=antithetic)
    assert_allclose(shares.mean(axis=0), exact_shapley(net, x, background).values, atol=1e-12)


@given(st.booleans(), st.integers(0, 2**32 - 1))
def test_the_bars_add_up_order_by_order(antithetic, seed):
    net, x, background = case(6, seed=seed)
    record = permutation_shapley(net, x, background, n_permutations=3, rng=rng(seed), antithetic=antithetic)
    assert_allclose(
        record.base_value + record.contributions.sum(axis=1), np.tile(record.prediction, (3, 1)), atol=1e-12
    )


def errors_of(antithetic, n_permutations):
    net, x, background = case(6, 1, output="sigmoid", seed=2)
    exact = exact_shapley(net, x, background).values
    records = [
        permutation_shapley(net, x, background, n_permutations=n_permutations, rng=rng(s), antithetic=antithetic)
        for s in range(300)
    ]
    return np.array([r.values for r in records]) - exact, np.array([r.standard_errors for r in records])


@pytest.mark.parametrize("antithetic", [True, False])
def test_the_standard_error_covers(antithetic):
    errors, reported = errors_of(antithetic, 60)
    assert 0.91 < (np.abs(errors) < 1.96 * reported).mean() < 0.97
    assert (np.abs(errors) < 1.96 * reported / 2).mean() < 0.8  # half of it would not


@pytest.mark.parametrize(("n_permutations", "covered"), [(2, 0.65), (10, 0.9)])
def test_of_few_orders_the_standard_error_covers_less_as_it_says(n_permutations, covered):
    errors, reported = errors_of(True, n_permutations)
    assert_allclose((np.abs(errors) < 2 * reported).mean(), covered, atol=0.04)


def test_walking_back_is_worth_more_than_another_walk():
    there_and_back, twice_there = errors_of(True, 20)[0], errors_of(False, 40)[0]
    assert (there_and_back**2).mean() < 0.8 * (twice_there**2).mean()


def test_a_linear_model_needs_a_single_order():
    weights = np.array([1.0, -2.0, 3.0])
    record = permutation_shapley(linear(weights), [1.0, 1, 1], np.zeros((2, 3)), n_permutations=1, rng=rng())
    assert_allclose(record.values, weights, atol=1e-12)
    assert np.isinf(record.standard_errors).all()


def test_players_without_effect_take_no_place_in_the_orders():
    record = permutation_shapley(linear([1.0, 1, 1]), [1.0, 0, 1], np.zeros((1, 3)), n_permutations=5, rng=rng())
    assert_array_equal(np.unique(record.orders), [0, 2])
    assert_array_equal(record.values, [1, 0, 1])
    nobody = permutation_shapley(linear([1.0]), [0.0], [[0.0]], n_permutations=1, rng=rng())
    assert_array_equal(nobody.values, [0])


def test_impossible_numbers_are_refused():
    with pytest.raises(ValueError, match="n_permutations is 0"):
        permutation_shapley(linear([1.0]), [1.0], [[0.0]], n_permutations=0, rng=rng())


def test_more_orders_than_memory_allows_are_refused_by_their_own_number():
    with pytest.raises(ValueError, match="n_permutations is 1000000000: .* give at most"):
        permutation_shapley(linear([1.0, 1]), [1.0, 1], np.zeros((1, 2)), n_permutations=10**9, rng=rng())
