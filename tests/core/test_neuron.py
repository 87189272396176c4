"""One neuron in closed form, held against differences, the general network and scikit-learn."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core import neuron
from nnviz_core.network import Network

RNG = np.random.default_rng(7)
X = RNG.standard_normal((40, 2))
Y = (X @ [1.0, -0.5] + 0.3 + RNG.standard_normal(40) > 0).astype(float)
PARAMS = np.array([0.7, -1.3, 0.4])
every_loss = pytest.mark.parametrize("name", neuron.LOSSES)
NETWORK_LOSSES = {"cross_entropy": "binary_cross_entropy", "squared_error": "mse"}


def measured_gradient(params, name, step=1e-6):
    nudges = step * np.eye(3)
    return (neuron.loss(params + nudges, X, Y, name) - neuron.loss(params - nudges, X, Y, name)) / (2 * step)


def test_one_sample_by_hand():
    params, x = np.array([2.0, 1.0, -1.0]), np.array([[1.0, 0.5]])  # z = 2 + 0.5 − 1 = 1.5
    p = 1 / (1 + math.exp(-1.5))
    assert_allclose(neuron.score(params, x), [1.5])
    assert_allclose(neuron.probability(params, x), [p])
    assert_allclose(neuron.loss(params, x, np.array([1.0])), -math.log(p))
    assert_allclose(neuron.loss(params, x, np.array([0.0])), -math.log(1 - p))
    assert_allclose(neuron.loss(params, x, np.array([0.0]), "squared_error"), p * p)
    assert_allclose(neuron.gradient(params, x, np.array([1.0])), (p - 1) * np.array([1, 0.5, 1]))


@every_loss
def test_the_gradient_is_that_of_the_loss(name):
    assert_allclose(neuron.gradient(PARAMS, X, Y, name), measured_gradient(PARAMS, name), rtol=1e-7, atol=1e-9)


def test_the_gradient_of_the_other_loss_would_be_noticed():
    assert not np.allclose(neuron.gradient(PARAMS, X, Y, "squared_error"), measured_gradient(PARAMS, "cross_entropy"))


@every_loss
def test_the_hessian_is_the_difference_of_gradients(name):
    step = 1e-6
    rows = [
        (neuron.gradient(PARAMS + nudge, X, Y, name) - neuron.gradient(PARAMS - nudge, X, Y, name)) / (2 * step)
        for nudge in step * np.eye(3)
    ]
    assert_allclose(neuron.hessian(PARAMS, X, Y, name), rows, rtol=1e-6, atol=1e-9)


@every_loss
def test_the_general_network_with_one_unit_says_the_same(name):
    network = Network((2, 1), ("sigmoid",), PARAMS)
    there = network.gradients(X, Y, NETWORK_LOSSES[name])
    assert_allclose(neuron.probability(PARAMS, X), there.output[:, 0], rtol=1e-14)
    assert_allclose(neuron.loss(PARAMS, X, Y, name), there.loss, rtol=1e-13)
    assert_allclose(neuron.gradient(PARAMS, X, Y, name), there.vector, rtol=1e-12, atol=1e-15)


@every_loss
def test_a_grid_of_neurons_is_each_neuron(name):
    many = RNG.standard_normal((4, 5, 3))
    assert_allclose(neuron.loss(many, X, Y, name)[2, 3], neuron.loss(many[2, 3], X, Y, name), rtol=1e-13)
    assert_allclose(neuron.gradient(many, X, Y, name)[2, 3], neuron.gradient(many[2, 3], X, Y, name), rtol=1e-12)
    assert neuron.n_wrong(many, X, Y).shape == (4, 5)


@pytest.mark.cpython
@pytest.mark.parametrize("bias", [None, 0.5])
def test_the_minimum_is_scikit_learns(bias):
    linear_model = pytest.importorskip("sklearn.linear_model")
    found = neuron.minimum(X, Y, bias=bias)
    if bias is None:
        theirs = linear_model.LogisticRegression(C=1e9, tol=1e-12, max_iter=10_000).fit(X, Y)
        assert_allclose(found, [*theirs.coef_[0], *theirs.intercept_], rtol=1e-4)
        assert_allclose(neuron.gradient(found, X, Y), 0, atol=1e-11)
    else:
        assert found[2] == bias
        assert_allclose(neuron.gradient(found, X, Y)[:2], 0, atol=1e-11)


def test_where_a_line_separates_the_classes_there_is_no_minimum():
    x, y = np.array([[-2.0, 0], [-1, 1], [1, 0], [2, 1]]), np.array([0.0, 0, 1, 1])
    assert np.isnan(neuron.minimum(x, y)).all()
    assert not np.isnan(neuron.minimum(x, np.array([0.0, 1, 1, 0]))).any()


def test_the_minimum_of_xor_is_nothing_at_all():
    x, y = np.array([[-1.0, -1], [1, 1], [-1, 1], [1, -1]]), np.array([0.0, 0, 1, 1])
    assert_allclose(neuron.minimum(x, y), 0, atol=1e-12)
    assert_allclose(neuron.loss(np.zeros(3), x, y), math.log(2))


def test_far_out_scores_neither_overflow_nor_lose_the_loss():
    z = np.array([-800.0, 800.0])
    assert_allclose(neuron.cross_entropy(z, np.array([1.0, 0.0])), 800)
    assert_allclose(neuron.cross_entropy(z, np.array([0.0, 1.0])), 0, atol=1e-300)
    assert_allclose(neuron.squared_error_slope(z, np.array([1.0, 0.0])), 0)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_points_of_the_line_have_its_probability_and_the_ends_lie_on_the_box(p):
    ends = neuron.line_in_box(PARAMS, -2, 3, p)
    assert ends.shape == (2, 2)
    assert_allclose(neuron.probability(PARAMS, ends), p, rtol=1e-12)
    for end in ends:
        assert np.isclose(end, -2).any() or np.isclose(end, 3).any()
    w_right_of_the_way = np.cross([*(ends[1] - ends[0]), 0], [*PARAMS[:2], 0])[2]
    assert w_right_of_the_way < 0


@pytest.mark.parametrize("params", [[0, 0, 1], [1, 0, 9], [0, 1, -9], [1, 1, 20]])
def test_a_line_that_is_not_in_the_box_has_no_ends(params):
    assert neuron.line_in_box(np.array(params, float), -2, 3).shape == (0, 2)


@pytest.mark.parametrize("params", [[1, 0, 1], [0, 2, 1], [0, -2, -1]])
def test_upright_and_level_lines_run_from_edge_to_edge(params):
    ends = neuron.line_in_box(np.array(params, float), -2, 3)
    assert_allclose(np.ptp(ends, axis=0).max(), 5)


def test_margins_are_distances_with_a_sign():
    params = np.array([3.0, 4.0, -5.0])  # ‖w‖ = 5, the line at distance 1
    x, y = np.array([[0.0, 0.0], [3.0, 4.0], [0.6, 0.8]]), np.array([0.0, 0.0, 1.0])
    assert_allclose(neuron.margins(params, x, y), [1, -4, 0], atol=1e-12)
    assert_allclose(neuron.foot(params), [0.6, 0.8])
    assert np.isnan(neuron.margins(np.zeros(3), x, y)).all()


def test_the_belt_between_p_and_1_minus_p_is_as_wide_as_said():
    width = neuron.band_width(PARAMS, 0.9)
    assert_allclose(width, np.linalg.norm(neuron.foot(PARAMS, 0.9) - neuron.foot(PARAMS, 0.1)), rtol=1e-12)
    assert_allclose(neuron.band_width(2.0 * PARAMS, 0.9), width / 2, rtol=1e-12)
    assert neuron.band_width(0.0 * PARAMS) == math.inf
