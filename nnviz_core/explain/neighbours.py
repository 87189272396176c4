"""The neighbourhood of a row: samples around it, and what of each a simple model gets to see.

To learn how a model behaves near a row, ask it about rows that are like it. Three ways to make them:
raw (each number is drawn from a normal distribution with the background's mean and spread), quartiles (each number
falls into a quarter of the background; the simple model sees only whether it is the same quarter as the
row's), and mask (features are hidden, one player or several, as for an image or a sentence). The first sample is
always the row itself. Which way is chosen is part of the explanation.

References
----------
Ribeiro, Singh & Guestrin (2016), "Why should I trust you?": explaining the predictions of any classifier.
Garreau & von Luxburg (2020), Explaining the explainer: a first theoretical analysis of LIME.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy import ndarray as Array

from .game import Game, chunks

BLOCK_CELLS = 2**13  # numbers in a piece: its arrays stay in the nearest memory and are used again and again
MOST_ROUNDS = 64  # of drawing again; with a chance of at least 1/2 each, none is ever left


@dataclass(frozen=True)
class Neighbours:
    """Samples around a row, the row itself first.

    Attributes
    ----------
    samples : array of shape (n, n_features)
        What the model was asked about. For masks: as far as known, the rest being the background's mean.
    features : array of shape (n, n_seen)
        What the simple model sees: raw numbers in standard deviations from the background's mean; 1 for the same
        quarter, category or presence as in the row and 0 otherwise.
    outputs : array of shape (n, n_outputs)
    distances : array of shape (n,)
        From the row: Euclidean between features; for masks the cosine distance, from 0 (all there) to 1 (nothing).
    scale : array of shape (n_seen,)
        How many units of the feature one unit of what is seen is; 1 where that is yes or no.
    """

    samples: Array
    features: Array
    outputs: Array
    distances: Array
    scale: Array


def raw(game: Game, n: int, categorical: Array, around: str, rng: np.random.Generator) -> Neighbours:
    """Draw numbers around the background's mean or around the row, categories as often as they occur."""
    mean = game.background.mean(axis=0)
    spread = _not_rounding(game.background.std(axis=0), game.background)
    scale = np.where(spread > 0, spread, 1.0)
    here = (game.x - mean) / scale
    features = rng.standard_normal((n, game.x.size))
    if not spread.all():
        features[:, spread == 0] = 0.0
    if around == "instance":
        features += here
    features[0] = here
    samples = features * scale
    samples += mean
    samples[0] = game.x
    for column in categorical:
        samples[1:, column] = rng.choice(game.background[:, column], n - 1)
        features[:, column] = samples[:, column] == game.x[column]
        scale[column] = 1.0
    return _asked(game, samples, features, scale)


def quartiles(game: Game, n: int, categorical: Array, around: str, rng: np.random.Generator) -> Neighbours:
    """Draw a quarter for each number, as often as the background falls into it, then a number within it."""
    quarters, width = Quarters.of(game.background), game.x.size
    of_background, here = quarters.find(game.background).ravel(), quarters.find(game.x)
    samples, features = np.empty((n, width)), np.empty((n, width))
    for part in chunks(n, BLOCK_CELLS // width):
        # each number has its own random row; intp because there are machines with 32 bits, WebAssembly's too
        rows = rng.integers(len(game.background), size=features[part].shape, dtype=np.intp)
        drawn = of_background.take(rows * width + np.arange(width))
        samples[part] = quarters.draw(drawn, rng=rng)
        features[part] = drawn == here
    samples[0], features[0] = game.x, 1.0
    for column in categorical:
        samples[1:, column] = rng.choice(game.background[:, column], n - 1)
        features[:, column] = samples[:, column] == game.x[column]
    return _asked(game, samples, features, np.ones(width))


def mask(game: Game, n: int, categorical: Array, around: str, rng: np.random.Generator) -> Neighbours:
    """Keep each player or hide it, by the toss of a coin; the model answers as in the game of coalitions."""
    present = rng.random((n, game.n_players)) < 0.5
    present[0] = True
    known = game.known_features(present[:, game.active])  # (n, n_features)
    share = present.mean(axis=1)
    return Neighbours(
        samples=np.where(known, game.x, game.background.mean(axis=0)),
        features=present.astype(float),
        outputs=game.values(present[:, game.active]),
        distances=1 - np.sqrt(share),  # the cosine between 0/1 rows with k and n ones, k common, is √(k/n)
        scale=np.ones(game.n_players),
    )


REPRESENTATIONS: dict[str, Callable[..., Neighbours]] = {"raw": raw, "quartiles": quartiles, "mask": mask}


def _asked(game: Game, samples: Array, features: Array, scale: Array) -> Neighbours:
    # |f − f₀|² = |f|² − 2 f·f₀ + |f₀|², without an array of differences
    squares = np.einsum("ij,ij->i", features, features) - features @ (2 * features[0]) + features[0] @ features[0]
    squares[0] = 0.0
    return Neighbours(samples, features, game.predict_rows(samples), np.sqrt(np.maximum(squares, 0)), scale)


def _not_rounding(spread: Array, table: Array) -> Array:
    """Standard deviations (..., n_columns), with 0 for what is a single value but for rounding."""
    return np.where(spread > 1e-12 * np.abs(table).max(axis=0), spread, 0.0)


@dataclass(frozen=True)
class Quarters:
    """The quarters of each column, cut at its quartiles. Where values repeat, some of the four hold nothing.

    Attributes
    ----------
    edges : array of shape (3, n_columns)
        The quartiles; an edge belongs to the quarter below it.
    mean, spread : arrays of shape (4, n_columns)
        Mean and standard deviation of the values within.
    low, high : arrays of shape (4, n_columns)
        Limits of a quarter, in its standard deviations from its mean.
    """

    edges: Array
    mean: Array
    spread: Array
    low: Array
    high: Array

    @classmethod
    def of(cls, table: Array) -> "Quarters":
        """Cut the columns of a table (n_samples, n_columns)."""
        edges = np.percentile(table, [25, 50, 75], axis=0)
        inside = (table > edges[:, np.newaxis]).sum(axis=0) == np.arange(4)[:, np.newaxis, np.newaxis]
        count = np.maximum(inside.sum(axis=1), 1)  # (4, n_columns)
        mean = (inside * table).sum(axis=1) / count
        spread = _not_rounding(np.sqrt((inside * (table - mean[:, np.newaxis]) ** 2).sum(axis=1) / count), table)
        ends = np.vstack([table.min(axis=0), edges, table.max(axis=0)])
        unit = np.where(spread > 0, spread, 1.0)
        low, high = (ends[:-1] - mean) / unit, (ends[1:] - mean) / unit
        single = spread == 0  # draws its value and needs no limits
        return cls(edges, mean, spread, np.where(single, -np.inf, low), np.where(single, np.inf, high))

    def find(self, values: Array) -> Array:
        """Return the quarter of each value, 0 to 3, same shape (..., n_columns)."""
        first, second, third = self.edges
        return (values > first).astype(np.intp) + (values > second) + (values > third)

    def draw(self, quarters: Array, *, rng: np.random.Generator) -> Array:
        """Return a number from each quarter, normal with its mean and spread and cut off at its limits, same shape.

        What falls outside is drawn again. Mean and spread are those of values that do lie inside, so the limits a and b
        keep −a · b ≥ 1 (Bhatia & Davis, 2000), and at least half of the draws succeed: a few rounds do.
        """
        cells = quarters * self.edges.shape[1] + np.arange(self.edges.shape[1])
        low, high = self.low.take(cells), self.high.take(cells)
        drawn = rng.standard_normal(quarters.shape)
        outside = np.flatnonzero((drawn < low) | (drawn > high))
        for _ in range(MOST_ROUNDS):
            if outside.size == 0:
                break
            again = rng.standard_normal(outside.size)
            drawn.flat[outside] = again
            outside = outside[(again < low.flat[outside]) | (again > high.flat[outside])]
        if outside.size:
            drawn = np.clip(drawn, low, high)  # rounding has moved a limit
        drawn *= self.spread.take(cells)
        drawn += self.mean.take(cells)
        return drawn
