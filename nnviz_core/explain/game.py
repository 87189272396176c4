"""The pay-off of a coalition: what the model says when only some features are known.

A model cannot be asked about half a row. So the missing features are filled in from background rows, one
after the other, and the outputs are averaged: v(S) = g(mean over b of f(x on S, b elsewhere)), with g the
link. That is the interventional expectation: features in S are set, the others keep their usual company.

Nothing here knows of Shapley or of least squares: every explainer that hides features asks the same game.

References
----------
Lundberg & Lee (2017), A unified approach to interpreting model predictions, section 4.
Janzing, Minorics & Blöbaum (2020), Feature relevance quantification in explainable AI: a causal problem.
"""

import sys
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks
from .model import LINKS, Model, check_row, check_table
from .players import both_sides, membership

CELLS_AT_ONCE = 120_000  # numbers in a chunk of filled rows: a megabyte stays near the processor
KEPT_BYTES = 2**23  # what a process may keep of memory that is free, to use it again for the next chunk
CELLS_ONCE_MORE = 2**15  # numbers in a copy of other rows: so little memory is used again, more comes from the system


@cache
def keep_memory() -> None:
    """Let the C library keep the memory that a chunk gives back, so that the next one need not ask for it anew.

    glibc returns free memory to the system above a limit, and each of its pages is then cleared and mapped again for
    every chunk, which can take longer than the model. The limit rises to twice the largest block that has come and gone
    (mallopt(3), M_TRIM_THRESHOLD); so a block comes and goes here, once, and none of its pages is ever touched.
    """
    if sys.platform == "linux":
        np.empty(KEPT_BYTES, dtype=np.uint8)


def chunks(n: int, size: int) -> Iterator[slice]:
    """Cut a list of n things into pieces of at most `size`, and of at least one."""
    size = max(1, size)
    yield from (slice(first, first + size) for first in range(0, n, size))


class Game:
    """A model, a row to explain, and the background that stands in for what is missing.

    Parameters
    ----------
    predict : function from (n, n_features) to (n,) or (n, n_outputs)
    x : array of shape (n_features,)
    background : array of shape (n_background, n_features)
    groups : optional
        See `players.membership`.
    link : "identity" or "logit"

    Attributes
    ----------
    members : array of bool, shape (n_players, n_features)
    active : array of int, shape (n_active,)
        The players that differ from the background somewhere; the others cannot have an effect.

    Raises
    ------
    ValueError, TypeError
        For shapes that do not fit, NaN, an empty background, an unknown link, bad groups.
    PredictError
        See `model.Model`.
    """

    def __init__(self, predict: Any, x: Any, background: Any, groups: Any = None, link: str = "identity") -> None:
        self.background = check_table("background", background)
        self.x = check_row("x", x, self.background.shape[1])
        self.link = checks.choose(LINKS, link, "link")
        self.model = Model(predict)
        self.members = membership(groups, self.x.size)
        differs = (self.background != self.x).any(axis=0)  # (n_features,)
        self.active = np.flatnonzero((self.members & differs).any(axis=1))
        self._owner, self._in_play = np.nonzero(self.members[self.active])  # the active players' features
        self._ground = self.background
        keep_memory()

    @cached_property
    def base_value(self) -> Array:
        """v(nobody), on the scale of the link, shape (n_outputs,)."""
        return self.link.apply(self.predict_rows(self.background).mean(axis=0))

    @cached_property
    def prediction(self) -> Array:
        """v(everybody), shape (n_outputs,)."""
        return self.link.apply(self.model(self.x[np.newaxis].copy())[0])

    @property
    def n_players(self) -> int:
        """How many players there are, those without effect included."""
        return len(self.members)

    @property
    def n_active(self) -> int:
        """How many players can have an effect."""
        return self.active.size

    @property
    def gain(self) -> Array:
        """What there is to share, v(everybody) − v(nobody), shape (n_outputs,)."""
        return self.prediction - self.base_value

    def values(self, coalitions: Array) -> Array:
        """Return v of each coalition of active players, shape (n, n_outputs), on the scale of the link."""
        return self.link.apply(self.means(coalitions))

    def pair_values(self, coalitions: Array) -> Array:
        """Return v of each coalition and of its complement, shape (n, 2, n_outputs)."""
        return self.link.apply(self.pair_means(coalitions))

    def means(self, coalitions: Array) -> Array:
        """Return the mean outputs over the background, shape (n, n_outputs)."""
        known = self.known_features(coalitions)
        means = [self._means(known[chunk]) for chunk in chunks(len(known), CELLS_AT_ONCE // self.background.size)]
        return np.concatenate(means) if means else np.zeros((0, self.gain.size))

    def pair_means(self, coalitions: Array) -> Array:
        """Return the mean outputs of each coalition and of its complement, shape (n, 2, n_outputs)."""
        means = self.means(both_sides(coalitions))
        return means.reshape(len(coalitions), 2, means.shape[1])

    def _means(self, known: Array) -> Array:
        outputs = self.model(self.fill(known).reshape(-1, self.x.size))  # (n_background · n, n_outputs)
        sums = outputs.reshape(len(self.background), -1).sum(axis=0)
        return (sums / len(self.background)).reshape(len(known), -1)

    def fill(self, known: Array) -> Array:
        """Return the rows that the model is asked about, shape (n_background, n, n_features).

        All start as background; then what a coalition knows is written over it, in all of its rows at once.

        Parameters
        ----------
        known : array of bool, shape (n, n_features)
            See `known_features`.
        """
        if self._ground.shape[1] != known.size:  # the same for all chunks but the last
            self._ground = np.repeat(self.background, len(known), axis=0).reshape(len(self.background), -1)
        rows = self._ground.copy()  # (n_background, n · n_features)
        cells = np.flatnonzero(known)
        rows[:, cells] = self.x[cells % self.x.size]
        return rows.reshape(-1, *known.shape)

    def known_features(self, coalitions: Array) -> Array:
        """Return which features a coalition knows, booleans of shape (n, n_features)."""
        known = np.ones((len(coalitions), self.x.size), dtype=bool)
        known[:, self._in_play] = coalitions[:, self._owner]
        return known

    def for_all_players(self, values: Array) -> Array:
        """Spread values of the active players, shape (n_active, …), over all players; the others get 0."""
        spread = np.zeros((self.n_players, *values.shape[1:]), dtype=values.dtype)
        spread[self.active] = values
        return spread

    def coalitions_of_all(self, coalitions: Array) -> Array:
        """Return coalitions of the active players as coalitions of all, shape (n, n_players)."""
        return self.for_all_players(coalitions.T).T

    def predict_rows(self, rows: Array) -> Array:
        """Return the model's outputs for any rows, shape (n, n_outputs)."""
        parts = (rows[chunk].copy() for chunk in chunks(len(rows), CELLS_ONCE_MORE // rows.shape[1]))
        return np.concatenate([self.model(part) for part in parts])
