"""What the deep networks are to learn: two moons of points that reach into each other."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz_core import data

N_SAMPLES = 120
LOSS = "binary_cross_entropy"
GUESSING = float(np.log(2))
"""The loss of an answer that is 1/2 for every sample: what a network is worth that has learnt nothing."""
VIEW = (-2.4, 2.4)


@lru_cache(maxsize=1)
def moons() -> tuple[np.ndarray, np.ndarray]:
    """X (n_samples, 2) with mean 0 and spread 1, and classes y (n_samples,), 0 or 1."""
    drawn = data.make("moons", N_SAMPLES, noise=0.08, rng=np.random.default_rng(0))
    X, y = data.fit_scaling(drawn.X).apply(drawn.X), drawn.y
    X.flags.writeable = y.flags.writeable = False
    return X, y
