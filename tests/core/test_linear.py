"""Linear regression against arithmetic by hand, finite differences, least squares and the eigenvalue formula."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from nnviz_core import linear

X = np.array([-1.0, 1.0, 2.0, 3.0, 4.0])
Y = np.array([-2.0, 0.0, 1.0, 2.0, 3.0])

moderate = st.floats(-10, 10, allow_subnormal=False)
points = st.integers(2, 8).flatmap(
    lambda n: st.tuples(arrays(float, n, elements=moderate), arrays(float, n, elements=moderate))
)
params = arrays(float, 2, elements=moderate)


def test_the_articles_numbers_by_hand():
    # w = b = 0: the residuals are y itself, L = (4 + 0 + 1 + 4 + 9) / 5 = 3.6
    # Σ y x = 2 + 0 + 2 + 6 + 12 = 22, so ∂L/∂w = −2/5 · 22 = −8.8; Σ y = 4, so ∂L/∂b = −1.6
    origin = np.zeros(2)
    assert_allclose(linear.mse(origin, X, Y), 3.6, rtol=1e-15)
    assert_allclose(linear.gradient(origin, X, Y), [-8.8, -1.6], rtol=1e-14)
    assert_allclose(linear.minimum(X, Y), [1, -1], atol=1e-12)
    # mean x² = 31/5 and mean x = 9/5
    assert_allclose(linear.hessian(X), 2 * np.array([[31 / 5, 9 / 5], [9 / 5, 1]]), rtol=1e-15)


def test_the_largest_curvature_by_the_formula_for_two_by_two():
    half_trace, gap = (6.2 + 1) / 2, np.sqrt(((6.2 - 1) / 2) ** 2 + 1.8**2)
    assert_allclose(linear.curvature(X)[0], [2 * (half_trace - gap), 2 * (half_trace + gap)], rtol=1e-12)
    assert_allclose(linear.rate_limit(X), 1 / (half_trace + gap), rtol=1e-12)


@given(points, params)
def test_the_gradient_is_the_finite_difference(xy, p):
    x, y = xy
    rounding = 1e-6 * float(1 + linear.mse(p, x, y))  # of a difference of two losses, divided by 2ε = 2e-3
    assert_allclose(linear.gradient(p, x, y), linear.numeric_gradient(p, x, y, 1e-3), atol=rounding)


@given(points, params)
def test_the_gradient_is_the_mean_of_the_samples_own(xy, p):
    x, y = xy
    assert_allclose(linear.gradient(p, x, y), linear.sample_gradients(p, x, y).mean(axis=0), rtol=1e-9, atol=1e-9)


@given(points, params, params)
def test_the_loss_is_its_second_order_expansion(xy, p, step):
    # A quadratic has no third derivative: L(p + s) = L(p) + g·s + ½ sᵀHs exactly.
    x, y = xy
    expansion = linear.mse(p, x, y) + linear.gradient(p, x, y) @ step + step @ linear.hessian(x) @ step / 2
    assert_allclose(linear.mse(p + step, x, y), expansion, rtol=1e-9, atol=1e-8)


def test_a_grid_of_parameters_gives_what_each_point_gives():
    grid = np.random.default_rng(0).normal(size=(4, 3, 2))
    each = [[linear.mse(p, X, Y) for p in row] for row in grid]
    assert_allclose(linear.mse(grid, X, Y), each, rtol=1e-14)
    assert linear.gradient(grid, X, Y).shape == (4, 3, 2)
    assert linear.sample_gradients(grid, X, Y).shape == (4, 3, 5, 2)


def test_samples_at_one_x_still_have_a_lowest_point():
    x, y = np.full(3, 2.0), np.array([1.0, 2.0, 3.0])
    assert_allclose(linear.gradient(linear.minimum(x, y), x, y), 0, atol=1e-12)


def distance_after(rate, n_updates=200):
    p = np.zeros(2)
    for _ in range(n_updates):
        p = p - rate * linear.gradient(p, X, Y)
    return np.hypot(*(p - linear.minimum(X, Y)))


def test_just_below_the_rate_limit_it_converges_and_just_above_it_diverges():
    limit, start = linear.rate_limit(X), np.sqrt(2)
    assert distance_after(0.98 * limit) < start
    assert distance_after(1.02 * limit) > 10 * start


def test_a_gradient_without_its_two_is_caught():
    # The twin that must fail: half of the gradient is not the gradient.
    half = linear.gradient(np.zeros(2), X, Y) / 2
    with pytest.raises(AssertionError):
        assert_allclose(half, linear.numeric_gradient(np.zeros(2), X, Y, 1e-3), rtol=1e-6)
