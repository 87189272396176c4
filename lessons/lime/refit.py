"""An explanation from some of its samples, or with other weights.

Samples come one after the other, so the explanation from the first n of them is the one that `lime` gives when it is
asked for n. So all are drawn once, and time only decides how many of them the line has seen.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnviz_core.explain import fit_surrogate
from nnviz_core.explain.lime import Lime

BATCH = 10
"""Samples that come at each tick of the clock."""


def n_seen(t: int) -> int:
    """How many samples there are after t ticks."""
    return BATCH * (t + 1)


def refit(record: Lime, n: int, weights: np.ndarray | None = None, *, ridge: float) -> Lime:
    """The explanation from the first n samples of a record, by their own weights or by others (n_samples,)."""
    weights = (record.weights if weights is None else weights)[:n]
    features, outputs = record.features[:n], record.outputs[:n]
    line = fit_surrogate(features, outputs[:, np.newaxis], weights, ridge=ridge)
    return replace(
        record, coefficients=line.coefficients[:, 0], intercept=line.intercept[0], r2=line.r2[0],
        local_prediction=line.predict(features[:1])[0, 0], samples=record.samples[:n], features=features,
        outputs=outputs, distances=record.distances[:n], weights=weights,
    )  # fmt: skip
