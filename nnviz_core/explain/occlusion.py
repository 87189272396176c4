"""What a prediction loses when one player is hidden and all the others stay.

The cheapest question of all: shuffle a single column, for this one row, and see how far the output falls on average.
It costs one coalition a player. But it asks about one company only, that of everybody else: two players that say
the same stand in for each other, and both are called useless.

References
----------
Zeiler & Fergus (2014), Visualizing and understanding convolutional networks (occlusion of parts of an image).
Lei et al. (2018), Distribution-free predictive inference for regression (leaving one covariate out).
"""

from typing import Any

import numpy as np
from numpy import ndarray as Array

from .network_game import make_game


def occlusion(predict: Any, x: Any, background: Any, *, groups: Any = None, link: str = "identity") -> Array:
    """Return v(everybody) − v(everybody but j) for each player j, shape (n_players,) or (n_players, n_outputs).

    Parameters
    ----------
    predict, x, background, groups, link
        As in `kernel_shap`.

    Returns
    -------
    array
        In units of the link. The values need not add up to anything.
    """
    game = make_game(predict, x, background, groups, link)
    without_one = ~np.eye(game.n_active, dtype=bool)
    return game.model.fold(game.for_all_players(game.prediction - game.values(without_one)))
