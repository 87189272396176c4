"""Looking inside: numbers that tell how a network is doing, layer by layer.

Whether a network learns can often be seen before the loss tells: activations that are all near the ends of
their range, units that say zero to every sample, gradients that shrink or grow from layer to layer. The
thresholds of the verdicts are arguments, because they are conventions and not laws.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy import ndarray as Array

from . import checks
from .activations import ACTIVATIONS
from .network import Gradients, Network


@dataclass(frozen=True, eq=False)
class Summary:
    """Statistics of some numbers.

    Attributes
    ----------
    mean, std, lowest, highest, norm : float
        `std` divides by n; `norm` is the root of the sum of squares. All are of the finite numbers.
    n_not_finite : int
    counts : array of int, shape (n_bins,)
        The histogram.
    edges : array of shape (n_bins + 1,)
        Where its bars begin and end.
    """

    mean: float
    std: float
    lowest: float
    highest: float
    norm: float
    n_not_finite: int
    counts: Array
    edges: Array


def summarize(values: Array, *, n_bins: int = 20, extent: tuple[float, float] | None = None) -> Summary:
    """Return statistics and a histogram of an array of any shape.

    Parameters
    ----------
    values : array
    n_bins : int, at least 1
    extent : pair of float, optional
        Ends of the histogram, for bars that stay in place from one update to the next; numbers beyond are not
        counted. By default from the lowest to the highest.
    """
    checks.whole("n_bins", n_bins, 1)
    flat = np.asarray(values, dtype=float).ravel()
    finite = flat[np.isfinite(flat)]
    counts, edges = np.histogram(finite, bins=n_bins, range=extent)
    if finite.size == 0:
        nan = float("nan")
        return Summary(nan, nan, nan, nan, nan, flat.size, counts, edges)
    return Summary(
        finite.mean().item(),
        finite.std().item(),
        finite.min().item(),
        finite.max().item(),
        np.linalg.norm(finite).item(),
        flat.size - finite.size,
        counts,
        edges,
    )


def count_in_bins(groups: Sequence[Array], extent: tuple[float, float], *, n_bins: int = 20) -> Array:
    """Return the histograms of several arrays over the same bins, counted in one go.

    Parameters
    ----------
    groups : sequence of arrays of any shape
    extent : (lowest, highest)
        The outer bins also hold what lies beyond; what is not a number is not counted.
    n_bins : int, at least 1

    Returns
    -------
    counts : array of int, shape (n_groups, n_bins)
    """
    low, high = extent
    flat = np.concatenate([np.ravel(group) for group in groups])
    sizes = [np.size(group) for group in groups]
    with np.errstate(over="ignore"):
        bins = np.clip((flat - low) * (n_bins / (high - low)), 0, n_bins - 1)
    slots = np.repeat(np.arange(len(groups)) * n_bins, sizes) + np.where(np.isnan(bins), 0, bins).astype(int)
    counts = np.bincount(slots, weights=~np.isnan(flat), minlength=len(groups) * n_bins)
    return counts.astype(int).reshape(len(groups), n_bins)


@dataclass(frozen=True, eq=False)
class LayerSummaries:
    """What one layer holds and what it computed."""

    weights: Summary
    biases: Summary
    pre_activations: Summary
    activations: Summary
    deltas: Summary
    weight_gradients: Summary
    bias_gradients: Summary


def layer_summaries(network: Network, record: Gradients, *, n_bins: int = 20) -> list[LayerSummaries]:
    """Return statistics and histograms of each layer.

    Parameters
    ----------
    network : Network
    record : Gradients
        From `network.gradients`.
    """
    return [
        LayerSummaries(
            *(
                summarize(values, n_bins=n_bins)
                for values in (
                    layer.weights,
                    layer.biases,
                    record.pre_activations[index],
                    record.activations[index],
                    record.deltas[index],
                    record.layers[index].weights,
                    record.layers[index].biases,
                )
            )
        )
        for index, layer in enumerate(network.layers)
    ]


def gradient_norms(record: Gradients) -> Array:
    """Return the length of each layer's gradient (weights and biases), shape (n_layers,)."""
    return np.array([np.linalg.norm(layer.block) for layer in record.layers])


@dataclass(frozen=True)
class Thresholds:
    """From where on something is flagged.

    Parameters
    ----------
    dead : float, at least 0
        A unit is dead if |f'(z)| is at most this for every sample.
    saturated : float in (0, 0.5)
        An activation is saturated within this share of its range from an end; a unit is, if most samples are.
    share : float in (0, 1]
        What "most" means.
    vanishing, exploding : float, above 0
        A layer's gradient vanishes or explodes if its root mean square, divided by that of the last layer, is
        below or above this.
    """

    dead: float = 0.0
    saturated: float = 0.01
    share: float = 0.9
    vanishing: float = 1e-3
    exploding: float = 1e3

    def __post_init__(self) -> None:
        checks.number("dead", self.dead, 0)
        checks.number("saturated", self.saturated, 0, 0.5, open_low=True)
        checks.number("share", self.share, 0, 1, open_low=True)
        checks.number("vanishing", self.vanishing, 0, open_low=True)
        checks.number("exploding", self.exploding, self.vanishing)


@dataclass(frozen=True, eq=False)
class LayerHealth:
    """Verdicts on one layer.

    Attributes
    ----------
    dead, saturated : arrays of bool, shape (n_units,)
    saturation : array of shape (n_units,)
        Share of the samples at which the unit is near an end of its range, in [0, 1].
    gradient_ratio : float
        Root mean square of the layer's gradient, divided by that of the last layer; NaN if both are 0.
    vanishing, exploding : bool
    """

    dead: Array
    saturated: Array
    saturation: Array
    gradient_ratio: float
    vanishing: bool
    exploding: bool


def health(network: Network, record: Gradients, thresholds: Thresholds | None = None) -> list[LayerHealth]:
    """Flag dead and saturated units, and layers with vanishing or exploding gradients.

    Parameters
    ----------
    network : Network
    record : Gradients
        From `network.gradients`, of as many samples as can be had.
    thresholds : Thresholds, optional
    """
    rule = thresholds or Thresholds()
    sizes = np.array([np.sqrt(np.mean(np.square(layer.block))) for layer in record.layers])
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = sizes / sizes[-1]
    return [
        _layer_health(name, record.pre_activations[index], record.activations[index], float(ratios[index]), rule)
        for index, name in enumerate(network.activations)
    ]


def _layer_health(name: str, z: Array, a: Array, ratio: float, rule: Thresholds) -> LayerHealth:
    function = ACTIVATIONS[name]
    dead = np.zeros(z.shape[1], dtype=bool)
    if function.slope:
        dead = (np.abs(function.derivative(z)) <= rule.dead).all(axis=0)
    margin = rule.saturated * (function.highest - function.lowest)  # inf where there is no upper or lower end
    near_an_end = np.zeros(a.shape, dtype=bool)
    if np.isfinite(margin):
        near_an_end = (a <= function.lowest + margin) | (a >= function.highest - margin)
    saturation = near_an_end.mean(axis=0)
    return LayerHealth(
        dead, saturation >= rule.share, saturation, ratio, ratio < rule.vanishing, ratio > rule.exploding
    )
