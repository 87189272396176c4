"""The buffers of a pass, and a plan that can be run again."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core import passes
from nnviz_core.losses import find_loss
from nnviz_core.passes import BackwardPass, ForwardPass, Stack, run, with_ones
from tests.core.examples import network, samples


def test_a_stack_keeps_each_unit_in_one_piece():
    stack = Stack((2, 3), 4, float)
    assert [layer.shape for layer in stack.layers] == [(4, 2), (4, 3)]
    assert all(layer.flags.f_contiguous for layer in stack.layers)
    assert stack.memory.shape == (7, 4)
    stack.layers[0][...], stack.layers[1][...] = 1, 5
    assert_array_equal(stack.memory[:, 0], [1, 1, 1, 5, 5, 5, 1])
    assert stack.maps(1, (2, 2)).base is not None
    assert stack.maps(1, (2, 2)).shape == (3, 2, 2)


def test_a_plan_sees_the_parameters_of_the_time_it_is_run():
    net, (X, y) = network(), samples()
    forward = ForwardPass(net.parameters, net.functions, len(X))
    backward = BackwardPass(forward, find_loss("mse"))
    inputs = with_ones(X)
    plan = [*forward.plan(inputs), *backward.plan(inputs, y)]
    for _ in range(3):
        run(plan)
        assert_allclose(backward.gradient.vector, net.gradients(X, y).vector, rtol=0, atol=1e-15)
        net.params[...] += 0.1


@pytest.mark.parametrize("has_blas", [True, False])
def test_samples_that_come_once_get_the_same_outputs_and_are_not_changed(monkeypatch, has_blas):
    monkeypatch.setattr(passes, "has_blas", lambda: has_blas)
    net, (X, _) = network(), samples()
    usual, once = (ForwardPass(net.parameters, net.functions, len(X)) for _ in range(2))
    before = X.copy()
    run(usual.plan(with_ones(X)))
    run(once.plan_once(X))
    assert_allclose(once.output, usual.output, rtol=1e-14)
    assert_array_equal(X, before)


def test_slopes_of_neighbours_with_the_same_activation_are_one_call():
    alike, different = network((2, 3, 3, 3, 1)), network((2, 3, 3, 3, 1), activation=["tanh", "sigmoid", "tanh"])
    lengths = []
    for net in (alike, different):
        backward = BackwardPass(ForwardPass(net.parameters, net.functions, 5), find_loss("mse"))
        lengths.append(len(backward.plan(np.ones((5, 3)), np.ones((5, 1)))))
    assert lengths[1] - lengths[0] == 2
