"""The lean loop is the readable code, repeated."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.batches import batch_indices
from nnviz_core.losses import Penalty, find_loss
from nnviz_core.optimizers import OPTIMIZERS, SGD
from nnviz_core.updates import Recipe, Updates
from tests.core.examples import network, samples


def readable(net, X, y, recipe, n_updates):
    """Train with public functions only, one update at a time."""
    params, state = net.params, recipe.optimizer.start(net.params)
    for update in range(n_updates):
        indices = batch_indices(len(X), recipe.batch_size, seed=recipe.seed, update=update)
        record = net.with_params(params).gradients(X[indices], y[indices], recipe.loss, penalty=recipe.penalty)
        gradient = record.vector * min(1, recipe.clip_norm / np.linalg.norm(record.vector))
        params, state = recipe.optimizer.update(params, gradient, state)
    return params, record


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("n_samples", "batch_size"), [(23, 5), (20, 5), (7, 7), (300, 140), (3, 9)])
@pytest.mark.parametrize(("output", "loss"), [("tanh", "mse"), ("sigmoid", "binary_cross_entropy")])
def test_many_updates_equal_the_same_updates_one_by_one(optimizer, n_samples, batch_size, output, loss):
    net = network((3, 5, 5, 5, 2), output=output)
    X, y = samples(n_samples)
    recipe = Recipe(find_loss(loss), OPTIMIZERS[optimizer](0.05), batch_size, seed=4)
    updates = Updates(net, X, y, recipe)
    updates.advance(12)
    params, record = readable(net, X, y, recipe, 12)
    assert_allclose(updates.network.params, params, rtol=0, atol=1e-12)
    assert_allclose(updates.last_loss, record.loss, rtol=1e-11)
    # the twin: another seed is another run, unless all samples are one batch
    other = Updates(net, X, y, Recipe(find_loss(loss), OPTIMIZERS[optimizer](0.05), batch_size, seed=5))
    other.advance(12)
    assert (np.abs(other.network.params - params).max() > 1e-6) == (batch_size < n_samples)


def test_penalty_and_clipping_are_the_readable_ones():
    net, (X, y) = network(), samples(20)
    recipe = Recipe(find_loss("mse"), SGD(0.3), 5, penalty=Penalty(l1=0.02, l2=0.1), clip_norm=0.2)
    updates = Updates(net, X, y, recipe)
    updates.advance(9)
    assert_allclose(updates.network.params, readable(net, X, y, recipe, 9)[0], rtol=0, atol=1e-12)
    assert np.linalg.norm(updates.last_gradient) <= 0.2 * (1 + 1e-12)


def test_the_network_and_the_samples_given_stay_as_they_are():
    net, (X, y) = network(), samples(20)
    before = net.params.copy(), X.copy(), y.copy()
    Updates(net, X, y, Recipe(find_loss("mse"), SGD())).advance(5)
    for array, kept in zip((net.params, X, y), before, strict=True):
        assert_array_equal(array, kept)


def test_a_snapshot_brings_back_every_bit():
    net, (X, y) = network(), samples(20)
    updates = Updates(net, X, y, Recipe(find_loss("mse"), OPTIMIZERS["adam"](), 6))
    updates.advance(5)
    snapshot = updates.snapshot()
    updates.advance(7)
    after = updates.network.params.copy()
    updates.restore(*snapshot)
    updates.advance(7)
    assert_array_equal(updates.network.params, after)


def test_a_recipe_that_cannot_be_meant_is_refused():
    with pytest.raises(ValueError, match="clip_norm"):
        Recipe(find_loss("mse"), SGD(), clip_norm=0)
    with pytest.raises(ValueError, match="batch_size"):
        Recipe(find_loss("mse"), SGD(), batch_size=0)
