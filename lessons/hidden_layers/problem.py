"""What the network is to learn: drawn samples and the learner's own, split into training and test, as features.

Everything here depends on the settings alone and is computed once for each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import pi

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.errors import Refusal
from nnviz_core import data
from nnviz_core.features import PLANE_FEATURES, plane_features
from nnviz_core.grids import Grid, grid

VIEW = (-1.3, 1.3)
"""What the maps show of each input."""
EXTENT = (*VIEW, *VIEW)
N_MAP = 100
"""Points of a map along each side."""
REGRESSIONS = ("sine", "hills")
CLASS_SETS = ("circle", "xor", "gaussians", "spirals", "moons", "blobs", "own")
SETS = (*CLASS_SETS[:-1], *REGRESSIONS, "own")
CLASSES = ("a", "b", "c")
_ANGLES = np.arange(8) * pi / 4
STARTER = (
    tuple((round(float(0.95 * np.cos(a)), 2), round(float(0.95 * np.sin(a)), 2)) for a in _ANGLES),
    tuple((round(float(0.35 * np.cos(a)), 2), round(float(0.35 * np.sin(a)), 2)) for a in _ANGLES),
    (),
)
"""The learner's own points before there are any: a ring around a ring."""

_CLOUD = ((0.0, 0.0), (0.22, 0.08), (-0.18, 0.16), (0.05, -0.24), (-0.2, -0.12), (0.14, 0.26))


def _cloud(x: float, y: float) -> tuple[tuple[float, float], ...]:
    return tuple((round(x + dx, 2), round(y + dy, 2)) for dx, dy in _CLOUD)


FOUR_CLOUDS = ((*_cloud(0.7, 0.7), *_cloud(-0.7, -0.7)), (*_cloud(-0.7, 0.7), *_cloud(0.7, -0.7)))
"""XOR: two clouds of each class, in opposite corners."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Samples: `points` (n, 2) in the plane, `X` (n, n_features), `y` (n,); training samples first.

    `n_own` of the training samples, the last ones, are the learner's; their order is that of the classes.
    """

    points: np.ndarray
    X: np.ndarray
    y: np.ndarray
    n_train: int
    n_own: int
    n_classes: int
    features: tuple[str, ...]
    mean: np.ndarray
    std: np.ndarray

    @property
    def is_regression(self) -> bool:
        return self.n_classes == 0

    def inputs(self, points: np.ndarray) -> np.ndarray:
        """The features of points (n, 2) as the network is given them, (n, n_features)."""
        return (plane_features(points, self.features) - self.mean) / self.std


def is_regression(settings: Settings) -> bool:
    return settings["data"] in REGRESSIONS


def own_points(settings: Settings) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The learner's points of each class; before there are any, a set of one's own begins with two rings."""
    lists = tuple(tuple(settings[f"points_{name}"]) for name in CLASSES)
    return STARTER if settings["data"] == "own" and not any(lists) else lists


def problem(settings: Settings) -> Problem:
    """The samples under these settings."""
    features = tuple(name for name in PLANE_FEATURES if settings[f"use_{name}"])
    if not features:
        raise Refusal("refusal.no_features")
    kept = ("data", "n_samples", "noise", "test_share", "seed", "standardise")
    return _problem(*(settings[name] for name in kept), own_points(settings), features)


@lru_cache(maxsize=24)
def _problem(name, n_samples, noise, test_share, seed, standardise, own, features) -> Problem:
    points, y, n_train = _drawn(name, n_samples, noise, test_share, seed)
    n_own = 0
    if name not in REGRESSIONS:
        mine = np.array([point for points_of_class in own for point in points_of_class], float).reshape(-1, 2)
        labels = np.repeat(np.arange(len(own)), [len(points_of_class) for points_of_class in own])
        points = np.concatenate([points[:n_train], mine, points[n_train:]])
        y = np.concatenate([y[:n_train], labels, y[n_train:]])
        n_own = len(mine)
        n_train += n_own
    _check(y, n_train, name)
    X = plane_features(points, features)
    scaling = data.fit_scaling(X[:n_train]) if standardise else data.Scaling(np.zeros(X.shape[1]), np.ones(X.shape[1]))
    n_classes = 0 if name in REGRESSIONS else max(2, int(y.max()) + 1)
    for array in (points, y):
        array.flags.writeable = False
    return Problem(points, scaling.apply(X), y, n_train, n_own, n_classes, features, scaling.mean, scaling.std)


def _drawn(name, n_samples, noise, test_share, seed) -> tuple[np.ndarray, np.ndarray, int]:
    """Drawn samples, those to train on first."""
    if name == "own":
        return np.empty((0, 2)), np.empty(0, int), 0
    drawn = data.make(name, n_samples, noise=noise, rng=np.random.default_rng([seed, 1]))
    X = drawn.X
    if X.shape[1] == 1:  # a function of one input: the other is there, but says nothing
        X = np.column_stack([X, np.random.default_rng([seed, 3]).uniform(-1, 1, len(X))])
    train, test = data.split(n_samples, test_share, rng=np.random.default_rng([seed, 2]))
    order = np.concatenate([train, test])
    return X[order], drawn.y[order], len(train)


def _check(y: np.ndarray, n_train: int, name: str) -> None:
    if n_train == 0:
        raise Refusal("refusal.no_points")
    if name not in REGRESSIONS and len(np.unique(y[:n_train])) < 2:
        raise Refusal("refusal.one_class" if name == "own" else "refusal.one_class_drawn")


def map_grid(problem: Problem) -> tuple[Grid, np.ndarray | None]:
    """The points of the maps, and what the network is given there unless that is plainly the point."""
    if problem.features == ("x1", "x2"):
        x = np.linspace(*VIEW, N_MAP)
        (mean_x, mean_y), (std_x, std_y) = problem.mean, problem.std
        return Grid((x - mean_x) / std_x, (x - mean_y) / std_y, (0, 1), np.zeros(2)), None
    plain = grid(EXTENT, n_columns=N_MAP, n_rows=N_MAP)
    return plain, problem.inputs(plain.points())
