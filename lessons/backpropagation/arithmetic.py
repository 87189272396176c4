"""One update in plain loops: every single multiplication and addition, in the order in which a hand would do them.

Each function yields a number as soon as it has it. The core does the same with a few products of matrices; that both
arrive at the same numbers is tested. These loops are what the page shows line by line.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnviz_core.losses import Loss
from nnviz_core.network import Forward, Gradients, Network


def forward(network: Network, x: np.ndarray) -> Iterator[float]:
    """From the inputs (n_inputs,) to the outputs: each partial sum, then each activation."""
    below = x
    for layer, function in zip(network.layers, network.functions, strict=True):
        above = np.empty(len(layer.biases))
        for j in range(len(above)):
            total = np.float64(0)
            for i in range(len(below)):
                total += layer.weights[i, j] * below[i]
                yield total
            total += layer.biases[j]
            yield total
            above[j] = function(total)
            yield above[j]
        below = above


def measure(trip: Forward, y: np.ndarray, loss: Loss) -> Iterator[float]:
    """How wrong the outputs are, for the targets y (n_outputs,)."""
    scores = trip.pre_activations[-1] if loss.link else trip.output
    yield loss.value(scores, y[None])


def backward(network: Network, trip: Forward, y: np.ndarray, loss: Loss) -> Iterator[float]:
    """From the loss to every weight: each partial sum of a δ, then what it means for the weights below."""
    values = [trip.inputs[0], *(a[0] for a in trip.activations)]
    error = np.empty(len(y))
    loss.gradient(values[-1][None], y[None], error[None])
    above = error
    for index in reversed(range(len(network.layers))):
        deltas = np.empty(network.sizes[index + 1])
        for j in range(len(deltas)):
            if index == len(network.layers) - 1:
                delta = error[j]
                yield delta
            else:
                delta = np.float64(0)
                for k in range(len(above)):
                    delta += network.layers[index + 1].weights[j, k] * above[k]
                    yield delta
                delta *= slope(network, trip, index, j)
                yield delta
            for i in range(network.sizes[index]):
                yield values[index][i] * delta
            yield 1.0 * delta  # a bias is a weight whose value is always 1
            deltas[j] = delta
        above = deltas


def slope(network: Network, trip: Forward, index: int, j: int) -> float:
    """f'(z) of unit j in a layer: how much its activation moves when its sum does."""
    return float(network.functions[index].derivative(trip.pre_activations[index][0])[j])


def update(network: Network, gradients: Gradients, rate: float) -> Iterator[float]:
    """Every weight and bias after a step against its derivative."""
    for layer, slopes in zip(network.layers, gradients.layers, strict=True):
        for j in range(len(layer.biases)):
            for i in range(len(layer.weights)):
                yield layer.weights[i, j] - rate * slopes.weights[i, j]
            yield layer.biases[j] - rate * slopes.biases[j]
