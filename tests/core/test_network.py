"""The network against arithmetic by hand, the textbook formula and finite differences."""

from math import exp, tanh

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.losses import Penalty
from nnviz_core.network import CHUNK, Network
from tests.core.examples import network, samples, textbook_forward

RNG = np.random.default_rng(0)


def test_a_2_2_1_network_by_hand():
    # Inputs 1 and 2, target 1, hidden tanh, output sigmoid, mean squared error.
    net = Network.dense([2, 2, 1], activation="tanh", output="sigmoid", rng=RNG)
    net.layers[0].weights[...] = [[0.1, -0.2], [0.3, 0.4]]
    net.layers[0].biases[...] = [0.05, -0.1]
    net.layers[1].weights[...] = [[0.5], [-0.6]]
    net.layers[1].biases[...] = [0.2]
    record = net.gradients([[1.0, 2.0]], [1.0], "mse")

    # z = 0.1·1 + 0.3·2 + 0.05 = 0.75 and −0.2·1 + 0.4·2 − 0.1 = 0.5
    assert_allclose(record.pre_activations[0], [[0.75, 0.5]], rtol=1e-15)
    a1, a2 = tanh(0.75), tanh(0.5)  # 0.635149, 0.462117
    z = 0.5 * a1 - 0.6 * a2 + 0.2  # 0.240304
    p = 1 / (1 + exp(-z))  # 0.559789
    assert_allclose(record.output, [[p]], rtol=1e-15)
    assert_allclose(p, 0.559789, atol=1e-6)
    assert_allclose(record.loss, (p - 1) ** 2, rtol=1e-14)  # 0.193786

    # backward: dL/dp = 2 (p − 1), dp/dz = p (1 − p)
    delta = 2 * (p - 1) * p * (1 - p)  # −0.216959
    assert_allclose(record.deltas[1], [[delta]], rtol=1e-14)
    assert_allclose(record.layers[1].weights, [[a1 * delta], [a2 * delta]], rtol=1e-14)
    assert_allclose(record.layers[1].biases, [delta], rtol=1e-14)
    # dL/dz of the hidden units: weight times delta times 1 − a²
    d1, d2 = 0.5 * delta * (1 - a1**2), -0.6 * delta * (1 - a2**2)
    assert_allclose(record.deltas[0], [[d1, d2]], rtol=1e-14)
    assert_allclose(record.layers[0].weights, [[d1, d2], [2 * d1, 2 * d2]], rtol=1e-14)
    assert_allclose(record.layers[0].biases, [d1, d2], rtol=1e-14)


@pytest.mark.parametrize("sizes", [(1, 1), (3, 2), (3, 5, 4, 2), (2, 8, 8, 8, 1)])
@pytest.mark.parametrize("n_samples", [1, 10, 500])
def test_every_activation_is_the_textbooks(sizes, n_samples):
    net = network(sizes)
    X, _ = samples(n_samples, sizes[0])
    expected = textbook_forward(net, X)
    record = net.forward(X)
    for got, wanted in zip([record.inputs, *record.activations], expected, strict=True):
        assert_allclose(got, wanted, rtol=0, atol=1e-13)
    assert_allclose(net.predict(X), expected[-1], rtol=0, atol=1e-13)


def test_predict_in_chunks_is_predict_at_once():
    net = network((2, 4, 3))
    X = RNG.normal(size=(CHUNK + 3, 2))
    assert_allclose(net.predict(X), net.forward(X).output, rtol=0, atol=1e-14)


def test_a_linear_network_has_the_gradient_of_linear_regression():
    net = network((3, 2))
    X, y = samples()
    residuals = X @ net.layers[0].weights + net.layers[0].biases - y
    record = net.gradients(X, y)
    assert_allclose(record.layers[0].weights, 2 / y.size * X.T @ residuals, rtol=1e-12)
    assert_allclose(record.layers[0].biases, 2 / y.size * residuals.sum(axis=0), rtol=1e-12)


def test_at_the_least_squares_solution_the_gradient_is_zero():
    net = network((3, 2))
    X, y = samples(30)
    design = np.hstack([X, np.ones((30, 1))])
    net.params[...] = np.linalg.lstsq(design, y, rcond=None)[0].ravel()
    assert_allclose(net.gradients(X, y).vector, 0, atol=1e-14)


@pytest.mark.parametrize("loss", ["mse", "huber", "binary_cross_entropy"])
@pytest.mark.parametrize("n_samples", [7, 200])
def test_the_gradient_is_the_mean_of_the_samples_own(loss, n_samples):
    net = network()
    X, y = samples(n_samples)
    record = net.gradients(X, y, loss, per_sample=True)
    assert_allclose(record.per_sample.vector.mean(axis=0), record.vector, rtol=0, atol=1e-14)
    alone = net.gradients(X[3:4], y[3:4], loss)
    assert_allclose(record.per_sample.vector[3], alone.vector, rtol=0, atol=1e-14)
    assert_allclose(record.per_sample.layers[1].weights[3], alone.layers[1].weights, rtol=0, atol=1e-14)
    assert_allclose(record.losses[3], alone.loss, rtol=1e-13)


def test_a_penalty_is_added_to_loss_and_gradient():
    net, (X, y), penalty = network(), samples(), Penalty(l2=0.3)
    plain, with_penalty = net.gradients(X, y), net.gradients(X, y, penalty=penalty)
    assert_allclose(with_penalty.loss - plain.loss, penalty.value(net.parameters), rtol=1e-12)
    assert_allclose(with_penalty.loss, net.loss(X, y, penalty=penalty), rtol=1e-15)
    difference = with_penalty.vector - plain.vector
    assert_allclose(difference, 0.3 * net.params * net.parameters.is_weight, rtol=0, atol=1e-14)


@pytest.mark.parametrize(
    ("output", "loss"), [("sigmoid", "binary_cross_entropy"), ("softmax", "softmax_cross_entropy")]
)
def test_logits_and_their_activation_are_the_same_network_to_a_cross_entropy(output, loss):
    X, _ = samples()
    y = np.eye(2)[RNG.integers(0, 2, 7)]
    bent, straight = network(output=output), network(output="identity")
    assert_array_equal(bent.params, straight.params)
    assert_allclose(bent.gradients(X, y, loss).vector, straight.gradients(X, y, loss).vector, rtol=0, atol=1e-15)
    assert bent.gradients(X, y, loss).loss == straight.gradients(X, y, loss).loss
    with pytest.raises(ValueError, match=f'output="{output}"'):
        network(output="tanh").gradients(X, y, loss)


def test_each_layer_may_have_an_activation_of_its_own():
    net = Network.dense([2, 3, 4, 5, 1], activation=["relu", "tanh", "gelu"], output="softplus", rng=RNG)
    assert [layer.activation for layer in net.layers] == ["relu", "tanh", "gelu", "softplus"]
    assert net.predict(RNG.normal(size=(9, 2))).min() >= 0


def test_layers_are_writable_views_of_one_vector():
    net = network((2, 3, 1))
    net.layers[0].weights[1, 2] = 42
    net.layers[1].biases[0] = 43
    assert net.params[5] == 42
    assert net.params[-1] == 43
    assert net.predict([[0.0, 0.0]]).shape == (1, 1)
    copy = net.with_params(net.params)
    copy.params[...] = 0
    assert net.params[5] == 42


def test_what_comes_back_does_not_change_with_the_next_call():
    net, (X, y) = network(), samples()
    record, gradients = net.forward(X), net.gradients(X, y)
    kept = [a.copy() for a in record.activations], gradients.vector.copy(), [d.copy() for d in gradients.deltas]
    net.gradients(X + 1, y + 1)
    net.params[...] = 0
    net.forward(X)
    for array, before in zip([*record.activations, *gradients.deltas], [*kept[0], *kept[2]], strict=True):
        assert_array_equal(array, before)
    assert_array_equal(gradients.vector, kept[1])


def test_float32_is_kept_and_close_to_float64():
    X, y = samples()
    single, double = network(dtype=np.float32), network()
    double.params[...] = single.params
    record = single.gradients(X, y)
    assert record.vector.dtype == record.output.dtype == np.float32
    assert_allclose(record.vector, double.gradients(X, y).vector, rtol=0, atol=1e-6)


def test_weights_that_overflow_do_not_raise():
    net = network(activation="relu")
    net.params[...] = 1e300
    assert not np.isfinite(net.gradients(*samples()).loss)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sizes": [2]}, "at least the inputs and the outputs"),
        ({"sizes": [2, 0, 1]}, "at least 1"),
        ({"sizes": [2, 3, 1], "activation": "relo"}, "Did you mean 'relu'"),
        ({"sizes": [2, 3, 1], "activation": ["tanh", "tanh"]}, "1 hidden layers"),
        ({"sizes": [2, 3, 1], "initializer": "hey"}, "no initializer"),
        ({"sizes": [2, 3, 1], "dtype": int}, "float64 or"),
    ],
)
def test_impossible_networks_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Network.dense(**arguments, rng=RNG)


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        ([[1.0, np.nan, 0.0]], [[0.0, 0.0]], r"X\[0, 1\] is nan"),
        ([[1.0, 2.0]], [[0.0, 0.0]], "3 are needed"),
        ([[1.0, 2.0, 3.0]], [[0.0, 0.0], [0.0, 0.0]], "one target for each sample"),
        ([[1.0, 2.0, 3.0]], [[0.0]], "2 are needed"),
    ],
)
def test_impossible_samples_are_refused(X, y, message):
    with pytest.raises(ValueError, match=message):
        network().gradients(X, y)
