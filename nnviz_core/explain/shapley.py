"""Shapley values, exactly: the only fair way to share what a coalition earns.

A player's value is what it adds to the coalition before it, averaged over all orders in which the players
could have come. Four wishes (the shares add up; equal players get equal shares; who adds nothing gets
nothing; the shares of a sum of games are the sums of the shares) allow this answer and no other. It costs
2^n_players games, so it serves up to about 16 players, and as the judge of every estimate.

References
----------
Shapley (1953), A value for n-person games.
Lundberg & Lee (2017), A unified approach to interpreting model predictions.
"""

from dataclasses import dataclass
from itertools import permutations
from math import factorial
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks
from .game import Game
from .network_game import make_game
from .players import all_coalitions

MOST_PLAYERS = 20
MOST_PLAYERS_IN_ORDERS = 8


@dataclass(frozen=True)
class Attribution:
    """A prediction, shared among the players.

    All numbers are on the scale of the link (units of the output, or log-odds). n_outputs is left out of
    every shape if `predict` returns one number a row.

    Attributes
    ----------
    values : array of shape (n_players, n_outputs)
        What each player moves the prediction by; their sum is prediction − base_value.
    base_value : float or array of shape (n_outputs,)
        The mean prediction over the background: nobody known.
    prediction : float or array of shape (n_outputs,)
        Of the row explained: everybody known.
    """

    values: Array
    base_value: Any
    prediction: Any


@dataclass(frozen=True)
class ExactShapley(Attribution):
    """Exact Shapley values and all that they were made of.

    Attributes
    ----------
    coalitions : array of bool, shape (2^n_active, n_players)
        Every coalition of the players that can have an effect; the columns of the others are False.
    means : array of shape (2^n_active, n_outputs)
        What each coalition earns, on the scale of the link.
    """

    coalitions: Array
    means: Array


@dataclass(frozen=True)
class Orders:
    """A game, order by order.

    Attributes
    ----------
    orders : array of int, shape (n_players!, n_players)
        Row by row, who comes first, second, …
    contributions : array of shape (n_players!, n_players, n_outputs)
        contributions[o, j] is what player j adds when it comes in order o; their mean over o is the Shapley value.
    """

    orders: Array
    contributions: Array


@dataclass(frozen=True)
class Contributions:
    """A game, player by player: what each adds to every coalition that it is not in.

    Attributes
    ----------
    without : array of int, shape (n_players, 2^(n_players − 1))
        The numbers of those coalitions in the order of `players.all_coalitions`; row j is for player j.
    sizes : array of int, of the same shape
        How many players they have.
    weights : array of the same shape
        |S|! (n − |S| − 1)! / n!; each row adds up to 1.
    adds : array of shape (n_players, 2^(n_players − 1), n_outputs)
        v(S + j) − v(S); the Shapley value is their mean with these weights.
    """

    without: Array
    sizes: Array
    weights: Array
    adds: Array


def exact_shapley(predict: Any, x: Any, background: Any, *, groups: Any = None, link: str = "identity") -> ExactShapley:
    """Return the exact Shapley values of a prediction, from every coalition.

    Parameters
    ----------
    predict : function from (n, n_features) to (n,) or (n, n_outputs), or Network
    x : array of shape (n_features,)
        The row to explain.
    background : array of shape (n_background, n_features)
        Rows that stand in for what is not known.
    groups : optional
        Features that play as one, see `players.membership`.
    link : "identity" or "logit"
        Whether to share the output itself or its log-odds.

    Raises
    ------
    ValueError
        For more than 20 players with an effect, and for all that `game.Game` refuses.
    """
    game = make_game(predict, x, background, groups, link)
    if game.n_active > MOST_PLAYERS:
        raise ValueError(
            f"{game.n_active} players form 2^{game.n_active} coalitions, too many to ask them all (at most "
            f"{MOST_PLAYERS} players); use kernel_shap, or make groups of features."
        )
    coalitions = all_coalitions(game.n_active)
    means = values_of_ends(game, coalitions)
    shares = shapley_of_game(means) if game.n_active else np.zeros((0, game.gain.size))
    fold = game.model.fold
    return ExactShapley(
        values=fold(game.for_all_players(shares)),
        base_value=fold(game.base_value),
        prediction=fold(game.prediction),
        coalitions=game.coalitions_of_all(coalitions),
        means=fold(means),
    )


def values_of_ends(game: Game, coalitions: Array) -> Array:
    """Return v of coalitions of which the first is nobody and the last everybody, both known already."""
    if len(coalitions) <= 2:
        return np.array([game.base_value, game.prediction])[-len(coalitions) :]
    return np.vstack([game.base_value, game.values(coalitions[1:-1]), game.prediction])


def shapley_of_game(means: Any) -> Array:
    """Return the Shapley values of a game given as a list of pay-offs.

    φ_j = Σ over coalitions S without j of |S|! (n − |S| − 1)! / n! · (v(S + j) − v(S)),

    where n is the number of players. Collected by coalition, v(S) counts for its members with the factor of
    |S| − 1 and against all others with the factor of |S|.

    Parameters
    ----------
    means : array of shape (2^n_players,) or (2^n_players, n_outputs)
        Pay-offs in the order of `players.all_coalitions`: nobody, {0}, {1}, {0, 1}, {2}, …

    Returns
    -------
    array of shape (n_players,) or (n_players, n_outputs)
    """
    means, n_players = check_game(means)
    coalitions = all_coalitions(n_players)
    sizes = coalitions.sum(axis=1)[:, np.newaxis]
    factor = _weights_by_size(n_players)
    joined, stayed = factor[np.maximum(sizes - 1, 0)], factor[np.minimum(sizes, n_players - 1)]
    return np.where(coalitions, joined, -stayed).T @ means


def contributions_of_game(means: Any) -> Contributions:
    """Return what each player adds to each coalition; the pay-offs as in `shapley_of_game`."""
    means, n_players = check_game(means)
    coalitions = all_coalitions(n_players)
    without = np.array([np.flatnonzero(~coalitions[:, j]) for j in range(n_players)])
    sizes = coalitions.sum(axis=1)[without]
    joined = without + (1 << np.arange(n_players))[:, np.newaxis]
    return Contributions(without, sizes, _weights_by_size(n_players)[sizes], means[joined] - means[without])


def _weights_by_size(n_players: int) -> Array:
    """Return |S|! (n − |S| − 1)! / n! for sizes 0 … n − 1."""
    return np.array([factorial(s) * factorial(n_players - s - 1) / factorial(n_players) for s in range(n_players)])


def orders_of_game(means: Any) -> Orders:
    """Return what each player adds in each order, for up to 8 players; the pay-offs as in `shapley_of_game`."""
    means, n_players = check_game(means)
    if n_players > MOST_PLAYERS_IN_ORDERS:
        raise ValueError(f"{n_players} players can come in {factorial(n_players)} orders; give at most 8 players.")
    orders = np.array(list(permutations(range(n_players))))
    after = np.cumsum(1 << orders, axis=1)  # the number of the coalition once each has come
    steps = np.diff(means[np.pad(after, ((0, 0), (1, 0)))], axis=1)
    contributions = np.empty_like(steps)
    contributions[np.arange(len(orders))[:, np.newaxis], orders] = steps
    return Orders(orders, contributions)


def check_game(means: Any) -> tuple[Array, int]:
    """Return pay-offs as an array, and the number of players they are for."""
    means = checks.finite("means", checks.real("means", means))
    n_players = max(len(means).bit_length() - 1, 0) if means.ndim in (1, 2) else 0
    if n_players == 0 or len(means) != 2**n_players:
        raise ValueError(f"A game has one pay-off for each of 2^n_players coalitions; means has shape {means.shape}.")
    return means, n_players
