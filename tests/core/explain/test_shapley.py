"""Exact Shapley values against hand arithmetic, all orders, and Shapley's four wishes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain import contributions_of_game, exact_shapley, orders_of_game, shapley_of_game
from nnviz_core.explain.players import all_coalitions
from tests.core.explain.examples import as_function, case, linear

payoffs = st.integers(1, 5).flatmap(lambda n: arrays(float, 2**n, elements=st.floats(-10, 10, allow_subnormal=False)))
two_games = st.integers(1, 5).flatmap(
    lambda n: st.tuples(*[arrays(float, 2**n, elements=st.floats(-10, 10, allow_subnormal=False))] * 2)
)


def test_three_players_by_hand():
    # v: A 10, B 20, C 30, AB 50, AC 40, BC 60, ABC 90. A joins, in the orders ABC ACB BAC BCA CAB CBA, for
    # 10 10 30 30 10 30: mean 20. B: 40 50 20 20 50 30: mean 35. C: 40 30 40 40 30 30: mean 35.
    #                  -  A   B   AB  C   AC  BC  ABC
    means = np.array([0, 10, 20, 50, 30, 40, 60, 90.0])
    assert_allclose(shapley_of_game(means), [20, 35, 35], rtol=1e-14)
    orders = orders_of_game(means)
    assert_array_equal(orders.orders[:3], [[0, 1, 2], [0, 2, 1], [1, 0, 2]])
    assert_allclose(orders.contributions[:, 0], [10, 10, 30, 30, 10, 30])
    assert_allclose(orders.contributions[:, 1], [40, 50, 20, 20, 50, 30])
    assert_allclose(orders.contributions[:, 2], [40, 30, 40, 40, 30, 30])


@given(payoffs)
def test_the_values_are_the_mean_over_all_orders(means):
    assert_allclose(shapley_of_game(means), orders_of_game(means).contributions.mean(axis=0), atol=1e-12)


def test_what_a_player_adds_to_each_coalition_by_hand():
    found = contributions_of_game([0, 10, 20, 50, 30, 40, 60, 90.0])
    assert_array_equal(found.without[1], [0, 1, 4, 5])  # nobody, A, C, AC
    assert_array_equal(found.sizes[1], [0, 1, 1, 2])
    assert_allclose(found.weights[1], [1 / 3, 1 / 6, 1 / 6, 1 / 3])
    assert_allclose(found.adds[1], [20, 40, 30, 50])


@given(payoffs)
def test_the_values_are_the_weighted_means_of_what_is_added(means):
    found = contributions_of_game(means)
    assert_allclose(found.weights.sum(axis=1), 1)
    assert_allclose((found.weights * found.adds).sum(axis=1), shapley_of_game(means), atol=1e-12)


@given(payoffs)
def test_the_shares_add_up(means):
    assert_allclose(shapley_of_game(means).sum(), means[-1] - means[0], atol=1e-12)


@given(two_games)
def test_the_shares_of_a_sum_are_the_sums_of_the_shares(games):
    first, second = games
    assert_allclose(shapley_of_game(first + second), shapley_of_game(first) + shapley_of_game(second), atol=1e-12)


@given(payoffs)
def test_who_adds_nothing_gets_nothing(means):
    with_dummy = np.concatenate([means, means])  # a last player who changes nothing
    assert_allclose(shapley_of_game(with_dummy), [*shapley_of_game(means), 0], atol=1e-12)


@given(payoffs)
def test_equal_players_get_equal_shares(means):
    with_twin = np.concatenate([means, means[:1] + means])  # two players with the same place in every coalition
    n = len(means).bit_length() - 1
    coalitions = all_coalitions(n + 1)
    swapped = coalitions.copy()
    swapped[:, [0, n]] = swapped[:, [n, 0]]
    same = with_twin + with_twin[swapped @ (1 << np.arange(n + 1))]  # symmetric in players 0 and n
    values = shapley_of_game(same)
    assert_allclose(values[0], values[n], atol=1e-12)


def test_a_wrong_weight_would_break_the_wishes():
    """The twin: the plain mean over coalitions (Banzhaf's index) does not add up."""
    means = np.array([0, 0, 0, 0, 0, 0, 0, 1.0])  # only all three together earn
    assert_allclose(shapley_of_game(means), 1 / 3, rtol=1e-14)
    coalitions = all_coalitions(3)
    banzhaf = np.array([means[coalitions[:, j]].mean() - means[~coalitions[:, j]].mean() for j in range(3)])
    with pytest.raises(AssertionError):
        assert_allclose(banzhaf.sum(), means[-1] - means[0], atol=1e-12)


@given(st.integers(0, 2**32 - 1))
def test_a_linear_model_gives_weight_times_distance_from_the_mean(seed):
    rng = np.random.default_rng(seed)
    weights, x, background = rng.normal(size=4), rng.normal(size=4), rng.normal(size=(5, 4))
    record = exact_shapley(linear(weights, 3.0), x, background)
    assert_allclose(record.values, weights * (x - background.mean(axis=0)), atol=1e-12)
    assert_allclose(record.base_value, background.mean(axis=0) @ weights + 3, atol=1e-12)
    assert_allclose(record.prediction, x @ weights + 3, atol=1e-12)


def test_in_log_odds_a_logistic_model_on_one_background_row_is_linear():
    weights, x = np.array([0.5, -1.0, 2.0]), np.array([1.0, 2.0, 0.5])
    record = exact_shapley(lambda X: 1 / (1 + np.exp(-X @ weights)), x, np.zeros((1, 3)), link="logit")
    assert_allclose(record.values, weights * x, rtol=1e-12)
    assert_allclose(record.base_value, 0, atol=1e-15)


@pytest.mark.parametrize("link", ["identity", "logit"])
def test_the_values_lead_from_the_base_to_the_prediction(link):
    net, x, background = case()
    record = exact_shapley(net, x, background, link=link)
    assert record.values.shape == (5, 3)
    assert_allclose(record.base_value + record.values.sum(axis=0), record.prediction, rtol=1e-12)
    if link == "identity":
        assert_allclose(record.prediction, net.predict(x[np.newaxis])[0], rtol=1e-12)


def test_groups_play_as_one():
    net, x, background = case(6)
    merged = exact_shapley(net, x, background, groups=[[0, 1, 2], [3, 4], [5]])
    assert merged.values.shape == (3, 3)
    # the group game by hand: the value of {3, 4} from its four coalitions of the other two groups
    earn = dict(zip(map(tuple, merged.coalitions.tolist()), merged.means, strict=True))
    value = sum(
        weight * (earn[(a, True, c)] - earn[(a, False, c)])
        for (a, c), weight in {
            (False, False): 1 / 3,
            (True, False): 1 / 6,
            (False, True): 1 / 6,
            (True, True): 1 / 3,
        }.items()
    )
    assert_allclose(merged.values[1], value, rtol=1e-12)


def test_constant_features_get_exactly_zero():
    net, x, background = case(5)
    background[:, [1, 3]] = x[[1, 3]]
    record = exact_shapley(as_function(net), x, background)
    assert_array_equal(record.values[[1, 3]], 0)
    assert record.coalitions.shape == (8, 5)


def test_a_row_that_is_the_background_has_nothing_to_explain():
    net, x, _ = case(5)
    record = exact_shapley(net, x, [x, x])
    assert_array_equal(record.values, np.zeros((5, 3)))


def test_too_many_players_are_refused_with_a_way_out():
    with pytest.raises(ValueError, match=r"25 players form 2\^25 coalitions.*use kernel_shap, or make groups"):
        exact_shapley(linear(np.ones(25)), np.ones(25), np.zeros((1, 25)))
    assert exact_shapley(linear(np.ones(25)), np.eye(25)[0], np.zeros((1, 25))).values[0] == 1  # one that differs


def test_payoffs_that_are_no_game_are_refused():
    with pytest.raises(ValueError, match=r"one pay-off for each of 2\^n_players coalitions; means has shape \(3,\)"):
        shapley_of_game([0, 1, 2])
    with pytest.raises(ValueError, match="give at most 8 players"):
        orders_of_game(np.zeros(2**9))
