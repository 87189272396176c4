"""The work that is timed, in NumPy: as a textbook writes it, and by nnviz_core.

Runs in CPython and in Pyodide alike, so it needs nothing but NumPy and the core. Both ways take turns, so that
a moment in which the machine is busy falls on both; a time is the median over the turns.
"""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

import numpy as np
from numpy import ndarray as Array

from nnviz_core import data
from nnviz_core.colours import to_rgba
from nnviz_core.grids import MapMaker, grid
from nnviz_core.losses import find_loss
from nnviz_core.network import Network
from nnviz_core.optimizers import SGD
from nnviz_core.updates import Recipe, Updates

NETS = {"2-4-2-1": [2, 4, 2, 1], "2-8-8-1": [2, 8, 8, 1], "2-8×6-1": [2, *[8] * 6, 1]}
DIGITS = [64, 32, 10]
RATE = 0.03
TURN_SECONDS = 0.02

Times = dict[str, dict[str, float]]


class Textbook:
    """A network with tanh as it is written the first time: lists of arrays, one formula a line.

    The output is tanh with the squared error, or softmax with the cross-entropy (`classes`).
    """

    def __init__(self, network: Network, *, classes: bool) -> None:
        self.W = [layer.weights.copy() for layer in network.layers]
        self.b = [layer.biases.copy() for layer in network.layers]
        self.classes = classes
        self.rng = np.random.default_rng(0)

    def forward(self, X: Array) -> list[Array]:
        activations = [X]
        for W, b in zip(self.W[:-1], self.b[:-1], strict=True):
            activations.append(np.tanh(activations[-1] @ W + b))
        z = activations[-1] @ self.W[-1] + self.b[-1]
        activations.append(softmax(z) if self.classes else np.tanh(z))
        return activations

    def epoch(self, X: Array, y: Array, batch_size: int) -> None:
        order = self.rng.permutation(len(X))
        for first in range(0, len(X), batch_size):
            batch = order[first : first + batch_size]
            a = self.forward(X[batch])
            if self.classes:
                delta = (a[-1] - y[batch]) / len(batch)
            else:
                delta = 2 * (a[-1] - y[batch]) / len(batch) * (1 - a[-1] ** 2)
            for layer in range(len(self.W) - 1, -1, -1):
                W_gradient = a[layer].T @ delta
                b_gradient = delta.sum(axis=0)
                if layer > 0:
                    delta = (delta @ self.W[layer].T) * (1 - a[layer] ** 2)
                self.W[layer] -= RATE * W_gradient
                self.b[layer] -= RATE * b_gradient


def softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def measure(turns: int = 25) -> Times:
    """Return milliseconds: {work: {"textbook NumPy": …, "nnviz": …}}."""
    times: Times = {}
    for name, sizes in NETS.items():
        times |= _small_net(name, sizes, turns)
    return times | _digits(turns)


def _small_net(name: str, sizes: list[int], turns: int) -> Times:
    circle = data.make("circle", 250, rng=np.random.default_rng(0))
    y = 2.0 * circle.y[:, np.newaxis] - 1
    network = Network.dense(sizes, output="tanh", rng=np.random.default_rng(1))
    textbook = Textbook(network, classes=False)
    updates = Updates(network, circle.X, y, Recipe(find_loss("mse"), SGD(RATE), batch_size=10))
    points = grid(n_columns=100, n_rows=100)
    inputs = points.points()
    large, small = MapMaker(network, points), MapMaker(network, grid(n_columns=30, n_rows=30))
    table = np.arange(1024, dtype=np.uint8).reshape(256, 4)

    def frame() -> None:
        updates.advance(25)
        to_rgba(large.maps(updates.network).output[0], table, -1, 1)
        for layer in small.maps(updates.network).layers[:-1]:
            to_rgba(layer, table, -1, 1)

    return {
        f"epoch {name}": _take_turns(
            {"textbook NumPy": lambda: textbook.epoch(circle.X, y, 10), "nnviz": lambda: updates.advance(25)}, turns
        ),
        f"grid {name}": _take_turns(
            {"textbook NumPy": lambda: textbook.forward(inputs), "nnviz": lambda: large.maps(network)}, turns
        ),
        f"frame {name}": _take_turns({"nnviz": frame}, turns),
    }


def _digits(turns: int) -> Times:
    digits = data.load("digits")
    X, y = digits.X / 16, np.eye(10)[digits.y]
    network = Network.dense(DIGITS, output="softmax", rng=np.random.default_rng(1))
    textbook = Textbook(network, classes=True)
    updates = Updates(network, X, y, Recipe(find_loss("softmax_cross_entropy"), SGD(RATE), batch_size=32))
    work = {"textbook NumPy": lambda: textbook.epoch(X, y, 32), "nnviz": lambda: updates.advance(updates.n_batches)}
    return {"epoch digits 64-32-10": _take_turns(work, turns)}


def _take_turns(ways: Mapping[str, Callable[[], object]], turns: int) -> dict[str, float]:
    """Return the median time of each way in milliseconds."""
    repeats = {name: _repeats(way) for name, way in ways.items()}
    seen: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(turns):
        for name, way in ways.items():
            seen[name].append(_time(way, repeats[name]))
    return {name: 1000 * median(times) for name, times in seen.items()}


def _repeats(way: Callable[[], object]) -> int:
    """Return how often to repeat so that the clock can be trusted; warms up on the way."""
    for _ in range(3):
        way()
    return max(1, round(TURN_SECONDS / max(_time(way, 5), 1e-6)))


def _time(way: Callable[[], object], repeats: int) -> float:
    started = perf_counter()
    for _ in range(repeats):
        way()
    return (perf_counter() - started) / repeats
