"""A model of two inputs, to see what hiding one of them means: the learner's own, or a small one of two moons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.text import Text
from lessons.models.models import model
from nnviz_core import data
from nnviz_core.network import Network
from nnviz_core.optimizers import Adam
from nnviz_core.training import train

VIEW = (-1.3, 1.3)
N_MAP = 61
N_BACKGROUND = 40
EPOCHS = 300


@dataclass(frozen=True, eq=False)
class Plane:
    """A function of the plane, (n, 2) → (n,), its map (N_MAP, N_MAP) and span, and background points (n, 2)."""

    predict: Callable[[np.ndarray], np.ndarray]
    background: np.ndarray
    map: np.ndarray
    domain: tuple[float, float]
    label: Text


def plane(settings: Settings) -> Plane:
    """The model that the learner brought along, or a small one trained here on two moons."""
    return _carried(settings["carried"]) if settings["model"] == "carried" else _moons()


@lru_cache(maxsize=4)
def _carried(word: str) -> Plane:
    own = model("carried", word=word)
    output = 1 if own.is_classification else 0
    domain, label = ((0.0, 1.0), "label.probability") if own.is_classification else (None, "axis.answer")
    return mapped(lambda X: own.predict(X)[:, output], own.background(N_BACKGROUND), domain, label)


@lru_cache(maxsize=1)
def _moons() -> Plane:
    rng = np.random.default_rng(4)
    drawn = data.make("moons", 120, noise=0.1, rng=rng)
    blank = Network.dense([2, 8, 1], rng=rng, activation="tanh", output="sigmoid")
    steps = train(blank, drawn.X, drawn.y, loss="binary_cross_entropy", optimizer=Adam(learning_rate=0.05),
                  batch_size=120, every=EPOCHS)  # fmt: skip
    network = next(steps).network
    return mapped(lambda X: network.predict(X)[:, 0], drawn.X[:N_BACKGROUND], (0.0, 1.0), "label.probability")


def mapped(predict: Callable[[np.ndarray], np.ndarray], background: np.ndarray, domain: tuple[float, float] | None,
           label: Text) -> Plane:  # fmt: skip
    """The model with its map."""
    axis = np.linspace(*VIEW, N_MAP)
    x1, x2 = np.meshgrid(axis, axis)
    picture = predict(np.stack([x1.ravel(), x2.ravel()], axis=1)).reshape(N_MAP, N_MAP)
    picture.flags.writeable = False
    if domain is None:
        most = float(np.abs(picture).max()) or 1.0
        domain = -most, most
    return Plane(predict, background, picture, domain, label)
