"""What a whole data set says: which features the model leans on, and how its output follows one of them.

Permutation importance shuffles a feature among the samples and measures how much worse the model gets: it
belongs to the model and its score, not to one prediction. A partial dependence curve sets a feature to each
value of a grid, for all samples, and averages; the curves of the single samples under it (individual conditional
expectation) show what the average hides. All of them ask about rows that may not exist when features go together.

References
----------
Breiman (2001), Random forests, section 10; Fisher, Rudin & Dominici (2019), All models are wrong, but many are useful.
Friedman (2001), Greedy function approximation: a gradient boosting machine, section 8.2.
Goldstein, Kapelner, Bleich & Pitkin (2015), Peeking inside the black box.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks, metrics
from .model import Model, check_feature, check_rng, check_table, classes
from .network_game import network_behind
from .players import check_list_size, membership
from .surrogate import nothing_to_explain


@dataclass(frozen=True)
class PermutationImportance:
    """How much the score falls when a feature is shuffled.

    Attributes
    ----------
    score : float
        Of the model on the samples as they are; higher is better.
    drops : array of shape (n_players, n_repeats)
        score − score with the feature shuffled, each time anew.
    """

    score: float
    drops: Array

    @property
    def values(self) -> Array:
        """Mean drop of each feature, shape (n_players,)."""
        return self.drops.mean(axis=1)

    @property
    def standard_errors(self) -> Array:
        """Of `values`, from shuffle to shuffle, shape (n_players,); inf with a single one."""
        n = self.drops.shape[1]
        return self.drops.std(axis=1, ddof=1) / np.sqrt(n) if n > 1 else np.full(len(self.drops), np.inf)


@dataclass(frozen=True)
class Dependence:
    """How the output follows one feature.

    Attributes
    ----------
    feature : int
    grid : array of shape (n_grid,)
        Values given to the feature.
    curves : array of shape (n_samples, n_grid, n_outputs)
        ICE: the output for each sample with the feature set.
    """

    feature: int
    grid: Array
    curves: Array

    @property
    def mean(self) -> Array:
        """Partial dependence, shape (n_grid, n_outputs)."""
        return self.curves.mean(axis=0)

    @property
    def centred(self) -> Array:
        """The curves, each starting at 0: where they spread, the feature interacts with others."""
        return self.curves - self.curves[:, :1]


def accuracy(y: Array, outputs: Array) -> float:
    """Share of samples whose class, a number (n,), has the largest output; of one output, a probability above 1/2."""
    y, n_classes = checks.real("y", y), max(outputs.shape[1], 2)
    labels = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if labels.ndim != 1:
        raise ValueError(f"y has shape {y.shape}; accuracy compares class numbers (n_samples,), as y.argmax(axis=1).")
    known = np.isin(labels, np.arange(n_classes))
    if not known.all():
        raise ValueError(f"y holds {labels[~known][0]}; the classes of this model's outputs are 0 to {n_classes - 1}.")
    return metrics.accuracy(labels, classes(outputs))


def r2(y: Array, outputs: Array) -> float:
    """1 − squared error / squared deviation from the mean, over all outputs."""
    y = _targets(y, outputs)
    if nothing_to_explain(y).all():
        raise ValueError("All targets y are equal: there is no variation to explain, and no R².")
    return float(1 - ((y - outputs) ** 2).sum() / ((y - y.mean(axis=0)) ** 2).sum())


def negative_mse(y: Array, outputs: Array) -> float:
    """Minus the mean squared error, so that higher is better."""
    return float(-np.mean((_targets(y, outputs) - outputs) ** 2))


def _targets(y: Any, outputs: Array) -> Array:
    """Return targets as an array of the outputs' shape, (n_samples, n_outputs)."""
    y = checks.squarable("y", checks.real("y", y))
    y = y[:, np.newaxis] if y.ndim == 1 else y
    if y.shape != outputs.shape:
        raise ValueError(f"y has shape {y.shape} and the outputs {outputs.shape}; give a target for each output.")
    return y


SCORES: dict[str, Callable[[Array, Array], float]] = {"accuracy": accuracy, "r2": r2, "negative_mse": negative_mse}


def permutation_importance(
    predict: Any,
    X: Any,
    y: Any,
    *,
    score: str | Callable[[Array, Array], float],
    rng: np.random.Generator,
    n_repeats: int = 10,
    groups: Any = None,
) -> PermutationImportance:
    """Measure how much the model's score falls when each feature is shuffled among the samples.

    Parameters
    ----------
    predict : function from (n, n_features) to (n,) or (n, n_outputs), or Network
    X : array of shape (n_samples, n_features)
    y : array of shape (n_samples,) or (n_samples, n_outputs)
        What the score compares with; class numbers for accuracy.
    score : name in `SCORES`, or function of y and outputs (n_samples, n_outputs)
        Higher must be better.
    rng : numpy.random.Generator
    n_repeats : int, at least 1
        Shuffles of each feature.
    groups : optional
        Features that are shuffled together, see `players.membership`.
    """
    X, y, rng = check_table("X", X), np.asarray(y), check_rng(rng)
    if y.ndim == 0 or len(y) != len(X):
        count = len(y) if y.ndim else repr(y.item())
        raise ValueError(f"X holds {len(X)} samples and y {count}; give one target for each sample.")
    function = score if callable(score) else checks.choose(SCORES, score, "score")
    model, players = model_of(predict), membership(groups, X.shape[1])
    check_list_size("n_repeats", checks.whole("n_repeats", n_repeats, 1), len(players))

    def measure(rows: Array) -> float:
        return checks.number("score", function(y, model(rows)))

    whole = measure(X.copy())
    drops = np.empty((len(players), n_repeats))
    for player, mine in enumerate(players):
        for repeat in range(n_repeats):
            shuffled = X.copy()
            shuffled[:, mine] = X[rng.permutation(len(X))][:, mine]
            drops[player, repeat] = whole - measure(shuffled)
    return PermutationImportance(whole, drops)


def partial_dependence(predict: Any, X: Any, feature: int, *, grid: Any = 32) -> Dependence:
    """Return how the output follows a feature, for each sample and on average.

    Parameters
    ----------
    predict : function from (n, n_features) to (n,) or (n, n_outputs), or Network
    X : array of shape (n_samples, n_features)
    feature : int
    grid : int or array of shape (n_grid,)
        Values for the feature, or how many, equally spaced over the range in X.
    """
    X, model = check_table("X", X), model_of(predict)
    column = X[:, check_feature("feature is", feature, X.shape[1])]
    if np.ndim(grid) == 0:
        check_list_size("grid", checks.whole("grid", grid, 2), len(X))
        grid = np.linspace(column.min(), column.max(), grid)
    grid = checks.table_of_numbers("grid", grid, 1)[:, 0]
    curves = []
    for value in grid:
        rows = X.copy()
        rows[:, feature] = value
        curves.append(model(rows))
    return Dependence(feature, grid, model.fold(np.stack(curves, axis=1)))


def model_of(predict: Any) -> Model:
    """Return the checked model of a function, or of a Network."""
    network = network_behind(predict)
    return Model(network.predict if network else predict)
