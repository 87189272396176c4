"""Four explainers that answer in the same unit: how much of the output each feature accounts for, for one row.

All of them compare the row with the same background, so what they say can be set side by side: Shapley values by
Kernel SHAP; LIME's coefficients times the distance from the background's mean; the gradient times that distance; and
permutation, which shuffles one column at a time and looks at this row only (occlusion).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnviz_core import explain
from nnviz_core.explain.players import membership
from nnviz_core.network import Network

EXPLAINERS = ("shap", "lime", "gradient", "permutation")
ROLES = {"shap": "run-3", "lime": "run-1", "gradient": "run-4", "permutation": "run-2"}
SYMBOLS = {"shap": "circle", "lime": "square", "gradient": "triangle", "permutation": "diamond"}


@dataclass(frozen=True, eq=False)
class Subject:
    """What is to be explained.

    Attributes
    ----------
    model : Network, or function from (n, n_features) to (n,) or (n, n_outputs)
    x : array of shape (n_features,)
    background : array of shape (n_background, n_features)
    output : int
        Which output.
    groups : array of shape (n_features,), optional
        The player of each feature; without it each is its own.
    categorical : tuple of int
        Features whose numbers are names.
    neighbours : array of shape (n, n_features), optional
        Rows among which LIME looks around, however few the background has; without it, the background.
    """

    model: Any
    x: np.ndarray
    background: np.ndarray
    output: int = 0
    groups: np.ndarray | None = None
    categorical: tuple[int, ...] = ()
    neighbours: np.ndarray | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The explainers that can answer: without a network there is no gradient."""
        return tuple(name for name in EXPLAINERS if name != "gradient" or isinstance(self.model, Network))

    def outputs(self, rows: np.ndarray) -> np.ndarray:
        """The output in question for rows, (n,)."""
        model = self.model.predict if isinstance(self.model, Network) else self.model
        return self.column(np.asarray(model(rows), float))

    def column(self, values: np.ndarray) -> np.ndarray:
        """The values of the output in question, from (n,) or (n, n_outputs)."""
        return values if values.ndim == 1 else values[:, self.output]


def attributions(
    subject: Subject, names: Sequence[str], *, n_samples: int, seed: int | Sequence[int]
) -> dict[str, np.ndarray]:
    """What each of the explainers says, (n_players,); `n_samples` are coalitions for SHAP, neighbours for LIME."""
    return {name: _EXPLAIN[name](subject, n_samples, np.random.default_rng(seed)) for name in names}


def _shap(subject: Subject, n_samples: int, rng: np.random.Generator) -> np.ndarray:
    """Kernel SHAP."""
    record = explain.kernel_shap(
        subject.model, subject.x, subject.background, n_samples=n_samples, rng=rng, groups=subject.groups
    )
    return subject.column(record.values)


def _lime(subject: Subject, n_samples: int, rng: np.random.Generator) -> np.ndarray:
    """LIME: hidden groups, or slopes among the neighbours times the distance from the background."""
    representation = "raw" if subject.groups is None else "mask"
    around = subject.background if subject.neighbours is None else subject.neighbours
    record = explain.lime(
        subject.model, subject.x, around, n_samples=n_samples, rng=rng, groups=subject.groups,
        representation=representation, categorical=subject.categorical,
    )  # fmt: skip
    if subject.groups is not None:
        return subject.column(record.coefficients)
    distance = subject.x - subject.background.mean(axis=0)
    for column in subject.categorical:  # of a category: how often it is another one
        distance[column] = np.mean(subject.background[:, column] != subject.x[column])
    return subject.column(record.slopes) * distance


def _gradient(subject: Subject, n_samples: int, rng: np.random.Generator) -> np.ndarray:
    """Gradient times the distance from the background's mean, added up over each group."""
    slope = explain.input_gradient(subject.model, subject.x[np.newaxis])[0, :, subject.output]
    return membership(subject.groups, subject.x.size) @ (slope * (subject.x - subject.background.mean(axis=0)))


def _permutation(subject: Subject, n_samples: int, rng: np.random.Generator) -> np.ndarray:
    """Each player alone is taken from the background rows, one after the other."""
    return subject.column(explain.occlusion(subject.model, subject.x, subject.background, groups=subject.groups))


_EXPLAIN: dict[str, Callable[[Subject, int, np.random.Generator], np.ndarray]] = {
    "shap": _shap,
    "lime": _lime,
    "gradient": _gradient,
    "permutation": _permutation,
}
