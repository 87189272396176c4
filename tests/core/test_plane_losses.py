"""The loss over a plane, row by row: what the rows share changes nothing of what they say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core import landscapes
from nnviz_core.losses import Penalty, find_loss
from nnviz_core.network import Network
from nnviz_core.plane_losses import PlaneLosses

rng = np.random.default_rng(0)
X, Y = rng.normal(size=(30, 2)), (rng.random(30) < 0.5).astype(float)
AXIS = np.linspace(-2, 2, 7)
SIZES = (2, 4, 3, 2, 1)
FIRST_OF_LAYER = (0, 12, 27, 35)
"""Where the parameters of each layer begin."""


def deep(activation: str) -> Network:
    return Network.dense(SIZES, rng=np.random.default_rng(2), activation=activation, output="sigmoid")


def one_by_one(net: Network, plane: landscapes.Plane, alpha, beta, penalty=None) -> np.ndarray:
    """The readable way: one network after another."""
    at = [[net.with_params(plane.at(a, b)) for a in alpha] for b in beta]
    return np.array([[each.loss(X, Y, "binary_cross_entropy", penalty=penalty) for each in row] for row in at])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "leaky_relu", "gelu"])
@pytest.mark.parametrize("layer", range(4))
def test_two_weights_of_any_layer_give_the_losses_of_the_networks_themselves(activation: str, layer: int):
    net = deep(activation)
    plane = landscapes.plane_of_two_params(net, FIRST_OF_LAYER[layer], FIRST_OF_LAYER[layer] + 1)
    losses = landscapes.loss_over_plane(net, plane, X, Y, "binary_cross_entropy", alpha=AXIS, beta=2 * AXIS)
    assert_allclose(losses, one_by_one(net, plane, AXIS, 2 * AXIS), rtol=1e-12)


def test_two_weights_of_different_layers_do_so_too():
    net = deep("tanh")
    plane = landscapes.plane_of_two_params(net, FIRST_OF_LAYER[3], FIRST_OF_LAYER[1] + 2)
    losses = landscapes.loss_over_plane(net, plane, X, Y, "binary_cross_entropy", alpha=AXIS, beta=AXIS)
    assert_allclose(losses, one_by_one(net, plane, AXIS, AXIS), rtol=1e-12)


def test_the_price_of_weights_is_that_of_each_network():
    net, penalty = deep("tanh"), Penalty(l1=0.01, l2=0.1)
    plane = landscapes.random_plane(net, rng=np.random.default_rng(1))
    losses = landscapes.loss_over_plane(
        net, plane, X, Y, "binary_cross_entropy", alpha=AXIS, beta=AXIS, penalty=penalty
    )
    assert_allclose(losses, one_by_one(net, plane, AXIS, AXIS, penalty), rtol=1e-12)


@pytest.mark.parametrize("reach", [300.0, 3000.0])
def test_weights_so_large_that_their_exponentials_overflow_still_give_the_right_losses(reach: float):
    net = deep("tanh")
    plane = landscapes.plane_of_two_params(net, 0, 5)
    far = np.array([-reach, 0.0, reach])
    losses = landscapes.loss_over_plane(net, plane, X, Y, "binary_cross_entropy", alpha=far, beta=far)
    assert_allclose(losses, one_by_one(net, plane, far, far), rtol=1e-12)


def test_rows_may_be_asked_for_in_any_order_and_again():
    net = deep("tanh")
    plane = landscapes.random_plane(net, rng=np.random.default_rng(1))
    rows = PlaneLosses(
        net, plane.center, plane.directions, X, Y[:, np.newaxis], find_loss("binary_cross_entropy"), alpha=AXIS
    )
    first = rows.row(0.5)
    assert np.abs(rows.row(-1.0) - first).max() > 1e-3
    np.testing.assert_array_equal(rows.row(0.5), first)


def test_a_plane_that_goes_nowhere_is_as_high_everywhere():
    net = deep("tanh")
    plane = landscapes.Plane(net.params, np.zeros((2, net.n_params)))
    losses = landscapes.loss_over_plane(net, plane, X, Y, "binary_cross_entropy", alpha=AXIS, beta=AXIS)
    assert_allclose(losses, net.loss(X, Y, "binary_cross_entropy"), rtol=1e-12)
