"""Gradients with respect to the inputs against finite differences, and the whole way against its two ends."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core.explain import gradient_times_input, input_gradient, integrated_gradients
from nnviz_core.network import Network
from tests.core.examples import ELEMENTWISE, network


def numeric(net, x, of, step=1e-5):
    def outputs(X):
        return net.predict(X) if of == "output" else net.forward(X).pre_activations[-1]

    nudges = step * np.eye(x.size)
    return (outputs(x + nudges) - outputs(x - nudges)) / (2 * step)


@pytest.mark.parametrize("activation", ELEMENTWISE)
@pytest.mark.parametrize("output", ["identity", "sigmoid", "softmax"])
@pytest.mark.parametrize("of", ["output", "logit"])
def test_the_gradient_is_the_finite_difference(activation, output, of):
    net = network((4, 6, 5, 3), activation=activation, output=output)
    x = np.random.default_rng(1).normal(size=4)
    assert_allclose(input_gradient(net, x[np.newaxis], of=of)[0], numeric(net, x, of), atol=1e-8)


def test_a_wrong_gradient_would_be_seen():
    """The twin: without the slope of the last layer it is another one."""
    net, x = network((4, 6, 3), output="sigmoid"), np.random.default_rng(1).normal(size=4)
    with pytest.raises(AssertionError):
        assert_allclose(input_gradient(net, x[np.newaxis], of="logit")[0], numeric(net, x, "output"), atol=1e-8)


def test_gradient_times_input_is_exact_for_a_line_through_zero():
    net = Network.dense((3, 2), rng=np.random.default_rng(0))
    x = np.array([1.0, -2.0, 0.5])
    record = gradient_times_input(net, x)
    assert_allclose(record.values, x[:, np.newaxis] * net.layers[0].weights, rtol=1e-14)
    assert_allclose(record.values.sum(axis=0), record.prediction, rtol=1e-14)


@pytest.mark.parametrize("of", ["output", "logit"])
@pytest.mark.parametrize("n_baselines", [1, 5])
def test_integrated_gradients_sum_to_the_difference(of, n_baselines):
    net = network((4, 6, 3), output="softmax")
    rng = np.random.default_rng(2)
    x, background = rng.normal(size=4), rng.normal(size=(n_baselines, 4))
    record = integrated_gradients(net, x, background, n_steps=64, of=of)
    assert_allclose(record.values.sum(axis=0), record.prediction - record.base_value, atol=1e-9)
    assert_allclose(record.gap, 0, atol=1e-9)


def test_too_few_steps_leave_a_gap_that_is_told():
    net, x = network((4, 6, 3), output="softmax"), np.full(4, 2.0)
    record = integrated_gradients(net, x, -x, n_steps=2)
    assert np.abs(record.gap).max() > 1e-4
    assert_allclose(record.gap, record.prediction - record.base_value - record.values.sum(axis=0), rtol=1e-12)


def test_a_flat_place_hides_from_the_gradient_but_not_from_the_way():
    # relu(1 − relu(1 − x)): 0 at 0, 1 from 1 on (Sundararajan et al., section 2.1); at 2 it is flat
    net = Network.dense((1, 1, 1), activation="relu", output="relu", rng=np.random.default_rng(0))
    net.params[...] = [-1, 1, -1, 1]
    assert_allclose(gradient_times_input(net, [2.0]).values, [[0]])
    assert_allclose(integrated_gradients(net, [2.0], [0.0], n_steps=400).values, [[1]], atol=5e-3)


def test_many_baselines_average_the_ways():
    net, rng = network((3, 5, 2)), np.random.default_rng(3)
    x, background = rng.normal(size=3), rng.normal(size=(4, 3))
    each = [integrated_gradients(net, x, row).values for row in background]
    assert_allclose(integrated_gradients(net, x, background).values, np.mean(each, axis=0), rtol=1e-10)


def test_what_is_no_output_is_refused():
    with pytest.raises(ValueError, match="no choice of `of` named 'logits'. Did you mean 'logit'"):
        input_gradient(network((3, 2)), np.zeros((1, 3)), of="logits")
