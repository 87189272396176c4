"""A mean is a mean, and a gradient is the slope."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core.activations import ACTIVATIONS
from nnviz_core.losses import LOSSES, BinaryCrossEntropy, Huber, MeanSquaredError, Penalty, as_targets, find_loss
from nnviz_core.parameters import Parameters

RNG = np.random.default_rng(0)
OUTPUTS = RNG.normal(size=(5, 3))
TARGETS = {name: RNG.normal(size=(5, 3)) for name in ("mse", "mae", "huber")} | {
    "binary_cross_entropy": RNG.random((5, 3)),
    "softmax_cross_entropy": RNG.dirichlet(np.ones(3), 5),
}


def gradient(loss, outputs, targets):
    predictions = ACTIVATIONS[loss.link](outputs) if loss.link else outputs
    out = np.empty_like(outputs)
    loss.gradient(predictions, targets, out)
    return out


@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient_is_the_limit_of_differences(name):
    loss, targets, h = find_loss(name), TARGETS[name], 1e-6
    numeric = np.zeros_like(OUTPUTS)
    for index in np.ndindex(OUTPUTS.shape):
        ahead, behind = OUTPUTS.copy(), OUTPUTS.copy()
        ahead[index] += h
        behind[index] -= h
        numeric[index] = (loss.value(ahead, targets) - loss.value(behind, targets)) / (2 * h)
    assert_allclose(gradient(loss, OUTPUTS, targets), numeric, atol=1e-9)
    # its twin: a sum in place of the mean would not pass
    assert np.abs(len(OUTPUTS) * gradient(loss, OUTPUTS, targets) - numeric).max() > 1e-2


@pytest.mark.parametrize("name", LOSSES)
def test_repeating_the_samples_does_not_change_the_loss(name):
    loss = find_loss(name)
    twice = np.tile(OUTPUTS, (2, 1)), np.tile(TARGETS[name], (2, 1))
    assert_allclose(loss.value(*twice), loss.value(OUTPUTS, TARGETS[name]), rtol=1e-14)


def test_by_hand():
    outputs, targets = np.array([[1.0, 4.0]]), np.array([[0.0, 1.0]])  # residuals 1 and 3
    assert find_loss("mse").value(outputs, targets) == 5  # (1 + 9) / 2
    assert find_loss("mae").value(outputs, targets) == 2  # (1 + 3) / 2
    assert Huber(2.0).value(outputs, targets) == 2.25  # (1/2 + 2 (3 − 1)) / 2
    zero = np.zeros((1, 2))
    assert_allclose(find_loss("binary_cross_entropy").value(zero, targets), np.log(2), rtol=1e-15)
    assert_allclose(find_loss("softmax_cross_entropy").value(zero, targets), np.log(2), rtol=1e-15)


def test_cross_entropies_of_logits_of_ten_thousand_are_exact():
    logits = np.array([[1e4], [-1e4], [1e4], [-1e4]])
    targets = np.array([[0.0], [1.0], [1.0], [0.0]])
    loss = BinaryCrossEntropy()
    assert_allclose(loss.per_sample(logits, targets), [1e4, 1e4, 0, 0], rtol=1e-15)
    assert_allclose(gradient(loss, logits, targets) * 4, [[1], [-1], [0], [0]], atol=1e-15)
    soft = find_loss("softmax_cross_entropy")
    assert_allclose(soft.per_sample(np.array([[1e4, -1e4]]), np.array([[0.0, 1.0]])), 2e4, rtol=1e-15)


def test_two_classes_by_softmax_are_one_logit_by_sigmoid():
    z = RNG.normal(size=(6, 1))
    classes = np.array([0, 1, 1, 0, 1, 0])
    binary = find_loss("binary_cross_entropy").per_sample(z, classes[:, np.newaxis])
    soft = find_loss("softmax_cross_entropy")
    assert_allclose(soft.per_sample(np.hstack([np.zeros_like(z), z]), as_targets(classes, 2, soft)), binary, rtol=1e-12)


def test_huber_is_half_the_square_near_and_a_line_far():
    assert_allclose(Huber(1e6).value(OUTPUTS, TARGETS["mse"]), MeanSquaredError().value(OUTPUTS, TARGETS["mse"]) / 2)
    assert_allclose(
        Huber(1e-9).value(OUTPUTS, TARGETS["mse"]) / 1e-9, find_loss("mae").value(OUTPUTS, TARGETS["mse"]), rtol=1e-6
    )


def test_a_penalty_prices_weights_and_lets_biases_free():
    parameters = Parameters(np.array([1.0, -2.0, 10.0]), (2, 1))  # two weights, one bias
    penalty = Penalty(l1=0.5, l2=0.1)
    assert_allclose(penalty.value(parameters), 0.5 * 3 + 0.05 * 5)
    gradient = np.zeros(3)
    penalty.add_gradient(parameters, gradient)
    assert_allclose(gradient, [0.5 + 0.1, -0.5 - 0.2, 0])


def test_class_numbers_become_one_hot_rows():
    targets = as_targets([2, 0], 3, find_loss("softmax_cross_entropy"))
    assert_allclose(targets, [[0, 0, 1], [1, 0, 0]])


@pytest.mark.parametrize(
    ("name", "y", "message"),
    [
        ("binary_cross_entropy", [[-1.0, 1.0]], "0 and 1"),
        ("softmax_cross_entropy", [[0.5, 0.6]], "add up"),
        ("softmax_cross_entropy", [0, 2], "class numbers"),
        ("mse", [[1.0]], "2 are needed"),
    ],
)
def test_targets_that_cannot_be_meant_are_refused(name, y, message):
    with pytest.raises(ValueError, match=message):
        as_targets(y, 2, find_loss(name))


def test_an_unknown_loss_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match="Choose one of: mse, mae, huber"):
        find_loss("rmse")
