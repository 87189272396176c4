"""Many networks at once have the gradients that each has alone."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core.landscapes import gradient_over_plane, plane_of_two_params
from nnviz_core.side_by_side import gradients_of_many
from tests.core.examples import network, samples

X, Y = samples(6)


@pytest.mark.parametrize("activation", ["tanh", "relu", "softmax"])
@pytest.mark.parametrize(
    ("output", "loss"), [("identity", "mse"), ("sigmoid", "binary_cross_entropy"), ("softmax", "mae")]
)
def test_each_loss_and_gradient_is_that_of_the_network_alone(activation, output, loss):
    net = network(activation=activation, output=output)
    vectors = np.random.default_rng(3).normal(size=(4, net.n_params))
    losses, gradients = gradients_of_many(net, vectors, X, Y, loss)
    for vector, value, gradient in zip(vectors, losses, gradients, strict=True):
        alone = net.with_params(vector).gradients(X, Y, loss)
        assert_allclose(value, alone.loss, rtol=1e-12)
        assert_allclose(gradient, alone.vector, rtol=1e-10, atol=1e-14)


def test_the_field_over_a_plane_is_made_of_such_gradients():
    net = network()
    plane = plane_of_two_params(net, 2, 5)
    field = gradient_over_plane(net, plane, X, Y, alpha=[-0.5, 1.0], beta=[0.3])
    _, gradients = gradients_of_many(net, plane.at([-0.5, 1.0], 0.3), X, Y)
    assert_allclose(field[0], gradients @ plane.directions.T, rtol=1e-12)
