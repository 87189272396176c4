"""Data to learn from: drawn by a seed, or measured in the world.

The drawn sets lie in about [−1, 1] in each input, so that one picture frame suits them all. The measured ones are
small files that tell what each number means, in which unit, and where it comes from.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from math import pi
from pathlib import Path

import numpy as np
from numpy import ndarray as Array

from . import checks

FOLDER = Path(__file__).resolve().parents[1] / "static" / "data"
FILES = ("iris", "wine", "breast_cancer", "diabetes", "digits")


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples and what is known about them.

    Attributes
    ----------
    name : str
    X : array of shape (n_samples, n_features)
    y : array of shape (n_samples,)
        Class numbers (int) for a classification, numbers (float) for a regression.
    feature_names, units : tuple of str, one a feature
        A unit is "" where the number has none or its source names none.
    target_names : tuple of str
        The classes in the order of their numbers; of a regression one name, that of the target.
    target_unit : str
    source : str
        Where the data come from.
    """

    name: str
    X: Array
    y: Array
    feature_names: tuple[str, ...]
    units: tuple[str, ...]
    target_names: tuple[str, ...]
    target_unit: str = ""
    source: str = "drawn by a random number generator"

    @property
    def is_classification(self) -> bool:
        """Whether y holds class numbers."""
        return bool(np.issubdtype(self.y.dtype, np.integer))


def make(name: str, n_samples: int = 250, *, noise: float = 0.1, rng: np.random.Generator) -> Dataset:
    """Draw one of `DRAWN`: circle, xor, gaussians, spirals, moons, blobs, sine, hills.

    Parameters
    ----------
    name : str
    n_samples : int, at least 2
    noise : float, at least 0
        Standard deviation of what is added: to both inputs of a classification, to y of a regression.
    rng : numpy.random.Generator

    Returns
    -------
    dataset : Dataset
        Classifications have 2 inputs and classes 0 and 1 (blobs: 0, 1, 2), as equal in number as can be.
    """
    draw = checks.choose(DRAWN, name, "drawn data set")
    checks.whole("n_samples", n_samples, 2)
    checks.number("noise", noise, 0)
    X, y = draw(n_samples, rng)
    if np.issubdtype(y.dtype, np.integer):
        X = X + noise * rng.standard_normal(X.shape)
        targets = tuple(f"class {k}" for k in range(y.max() + 1))
    else:
        y = y + noise * rng.standard_normal(y.shape)
        targets = ("y",)
    features = tuple(f"x{i + 1}" for i in range(X.shape[1]))
    return Dataset(name, X, y, features, ("",) * len(features), targets)


def load(name: str, folder: Path = FOLDER) -> Dataset:
    """Read one of `FILES`: iris, wine, breast_cancer, diabetes, digits.

    Raises
    ------
    ValueError
        For an unknown name or a damaged file.
    FileNotFoundError
        If the file is not in the folder.
    """
    checks.choose(dict.fromkeys(FILES), name, "data file")
    path = Path(folder) / f"{name}.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        X = checks.table_of_numbers("X", [row[:-1] for row in document["rows"]], len(document["features"]))
        y = np.array([row[-1] for row in document["rows"]])
        return Dataset(
            document["name"],
            X,
            y.astype(int if document["task"] == "classification" else float),
            tuple(feature["name"] for feature in document["features"]),
            tuple(feature["unit"] for feature in document["features"]),
            tuple(document["targets"]),
            document["target_unit"],
            document["source"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name} is damaged ({error}); make it anew: python3 -m tools datasets") from None


@dataclass(frozen=True, eq=False)
class Scaling:
    """(X − mean) / std, feature by feature.

    Attributes
    ----------
    mean, std : arrays of shape (n_features,)
        `std` is 1 for a feature that is constant.
    """

    mean: Array
    std: Array

    def apply(self, X: Array) -> Array:
        """Return X with mean 0 and standard deviation 1 for the samples it was fitted to."""
        return (X - self.mean) / self.std

    def undo(self, Z: Array) -> Array:
        """Return scaled samples in their own units again."""
        return Z * self.std + self.mean


def fit_scaling(X: Array) -> Scaling:
    """Return the scaling that gives these samples mean 0 and standard deviation 1."""
    X = checks.table_of_numbers("X", X)
    std = X.std(axis=0)
    return Scaling(X.mean(axis=0), np.where(std > 0, std, 1.0))


def split(n_samples: int, test_share: float = 0.25, *, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return indices to train on and indices to test on, shuffled; each sample is in one of them."""
    n_test = round(checks.number("test_share", test_share, 0, 1) * checks.whole("n_samples", n_samples, 1))
    order = rng.permutation(n_samples)
    return order[n_test:], order[:n_test]


def _classes(n_samples: int, n_classes: int) -> Array:
    """Return class numbers in turn, 0, 1, …, 0, 1, …"""
    return np.arange(n_samples) % n_classes


def _polar(radius: Array, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _circle(n_samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """A disc of class 1 inside a ring of class 0."""
    y = _classes(n_samples, 2)
    radius = np.where(y == 1, rng.uniform(0, 0.5, n_samples), rng.uniform(0.7, 1, n_samples))
    return _polar(radius, rng.uniform(0, 2 * pi, n_samples)), y


def _xor(n_samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Class 1 where the inputs have different signs; a gap of 0.1 on both sides of the axes."""
    y = _classes(n_samples, 2)
    sign = np.where(rng.random(n_samples) < 0.5, 1, -1)
    X = rng.uniform(0.1, 1, (n_samples, 2)) * np.stack([sign, np.where(y == 1, -sign, sign)], axis=1)
    return X, y


def _gaussians(n_samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Two round clouds."""
    y = _classes(n_samples, 2)
    return np.where(y[:, np.newaxis] == 1, 0.5, -0.5) + 0.15 * rng.standard_normal((n_samples, 2)), y


def _spirals(n_samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Two arms that wind around each other 1.75 times."""
    y = _classes(n_samples, 2)
    along = rng.uniform(0.05, 1, n_samples)
    return _polar(along, 1.75 * 2 * pi * along + pi * y), y


def _moons(n_samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Two half circles that reach into each other."""
    y = _classes(n_samples, 2)
    arc = _polar(np.ones(n_samples), rng.uniform(0, pi, n_samples))
    X = np.where(y[:, np.newaxis] == 1, np.array([1, 0.5]) - arc, arc)
    return (X - [0.5, 0.25]) / 1.5, y


def _blobs(n_samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Three clouds on a circle."""
    y = _classes(n_samples, 3)
    return _polar(np.full(n_samples, 0.6), pi / 2 + 2 * pi * y / 3) + 0.12 * rng.standard_normal((n_samples, 2)), y


def _sine(n_samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """One input: y = sin πx."""
    X = rng.uniform(-1, 1, (n_samples, 1))
    return X, np.sin(pi * X[:, 0])


def _hills(n_samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Two inputs: a hill and a hollow."""
    X = rng.uniform(-1, 1, (n_samples, 2))
    hill, hollow = (np.exp(-((X - center) ** 2).sum(axis=1) / 0.18) for center in ((0.4, 0.4), (-0.4, -0.4)))
    return X, hill - hollow


DRAWN: dict[str, Callable[[int, np.random.Generator], tuple[Array, Array]]] = {
    "circle": _circle,
    "xor": _xor,
    "gaussians": _gaussians,
    "spirals": _spirals,
    "moons": _moons,
    "blobs": _blobs,
    "sine": _sine,
    "hills": _hills,
}
