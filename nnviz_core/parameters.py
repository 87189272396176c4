"""All weights and biases of a network as one vector, seen layer by layer.

An optimizer wants one long vector: a step is then a few operations whatever the number of layers.
A reader wants W and b of a layer. Both are had at once: the layers are views of the vector's memory.
A layer's block is (n_in + 1, n_out), the weights above and the biases as the last row; so inputs with a
column of ones at their end give X @ W + b in a single product, [X 1] @ block.

The same views serve a gradient, the gradients of many samples or the velocity of an optimizer:
leading axes of the vector are kept.
"""

from dataclasses import dataclass

import numpy as np
from numpy import ndarray as Array


@dataclass(frozen=True, eq=False)
class LayerParameters:
    """The part of one layer, as writable views.

    Attributes
    ----------
    block : array of shape (..., n_in + 1, n_out)
        Weights and, as the last row, biases.
    """

    block: Array

    @property
    def weights(self) -> Array:
        """Array of shape (..., n_in, n_out); weights[i, j] leads from input i to unit j."""
        return self.block[..., :-1, :]

    @property
    def biases(self) -> Array:
        """Array of shape (..., n_out)."""
        return self.block[..., -1, :]


class Parameters:
    """A vector of shape (..., n_params) with views for each layer.

    Parameters
    ----------
    vector : array of shape (..., n_params), C-contiguous
        Not copied.
    sizes : sequence of int
        Numbers of units from the inputs to the outputs: (2, 8, 1).

    Attributes
    ----------
    layers : tuple of LayerParameters
    """

    def __init__(self, vector: Array, sizes: tuple[int, ...]) -> None:
        if vector.shape[-1:] != (count(sizes),):
            raise ValueError(f"sizes {sizes} need {count(sizes)} parameters; the vector has shape {vector.shape}.")
        self.vector = vector
        self.sizes = sizes
        blocks, first = [], 0
        for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
            last = first + (n_in + 1) * n_out
            blocks.append(vector[..., first:last].reshape(*vector.shape[:-1], n_in + 1, n_out))
            first = last
        self.layers = tuple(LayerParameters(block) for block in blocks)

    def stacked(self, first: int, end: int) -> Array:
        """Return the blocks of layers first … end − 1, all of one shape, as (..., n_layers, n_in + 1, n_out)."""
        shape = self.layers[first].block.shape
        start = count(self.sizes[: first + 1])
        blocks = self.vector[..., start : count(self.sizes[: end + 1])]
        return blocks.reshape(*shape[:-2], end - first, *shape[-2:])

    @property
    def is_weight(self) -> Array:
        """Array of bool, shape (n_params,): True for weights, False for biases."""
        return is_weight(self.sizes)

    def names(self) -> list[str]:
        """Return a name for each parameter, as in ``layers[0].weights[1, 2]``."""
        return [
            f"layers[{layer}].weights[{i}, {j}]" if i < n_in else f"layers[{layer}].biases[{j}]"
            for layer, (n_in, n_out) in enumerate(zip(self.sizes[:-1], self.sizes[1:], strict=True))
            for i in range(n_in + 1)
            for j in range(n_out)
        ]


def count(sizes: tuple[int, ...]) -> int:
    """Return the number of parameters of a dense network."""
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True))


def is_weight(sizes: tuple[int, ...]) -> Array:
    """Return True for weights and False for biases, shape (n_params,)."""
    mask = np.ones(count(sizes), dtype=bool)
    for layer in Parameters(mask, sizes).layers:
        layer.biases[...] = False
    return mask
