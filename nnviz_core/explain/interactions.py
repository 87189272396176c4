"""What two players do together that neither does alone.

The interaction of i and j is what j adds more when i is already there, averaged over the coalitions of the others
as the Shapley value averages. Half of it belongs to i and half to j; what is left of a player's Shapley value is its
main effect. So the values stand in a symmetric matrix whose rows sum to the Shapley values, and all of it to the gain.

References
----------
Grabisch & Roubens (1999), An axiomatic approach to the concept of interaction among players in cooperative games.
Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees.
"""

from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .network_game import make_game
from .players import all_coalitions
from .shapley import Attribution, check_game, shapley_of_game, values_of_ends

MOST_PLAYERS = 16


@dataclass(frozen=True)
class Interactions(Attribution):
    """Shapley values and their parts.

    Attributes
    ----------
    matrix : array of shape (n_players, n_players, n_outputs)
        Off the diagonal half the interaction of two players, on it the main effect; row j sums to values[j].
    """

    matrix: Array


def shapley_interactions(
    predict: Any, x: Any, background: Any, *, groups: Any = None, link: str = "identity"
) -> Interactions:
    """Return the exact pairwise Shapley interactions of a prediction, for up to about 12 players.

    Parameters as in `exact_shapley`.

    Raises
    ------
    ValueError
        For more than 16 players with an effect, and as `exact_shapley`.
    """
    game = make_game(predict, x, background, groups, link)
    if game.n_active > MOST_PLAYERS:
        raise ValueError(
            f"Interactions of {game.n_active} players need 2^{game.n_active} coalitions; give at most {MOST_PLAYERS} "
            f"players, by groups of features or by leaving features out."
        )
    n, n_players = game.n_active, game.n_players
    matrix = np.zeros((n_players, n_players, game.gain.size))
    if n:
        means = values_of_ends(game, all_coalitions(n))
        matrix[np.ix_(game.active, game.active)] = matrix_of_game(means)
    fold = game.model.fold
    return Interactions(
        values=fold(matrix.sum(axis=1)),
        base_value=fold(game.base_value),
        prediction=fold(game.prediction),
        matrix=fold(matrix),
    )


def matrix_of_game(means: Array) -> Array:
    """Return the matrix of interactions of a game, shape (n_players, n_players, n_outputs).

    I_ij = Σ over S without i and j of |S|! (n − |S| − 2)! / (n − 1)! · (v(S + i + j) − v(S + i) − v(S + j) + v(S))
    """
    means, n = check_game(means)
    means = means.reshape(len(means), -1)
    coalitions = all_coalitions(n)
    numbers, sizes = np.arange(len(means)), coalitions.sum(axis=1)
    factor = np.array([factorial(s) * factorial(n - s - 2) / factorial(n - 1) for s in range(n - 1)])
    matrix = np.zeros((n, n, means.shape[1]))
    for i in range(n):
        for j in range(i):
            S = numbers[~coalitions[:, i] & ~coalitions[:, j]]
            surplus = means[S | 1 << i | 1 << j] - means[S | 1 << i] - means[S | 1 << j] + means[S]
            matrix[i, j] = matrix[j, i] = factor[sizes[S]] @ surplus / 2
    matrix[np.arange(n), np.arange(n)] = shapley_of_game(means) - matrix.sum(axis=1)
    return matrix
