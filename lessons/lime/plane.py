"""The models of the first two steps: two inputs, small enough to be trained when they are chosen.

Everything here depends on the settings alone and is computed once for each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.errors import Refusal
from lessons.models.borrowed import BORROWED, borrowed
from lessons.models.models import model
from lessons.models.tables import Table
from nnviz_core import data
from nnviz_core.explain.model import Predict
from nnviz_core.losses import Penalty
from nnviz_core.network import Network
from nnviz_core.optimizers import Adam
from nnviz_core.training import train

SHAPES = ("circle", "moons", "xor", "gaussians")
VIEW = (-1.3, 1.3)
EXTENT = (*VIEW, *VIEW)
N_MAP = 81
N_SAMPLES, N_HIDDEN, N_UPDATES = 200, 10, 300
PENALTY = Penalty(l2=0.005)
"""Keeps the cliff between the classes from growing ever steeper."""
KEYS = ("model", "shape", "carried")
"""The settings that decide which model it is."""


@dataclass(frozen=True, eq=False)
class Plane:
    """A model of two inputs.

    `predict` gives the probability of class 1, (n, 2) → (n,); `background` (n_background, 2) are the samples it was
    trained on, `map` (N_MAP, N_MAP) what it says over the plane, row 0 at the lowest x₂.
    """

    predict: Predict
    background: np.ndarray
    map: np.ndarray
    accuracy: float


def plane(settings: Settings) -> Plane:
    """The model that is chosen."""
    return _made(*(settings[name] for name in KEYS))


@lru_cache(maxsize=16)
def _made(name: str, shape: str, word: str) -> Plane:
    if name == "carried":
        found = model("carried", word=word)
        if len(found.outputs) != 2:
            raise Refusal("refusal.two_classes")
        return _mapped(found.predict, found.table.X_train, found.table.y_train)
    drawn = data.make(shape, N_SAMPLES, rng=np.random.default_rng(1))
    X, y = drawn.X, drawn.y
    if name in BORROWED:
        rows = Table(shape, X, X, y, y, ("feature.x1", "feature.x2"), ("", ""), ("class.a", "class.b"),
                     data.fit_scaling(X), drawn.source)  # fmt: skip
        return _mapped(borrowed(name, rows, seed=0), X, y)
    return _mapped(_trained(X, y, (N_HIDDEN,) if name == "network" else ()).predict, X, y)


def _trained(X: np.ndarray, y: np.ndarray, hidden: tuple[int, ...]) -> Network:
    fresh = Network.dense([2, *hidden, 1], rng=np.random.default_rng(0), output="sigmoid")
    return next(
        train(fresh, X, y, loss="binary_cross_entropy", optimizer=Adam(0.05), batch_size=len(X), every=N_UPDATES,
              penalty=PENALTY)
    ).network  # fmt: skip


def _mapped(outputs: Predict, X: np.ndarray, y: np.ndarray) -> Plane:
    """The model, the last of whose outputs is the probability of class 1, with its map."""

    def predict(rows: np.ndarray) -> np.ndarray:
        return outputs(rows)[:, -1]

    ticks = np.linspace(*VIEW, N_MAP)
    points = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    values = predict(points).reshape(N_MAP, N_MAP)
    values.flags.writeable = False
    return Plane(predict, X, values, float(((predict(X) > 0.5) == y).mean()))
