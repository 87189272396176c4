"""Landscapes of networks whose landscape is known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core import landscapes, linear
from nnviz_core.activations import ACTIVATIONS
from nnviz_core.losses import Penalty
from tests.core.examples import network, samples

X, Y = samples()
AXIS = np.linspace(-1, 1, 5)
x, y = np.array([-1.0, 1.0, 2.0, 3.0, 4.0]), np.array([-2.0, 0.5, 1.0, 2.0, 2.5])


def test_two_parameters_of_a_line_give_the_bowl_of_linear_regression():
    line = network((1, 1))
    plane = landscapes.plane_of_two_params(line, 0, 1)
    losses = landscapes.loss_over_plane(line, plane, x[:, np.newaxis], y, alpha=AXIS, beta=2 * AXIS)
    for row, column in np.ndindex(losses.shape):
        assert_allclose(losses[row, column], linear.mse(np.array([AXIS[column], 2 * AXIS[row]]), x, y), rtol=1e-13)
    field = landscapes.gradient_over_plane(line, plane, x[:, np.newaxis], y, alpha=AXIS, beta=2 * AXIS)
    assert_allclose(field[3, 1], linear.gradient(np.array([AXIS[1], 2 * AXIS[3]]), x, y), rtol=1e-12)


def test_the_hessian_of_a_line_is_known():
    curvature = landscapes.hessian(network((1, 1)), x[:, np.newaxis], y)
    assert_allclose(curvature.hessian, linear.hessian(x), rtol=1e-8)
    assert_allclose(curvature.eigenvalues, linear.curvature(x)[0], rtol=1e-8)


def test_the_hessian_gives_the_second_difference_of_the_loss_in_any_direction():
    net = network()
    curvature = landscapes.hessian(net, X, Y, penalty=Penalty(l2=0.1))
    direction = np.random.default_rng(0).normal(size=net.n_params)
    direction /= np.linalg.norm(direction)
    h = 1e-3
    along = [net.with_params(net.params + k * h * direction).loss(X, Y, penalty=Penalty(l2=0.1)) for k in (-1, 0, 1)]
    assert_allclose(direction @ curvature.hessian @ direction, (along[0] - 2 * along[1] + along[2]) / h**2, rtol=1e-4)


def test_the_gradient_field_is_the_slope_of_the_landscape():
    net, h = network(), 1e-5
    plane = landscapes.random_plane(net, rng=np.random.default_rng(3))
    field = landscapes.gradient_over_plane(net, plane, X, Y, alpha=[0.3], beta=[-0.2])[0, 0]
    losses = landscapes.loss_over_plane(
        net, plane, X, Y, alpha=[0.3 - h, 0.3, 0.3 + h], beta=[-0.2 - h, -0.2, -0.2 + h]
    )
    assert_allclose(
        field, [(losses[1, 2] - losses[1, 0]) / (2 * h), (losses[2, 1] - losses[0, 1]) / (2 * h)], rtol=1e-6
    )


def test_the_centre_of_a_random_plane_is_the_network():
    net = network()
    plane = landscapes.random_plane(net, rng=np.random.default_rng(0))
    penalty = Penalty(l2=0.1)
    losses = landscapes.loss_over_plane(net, plane, X, Y, alpha=AXIS, beta=AXIS, penalty=penalty)
    assert_allclose(losses[2, 2], net.loss(X, Y, penalty=penalty), rtol=1e-14)
    assert_allclose(losses[1, 4], net.with_params(plane.at(1.0, -0.5)).loss(X, Y, penalty=penalty), rtol=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("output", "loss"), [("softmax", "mse"), ("sigmoid", "binary_cross_entropy"), ("gelu", "mae")])
def test_every_point_of_a_landscape_is_the_loss_of_that_network(activation, output, loss):
    net = network((3, 4, 3, 2), activation=activation, output=output)
    plane = landscapes.random_plane(net, rng=np.random.default_rng(1))
    losses = landscapes.loss_over_plane(net, plane, X, Y, loss, alpha=AXIS, beta=AXIS)
    expected = [[net.with_params(plane.at(a, b)).loss(X, Y, loss) for a in AXIS] for b in AXIS]
    assert_allclose(losses, expected, rtol=1e-12)


def test_random_directions_are_as_long_as_each_units_own_weights():
    net = network()
    net.layers[1].block[:, 2] *= 100
    plane = landscapes.random_plane(net, rng=np.random.default_rng(0))
    for direction in plane.directions:
        drawn = net.with_params(direction)
        for own, other in zip(net.layers, drawn.layers, strict=True):
            for mine, drawn_part in ((own.weights, other.weights), (own.biases[np.newaxis], other.biases[np.newaxis])):
                assert_allclose(np.linalg.norm(drawn_part, axis=0), np.linalg.norm(mine, axis=0), rtol=1e-12)


def test_rescaling_a_relu_network_does_not_change_its_landscape():
    # what a hidden unit gains, the next layer loses: the same function, and so the same picture
    net = network((3, 4, 2), activation="relu")
    scaled = net.with_params(net.params)
    scaled.layers[0].block[...] *= 8
    scaled.layers[1].weights[...] /= 8
    pictures = []
    for each in (net, scaled):
        plane = landscapes.random_plane(each, rng=np.random.default_rng(0))
        pictures.append(landscapes.loss_over_plane(each, plane, X, Y, alpha=AXIS, beta=AXIS))
    assert_allclose(pictures[0], pictures[1], rtol=1e-10)
    # its twin: without the normalisation the pictures differ
    raw = np.random.default_rng(0).standard_normal((2, net.n_params))
    planes = [landscapes.Plane(each.params, raw) for each in (net, scaled)]
    raw_pictures = [
        landscapes.loss_over_plane(each, plane, X, Y, alpha=AXIS, beta=AXIS)
        for each, plane in zip((net, scaled), planes, strict=True)
    ]
    assert np.abs(raw_pictures[0] - raw_pictures[1]).max() > 0.1


def test_a_path_that_lies_in_a_plane_is_projected_without_loss():
    rng = np.random.default_rng(0)
    path = rng.normal(size=5) + rng.normal(size=(9, 2)) @ rng.normal(size=(2, 5))
    plane, explained = landscapes.path_plane(path)
    assert_allclose(explained.sum(), 1, rtol=1e-12)
    assert explained[0] > explained[1]
    coordinates = plane.project(path)
    assert_allclose(plane.at(coordinates[:, 0], coordinates[:, 1]), path, atol=1e-12)
    assert_allclose(coordinates[-1], 0, atol=1e-12)
    # its twin: one more dimension, and something is lost
    bent = path + np.outer(rng.normal(size=9), rng.normal(size=5))
    assert landscapes.path_plane(bent)[1].sum() < 0.999


def test_a_loss_that_overflows_is_not_finite_and_not_an_error():
    net = network(activation="identity")
    plane = landscapes.random_plane(net, rng=np.random.default_rng(0))
    assert not np.isfinite(landscapes.loss_over_plane(net, plane, X, Y, alpha=[1e200], beta=[0.0])).any()


def test_impossible_planes_are_refused():
    net = network()
    plane = landscapes.plane_of_two_params(net, 0, 1)
    with pytest.raises(ValueError, match='output="sigmoid"'):
        landscapes.loss_over_plane(network(output="tanh"), plane, X, Y, "binary_cross_entropy", alpha=AXIS, beta=AXIS)
    with pytest.raises(ValueError, match="no parameter"):
        landscapes.plane_of_two_params(net, 0, net.n_params)
    with pytest.raises(ValueError, match="different"):
        landscapes.plane_of_two_params(net, 1, 1)
    with pytest.raises(ValueError, match="3 points"):
        landscapes.path_plane(np.zeros((2, 5)))
    with pytest.raises(ValueError, match="at most 400"):
        landscapes.hessian(network((20, 20)), X, Y)


def test_a_path_that_does_not_move_explains_nothing():
    _, explained = landscapes.path_plane(np.ones((4, 3)))
    assert_array_equal(explained, [0, 0])
