"""What is explained in the benchmark: breast cancer, a network of ours, 100 background rows, 2,048 samples.

Runs in CPython and in Pyodide alike, so it needs nothing but NumPy and the core.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from numpy import ndarray as Array

from nnviz_core import data
from nnviz_core.explain import kernel_shap, lime
from nnviz_core.network import Network
from nnviz_core.optimizers import Adam
from nnviz_core.training import train

N_SAMPLES = 2048
N_BACKGROUND = 100
N_INSTANCES = 20
Predict = Callable[[Array], Array]
Explain = Callable[[Array], Any]
SIZES = {"30-16-1 tanh": ((30, 16, 1), "tanh"), "30-32-1 relu": ((30, 32, 1), "relu")}


@dataclass(frozen=True)
class Problem:
    """A trained network, the rows to explain, the background, and all rows with their classes."""

    network: Network
    instances: Array
    background: Array
    X: Array
    y: Array


def make_problem(name: str) -> Problem:
    """Train a network on breast cancer, on standardised features; rows to explain and background do not overlap."""
    sizes, activation = SIZES[name]
    cancer = data.load("breast_cancer")
    X = (cancer.X - cancer.X.mean(axis=0)) / cancer.X.std(axis=0)
    y = cancer.y.astype(float)
    rng = np.random.default_rng(0)
    start = Network.dense(sizes, activation=activation, output="sigmoid", rng=rng)
    loss = "binary_cross_entropy"
    network = next(train(start, X, y, loss=loss, optimizer=Adam(0.01), batch_size=32, every=300)).network
    rows = rng.permutation(len(X))
    return Problem(network, X[rows[:N_INSTANCES]], X[rows[N_INSTANCES : N_INSTANCES + N_BACKGROUND]], X, y)


def measure(turns: int) -> dict[str, float]:
    """Return the median milliseconds of one explanation, for each network and way."""
    found = {}
    for name in SIZES:
        problem = make_problem(name)
        own, any_model = problem.network.predict, as_function(problem)
        ways: dict[str, Explain] = {
            "Kernel SHAP, own network": partial(shap_once, own, problem),
            "Kernel SHAP, any predict": partial(shap_once, any_model, problem),
            "LIME, quartiles": partial(lime_once, any_model, problem),
            "LIME, raw": partial(lime_once, any_model, problem, representation="raw"),
        }
        for way, explain in ways.items():
            explain(problem.instances[0])
            found[f"{way}, {name}"] = median(timed(explain, x) for x in problem.instances[:turns])
    return found


def as_function(problem: Problem) -> Predict:
    """Return predict as a plain function, so that nothing is known of the network."""
    return lambda X: problem.network.predict(X)


def shap_once(predict: Predict, problem: Problem, x: Array) -> Array:
    """Explain one row with Kernel SHAP, shape (n_features, n_outputs)."""
    rng = np.random.default_rng(x.view(np.uint64))  # each row its own coalitions
    return kernel_shap(predict, x, problem.background, n_samples=N_SAMPLES, rng=rng).values


def nearly_exact(problem: Problem, x: Array) -> Array:
    """Return the values of one row from 64 times as many coalitions, shape (n_features, n_outputs)."""
    rng = np.random.default_rng(1)
    return kernel_shap(problem.network, x, problem.background, n_samples=64 * N_SAMPLES, rng=rng).values


def lime_once(predict: Predict, problem: Problem, x: Array, representation: str = "quartiles") -> Array:
    """Explain one row with LIME as lime does by default: ten features, those with the largest part."""
    return lime(
        predict,
        x,
        problem.background,
        n_samples=N_SAMPLES,
        rng=np.random.default_rng(0),
        representation=representation,
        n_kept=10,
        selection="highest",
    ).coefficients


def timed(explain: Explain, x: Array) -> float:
    """Return the milliseconds of one explanation."""
    start = perf_counter()
    explain(x)
    return (perf_counter() - start) * 1e3
