"""The models of the first two steps: two inputs, small enough to be trained when they are chosen.

Everything here depends on the settings alone and is computed once for each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.text import Text
from lessons.models.borrowed import BORROWED, borrowed
from lessons.models.models import model, output_of
from lessons.models.tables import Table
from nnviz_core import data
from nnviz_core.explain.model import Predict
from nnviz_core.losses import Penalty
from nnviz_core.network import Network
from nnviz_core.optimizers import Adam
from nnviz_core.training import train

SHAPES = ("circle", "moons", "xor", "gaussians")
CLASSES = ("class.a", "class.b")
VIEW = (-1.3, 1.3)
EXTENT = (*VIEW, *VIEW)
N_MAP = 81
N_SAMPLES, N_HIDDEN, N_UPDATES = 200, 10, 300
PENALTY = Penalty(l2=0.005)
"""Keeps the cliff between the classes from growing ever steeper."""
KEYS = ("model", "shape", "carried", "output", "x1", "x2")
"""The settings that decide which model it is, and which of its outputs: maybe the class of the point."""


@dataclass(frozen=True, eq=False)
class Plane:
    """A model of two inputs.

    `predict` gives the output explained, (n, 2) → (n,): the probability of class 1 of two, of class `output` of more,
    or a value. `background` (n_background, 2) are the samples it was trained on, `map` (N_MAP, N_MAP) what it says over
    the plane, row 0 at the lowest x₂. `accuracy` is NaN for a regression.
    """

    predict: Predict
    background: np.ndarray
    map: np.ndarray
    accuracy: float
    outputs: tuple[Text, ...] = CLASSES
    output: int = 1

    @property
    def is_value(self) -> bool:
        """A regression."""
        return len(self.outputs) == 1

    @property
    def is_one_of_many(self) -> bool:
        """The probability of one class of more than two."""
        return len(self.outputs) > 2


def plane(settings: Settings) -> Plane:
    """The model that is chosen, and of several classes the one that is."""
    if settings["model"] != "carried":
        return _made(settings["model"], settings["shape"])
    found = model("carried", word=settings["carried"])
    if len(found.outputs) == 2:
        return _brought(settings["carried"], 1)
    return _brought(settings["carried"], output_of(settings, found, np.array([settings["x1"], settings["x2"]])))


@lru_cache(maxsize=16)
def _brought(word: str, output: int) -> Plane:
    found = model("carried", word=word)
    X, y = found.table.X_train, found.table.y_train
    return _mapped(found.predict, X, y, found.outputs, output)


@lru_cache(maxsize=16)
def _made(name: str, shape: str) -> Plane:
    drawn = data.make(shape, N_SAMPLES, rng=np.random.default_rng(1))
    X, y = drawn.X, drawn.y
    if name in BORROWED:
        rows = Table(shape, X, X, y, y, ("feature.x1", "feature.x2"), ("", ""), CLASSES,
                     data.fit_scaling(X), drawn.source)  # fmt: skip
        return _mapped(borrowed(name, rows, seed=0), X, y)
    return _mapped(_trained(X, y, (N_HIDDEN,) if name == "network" else ()).predict, X, y)


def _trained(X: np.ndarray, y: np.ndarray, hidden: tuple[int, ...]) -> Network:
    fresh = Network.dense([2, *hidden, 1], rng=np.random.default_rng(0), output="sigmoid")
    return next(
        train(fresh, X, y, loss="binary_cross_entropy", optimizer=Adam(0.05), batch_size=len(X), every=N_UPDATES,
              penalty=PENALTY)
    ).network  # fmt: skip


def _mapped(
    answer: Predict, X: np.ndarray, y: np.ndarray, outputs: tuple[Text, ...] = CLASSES, output: int = 1
) -> Plane:
    """One output of a model, with its map; a network of two classes may answer with the second one alone."""
    column = -1 if len(outputs) == 2 else output

    def predict(rows: np.ndarray) -> np.ndarray:
        return answer(rows)[:, column]

    ticks = np.linspace(*VIEW, N_MAP)
    points = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    values = predict(points).reshape(N_MAP, N_MAP)
    values.flags.writeable = False
    called = answer(X).argmax(axis=1) if len(outputs) > 2 else predict(X) > 0.5
    return Plane(predict, X, values, float((called == y).mean()) if len(outputs) > 1 else np.nan, outputs, output)
