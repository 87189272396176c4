"""Sick networks are told from sound ones."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.inspection import Thresholds, count_in_bins, gradient_norms, health, layer_summaries, summarize
from tests.core.examples import network, samples

X, Y = samples(40)


def test_statistics_by_hand():
    summary = summarize(np.array([[1.0, 2.0], [3.0, np.nan]]), n_bins=2, extent=(0, 4))
    assert (summary.mean, summary.lowest, summary.highest, summary.n_not_finite) == (2, 1, 3, 1)
    assert_allclose([summary.std, summary.norm], [np.sqrt(2 / 3), np.sqrt(14)])
    assert_array_equal(summary.counts, [1, 2])
    assert_array_equal(summary.edges, [0, 2, 4])


def test_nothing_finite_is_said_and_not_raised():
    summary = summarize(np.array([np.nan, np.inf]))
    assert np.isnan(summary.mean)
    assert summary.n_not_finite == 2
    assert summary.counts.sum() == 0


def test_each_layers_summaries_count_its_numbers():
    net = network()
    record = net.gradients(X, Y)
    for index, layer in enumerate(layer_summaries(net, record, n_bins=7)):
        n_in, n_out = net.layers[index].weights.shape
        assert layer.weights.counts.sum() == layer.weight_gradients.counts.sum() == n_in * n_out
        assert layer.biases.counts.sum() == n_out
        assert layer.activations.counts.sum() == layer.deltas.counts.sum() == 40 * n_out
    norms = [np.linalg.norm(np.vstack([layer.weights, layer.biases])) for layer in record.layers]
    assert_allclose(gradient_norms(record), norms)


def test_a_sound_network_has_no_verdict():
    net = network((3, 5, 5, 2))
    for layer in health(net, net.gradients(X, Y)):
        assert not layer.dead.any()
        assert not layer.saturated.any()
        assert not layer.vanishing
        assert not layer.exploding


def test_a_relu_that_is_zero_for_every_sample_is_dead():
    net = network(activation="relu")
    net.layers[0].biases[2] = -1e3
    first = health(net, net.gradients(X, Y))[0]
    assert first.dead[2]
    assert not first.dead.all()


def test_a_tanh_with_huge_weights_is_saturated():
    net = network()
    net.layers[0].weights[:, 1] = 1e4
    first = health(net, net.gradients(X, Y))[0]
    assert first.saturated[1]
    assert first.saturation[1] > 0.9
    assert not first.saturated[0]


@pytest.mark.parametrize(
    ("scale", "vanishing", "exploding"), [(0.01, True, False), (1.0, False, False), (100.0, False, True)]
)
def test_gradients_that_shrink_or_grow_from_layer_to_layer_are_flagged(scale, vanishing, exploding):
    net = network((3, 4, 4, 4, 4, 2), activation="identity")
    for layer in net.layers:
        layer.biases[...] = 0
        layer.weights[...] = scale * np.eye(*layer.weights.shape)
    first = health(net, net.gradients(X, Y * 0 + 1))[0]
    # with weights of scale s the first layer's gradient is s⁴ of the product, the last one's too: look at the deltas
    assert (first.vanishing, first.exploding) == (
        vanishing and first.gradient_ratio < 1e-3,
        exploding and first.gradient_ratio > 1e3,
    )


def test_saturated_sigmoids_make_the_gradient_vanish():
    net = network((3, 4, 4, 4, 4, 2), activation="sigmoid")
    for layer in net.layers[1:-1]:
        layer.biases[...] = 8
    layers = health(net, net.gradients(X, Y))
    assert layers[0].vanishing
    assert not layers[-1].vanishing


def test_large_weights_make_the_gradient_explode():
    net = network((3, 4, 4, 4, 2), activation="leaky_relu")
    net.layers[0].block[...] *= 1e-3
    for layer in net.layers[1:]:
        layer.weights[...] *= 100
    assert health(net, net.gradients(X, Y))[0].exploding


def test_the_thresholds_decide():
    net = network()
    record = net.gradients(X, Y)
    strict = Thresholds(saturated=0.4, share=0.2)
    assert health(net, record, strict)[0].saturated.any()
    with pytest.raises(ValueError, match="exploding"):
        Thresholds(vanishing=2.0, exploding=1.0)


def test_counting_in_bins_is_the_histogram_of_each_array():
    rng = np.random.default_rng(0)
    groups = [rng.normal(size=(5, 8)), rng.uniform(-1, 1, 30), np.array([-9.0, 9.0, np.nan, np.inf])]
    counts = count_in_bins(groups, (-2, 2), n_bins=8)
    for own, group in zip(counts, groups, strict=True):
        inside = np.clip(np.ravel(group)[~np.isnan(np.ravel(group))], -2, 2)
        assert_array_equal(own, np.histogram(inside, bins=8, range=(-2, 2))[0])
