"""Which coalitions to ask, when there are too many to ask all.

The Shapley kernel gives coalitions of size s, taken together, the weight (n − 1) / (s (n − s)): the small and
the large ones say most about single players, and there are few of them. Each size gets its share of the samples by
the root of that weight (weight × spread would be best, Neyman 1934, and the middle sizes spread more); where the
share is more than there are, the size is asked whole, so sizes fill up from the outside in. Of the others a random
part is drawn, without repetition, which stands for the whole with its full weight.

Coalitions always come in pairs, one and its complement: what the players do in even numbers (two by two, four by
four) cancels within a pair, and only odd interactions are left to disturb the estimate.

Glossary: n players; a stratum holds the pairs whose smaller side has the same size.

References
----------
Lundberg & Lee (2017), A unified approach to interpreting model predictions, theorem 2.
Neyman (1934), On the two different aspects of the representative method.
Covert & Lee (2021), Improving KernelSHAP: practical Shapley value estimation using linear regression.
"""

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy import ndarray as Array

from .players import check_list_size, coalitions_of_size, random_coalitions

MANY = 2**62  # stands for any larger population


@dataclass(frozen=True)
class Plan:
    """Pairs of coalitions to ask, in an order in which every beginning is a fair sample too.

    Attributes
    ----------
    coalitions : array of bool, shape (n_pairs, n_players)
        One of each pair; the other is its complement.
    strata : array of int, shape (n_pairs,)
        Stratum of each pair: the size of its smaller side, less one.
    populations : array of int, shape (n_strata,)
        How many pairs there are.
    masses : array of shape (n_strata,)
        The kernel weight of all of them together; sums to 1.
    """

    coalitions: Array
    strata: Array
    populations: Array
    masses: Array

    @property
    def n_pairs(self) -> int:
        """How many pairs there are to ask."""
        return len(self.strata)

    def first(self, n_pairs: int) -> "Plan":
        """Return the plan that stops after so many pairs."""
        return Plan(self.coalitions[:n_pairs], self.strata[:n_pairs], self.populations, self.masses)

    def counts(self) -> Array:
        """How many pairs of each stratum are asked, shape (n_strata,)."""
        return np.bincount(self.strata, minlength=len(self.masses))

    def weights(self) -> Array:
        """The weight of each coalition of a pair in the regression, shape (n_pairs,); over both sides they sum to 1.

        The pairs asked stand for all of their stratum. A stratum of which none is asked leaves its weight to the rest.
        """
        counts = self.counts()
        masses = np.where(counts > 0, self.masses, 0.0)
        return (masses / masses.sum() / np.maximum(counts, 1))[self.strata] / 2


def make_plan(n_players: int, n_samples: int, *, rng: np.random.Generator) -> Plan:
    """Decide which pairs to ask.

    Parameters
    ----------
    n_players : int, at least 2
    n_samples : int, at least 2
        How many coalitions may be asked, nobody and everybody not counted; an odd one is left.
    rng : numpy.random.Generator
    """
    n_samples = min(n_samples, 2**n_players - 2)
    check_list_size("n_samples", n_samples, n_players)
    populations, masses = strata_of(n_players)
    shares = np.sqrt(masses)
    counts = allocate(populations, shares, n_samples // 2)
    pairs = draw_pairs(n_players, counts, rng=rng)
    strata = np.repeat(np.arange(len(counts)), counts)
    when = np.concatenate([(np.arange(count) + 0.5) / share for count, share in zip(counts, shares, strict=True)])
    order = np.argsort(when, kind="stable")  # a beginning of the list is what a smaller budget would ask
    return Plan(pairs[order], strata[order], populations, masses)


def strata_of(n_players: int) -> tuple[Array, Array]:
    """Return how many pairs each stratum holds and what they weigh together, each of shape (n_players // 2,)."""
    sizes = range(1, n_players // 2 + 1)
    # two sides of the same size: each pair would be counted twice
    populations = [comb(n_players, s) // (2 if 2 * s == n_players else 1) for s in sizes]
    masses = np.array([(1 if 2 * s == n_players else 2) / (s * (n_players - s)) for s in sizes])
    return np.array([min(population, MANY) for population in populations]), masses / masses.sum()


def allocate(populations: Array, shares: Array, n_pairs: int) -> Array:
    """Give n_pairs to the strata in proportion to their shares, none more than it holds, shape (n_strata,).

    What a small stratum cannot take goes to the others; so the outer sizes are asked whole first.
    """
    counts = np.zeros(len(shares), dtype=int)
    while (left := n_pairs - counts.sum()) > 0:
        quota = np.where(counts < populations, shares, 0.0)
        quota *= left / quota.sum()
        more = np.floor(quota).astype(int)
        if not more.any():  # fewer left than strata: one more each, where the fraction is largest
            more[np.argsort(-quota, kind="stable")[:left]] = 1
        counts = np.minimum(counts + more, populations).astype(int)
    return counts


def draw_pairs(n_players: int, counts: Array, *, rng: np.random.Generator) -> Array:
    """Return different pairs, as many of each stratum as wanted, stratum by stratum, shape (n_pairs, n_players).

    A pair is given as its smaller side; if both have the same size, as the one with player 0.
    """
    sizes = np.repeat(np.arange(1, len(counts) + 1), counts)
    pairs, listed = np.zeros((len(sizes), n_players), dtype=bool), np.zeros(len(sizes), dtype=bool)
    for size, count in enumerate(counts.tolist(), 1):
        halves = 2 * size == n_players
        if 0 < comb(n_players, size) <= 4 * count * (1 + halves):  # not many more than wanted: list them, take some
            every = coalitions_of_size(n_players, size)
            every = every[every[:, 0]] if halves else every
            pairs[sizes == size] = every[rng.permutation(len(every))[:count]]
            listed |= sizes == size
    pairs[~listed] = _random_pairs(n_players, sizes[~listed], rng=rng)
    return pairs


def _random_pairs(n_players: int, sizes: Array, *, rng: np.random.Generator) -> Array:
    """Return random pairs of these sizes; far fewer than there are, so repetitions are rare: draw again."""
    pairs = random_coalitions(n_players, sizes, rng=rng)
    while True:
        halves = 2 * sizes == n_players
        pairs[halves] ^= ~pairs[halves, :1]
        again = _repetitions(pairs)
        if again.size == 0:
            return pairs
        pairs[again] = random_coalitions(n_players, sizes[again], rng=rng)


def _repetitions(coalitions: Array) -> Array:
    """Return the numbers of the rows that are equal to an earlier one."""
    packed = np.packbits(coalitions, axis=1)
    _, first = np.unique(packed.view(f"V{packed.shape[1]}"), return_index=True)  # a row is one thing to compare
    again = np.ones(len(coalitions), dtype=bool)
    again[first] = False
    return np.flatnonzero(again)
