"""A network as a program: plain Python and NumPy that anyone can read, keep and run.

What `to_source` writes needs nothing but NumPy and gives the same outputs; it is also the shortest full
description of what a trained network is: a few arrays, and one line a layer.
"""

import numpy as np

from .activations import LEAK
from .network import Network

FORMULAS = {
    "identity": "{z}",
    "relu": "np.maximum({z}, 0)",
    "leaky_relu": "leaky_relu({z})",
    "tanh": "np.tanh({z})",
    "sigmoid": "sigmoid({z})",
    "softplus": "np.logaddexp(0, {z})",
    "gelu": "gelu({z})",
    "softmax": "softmax({z})",
}
FUNCTIONS = {
    "leaky_relu": f"def leaky_relu(z):\n    return np.maximum(z, {LEAK} * z)\n",
    "sigmoid": (
        "def sigmoid(z):\n"
        "    e = np.exp(-np.abs(z))  # at most 1, so it cannot overflow\n"
        "    return np.where(z >= 0, 1, e) / (1 + e)\n"
    ),
    "gelu": (
        "def gelu(z):\n"
        "    erf = np.vectorize(math.erf, otypes=[z.dtype])\n"
        "    return z * (1 + erf(z / math.sqrt(2))) / 2\n"
    ),
    "softmax": (
        "def softmax(z):\n"
        "    e = np.exp(z - z.max(axis=-1, keepdims=True))\n"
        "    return e / e.sum(axis=-1, keepdims=True)\n"
    ),
}


def to_source(network: Network) -> str:
    """Return the text of a Python module with the network's numbers and a function ``predict(X)``.

    Parameters
    ----------
    network : Network

    Raises
    ------
    ValueError
        If a parameter is not finite.
    """
    if not np.isfinite(network.params).all():
        raise ValueError("The network has parameters that are not finite; they cannot be written as numbers.")
    shape = "-".join(str(size) for size in network.sizes)
    used = dict.fromkeys(network.activations)
    parts = [
        f'"""A {shape} network in plain NumPy: predict(X) with X of shape (n_samples, {network.sizes[0]})."""\n',
        ("import math\n\n" if "gelu" in used else "") + "import numpy as np\n",
        _arrays(network),
        *(f"\n{FUNCTIONS[name]}" for name in used if name in FUNCTIONS),
        "\n" + _predict(network),
    ]
    return "\n".join(parts)


def _arrays(network: Network) -> str:
    dtype = f"np.{network.params.dtype.name}"
    lines = []
    for number, layer in enumerate(network.layers, start=1):
        lines.append(f"W{number} = np.array({layer.weights.tolist()}, dtype={dtype})  # {layer.weights.shape}")
        lines.append(f"b{number} = np.array({layer.biases.tolist()}, dtype={dtype})  # {layer.biases.shape}")
    return "\n".join(lines) + "\n"


def _predict(network: Network) -> str:
    lines = ["def predict(X):", f"    a = np.asarray(X, dtype=np.{network.params.dtype.name})"]
    for number, name in enumerate(network.activations, start=1):
        formula = FORMULAS[name].format(z=f"a @ W{number} + b{number}")
        lines.append(f"    a = {formula}  # (n_samples, {network.sizes[number]})")
    return "\n".join([*lines, "    return a", ""])
