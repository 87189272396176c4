"""Nine programs for one job: the gradient of a network with tanh units and a squared error. Only the first is right.

Each of the others has one mistake that people really make. They are written out in full, because the learner reads
the very source that runs and looks for the line; their names give nothing away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nnviz_core.network import Network

Gradient = list[tuple[np.ndarray, np.ndarray]]


def program_1(network: Network, X: np.ndarray, y: np.ndarray) -> Gradient:
    trip = network.forward(X)
    below = [X, *trip.activations]
    delta = 2 * (trip.output - y) / y.size
    gradients: Gradient = []
    for n in reversed(range(len(network.layers))):
        gradient_w = below[n].T @ delta
        gradient_b = delta.sum(axis=0)
        gradients.insert(0, (gradient_w, gradient_b))
        delta = delta @ network.layers[n].weights.T
        delta = delta * (1 - below[n] ** 2)
    return gradients


def program_2(network: Network, X: np.ndarray, y: np.ndarray) -> Gradient:
    trip = network.forward(X)
    below = [X, *trip.activations]
    delta = 2 * (trip.output - y) / y.size
    gradients: Gradient = []
    for n in reversed(range(len(network.layers))):
        gradient_w = below[n].T @ delta
        gradient_b = delta.sum(axis=0)
        gradients.insert(0, (gradient_w, gradient_b))
        delta = delta @ network.layers[n].weights.T
    return gradients


def program_3(network: Network, X: np.ndarray, y: np.ndarray) -> Gradient:
    trip = network.forward(X)
    below = [X, *trip.activations]
    delta = 2 * (trip.output - y) / y.size
    gradients: Gradient = []
    for n in reversed(range(len(network.layers))):
        gradient_w = below[n].T @ delta
        gradient_b = delta.sum(axis=0)
        gradients.insert(0, (gradient_w, gradient_b))
        delta = delta @ network.layers[n].weights
        delta = delta * (1 - below[n] ** 2)
    return gradients


def program_4(network: Network, X: np.ndarray, y: np.ndarray) -> Gradient:
    trip = network.forward(X)
    below = [X, *trip.activations]
    delta = 2 * (trip.output - y)
    gradients: Gradient = []
    for n in reversed(range(len(network.layers))):
        gradient_w = below[n].T @ delta
        gradient_b = delta.sum(axis=0)
        gradients.insert(0, (gradient_w, gradient_b))
        delta = delta @ network.layers[n].weights.T
        delta = delta * (1 - below[n] ** 2)
    return gradients


def program_5(network: Network, X: np.ndarray, y: np.ndarray) -> Gradient:
    trip = network.forward(X)
    below = [X, *trip.activations]
    delta = 2 * (y - trip.output) / y.size
    gradients: Gradient = []
    for n in reversed(range(len(network.layers))):
        gradient_w = below[n].T @ delta
        gradient_b = delta.sum(axis=0)
        gradients.insert(0, (gradient_w, gradient_b))
        delta = delta @ network.layers[n].weights.T
        delta = delta * (1 - below[n] ** 2)
    return gradients


def program_6(network: Network, X: np.ndarray, y: np.ndarray) -> Gradient:
    trip = network.forward(X)
    below = [X, *trip.activations]
    delta = 2 * (trip.output - y) / y.size
    gradients: Gradient = []
    for n in reversed(range(len(network.layers))):
        gradient_w = below[n].T @ delta
        gradient_b = trip.activations[n].sum(axis=0)
        gradients.insert(0, (gradient_w, gradient_b))
        delta = delta @ network.layers[n].weights.T
        delta = delta * (1 - below[n] ** 2)
    return gradients


def program_7(network: Network, X: np.ndarray, y: np.ndarray) -> Gradient:
    trip = network.forward(X)
    below = [X, *trip.activations]
    delta = 2 * (trip.output - y) / y.size
    gradients: Gradient = []
    for n in reversed(range(len(network.layers))):
        gradient_w = (X, *trip.pre_activations)[n].T @ delta
        gradient_b = delta.sum(axis=0)
        gradients.insert(0, (gradient_w, gradient_b))
        delta = delta @ network.layers[n].weights.T
        delta = delta * (1 - below[n] ** 2)
    return gradients


def program_8(network: Network, X: np.ndarray, y: np.ndarray) -> Gradient:
    trip = network.forward(X)
    below = [X, *trip.activations]
    delta = 2 * (trip.output - y) / y.size
    gradients: Gradient = []
    for n in reversed(range(len(network.layers))):
        gradient_w = below[n].T @ delta
        gradient_b = delta.sum(axis=0)
        gradients.insert(0, (gradient_w, gradient_b))
        delta = delta @ network.layers[n].weights.T
        delta = delta * (1 - trip.pre_activations[n - 1] ** 2)
    return gradients


def program_9(network: Network, X: np.ndarray, y: np.ndarray) -> Gradient:
    trip = network.forward(X)
    below = [X, *trip.activations]
    delta = 2 * (trip.output - y) / y.size
    gradients: Gradient = []
    for n in reversed(range(len(network.layers))):
        gradient_w = below[n].T @ delta
        gradient_b = delta.mean(axis=0)
        gradients.insert(0, (gradient_w, gradient_b))
        delta = delta @ network.layers[n].weights.T
        delta = delta * (1 - below[n] ** 2)
    return gradients


class Suspect(NamedTuple):
    """A program, the line that is wrong in it ("none" in the right one) and what is wrong there."""

    program: Callable[[Network, np.ndarray, np.ndarray], Gradient]
    line: str
    mistake: str


LINES = ("error", "weights", "bias", "back", "activation")
RIGHT = Suspect(program_1, "none", "none")
SUSPECTS = (
    Suspect(program_2, "activation", "no_slope"),
    Suspect(program_3, "back", "transposed"),
    Suspect(program_4, "error", "no_mean"),
    Suspect(program_5, "error", "sign"),
    Suspect(program_6, "bias", "bias_from_activations"),
    Suspect(program_7, "weights", "sums_for_activations"),
    Suspect(program_8, "activation", "slope_of_sums"),
    Suspect(program_9, "bias", "mean_for_sum"),
)
MARKS = {"error": "    delta = 2", "weights": "gradient_w =", "bias": "gradient_b =", "back": "delta = delta @",
         "activation": "delta = delta *"}  # fmt: skip
"""What to look for in the source of a program to find one of `LINES`."""


def suspect(broken: bool, seed: int) -> Suspect:
    """The right program, or the one of the wrong ones that the seed draws."""
    return SUSPECTS[int(np.random.default_rng(seed).integers(len(SUSPECTS)))] if broken else RIGHT
