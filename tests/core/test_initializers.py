"""The spread is the one that the papers ask for."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.initializers import INITIALIZERS, Constant, Glorot, He, Orthogonal, find_initializer


def draw(initializer, n_in=300, n_out=200, seed=0):
    return initializer(n_in, n_out, rng=np.random.default_rng(seed))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_same_seed_draws_the_same_weights(name):
    weights = draw(find_initializer(name), 4, 3)
    assert weights.shape == (4, 3)
    assert_array_equal(weights, draw(find_initializer(name), 4, 3))


@pytest.mark.parametrize("distribution", ["uniform", "normal"])
def test_glorot_and_he_have_their_variances(distribution):
    # of 60 000 numbers the variance is within some 2 % of the true one
    assert_allclose(draw(Glorot(distribution)).var(), 2 / 500, rtol=0.03)
    assert_allclose(draw(He(distribution)).var(), 2 / 300, rtol=0.03)
    # its twin: the one is not the other
    assert abs(draw(Glorot(distribution)).var() / (2 / 300) - 1) > 0.1


def test_uniform_glorot_keeps_its_bound():
    assert np.abs(draw(Glorot())).max() <= np.sqrt(6 / 500)


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (1, 3)])
def test_orthogonal_columns_or_rows_are_orthonormal(shape):
    weights = draw(Orthogonal(2.0), *shape) / 2
    small = weights.T @ weights if shape[0] >= shape[1] else weights @ weights.T
    assert_allclose(small, np.eye(min(shape)), atol=1e-14)


def test_a_constant_is_constant():
    assert_array_equal(draw(Constant(0.3), 2, 2), np.full((2, 2), 0.3))


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="Choose one of: zeros"):
        find_initializer("xavier")
    with pytest.raises(ValueError, match="distribution"):
        draw(Glorot("cauchy"))  # type: ignore[arg-type]
