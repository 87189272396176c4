"""Which samples an update looks at.

One epoch visits every sample once, in an order shuffled anew, a batch at a time. The order is a pure
function of (seed, epoch); so the batch of any update can be told without running those before it, and
a run can be paused, branched and repeated to the last bit. The last batch of an epoch may be smaller:
as a loss is a mean over the samples of its batch, each batch is weighted by what it holds and by no more.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from . import checks

EPOCHS_A_BLOCK = 16


def n_batches(n_samples: int, batch_size: int) -> int:
    """Return the number of updates of one epoch (the last batch may be smaller)."""
    checks.whole("n_samples", n_samples, 1)
    checks.whole("batch_size", batch_size, 1)
    return -(-n_samples // batch_size)


def shuffled(n_samples: int, batch_size: int, *, rng: np.random.Generator) -> list[np.ndarray]:
    """Return the batches of one epoch as arrays of indices; together they hold every sample once.

    Parameters
    ----------
    n_samples : int, at least 1
    batch_size : int, at least 1
    rng : numpy.random.Generator
        Decides the order; left further on by one permutation.
    """
    n_batches(n_samples, batch_size)
    order = rng.permutation(n_samples)
    return [order[first : first + batch_size] for first in range(0, n_samples, batch_size)]


def epoch_order(n_samples: int, *, seed: int, epoch: int) -> np.ndarray:
    """Return the order of the samples in one epoch, shape (n_samples,), read-only."""
    block, row = divmod(epoch, EPOCHS_A_BLOCK)
    return _orders(n_samples, seed, block)[row]


@lru_cache(maxsize=16)
def _orders(n_samples: int, seed: int, block: int) -> np.ndarray:
    """Return the orders of some epochs on end: to seed a generator takes as long as to shuffle 500 samples."""
    orders = np.tile(np.arange(n_samples), (EPOCHS_A_BLOCK, 1))
    orders = np.random.default_rng([seed, block]).permuted(orders, axis=1)
    orders.flags.writeable = False
    return orders


def batch_indices(n_samples: int, batch_size: int, *, seed: int, update: int) -> np.ndarray:
    """Return the indices of the samples that update number `update` (0 for the first) looks at.

    Parameters
    ----------
    n_samples : int, at least 1
    batch_size : int, at least 1
        With n_samples or more the whole set is one batch, in its own order.
    seed : int, at least 0
    update : int, at least 0

    Returns
    -------
    indices : array of int, shape (batch_size,), or shorter for the last batch of an epoch
    """
    checks.whole("seed", seed)
    epoch, position = divmod(checks.whole("update", update), n_batches(n_samples, batch_size))
    if batch_size >= n_samples:
        return np.arange(n_samples)
    first = position * batch_size
    return epoch_order(n_samples, seed=seed, epoch=epoch)[first : first + batch_size]
