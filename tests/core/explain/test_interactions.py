"""Interactions against products by hand and the rows of the matrix against Shapley values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from nnviz_core.explain import exact_shapley, shapley_interactions
from tests.core.explain.examples import as_function, case, linear


def test_a_product_by_hand():
    # f = 2 a + 3 b + 4 a b on one background row of zeros, explained at a = b = 1, c = 1 without effect on f:
    # the 4 come with both only; half of them is the interaction's on each side, the main effects are 2 and 3
    def predict(X):
        return 2 * X[:, 0] + 3 * X[:, 1] + 4 * X[:, 0] * X[:, 1]

    record = shapley_interactions(predict, np.ones(3), np.zeros((1, 3)))
    assert_allclose(record.matrix, [[2, 2, 0], [2, 3, 0], [0, 0, 0]], atol=1e-13)
    assert_allclose(record.values, [4, 5, 0], atol=1e-13)


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_rows_sum_to_the_shapley_values_and_the_matrix_is_symmetric(n_features, seed):
    net, x, background = case(n_features, seed=seed)
    record = shapley_interactions(as_function(net), x, background)
    assert_allclose(record.values, exact_shapley(net, x, background).values, atol=1e-12)
    assert_allclose(record.matrix, np.swapaxes(record.matrix, 0, 1), atol=1e-15)


def test_a_sum_has_no_interactions_and_a_product_has():
    x, background = np.array([1.0, 2, 3]), np.random.default_rng(0).normal(size=(4, 3))
    off = ~np.eye(3, dtype=bool)
    total = shapley_interactions(lambda X: np.sin(X).sum(axis=1), x, background)
    assert_allclose(total.matrix[off], 0, atol=1e-12)
    product = shapley_interactions(lambda X: np.sin(X).prod(axis=1), x, background)
    with pytest.raises(AssertionError):
        assert_allclose(product.matrix[off], 0, atol=1e-12)


def test_too_many_players_are_refused():
    with pytest.raises(ValueError, match=r"Interactions of 17 players need 2\^17 coalitions"):
        shapley_interactions(linear(np.ones(17)), np.ones(17), np.zeros((1, 17)))
