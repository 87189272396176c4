"""Where the first number that is not a number was born.

A run that diverges ends in NaN everywhere; what explains it is the first one. The operations of an update are
looked through in the order in which they happen: forward layer by layer, the loss, backward layer by
layer, the gradient, the step.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy import ndarray as Array

from .losses import Loss
from .network import Network


@dataclass(frozen=True)
class Fault:
    """The first number that is not finite.

    Attributes
    ----------
    update : int
        Number of the update (0 for the first) in which it was born.
    layer : int or None
        Index of the layer; None where all layers are concerned (loss, step).
    operation : str
        "parameters", "pre_activation", "activation", "loss", "delta", "gradient" or "step".
    index : tuple of int
        Where in that array.
    value : float
        NaN or ±inf.
    """

    update: int
    layer: int | None
    operation: str
    index: tuple[int, ...]
    value: float


def first_fault(
    network: Network, X: object, y: object, loss: str | Loss, *, update: int = 0, after: Array | None = None
) -> Fault | None:
    """Return the first number of one update that is not finite, or None.

    Parameters
    ----------
    network : Network
        As it was before the update.
    X, y : arrays
        The samples of the update.
    loss : str or Loss
    update : int
        Number of the update, for the report.
    after : array of shape (n_params,), optional
        The parameters after the update.
    """
    for layer, operation, array in _in_order(network, X, y, loss, after):
        bad = ~np.isfinite(array)
        if bad.any():
            index = tuple(int(i) for i in np.argwhere(bad)[0])
            return Fault(update, layer, operation, index, float(array[index]))
    return None


def _in_order(
    network: Network, X: object, y: object, loss: str | Loss, after: Array | None
) -> Iterator[tuple[int | None, str, Array]]:
    for layer, part in enumerate(network.layers):
        yield layer, "parameters", part.block
    record = network.gradients(X, y, loss)
    for layer, (z, a) in enumerate(zip(record.pre_activations, record.activations, strict=True)):
        yield layer, "pre_activation", z
        yield layer, "activation", a
    yield None, "loss", record.losses
    for layer in reversed(range(len(network.layers))):
        yield layer, "delta", record.deltas[layer]
        yield layer, "gradient", record.layers[layer].block
    if after is not None:
        yield None, "step", after
