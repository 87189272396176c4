"""What the neuron looks at: two numbers of each iris, two of each tumour, or four corners.

Each number is counted from its mean, in units of its spread (standardised), so that both axes are alike and w is at a
right angle to its line on the screen, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit.controls import Settings
from nnviz_core import data, neuron

SPECIES = {"versicolor_virginica": (1, 2), "setosa_versicolor": (0, 1)}
FEATURES = {"petals": (2, 3), "sepals": (0, 1), "lengths": (2, 0), "widths": (3, 1)}
VIEW = (-3.2, 3.2)
"""What the figures of standardised data show of each axis, in spreads."""
TUMOUR_FEATURES = ("mean radius", "mean concave points")
TEST_SHARE = 0.4


@dataclass(frozen=True, eq=False)
class Samples:
    """Standardised samples X (n_samples, 2) of classes y (n_samples,), 0 or 1, and how they were measured."""

    X: np.ndarray
    y: np.ndarray
    scaling: data.Scaling


@lru_cache(maxsize=1)
def _irises() -> data.Dataset:
    return data.load("iris")


@lru_cache(maxsize=1)
def _tumours() -> data.Dataset:
    return data.load("breast_cancer")


def _standardised(X: np.ndarray, y: np.ndarray, scaling: data.Scaling) -> Samples:
    scaled, classes = scaling.apply(X), y.astype(float)
    scaled.flags.writeable = classes.flags.writeable = False
    return Samples(scaled, classes, scaling)


@lru_cache(maxsize=8)
def _flowers(species: str, features: str) -> Samples:
    irises = _irises()
    zero, one = SPECIES[species]
    chosen = (irises.y == zero) | (irises.y == one)
    X = irises.X[chosen][:, FEATURES[features]]
    return _standardised(X, irises.y[chosen] == one, data.fit_scaling(X))


def flowers(settings: Settings) -> Samples:
    """The hundred irises of two species; class 1 is the second of them."""
    return _flowers(settings["species"], settings["features"])


def axis_labels(settings: Settings) -> tuple[str, str]:
    """The names of the two numbers."""
    names = [_irises().feature_names[column].replace(" ", "_") for column in FEATURES[settings["features"]]]
    return f"axis.{names[0]}", f"axis.{names[1]}"


@lru_cache(maxsize=16)
def flowers_minimum(species: str, features: str, bias: float | None) -> np.ndarray:
    """The neuron of lowest cross-entropy, with that bias or a learnt one; NaN where a line separates the species."""
    chosen = _flowers(species, features)
    return neuron.minimum(chosen.X, chosen.y, bias=bias)


@dataclass(frozen=True, eq=False)
class Screening:
    """A neuron fitted to some tumours, and the others, on which it is tried; class 1 is malignant."""

    params: np.ndarray
    train: Samples
    test: Samples


@lru_cache(maxsize=8)
def screening(seed: int) -> Screening:
    """Split the tumours by the seed, fit a neuron to one part by Newton's method, keep the rest for the trial."""
    tumours = _tumours()
    X = tumours.X[:, [tumours.feature_names.index(name) for name in TUMOUR_FEATURES]]
    y = tumours.y == tumours.target_names.index("malignant")
    train, test = data.split(len(y), TEST_SHARE, rng=np.random.default_rng(seed))
    scaling = data.fit_scaling(X[train])
    learnt = _standardised(X[train], y[train], scaling)
    return Screening(neuron.minimum(learnt.X, learnt.y), learnt, _standardised(X[test], y[test], scaling))


def params_of(settings: Settings) -> np.ndarray:
    """(w₁, w₂, b) as they are set by hand."""
    return np.array([settings["w1"], settings["w2"], settings["b"]])
