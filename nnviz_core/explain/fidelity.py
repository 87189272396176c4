"""Is the explanation true? Ask the model, not the eye.

Values that claim to say what a prediction rests on can be tested on the model itself. Take the features away in the
order of their values: if they are right, the prediction falls fast (deletion). Give them back in that order to a
row without any: it rises fast (insertion). Add up the values of any coalition: they should come close to what it earns
(surrogate R²), and those of any hidden part to what its loss costs (infidelity).

None of the tests is the last word: to hide a feature, it must be replaced by something, and all of them share that
choice with the explanation.

References
----------
Petsiuk, Das & Saenko (2018), RISE: randomized input sampling for explanation of black-box models (the curves).
Samek et al. (2017), Evaluating the visualization of what a deep neural network has learned.
Yeh et al. (2019), On the (in)fidelity and sensitivity of explanations.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks, metrics
from .game import Game
from .model import check_rng
from .network_game import make_game
from .players import check_list_size
from .surrogate import nothing_to_explain


@dataclass(frozen=True)
class Curves:
    """A prediction while features go or come in the order of an explanation.

    Attributes
    ----------
    order : array of int, shape (n_players,)
        From the largest value to the smallest.
    fractions : array of shape (n_players + 1,)
        Part of the players gone or come, from 0 to 1.
    deletion, insertion : arrays of shape (n_players + 1,)
        The output on the scale of the link; deletion starts at the prediction, insertion at the base value.
    deletion_area, insertion_area : float
        Under the curves, in units of the output: small is good for deletion, large for insertion.
    """

    order: Array
    fractions: Array
    deletion: Array
    insertion: Array
    deletion_area: float
    insertion_area: float


def deletion_insertion(
    predict: Any,
    x: Any,
    background: Any,
    values: Any,
    *,
    output: int | None = None,
    groups: Any = None,
    link: str = "identity",
) -> Curves:
    """Remove and add the players in the order of their values and watch the prediction.

    Parameters
    ----------
    predict, x, background, groups, link
        As in `kernel_shap`.
    values : array of shape (n_players,) or (n_players, n_outputs)
        The explanation to test.
    output : int, optional
        Which output, if there are several.
    """
    game, column, values = _game_and_values(predict, x, background, values, output, groups, link)
    order = np.argsort(-values, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    come = rank < np.arange(order.size + 1)[:, np.newaxis]  # (n_players + 1, n_players)
    insertion, deletion = (game.values(those[:, game.active])[:, column] for those in (come, ~come))
    fractions = np.arange(order.size + 1) / order.size
    areas = (float((curve[1:] + curve[:-1]).mean() / 2) for curve in (deletion, insertion))  # trapezoids of equal width
    return Curves(order, fractions, deletion, insertion, *areas)


def surrogate_r2(
    predict: Any,
    x: Any,
    background: Any,
    values: Any,
    *,
    n_samples: int,
    rng: np.random.Generator,
    output: int | None = None,
    groups: Any = None,
    link: str = "identity",
) -> float:
    """Return how well values add up to what random coalitions earn, as an R².

    1 − Σ (v(S) − v(nobody) − Σ of values over S)² / Σ (v(S) − mean v)², over coalitions for which a coin was tossed for
    each player. 1 for a model without interactions; below 0 if the mean of all says more.

    Parameters as in `deletion_insertion`; n_samples counts coalitions.
    """
    game, column, values = _game_and_values(predict, x, background, values, output, groups, link)
    present, earned = _coin_coalitions(game, n_samples, rng)
    if nothing_to_explain(earned)[column]:
        raise ValueError("All coalitions earn the same: there is no variation to explain, and no R².")
    return metrics.r2(earned[:, column], game.base_value[column] + present @ values)


def infidelity(
    predict: Any,
    x: Any,
    background: Any,
    values: Any,
    *,
    n_samples: int,
    rng: np.random.Generator,
    output: int | None = None,
    groups: Any = None,
    link: str = "identity",
) -> float:
    """Return the mean squared difference between the values hidden and the loss of output, in squared units of it.

    E (Σ of values over the hidden − (v(everybody) − v(those left)))², the infidelity of Yeh et al. for perturbations
    that replace a random part of the row by background. 0 is best. Parameters as in `surrogate_r2`.
    """
    game, column, values = _game_and_values(predict, x, background, values, output, groups, link)
    present, earned = _coin_coalitions(game, n_samples, rng)
    loss = game.prediction[column] - earned[:, column]
    return float(np.mean((~present @ values - loss) ** 2))


def _game_and_values(
    predict: Any, x: Any, background: Any, values: Any, output: int | None, groups: Any, link: str
) -> tuple[Game, int, Array]:
    """Return the game, the number of the output and its values, shape (n_players,)."""
    game = make_game(predict, x, background, groups, link)
    n_outputs = game.gain.size
    if output is None and n_outputs > 1:
        raise ValueError(f"The model has {n_outputs} outputs; say which one to test, as in output=0.")
    column = 0 if output is None else checks.whole("output", output)
    if column >= n_outputs:
        raise ValueError(f"output is {column}; outputs are 0 to {n_outputs - 1}.")
    values = checks.real("values", values)
    if values.ndim == 2 and values.shape[1] == n_outputs:
        values = values[:, column]
    if values.shape != (game.n_players,) or not np.isfinite(values).all():
        raise ValueError(f"values must be {game.n_players} finite numbers, one a player, not {values.shape}.")
    return game, column, values


def _coin_coalitions(game: Game, n_samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return coalitions of all players, a coin tossed for each, and what they earn, shape (n_samples, n_outputs)."""
    n_samples, rng = checks.whole("n_samples", n_samples, 2), check_rng(rng)
    check_list_size("n_samples", n_samples, game.n_players)
    present = rng.random((n_samples, game.n_players)) < 0.5
    return present, game.values(present[:, game.active])
