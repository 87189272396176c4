"""A map is the network at the points of the grid."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.grids import MapMaker, bent_grid, decision_regions, grid, threshold, unit_maps
from tests.core.examples import network


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "gelu", "softmax", "identity"])
@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_every_units_map_is_its_activation_point_by_point(activation, scale):
    net = network((2, 4, 3, 2), activation=activation)
    net.params[...] *= scale  # large enough, and the exponentials of the first layer would overflow
    points = grid((-2, 1, -1, 3), n_columns=9, n_rows=7)
    maps = unit_maps(net, points)
    record = net.forward(points.points())
    for layer, activations in zip(maps.layers, record.activations, strict=True):
        assert_allclose(layer, activations.T.reshape(-1, 7, 9), rtol=1e-12, atol=1e-12)
    assert maps.output.shape == (2, 7, 9)


def test_row_0_is_the_lowest_and_the_outermost_points_lie_on_the_extent():
    points = grid((-2, 1, -1, 3), n_columns=4, n_rows=5)
    assert_array_equal(points.points()[0], [-2, -1])
    assert_array_equal(points.points()[3], [1, -1])
    assert_array_equal(points.points()[-1], [1, 3])


def test_any_two_inputs_may_run_while_the_others_are_held():
    net = network((4, 5, 1))
    points = grid(n_columns=6, n_rows=5, n_inputs=4, columns=(3, 1), others=[0.5, 9, -0.5, 9])
    inputs = points.points()
    assert_array_equal(np.unique(inputs[:, 0]), [0.5])
    assert_array_equal(inputs[:6, 3], np.linspace(-1, 1, 6))
    assert_allclose(unit_maps(net, points).output[0].ravel(), net.predict(inputs)[:, 0], rtol=0, atol=1e-12)


def test_a_map_maker_follows_the_network():
    net, points = network((2, 4, 1)), grid(n_columns=5, n_rows=5)
    maker = MapMaker(net, points)
    maker.maps(net)
    net.params[...] *= 2
    assert_allclose(maker.maps(net).output[0].ravel(), net.predict(points.points())[:, 0], rtol=0, atol=1e-14)


def test_decision_regions_are_the_predicted_classes():
    points = grid((-4, 4, -4, 4), n_columns=20, n_rows=20)
    for net, classes in (
        (network((2, 4, 3), output="softmax"), lambda out: out.argmax(axis=1)),
        (network((2, 4, 1), output="sigmoid"), lambda out: (out[:, 0] > 0.5).astype(int)),
        (network((2, 4, 1), output="tanh"), lambda out: (out[:, 0] > 0).astype(int)),
    ):
        regions = decision_regions(net, points)
        assert_array_equal(regions.ravel(), classes(net.predict(points.points())))
        assert len(np.unique(regions)) > 1
    assert threshold(network((2, 1))) == 0


def test_a_bent_grid_is_the_layers_answer_along_the_lines():
    net = network((2, 3, 1))
    lines = bent_grid(net, 0, (-1, 1, -2, 2), n_lines=5, n_points=9)
    assert lines.shape == (2, 5, 9, 3)
    # the lowest horizontal line and the leftmost vertical one start in the same corner
    assert_allclose(lines[0, 0, 0], lines[1, 0, 0], rtol=0, atol=1e-14)
    assert_allclose(lines[0, 4, 8], net.forward([[1.0, 2.0]]).activations[0][0], rtol=0, atol=1e-14)
    assert_allclose(lines[1, 1, 8], net.forward([[-0.5, 2.0]]).activations[0][0], rtol=0, atol=1e-14)


@pytest.mark.parametrize("bad", [{"extent": (1, -1, 0, 1)}, {"columns": (0, 0)}, {"columns": (0, 2)}, {"n_rows": 1}])
def test_impossible_grids_are_refused(bad):
    with pytest.raises(ValueError, match="give"):
        grid(**bad)
    with pytest.raises(ValueError, match="n_inputs=3"):
        unit_maps(network((3, 1)), grid())


def test_maps_of_a_network_that_sees_features_of_the_point():
    net, plane = network([3, 4, 2], output="softmax"), grid((-1, 1, -1, 1), n_columns=6, n_rows=5)
    points = plane.points()
    features = np.column_stack([points, points[:, 0] * points[:, 1]])
    maps = MapMaker(net, plane, features).maps(net)
    assert_allclose(maps.output.reshape(2, -1).T, net.predict(features), atol=1e-12)
    with pytest.raises(ValueError, match="inputs for each"):
        MapMaker(net, plane, features[:-1])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "gelu"])
@pytest.mark.parametrize("scale", [1.0, 30.0])
def test_maps_in_float32_are_right_to_a_pixels_shade(activation, scale):
    net = network((2, 4, 3, 1), activation=activation, output="sigmoid")
    net.params[...] *= scale  # at 30 the exponentials' product would overflow a float32 where a float64 holds it
    points = grid((-2, 1, -1, 3), n_columns=9, n_rows=7)
    exact, quick = unit_maps(net, points), MapMaker(net, points, dtype=np.float32).maps(net)
    for precise, pixels in zip(exact.layers, quick.layers, strict=True):
        assert pixels.dtype == np.float32
        assert_allclose(pixels, precise, rtol=2e-5 * scale, atol=2e-6 * scale)
