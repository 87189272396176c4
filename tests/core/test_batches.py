"""One epoch holds every sample once, and any batch can be told without those before it."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from nnviz_core import batches


@pytest.mark.parametrize(("n_samples", "batch_size"), [(1, 1), (10, 3), (10, 5), (10, 10), (7, 20)])
def test_an_epoch_holds_every_sample_once(n_samples, batch_size):
    n = batches.n_batches(n_samples, batch_size)
    for epoch in (0, 3, 40):
        updates = range(epoch * n, (epoch + 1) * n)
        parts = [batches.batch_indices(n_samples, batch_size, seed=5, update=update) for update in updates]
        assert_array_equal(np.sort(np.concatenate(parts)), np.arange(n_samples))
        assert all(len(part) == min(batch_size, n_samples) for part in parts[:-1])
    drawn = batches.shuffled(n_samples, batch_size, rng=np.random.default_rng(0))
    assert_array_equal(np.sort(np.concatenate(drawn)), np.arange(n_samples))
    assert len(drawn) == n


def test_the_last_batch_holds_what_is_left():
    assert [len(batch) for batch in batches.shuffled(10, 4, rng=np.random.default_rng(0))] == [4, 4, 2]
    assert len(batches.batch_indices(10, 4, seed=0, update=5)) == 2


def test_a_batch_is_a_function_of_its_arguments():
    first = [batches.batch_indices(50, 7, seed=1, update=u) for u in range(40)]
    batches._orders.cache_clear()
    again = [batches.batch_indices(50, 7, seed=1, update=u) for u in reversed(range(40))][::-1]
    for a, b in zip(first, again, strict=True):
        assert_array_equal(a, b)


def test_epochs_and_seeds_differ():
    orders = [batches.epoch_order(50, seed=seed, epoch=epoch) for seed in range(3) for epoch in range(40)]
    assert len({order.tobytes() for order in orders}) == 120


def test_the_whole_set_comes_in_its_own_order():
    assert_array_equal(batches.batch_indices(5, 5, seed=3, update=9), np.arange(5))


def test_an_order_cannot_be_changed_by_accident():
    with pytest.raises(ValueError, match="read-only"):
        batches.batch_indices(5, 2, seed=0, update=0)[0] = 1


@pytest.mark.parametrize("bad", [(0, 1), (5, 0)])
def test_no_samples_and_no_batch_are_refused(bad):
    with pytest.raises(ValueError, match="at least 1"):
        batches.n_batches(*bad)
