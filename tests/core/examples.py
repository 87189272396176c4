"""Small networks and samples that many tests use."""

from typing import Any

import numpy as np

from nnviz_core.network import Network

ELEMENTWISE = ("identity", "relu", "leaky_relu", "tanh", "sigmoid", "softplus", "gelu")


def network(sizes=(3, 5, 4, 2), *, activation="tanh", output="identity", seed=0, dtype=np.float64):
    """Return a network whose biases are not zero either."""
    rng = np.random.default_rng(seed)
    net = Network.dense(sizes, activation=activation, output=output, rng=rng, dtype=dtype)
    net.params[...] = rng.normal(0, 0.7, net.n_params)
    return net


def samples(n_samples=7, n_inputs=3, n_outputs=2, *, seed=1):
    """Return X, and y of zeros and ones."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n_samples, n_inputs)), rng.integers(0, 2, (n_samples, n_outputs)).astype(float)


def textbook_forward(net, X):
    """Return all activations, inputs first, by the formula and nothing else (tanh and identity only)."""
    functions: dict[str, Any] = {"tanh": np.tanh, "identity": lambda z: z}
    activations = [X]
    for layer in net.layers:
        activations.append(functions[layer.activation](activations[-1] @ layer.weights + layer.biases))
    return activations
