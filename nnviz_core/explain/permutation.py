"""Shapley values by letting the players come in random orders.

In each order, a player adds what the coalition earns with it less what it earned before; the mean over
orders is the Shapley value, so the mean over some random orders is an estimate without bias, and its standard error is
the ordinary one of a mean. Each order is walked forward and backward (antithetic): who came early comes late, and
the two errors partly cancel. The coalitions on the way back are the complements of those on the way there.

References
----------
Castro, Gómez & Tejada (2009), Polynomial calculation of the Shapley value based on sampling.
Mitchell, Cooper, Frank & Holmes (2022), Sampling permutations for Shapley value estimation.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks
from .game import Game
from .model import check_rng
from .network_game import make_game
from .players import check_list_size
from .shapley import Attribution


@dataclass(frozen=True)
class PermutationShapley(Attribution):
    """Estimated Shapley values and the orders they come from.

    Attributes
    ----------
    standard_errors : array of shape (n_players, n_outputs)
        Of each value: about 95 in 100 estimates lie within 2 of them around the exact value once there are some 30
        orders, and fewer before (with 10 about 90, with 2 about 65). inf if a single order tells nothing about the
        scatter.
    orders : array of int, shape (n_permutations, n_active)
        The players with an effect, in the order in which they came; each also came in the reverse order if antithetic.
    contributions : array of shape (n_permutations, n_players, n_outputs)
        What each player added, the mean of the way there and the way back.
    """

    standard_errors: Array
    orders: Array
    contributions: Array


def permutation_shapley(
    predict: Any,
    x: Any,
    background: Any,
    *,
    n_permutations: int,
    rng: np.random.Generator,
    antithetic: bool = True,
    groups: Any = None,
    link: str = "identity",
) -> PermutationShapley:
    """Estimate the Shapley values of a prediction from random orders of the players.

    Parameters
    ----------
    predict, x, background, groups, link
        As in `kernel_shap`.
    n_permutations : int, at least 1
        Each costs n_players − 1 coalitions, and as many again on the way back.
    rng : numpy.random.Generator
    antithetic : bool
        Whether to walk each order backward too.

    Raises
    ------
    ValueError
        As `kernel_shap`.
    """
    n_permutations, rng = checks.whole("n_permutations", n_permutations, 1), check_rng(rng)
    game = make_game(predict, x, background, groups, link)
    n = game.n_active
    check_list_size("n_permutations", n_permutations, n * max(n - 1, 1) * (1 + antithetic))
    orders = rng.permuted(np.tile(np.arange(n), (n_permutations, 1)), axis=1)
    shares = contributions(game, orders, antithetic=antithetic)  # (n_permutations, n_active, n_outputs)
    spread = np.zeros((n_permutations, game.n_players, game.gain.size))
    spread[:, game.active] = shares
    errors = spread.std(axis=0, ddof=1) / np.sqrt(n_permutations) if n_permutations > 1 else _unknown(game)
    fold = game.model.fold
    return PermutationShapley(
        values=fold(spread.mean(axis=0)),
        base_value=fold(game.base_value),
        prediction=fold(game.prediction),
        standard_errors=fold(errors),
        orders=game.active[orders],
        contributions=fold(spread),
    )


def contributions(game: Game, orders: Array, *, antithetic: bool) -> Array:
    """Return what each active player adds in each order, shape (n_orders, n_active, n_outputs)."""
    n_orders, n = orders.shape
    rank = orders.argsort(axis=1)  # when each player comes
    on_the_way = rank[:, np.newaxis, :] <= np.arange(n - 1)[:, np.newaxis]  # (n_orders, n − 1, n): after each arrival
    shape = n_orders, max(n - 1, 0), game.gain.size
    coalitions = on_the_way.reshape(shape[0] * shape[1], n)
    if antithetic:
        there, back = np.moveaxis(game.pair_values(coalitions), 1, 0).reshape(2, *shape)
        # the way back loses the players in the same order in which the way there gained them
        return (_steps(game, orders, there) - _steps(game, orders, back, backward=True)) / 2
    return _steps(game, orders, game.values(coalitions).reshape(shape))


def _steps(game: Game, orders: Array, earned: Array, *, backward: bool = False) -> Array:
    """Return the differences along each way, sorted by player, shape (n_orders, n_active, n_outputs)."""
    n_orders, n = orders.shape
    ends = [game.prediction, game.base_value] if backward else [game.base_value, game.prediction]
    first, last = (np.broadcast_to(end, (n_orders, 1, end.size)) for end in ends)
    steps = np.diff(np.concatenate([first, earned, last], axis=1), axis=1)[:, :n]
    by_player = np.empty_like(steps)
    by_player[np.arange(n_orders)[:, np.newaxis], orders] = steps
    return by_player


def _unknown(game: Game) -> Array:
    errors = np.zeros((game.n_players, game.gain.size))
    errors[game.active] = np.inf if game.n_active > 1 else 0.0
    return errors
