"""Tests of explanations, tested on explanations known to be right and known to be wrong."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain import deletion_insertion, exact_shapley, infidelity, surrogate_r2
from tests.core.explain.examples import case, linear

WEIGHTS, X, BACKGROUND = np.array([3.0, -1.0, 2.0]), np.ones(3), np.zeros((2, 3))


def test_the_curves_of_a_linear_model_by_hand():
    # the order is 0, 2, 1; from 4 without 3, 2, −1: 4 1 −1 0; from 0 with them: 0 3 5 4
    curves = deletion_insertion(linear(WEIGHTS), X, BACKGROUND, WEIGHTS)
    assert_array_equal(curves.order, [0, 2, 1])
    assert_allclose(curves.fractions, [0, 1 / 3, 2 / 3, 1])
    assert_allclose(curves.deletion, [4, 1, -1, 0])
    assert_allclose(curves.insertion, [0, 3, 5, 4])
    # trapezoids of width 1/3: (2.5 + 0 − 0.5) / 3 and (1.5 + 4 + 4.5) / 3
    assert_allclose([curves.deletion_area, curves.insertion_area], [2 / 3, 10 / 3])


def test_the_right_order_has_the_smallest_and_the_largest_area():
    rng = np.random.default_rng(0)
    net, x, background = case(6, 1, output="identity", seed=1)
    values = exact_shapley(net, x, background).values
    right = deletion_insertion(net, x, background, values)
    wrong = [deletion_insertion(net, x, background, rng.permutation(values)) for _ in range(30)]
    assert right.deletion_area < np.mean([w.deletion_area for w in wrong])
    assert right.insertion_area > np.mean([w.insertion_area for w in wrong])


def test_the_curves_end_at_the_base_and_at_the_prediction():
    net, x, background = case(5)
    exact = exact_shapley(net, x, background, link="logit")
    curves = deletion_insertion(net, x, background, exact.values, output=1, link="logit")
    assert_allclose(curves.deletion[[0, -1]], [exact.prediction[1], exact.base_value[1]], rtol=1e-10)
    assert_allclose(curves.insertion[[0, -1]], [exact.base_value[1], exact.prediction[1]], rtol=1e-10)


def test_values_of_a_linear_model_explain_all_and_half_of_them_do_not():
    def measure(test, values):
        return test(linear(WEIGHTS), X, BACKGROUND, values, n_samples=200, rng=np.random.default_rng(0))

    assert_allclose(measure(surrogate_r2, WEIGHTS), 1, rtol=1e-12)
    assert_allclose(measure(infidelity, WEIGHTS), 0, atol=1e-24)
    assert measure(surrogate_r2, WEIGHTS / 2) < 0.9
    assert measure(infidelity, WEIGHTS / 2) > 0.5


def test_infidelity_by_hand():
    # one player worth 2, said to be worth 5: hidden in half of the cases, error 3² then, 0 otherwise
    value = infidelity(linear([2.0]), [1.0], [[0.0]], [5.0], n_samples=40_000, rng=np.random.default_rng(0))
    assert_allclose(value, 4.5, rtol=0.03)


def test_a_product_cannot_be_explained_by_a_sum():
    def product(X):
        return X.prod(axis=1)

    values = exact_shapley(product, X, BACKGROUND).values
    assert surrogate_r2(product, X, BACKGROUND, values, n_samples=400, rng=np.random.default_rng(0)) < 0.7


@pytest.mark.parametrize(
    "values, output, says",
    [
        (np.ones(4), 0, r"values must be 3 finite numbers, one a player, not \(4,\)"),
        ([1, 2, np.nan], 0, "values must be 3 finite numbers"),
        (np.ones(3), None, "The model has 2 outputs; say which one to test"),
        (np.ones(3), 2, "output is 2; outputs are 0 to 1"),
    ],
)
def test_what_cannot_be_tested_is_refused(values, output, says):
    with pytest.raises(ValueError, match=says):
        deletion_insertion(lambda A: A[:, :2], X, BACKGROUND, values, output=output)


def test_no_variation_has_no_r2():
    with pytest.raises(ValueError, match="All coalitions earn the same"):
        surrogate_r2(lambda A: A[:, 0] * 0, X, BACKGROUND, WEIGHTS, n_samples=10, rng=np.random.default_rng(0))
