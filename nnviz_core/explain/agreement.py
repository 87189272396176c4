"""Do explanations agree, with each other, with themselves, and with common sense?

Two explainers that rank the features alike may both be wrong, but two that disagree cannot both be right about the
same question. One that depends on its seed or on a change of the row too small to matter says something about
chance. And one that stays the same when the weights of the model are replaced by random ones cannot be about the model.

References
----------
Krishna et al. (2022), The disagreement problem in explainable machine learning.
Alvarez-Melis & Jaakkola (2018), On the robustness of interpretability methods.
Yeh et al. (2019), On the (in)fidelity and sensitivity of explanations.
Adebayo et al. (2018), Sanity checks for saliency maps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks
from ..initializers import Initializer, find_initializer
from ..network import Network
from .gradients import check_network
from .model import check_rng, check_row
from .players import check_list_size

MOST_REPEATS = 1000  # each is compared with each other one


@dataclass(frozen=True)
class Agreement:
    """How alike several explanations are, two by two.

    Attributes
    ----------
    names : tuple of str
    rank_correlation : array of shape (n_explanations, n_explanations)
        Spearman's, of the sizes of the values, in [−1, 1].
    top_overlap : array of shape (n_explanations, n_explanations)
        Share of features that both have among their k largest, in [0, 1].
    k : int
    """

    names: tuple[str, ...]
    rank_correlation: Array
    top_overlap: Array
    k: int


@dataclass(frozen=True)
class Stability:
    """An explanation, made again and again.

    Attributes
    ----------
    values : array of shape (n_repeats, n_players)
    rank_correlation, top_overlap : float
        Mean over all pairs of repeats; 1 if they never differ.
    k : int
        How many features count as the top.
    """

    values: Array
    rank_correlation: float
    top_overlap: float
    k: int

    @property
    def mean(self) -> Array:
        """Mean of each value, shape (n_players,)."""
        return self.values.mean(axis=0)

    @property
    def spread(self) -> Array:
        """Standard deviation of each value from repeat to repeat, shape (n_players,)."""
        return self.values.std(axis=0, ddof=1)


@dataclass(frozen=True)
class Randomisation:
    """An explanation while the network forgets, from the last layer to the first.

    Attributes
    ----------
    layers : tuple of int
        The layer whose weights were replaced last; all behind it were replaced before.
    values : array of shape (n_layers + 1, n_players)
        The first row is of the network as it was.
    rank_correlation : array of shape (n_layers + 1,)
        With the first row, of the sizes; what stays near 1 does not depend on what the network learned.
    """

    layers: tuple[int, ...]
    values: Array
    rank_correlation: Array


def ranks(values: Array) -> Array:
    """Return the rank of each value, from 0, equal ones sharing the mean of theirs, same shape (n,)."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count + 1) / 2)[place]


def rank_correlation(a: Any, b: Any) -> float:
    """Return Spearman's rank correlation of the sizes |a| and |b|, in [−1, 1].

    The correlation of the ranks. 0 if all of one are equal, and they rank nothing.
    """
    a, b = (ranks(np.abs(values)) for values in _alike(a, b))
    a, b = a - a.mean(), b - b.mean()
    size = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / size) if size > 0 else 0.0


def top_overlap(a: Any, b: Any, k: int) -> float:
    """Return the share of the k largest |a| that are among the k largest |b|, in [0, 1]."""
    a, b = _alike(a, b)
    k = min(checks.whole("k", k, 1), a.size)
    first, second = (set(np.argsort(-np.abs(values), kind="stable")[:k].tolist()) for values in (a, b))
    return len(first & second) / k


def agreement(explanations: Mapping[str, Any], *, k: int = 3) -> Agreement:
    """Compare explanations of the same prediction, each of shape (n_players,), two by two."""
    if not isinstance(explanations, Mapping):
        raise TypeError("explanations must have names; give a dictionary, as in {'LIME': values, 'SHAP': others}.")
    if len(explanations) < 2:
        raise ValueError(f"There is {len(explanations)} explanation; give two or more to compare.")
    rows = list(explanations.values())
    correlation = np.array([[rank_correlation(a, b) for b in rows] for a in rows])
    overlap = np.array([[top_overlap(a, b, k) for b in rows] for a in rows])
    return Agreement(tuple(explanations), correlation, overlap, k)


def stability(
    explain: Callable[[np.random.Generator], Any], *, n_repeats: int = 10, rng: np.random.Generator, k: int = 3
) -> Stability:
    """Make an explanation again and again, with other random numbers, and say how much of it stays.

    Parameters
    ----------
    explain : function of a generator
        Returns values of shape (n_players,), as in
        ``lambda rng: lime(predict, x, background, n_samples=500, rng=rng).coefficients``.
    n_repeats : int, from 2 to 1000
    rng : numpy.random.Generator
        Gives each repeat its own.
    k : int
        How many features count as the top.
    """
    own = check_rng(rng).spawn(checks.whole("n_repeats", n_repeats, 2, MOST_REPEATS))
    checks.function("explain", explain)
    values = _alike(*[_flat(explain(one)) for one in own])
    pairs = [(values[i], values[j]) for i in range(n_repeats) for j in range(i)]
    correlation = float(np.mean([rank_correlation(a, b) for a, b in pairs]))
    return Stability(values, correlation, float(np.mean([top_overlap(a, b, k) for a, b in pairs])), k)


def sensitivity(
    explain: Callable[[Array], Any], x: Any, *, radius: Any, n_samples: int = 32, rng: np.random.Generator
) -> float:
    """Return the largest change of an explanation near a row, as a part of the explanation's length.

    max |values(x') − values(x)| / |values(x)| over n_samples x' drawn evenly from x ± radius: a lower bound of the
    max-sensitivity of Yeh et al. A random explainer must start from the same seed each time, or it is its chance
    that is measured.

    Parameters
    ----------
    explain : function from (n_features,) to (n_players,)
    x : array of shape (n_features,)
    radius : float or array of shape (n_features,), not negative
        In units of the features.
    """
    x, rng, radius = check_row("x", x), check_rng(rng), checks.finite("radius", checks.real("radius", radius))
    if radius.shape not in ((), x.shape) or (radius < 0).any():
        raise ValueError(f"radius is {radius}; give a number, or {x.size} of them, one a feature, none negative.")
    checks.function("explain", explain)
    check_list_size("n_samples", checks.whole("n_samples", n_samples, 1), x.size)
    here = _flat(explain(x.copy()))
    length = float(np.linalg.norm(here))
    if length == 0:
        raise ValueError("The explanation is 0 everywhere, or too small to be squared: no change is a part of it.")
    steps = rng.uniform(-1, 1, (n_samples, x.size)) * radius
    moves = (np.diff(_alike(here, explain(x + step)), axis=0) for step in steps)
    return max(float(np.linalg.norm(move)) for move in moves) / length


def randomisation_check(
    network: Network,
    explain: Callable[[Network], Any],
    *,
    rng: np.random.Generator,
    initializer: str | Initializer = "glorot",
) -> Randomisation:
    """Replace the weights by fresh random ones, layer by layer from the last, and explain each time.

    Parameters
    ----------
    network : Network
        Left as it is.
    explain : function of a Network
        Returns values of shape (n_players,).
    rng : numpy.random.Generator
    initializer : str or Initializer
        Draws the fresh weights; biases become 0.
    """
    draw, rng = find_initializer(initializer), check_rng(rng)
    copy = check_network(network).with_params(network.params)
    values = [_flat(checks.function("explain", explain)(network))]
    layers = tuple(reversed(range(len(network.layers))))
    for layer in layers:
        part = copy.layers[layer]
        part.weights[...] = draw(*part.weights.shape, rng=rng)
        part.biases[...] = 0
        values.append(_flat(explain(copy)))
    rows = _alike(*values)
    return Randomisation(layers, rows, np.array([rank_correlation(rows[0], after) for after in rows]))


def _flat(values: Any) -> Array:
    """Return values of one output, shape (n_players,), as a copy: an explainer may use its array again."""
    array = checks.squarable("explanation", checks.real("explanation", values))
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"An explanation of one output is wanted, shape (n_players,), not {array.shape}.")
    return array.copy()


def _alike(*explanations: Any) -> Array:
    """Return explanations of the same players as rows, shape (n_explanations, n_players)."""
    rows = [_flat(values) for values in explanations]
    for row in rows:
        if row.size != rows[0].size:
            raise ValueError(
                f"The explanations have {rows[0].size} and {row.size} values; compare those of the same players."
            )
    return np.array(rows)


def top_of(n_features: int, most: int = 3) -> int:
    """Return how many of the first to compare: at most so many, but fewer than there are, or all would agree."""
    return max(1, min(most, n_features - 1))
