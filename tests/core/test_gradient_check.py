"""Every activation, every loss, every layer; and a check that can fail."""

import numpy as np
import pytest

from nnviz_core.activations import ACTIVATIONS, Activation
from nnviz_core.gradient_check import ANALYTIC_ACTIVATIONS, ANALYTIC_LOSSES, gradient_check
from nnviz_core.losses import LOSSES, Penalty
from tests.core.examples import network, samples

LINKED = {"binary_cross_entropy": ("sigmoid", "identity"), "softmax_cross_entropy": ("softmax", "identity")}
PAIRS = [(output, loss) for loss in LOSSES for output in LINKED.get(loss, ACTIVATIONS)]


def targets(loss, n_samples):
    rng = np.random.default_rng(2)
    return rng.dirichlet(np.ones(2), n_samples) if "cross_entropy" in loss else rng.normal(size=(n_samples, 2))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_backpropagation_is_the_slope_of_the_loss(activation, output, loss):
    net = network((3, 4, 3, 2), activation=activation, output=output)
    X, _ = samples(6)
    check = gradient_check(net, X, targets(loss, 6), loss, penalty=Penalty(l1=0.01, l2=0.1))
    assert check.largest_error < 2e-8, check.worst


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_it_holds_for_many_samples_too(activation):
    net = network((3, 4, 2), activation=activation)
    X, y = samples(200)
    assert gradient_check(net, X, y).largest_error < 2e-8


@pytest.mark.parametrize("activation", ANALYTIC_ACTIVATIONS)
@pytest.mark.parametrize("loss", ANALYTIC_LOSSES)
def test_the_complex_step_reaches_the_last_digits(activation, loss):
    output = "softmax" if loss == "softmax_cross_entropy" else activation
    net = network((3, 4, 3, 2), activation=activation, output=output)
    X, _ = samples(6)
    assert gradient_check(net, X, targets(loss, 6), loss, method="complex").largest_error < 1e-14


def test_a_wrong_derivative_is_found_and_its_layer_named(monkeypatch):
    def wrong_slope(z, a, out):
        out[...] = 1 - a  # the square is missing

    monkeypatch.setitem(ACTIVATIONS, "tanh", Activation("tanh", np.tanh, wrong_slope))
    X, y = samples()
    check = gradient_check(network((3, 4, 2)), X, y)
    assert check.largest_error > 1e-3
    assert check.worst.startswith("layers[0]")


def test_a_step_that_is_too_coarse_and_one_that_is_too_fine_blame_a_right_gradient():
    net, (X, y) = network(), samples()
    assert gradient_check(net, X, y, step=0.3).largest_error > 1e-4
    assert gradient_check(net, X, y, step=1e-13).largest_error > 1e-5
    assert gradient_check(net, X, y).largest_error < 1e-9


def test_what_cannot_be_checked_is_refused():
    net, (X, y) = network(activation="relu"), samples()
    with pytest.raises(ValueError, match="does not pass through relu"):
        gradient_check(net, X, y, method="complex")
    with pytest.raises(ValueError, match="no method"):
        gradient_check(net, X, y, method="forward")
    with pytest.raises(ValueError, match="float64"):
        gradient_check(network(dtype=np.float32), X, y)
