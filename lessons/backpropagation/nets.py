"""Which network a step looks at, its first weights, and the samples it is shown.

Everything here follows from the settings alone: the small network of most steps (2-2-1), the deeper one of the gradient
check (2-2-2-2), or the learner's own (up to 3-4-4-2).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lessons.kit.controls import Settings
from nnviz_core.network import Network

SMALL = np.array([0.5, -0.3, 0.8, 0.6, 0.1, -0.2, 0.7, -0.9, 0.2])
"""The small network: w(x₁→h₁), w(x₁→h₂), w(x₂→h₁), w(x₂→h₂), b(h₁), b(h₂), w(h₁→ŷ), w(h₂→ŷ), b(ŷ)."""
LOGIC = np.array([[-1.0, -1, -1, -1], [-1, 1, 1, -1], [1, -1, 1, -1], [1, 1, -1, 1]])
"""x₁, x₂, "they differ" (XOR) and "both" (AND); 1 is yes, −1 is no."""


class Architecture(NamedTuple):
    """The structure of a network and its loss; as a key, it decides the whole order of computation."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str

    @property
    def n_layers(self) -> int:
        return len(self.activations)


def architecture(settings: Settings) -> Architecture:
    """The network that the settings ask for."""
    if settings["network"] == "own":
        hidden = [n for n in (settings["hidden_1"], settings["hidden_2"]) if n > 0]
        sizes = (settings["n_inputs"], *hidden, settings["n_outputs"])
    else:
        sizes = (2, 2, 1) if settings["network"] == "small" else (2, 2, 2, 2)
    crossed = settings["network"] == "own" and settings["loss_kind"] == "cross_entropy"
    output, loss = ("sigmoid", "binary_cross_entropy") if crossed else ("identity", "mse")
    return Architecture(sizes, (settings["activation"],) * (len(sizes) - 2) + (output,), loss)


@lru_cache(maxsize=64)
def _first_params(structure: Architecture, network: str, seed: int, scale: float) -> np.ndarray:
    if network == "small":
        params = SMALL.copy()
    else:
        drawn = Network.dense(structure.sizes, rng=np.random.default_rng(seed), activation=structure.activations[:-1],
                              output=structure.activations[-1])  # fmt: skip
        biases = ~drawn.parameters.is_weight
        drawn.params[biases] = np.random.default_rng(seed).uniform(-0.5, 0.5, biases.sum())
        params = np.round(drawn.params, 1)
    for layer in Network(structure.sizes, structure.activations, params).layers[:-1]:
        layer.block[...] *= scale  # the hidden layers': what saturates
    params.flags.writeable = False
    return params


def first_params(settings: Settings) -> np.ndarray:
    """Where the weights and biases start; few digits, so that they can be followed by hand."""
    return _first_params(architecture(settings), settings["network"], settings["seed"], settings["weight_scale"])


def network_at(settings: Settings, params: np.ndarray) -> Network:
    """The network with these parameters; with the first ones where they belong to another structure."""
    structure = architecture(settings)
    first = first_params(settings)
    return Network(structure.sizes, structure.activations, params if params.shape == first.shape else first)


def samples(settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """All samples: X (n_samples, n_inputs) and y (n_samples, n_outputs)."""
    structure = architecture(settings)
    n_inputs, n_outputs = structure.sizes[0], structure.sizes[-1]
    if settings["data"] == "xor" and n_inputs == 2 and structure.loss == "mse":
        return LOGIC[:, :2], LOGIC[:, 2 : 2 + n_outputs]
    x = np.array([[settings[f"x{i + 1}"] for i in range(n_inputs)]])
    y = np.array([[settings[f"y{i + 1}"] for i in range(n_outputs)]])
    return x, np.clip(y, 0, 1) if structure.loss == "binary_cross_entropy" else y


def sample(settings: Settings, update: int) -> tuple[np.ndarray, np.ndarray]:
    """The sample whose turn it is: X (1, n_inputs), y (1, n_outputs)."""
    X, y = samples(settings)
    turn = update % len(X)
    return X[turn : turn + 1], y[turn : turn + 1]
