"""LIME: explain a prediction by a simple model that is right nearby.

Draw samples around the row, ask the model about them, weigh each by how near it is, and fit a straight line to
the answers. Its coefficients are the explanation; its R² says whether there was anything straight to find. How near is
near, the kernel width, is a choice, and the explanation depends on it: so it is stated, and so is the
neighbourhood (see `neighbours`). Other samples give other coefficients: repeat it, with `agreement.stability`.

References
----------
Ribeiro, Singh & Guestrin (2016), "Why should I trust you?": explaining the predictions of any classifier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks
from .model import check_features, check_rng
from .neighbours import REPRESENTATIONS
from .network_game import make_game
from .players import check_list_size
from .surrogate import fit_surrogate

AROUND = {"background": "the background's mean", "instance": "the row itself"}


@dataclass(frozen=True)
class Lime:
    """A local linear explanation and all that it was made of.

    n_outputs is left out of every shape if `predict` returns one number a row. What the simple model sees of a sample,
    its features, depends on the representation; see `neighbours.Neighbours`.

    Attributes
    ----------
    coefficients : array of shape (n_seen, n_outputs)
        Units of output per unit of what is seen: per standard deviation (raw), or for being as in the row
        (quartiles, categories, masks).
    intercept : float or array of shape (n_outputs,)
    r2 : float or array of shape (n_outputs,)
        Local R²: what part of the weighted variation the line catches.
    local_prediction, prediction : float or array of shape (n_outputs,)
        Of the line and of the model, for the row.
    samples : array of shape (n_samples, n_features)
        The first is the row.
    features : array of shape (n_samples, n_seen)
    outputs : array of shape (n_samples, n_outputs)
        Of the model.
    distances, weights : arrays of shape (n_samples,)
        weights = exp(−distances² / (2 kernel_width²)).
    kernel_width : float
        In units of distance.
    scale : array of shape (n_seen,)
        See `slopes`.
    """

    coefficients: Array
    intercept: Any
    r2: Any
    local_prediction: Any
    prediction: Any
    samples: Array
    features: Array
    outputs: Array
    distances: Array
    weights: Array
    kernel_width: float
    scale: Array

    @property
    def n_effective(self) -> float:
        """How many samples of weight 1 would say as much, (Σ w)² / Σ w²: near 1, nobody was near, and R² is idle."""
        return float(self.weights.sum() ** 2 / (self.weights**2).sum())

    @property
    def slopes(self) -> Array:
        """The coefficients in units of output per unit of the feature, same shape (where the representation is raw)."""
        return (self.coefficients.T / self.scale).T


def lime(
    predict: Any,
    x: Any,
    background: Any,
    *,
    n_samples: int,
    rng: np.random.Generator,
    kernel_width: float | None = None,
    representation: str = "raw",
    categorical: Sequence[int] = (),
    around: str = "background",
    ridge: float = 1.0,
    n_kept: int | None = None,
    selection: str = "forward",
    groups: Any = None,
) -> Lime:
    """Explain a prediction by a linear model fitted around it.

    Parameters
    ----------
    predict : function from (n, n_features) to (n,) or (n, n_outputs), or Network
    x : array of shape (n_features,)
        The row to explain.
    background : array of shape (n_background, n_features)
        Rows that tell how features are distributed; for masks, what stands in for hidden features.
    n_samples : int, at least 2
        The row itself counts as one.
    rng : numpy.random.Generator
    kernel_width : float, above 0, optional
        In units of distance. Without it 0.75 √n_features, and 0.25 for masks.
    representation : "raw", "quartiles" or "mask"
        How samples are made, see `neighbours`.
    categorical : sequence of int
        Features whose numbers are names: drawn as often as they occur, seen as the same or not.
    around : "background" or "instance"
        Where raw samples are centred.
    ridge : float, at least 0
        Weight of the squared coefficients, see `surrogate.fit_surrogate`.
    n_kept : int, optional
        How many features the explanation may use; all without it.
    selection : "forward" or "highest"
        How those are chosen.
    groups : optional
        For masks, features that are hidden together, see `players.membership`.

    Raises
    ------
    ValueError, PredictError
        As `kernel_shap`, and for an unknown representation.
    """
    make = checks.choose(REPRESENTATIONS, representation, "representation")
    checks.choose(AROUND, around, "centre")
    checks.number("ridge", ridge, 0)
    n_samples, rng = checks.whole("n_samples", n_samples, 2), check_rng(rng)
    game = make_game(predict, x, background, groups, "identity")
    check_list_size("n_samples", n_samples, game.x.size)
    named = np.flatnonzero(check_features("categorical", categorical, game.x.size))
    if groups is not None and representation != "mask":
        raise ValueError('groups are hidden and shown together: they need representation="mask".')
    near = make(game, n_samples, named, around, rng)
    usual = 0.25 if representation == "mask" else 0.75 * sqrt(game.x.size)
    width = usual if kernel_width is None else checks.number("kernel_width", kernel_width, 0, open_low=True)
    with np.errstate(over="ignore"):  # beyond any number of widths the weight is 0
        weights = np.exp(-((near.distances / width) ** 2) / 2)
    fitted = fit_surrogate(near.features, near.outputs, weights, ridge=ridge, n_kept=n_kept, selection=selection)
    fold = game.model.fold
    return Lime(
        coefficients=fold(fitted.coefficients),
        intercept=fold(fitted.intercept),
        r2=fold(fitted.r2),
        local_prediction=fold(fitted.predict(near.features[:1])[0]),
        prediction=fold(near.outputs[0]),
        samples=near.samples,
        features=near.features,
        outputs=fold(near.outputs),
        distances=near.distances,
        weights=weights,
        kernel_width=width,
        scale=near.scale,
    )
