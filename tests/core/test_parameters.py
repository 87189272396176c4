"""One vector, seen layer by layer."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from nnviz_core.parameters import Parameters, count


def test_layers_are_views_of_the_vector():
    vector = np.arange(count((2, 3, 1)), dtype=float)
    parameters = Parameters(vector, (2, 3, 1))
    first, second = parameters.layers
    assert_array_equal(first.weights, [[0, 1, 2], [3, 4, 5]])
    assert_array_equal(first.biases, [6, 7, 8])
    assert_array_equal(second.weights, [[9], [10], [11]])
    assert_array_equal(second.biases, [12])
    second.biases[0] = -1
    first.weights[1, 2] = -2
    assert vector[12] == -1
    assert vector[5] == -2


def test_leading_axes_are_kept():
    vectors = np.arange(2 * 13).reshape(2, 13)
    layers = Parameters(vectors, (2, 3, 1)).layers
    assert layers[0].weights.shape == (2, 2, 3)
    assert_array_equal(layers[1].biases, [[12], [25]])


def test_blocks_of_layers_of_one_shape_are_views_too():
    parameters = Parameters(np.arange(count((1, 2, 2, 2, 1)), dtype=float), (1, 2, 2, 2, 1))
    blocks = parameters.stacked(1, 3)
    assert blocks.shape == (2, 3, 2)
    assert np.shares_memory(blocks, parameters.vector)
    for block, layer in zip(blocks, parameters.layers[1:3], strict=True):
        assert_array_equal(block, layer.block)


def test_weights_are_told_from_biases_and_every_one_has_a_name():
    parameters = Parameters(np.zeros(13), (2, 3, 1))
    assert_array_equal(np.flatnonzero(~parameters.is_weight), [6, 7, 8, 12])
    names = parameters.names()
    assert names[5] == "layers[0].weights[1, 2]"
    assert names[6] == "layers[0].biases[0]"
    assert names[12] == "layers[1].biases[0]"
    assert len(set(names)) == 13


def test_a_vector_of_another_length_is_refused():
    with pytest.raises(ValueError, match="need 13 parameters"):
        Parameters(np.zeros(12), (2, 3, 1))
