"""Five rules to share a pay-off, and four promises that a rule may keep or break.

Each of the other four rules keeps three of the promises and breaks one, so none of the promises is there for nothing;
only Shapley's rule keeps all of them. How far a promise is broken is a number of coins.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz_core.explain import orders_of_game, shapley_of_game

N_PLAYERS = 3
ALONE = [1, 2, 4]
OTHERS = [6, 5, 3]
"""The coalition of one player, and that of everybody else."""
Rule = Callable[[np.ndarray], np.ndarray]


def equally(means: np.ndarray) -> np.ndarray:
    """Everybody gets the same."""
    return np.full(N_PLAYERS, (means[-1] - means[0]) / N_PLAYERS)


def by_absence(means: np.ndarray) -> np.ndarray:
    """Everybody gets what is lost without them: leave one out."""
    return means[-1] - means[OTHERS]


def by_arrival(means: np.ndarray) -> np.ndarray:
    """Everybody gets what they add as they come, in one order: A, B, C."""
    return orders_of_game(means).contributions[0]


def in_proportion(means: np.ndarray) -> np.ndarray:
    """Everybody gets a part in proportion to what they earn alone; where nobody earns any alone, Shapley's part."""
    alone = means[ALONE] - means[0]
    total = alone.sum()
    return (means[-1] - means[0]) * alone / total if total > 0 else shapley_of_game(means)


RULES: dict[str, Rule] = {
    "shapley": shapley_of_game, "equally": equally, "by_absence": by_absence, "by_arrival": by_arrival,
    "in_proportion": in_proportion,
}  # fmt: skip


def twins(means: np.ndarray) -> np.ndarray:
    """The game with A and B alike: whatever one of them earns, the other earns, too (both get the mean)."""
    swapped = means[[0, 2, 1, 3, 4, 6, 5, 7]]
    return (means + swapped) / 2


def with_a_guest(means: np.ndarray) -> np.ndarray:
    """The game in which C adds nothing: a coalition with C earns what it earns without."""
    return means[[0, 1, 2, 3, 0, 1, 2, 3]]


SECOND_DAY = np.array([0.0, 0, 8, 10, 2, 3, 9, 12])
"""What the coalitions earn on another day, on which A has less to offer."""


def off_the_total(rule: Rule, means: np.ndarray) -> float:
    """Efficiency: how many coins are left over (or missing, below 0) when all have their shares."""
    return float(means[-1] - means[0] - rule(means).sum())


def between_twins(rule: Rule, means: np.ndarray) -> float:
    """Symmetry: by how much A gets more than its twin B."""
    shares = rule(twins(means))
    return float(shares[0] - shares[1])


def for_nothing(rule: Rule, means: np.ndarray) -> float:
    """Dummy: what C gets for adding nothing."""
    return float(rule(with_a_guest(means))[2])


def between_days(rule: Rule, means: np.ndarray) -> float:
    """Additivity: the largest difference between the shares of both days together and of each day, added."""
    apart = rule(means + SECOND_DAY) - rule(means) - rule(SECOND_DAY)
    return float(apart[np.abs(apart).argmax()])


PROMISES: dict[str, Callable[[Rule, np.ndarray], float]] = {
    "efficiency": off_the_total, "symmetry": between_twins, "dummy": for_nothing, "additivity": between_days,
}  # fmt: skip
BREAKS = {"efficiency": "by_absence", "symmetry": "by_arrival", "dummy": "equally", "additivity": "in_proportion"}
"""Which rule breaks which promise (and keeps the others)."""


def broken(means: np.ndarray) -> np.ndarray:
    """By how many coins each rule breaks each promise in this game, (n_rules, n_promises)."""
    return np.array([[promise(rule, means) for promise in PROMISES.values()] for rule in RULES.values()])
