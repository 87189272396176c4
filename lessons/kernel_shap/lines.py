"""Lines of a table of features: one each for the features that move the answer most, the others close together below.

Thirty lines would be too thin to be read or tapped. Below the last name the others keep their numbers, in thin lines
that have one name and one dot.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit.text import Text, text

from .inquiry import Inquiry

MOST, NAMED = 13, 10
"""Up to so many features have a line each; of more, so many."""
REST_HEIGHT = 2.5
"""Height of all others together, in lines."""
FAR_ENOUGH = 0.5
"""The part of the way from base to prediction that the mean is to go."""


@dataclass(frozen=True, eq=False)
class Lines:
    """The `named` features from the top down, and the `rest` below them, both in the order of the table."""

    named: np.ndarray
    rest: np.ndarray

    @property
    def groups(self) -> list[np.ndarray]:
        """The features that each dot stands for."""
        return [*self.named[:, np.newaxis], *([self.rest] if len(self.rest) else [])]

    @property
    def heights(self) -> np.ndarray:
        """Of what belongs to each dot, (n_dots,)."""
        return np.array([1.0] * len(self.named) + [REST_HEIGHT] * bool(len(self.rest)))

    @property
    def places(self) -> np.ndarray:
        """Where the dots are, (n_dots,): the first at −1, the next below at −2, and so on."""
        return -0.5 - np.cumsum(self.heights) + self.heights / 2

    @property
    def bottom(self) -> float:
        """Where the last line ends."""
        return -0.5 - float(self.heights.sum())

    def ticks(self, names: tuple[Text, ...]) -> tuple[tuple[float, Text], ...]:
        """The names at the dots."""
        said = [*(names[j] for j in self.named), text("label.rest", n=len(self.rest))]
        return tuple((float(y), name) for y, name in zip(self.places, said, strict=False))


@lru_cache(maxsize=64)
def lines_of(inquiry: Inquiry) -> Lines:
    """All features, or those that bring the mean farthest: by and by, and then alone."""
    n = inquiry.n_players
    if n <= MOST:
        return Lines(np.arange(n), np.arange(0))
    alone = np.zeros(n)
    alone[inquiry.game.active] = np.abs(_ways(inquiry, np.eye(inquiry.game.n_active, dtype=bool)))
    shortest = shortest_way(inquiry)
    alone[list(shortest)] = np.inf
    named = np.sort(np.argsort(-alone, kind="stable")[:NAMED])
    return Lines(named, np.setdiff1d(np.arange(n), named))


@lru_cache(maxsize=64)
def shortest_way(inquiry: Inquiry) -> tuple[int, ...]:
    """Features that bring the mean far enough when they come one by one, each time the one that brings it farthest."""
    known, taken, way = np.zeros(inquiry.game.n_active, bool), [], 0.0
    while way < FAR_ENOUGH and inquiry.gain and not known.all():
        missing = np.flatnonzero(~known)
        ways = _ways(inquiry, known | np.eye(len(known), dtype=bool)[missing])
        way = ways.max()
        taken.append(int(missing[ways.argmax()]))
        known[taken[-1]] = True
    return tuple(inquiry.game.active[taken].tolist())


def _ways(inquiry: Inquiry, coalitions: np.ndarray) -> np.ndarray:
    """The part of the way from base to prediction to which coalitions of active features come, (n,)."""
    earned = inquiry.game.values(coalitions)[:, inquiry.output]
    return (earned - inquiry.base) / (inquiry.gain or np.inf)
