"""Named numbers that must be the same everywhere: in CPython and in the browser.

`compute()` needs nothing but NumPy and the core, so it can run in a worker; the browser tests compare what it
returns there with what it returns here, to 1e-12 relative.
"""

from typing import Any

import numpy as np

from nnviz_core import data, landscapes
from nnviz_core.activations import ACTIVATIONS
from nnviz_core.batches import batch_indices
from nnviz_core.grids import grid, unit_maps
from nnviz_core.losses import LOSSES
from nnviz_core.network import Network
from nnviz_core.optimizers import OPTIMIZERS
from nnviz_core.training import train


def compute() -> dict[str, Any]:
    """Return numbers and lists of numbers by name, ready for JSON."""
    results = _activations() | _gradients() | _training() | _pictures() | _random_numbers()
    return {name: np.asarray(value, dtype=float).ravel().tolist() for name, value in results.items()}


def largest_difference(first: dict[str, Any], second: dict[str, Any]) -> tuple[float, str]:
    """Return the largest |a − b| / max(1, |a|) of two results, and the name of its number."""
    if first.keys() != second.keys():
        raise ValueError(f"Only one of the two has: {sorted(first.keys() ^ second.keys())}.")
    worst = (0.0, "")
    for name, values in first.items():
        a, b = np.asarray(values), np.asarray(second[name])
        difference = float(np.max(np.abs(a - b) / np.maximum(1, np.abs(a))))
        if not difference <= worst[0]:
            worst = difference, name
    return worst


def _network(activation: str = "tanh", output: str = "identity") -> Network:
    rng = np.random.default_rng(11)
    return Network.dense([2, 6, 5, 3], activation=activation, output=output, rng=rng)


def _samples(n_samples: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(12)
    return rng.normal(size=(n_samples, 2)), rng.dirichlet(np.ones(3), n_samples)


def _activations() -> dict[str, Any]:
    z = np.linspace(-30, 30, 700).reshape(-1, 7)
    return {f"activations.{name}": function(z) for name, function in ACTIVATIONS.items()}


def _gradients() -> dict[str, Any]:
    results = {}
    for n_samples in (8, 150):
        X, y = _samples(n_samples)
        for activation in ACTIVATIONS:
            results[f"gradients.{activation}.{n_samples}"] = _network(activation).gradients(X, y).vector
        for loss in LOSSES:
            record = _network().gradients(X, y, loss)
            results[f"losses.{loss}.{n_samples}"] = np.append(record.vector, record.loss)
    return results


def _training() -> dict[str, Any]:
    X, y = _samples(50)
    return {
        f"training.{name}": next(train(_network(), X, y, optimizer=optimizer(), every=40, seed=3)).network.params
        for name, optimizer in OPTIMIZERS.items()
    }


def _pictures() -> dict[str, Any]:
    net, (X, y), axis = _network(), _samples(30), np.linspace(-1, 1, 5)
    maps = unit_maps(net, grid((-2, 2, -2, 2), n_columns=30, n_rows=20))
    plane = landscapes.random_plane(net, rng=np.random.default_rng(4))
    curvature = landscapes.hessian(_network(), X, y)
    return {
        **{f"grids.{layer}": layer_maps for layer, layer_maps in enumerate(maps.layers)},
        "landscapes.loss": landscapes.loss_over_plane(net, plane, X, y, alpha=axis, beta=axis),
        "landscapes.gradient": landscapes.gradient_over_plane(net, plane, X, y, alpha=axis, beta=axis),
        "landscapes.trace": 1e-3 * np.trace(curvature.hessian).round(6),  # of differences: fewer digits are sure
    }


def _random_numbers() -> dict[str, Any]:
    """Every seed must draw the same, or a link would show another run."""
    results: dict[str, Any] = {"batches": [batch_indices(50, 50 - 1, seed=s, update=2 * s) for s in range(20)]}
    for name in data.DRAWN:
        drawn = data.make(name, 60, rng=np.random.default_rng(5))
        results[f"data.{name}"] = np.column_stack([drawn.X, drawn.y])
    return results
