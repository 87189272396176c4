"""A residual network: its gradient is the slope of its loss, and depth does not take it away."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core.inspection import gradient_norms
from nnviz_core.losses import find_loss
from nnviz_core.network import Network
from nnviz_core.residual import adds, residual_forward, residual_gradients
from tests.core.examples import network, samples

X, _ = samples(9)
SIZES = (3, 4, 4, 4, 2)


def slopes(net, X, y, loss, step=1e-6):
    """dL/dp of the residual network by central differences of its loss."""
    measured = np.empty(net.n_params)
    for index in range(net.n_params):
        ends = []
        for sign in (1, -1):
            moved = net.with_params(net.params)
            moved.params[index] += sign * step
            ends.append(residual_gradients(moved, X, y, loss).loss)
        measured[index] = (ends[0] - ends[1]) / (2 * step)
    return measured


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "gelu", "softmax"])
@pytest.mark.parametrize(
    ("output", "loss"), [("identity", "mse"), ("sigmoid", "binary_cross_entropy"), ("softmax", "mse")]
)
def test_the_gradient_is_the_slope_of_the_loss(activation, output, loss):
    net = network(SIZES, activation=activation, output=output)
    y = np.eye(2)[np.arange(9) % 2]
    assert_allclose(residual_gradients(net, X, y, loss).vector, slopes(net, X, y, loss), rtol=1e-6, atol=1e-9)


def test_the_gradient_of_the_plain_network_is_another():
    """The twin that must fail."""
    net, y = network(SIZES), np.eye(2)[np.arange(9) % 2]
    with pytest.raises(AssertionError):
        assert_allclose(net.gradients(X, y).vector, slopes(net, X, y, "mse"), rtol=1e-3)


def test_a_layer_is_its_inputs_plus_what_it_computes():
    net = network(SIZES)
    record = residual_forward(net, X)
    a = record.activations
    assert adds(net) == (False, True, True, False)
    for index in (1, 2):
        assert_allclose(a[index] - a[index - 1], np.tanh(record.pre_activations[index]), rtol=1e-12)


def test_without_layers_of_equal_size_it_is_the_plain_network():
    net, y = network((3, 5, 4, 2)), samples(9)[1]
    residual, plain = residual_gradients(net, X, y), net.gradients(X, y)
    assert_allclose(residual.vector, plain.vector, rtol=1e-12)
    assert_allclose(residual.loss, plain.loss, rtol=1e-13)
    assert_allclose(residual.losses, find_loss("mse").per_sample(residual.output, y))


def test_ten_sigmoid_layers_keep_the_first_ones_gradient():
    net = Network.dense((3, *(8,) * 9, 1), activation="sigmoid", rng=np.random.default_rng(0))
    y = np.ones(9)
    plain, residual = (gradient_norms(r) for r in (net.gradients(X, y), residual_gradients(net, X, y)))
    assert plain[0] / plain[-1] < 1e-4
    assert residual[0] / residual[-1] > 1e-2


def test_what_a_network_refuses_is_refused():
    with pytest.raises(ValueError, match="one target for each sample"):
        residual_gradients(network(SIZES), X, np.zeros((3, 2)))
    with pytest.raises(ValueError, match="logits"):
        residual_gradients(network(SIZES, output="tanh"), X, np.zeros((9, 2)), "binary_cross_entropy")
