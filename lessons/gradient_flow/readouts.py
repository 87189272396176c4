"""The numbers beside the figures, the same names in every step with a deep network."""

from __future__ import annotations

import numpy as np

from .running import State


def ratio(norms: np.ndarray) -> float:
    """The first layer's gradient in units of the last's."""
    return float(norms[0] / norms[-1]) if norms[-1] > 0 else np.nan


def readouts(state: State) -> dict[str, float]:
    """How good the network is, and how long the gradients of its first and last layer are."""
    return {
        "loss": state.loss,
        "accuracy": state.accuracy,
        "first": float(state.norms[0]),
        "last": float(state.norms[-1]),
        "ratio": ratio(state.norms),
        "length": state.length,
    }
