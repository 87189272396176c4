"""The first number that is not finite is found where it was born."""

import numpy as np
import pytest

from nnviz_core.faults import first_fault
from tests.core.examples import network, samples

X, Y = samples()


def fault_of(net, loss="mse", **options):
    fault = first_fault(net, X, Y, loss, **options)
    assert fault is not None
    return fault


def test_a_sound_network_has_none():
    assert first_fault(network(), X, Y, "mse") is None


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_bad_parameter_is_named(layer):
    net = network()
    net.layers[layer].weights[1, 0] = np.nan
    fault = fault_of(net, update=17)
    assert (fault.update, fault.layer, fault.operation, fault.index) == (17, layer, "parameters", (1, 0))


def test_an_overflow_in_the_second_layer_is_its_pre_activation():
    net = network(activation="identity")
    net.layers[0].weights[...] = 1e200
    net.layers[1].weights[...] = 1e200
    fault = fault_of(net)
    assert (fault.layer, fault.operation) == (1, "pre_activation")


def test_an_overflow_in_the_square_is_the_loss():
    net = network(activation="identity")
    net.layers[2].biases[...] = 1e160
    assert fault_of(net).operation == "loss"
    assert first_fault(net, X, Y, "mae") is None


def test_a_step_too_long_is_the_step():
    after = network().params.copy()
    after[3] = np.inf
    assert fault_of(network(), after=after).operation == "step"
