"""Asking a model about coalitions, pair after pair, and what follows from the answers so far.

Which coalitions are asked, and in which order, is decided by the seed before the first question; so the estimate after
so many pairs is a function of the settings and of that number. What has been asked once is kept, for the model is slow
and the regression is quick.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from nnviz_core.explain.coalitions import Plan
from nnviz_core.explain.kernel_shap import KernelShap, estimate, plan_for
from nnviz_core.explain.network_game import make_game

ALL_OF = 13
"""Up to so many players a network of ours is asked about every coalition, 2^13 − 2 of them at most."""
BLOCK = 64
"""Pairs asked at once. The last digit of a mean depends on what is computed beside it, so blocks stay the same."""
PAIRS_TO_TELL = 2
"""Pairs for each player before an error bar is drawn: with fewer there is hardly anything left to judge by."""
MOST_OF_NETWORKS, MOST_OF_OTHERS = 4094, 1022
"""Coalitions asked where all of them are too many: of a network of ours, and of any other model, which is slower."""


class Inquiry:
    """A model, a row and a background; the coalitions to ask; and the answers that have come.

    Parameters
    ----------
    predict : Network or function from (n, n_features) to (n, n_outputs)
    x : array of shape (n_features,)
    background : array of shape (n_background, n_features)
    output : int
        Which of the outputs is explained.
    n_samples : int
        Coalitions to ask at most.
    groups : optional
        Features that play as one.
    """

    def __init__(
        self, predict: Any, x: np.ndarray, background: np.ndarray, output: int, *, n_samples: int, seed: int,
        groups: Any = None,
    ) -> None:  # fmt: skip
        self.predict = predict
        self.game = make_game(predict, x, background, groups, "identity")
        self.plan: Plan = plan_for(self.game, n_samples, np.random.default_rng(seed))
        self.output = output
        self._means = np.zeros((0, 2, self.game.gain.size))
        self.estimate = lru_cache(maxsize=256)(self._estimate)

    @property
    def n_players(self) -> int:
        """All players, those without effect included."""
        return self.game.n_players

    @property
    def n_pairs(self) -> int:
        """Pairs of coalitions to ask, one being the complement of the other."""
        return self.plan.n_pairs

    @property
    def is_whole(self) -> bool:
        """Whether the plan holds every coalition there is, so that its end is exact."""
        return bool((self.plan.counts() == self.plan.populations).all()) if self.n_pairs else True

    @property
    def base(self) -> float:
        """The mean prediction over the background: nobody known."""
        return float(self.game.base_value[self.output])

    @property
    def prediction(self) -> float:
        """What the model says of the row itself: everybody known."""
        return float(self.game.prediction[self.output])

    @property
    def gain(self) -> float:
        """What there is to share."""
        return self.prediction - self.base

    def earned(self, n_pairs: int) -> np.ndarray:
        """What the first pairs earn, (n_pairs, 2): of each pair the coalition, then its complement."""
        return self._asked(n_pairs)[:, :, self.output]

    def coalitions(self, n_pairs: int) -> np.ndarray:
        """Which players the coalitions hold, booleans (2 n_pairs, n_players), complements one after the other."""
        mine = self.plan.coalitions[:n_pairs]
        both = np.stack([mine, ~mine], axis=1).reshape(2 * len(mine), mine.shape[1])
        return self.game.coalitions_of_all(both)

    def _asked(self, n_pairs: int) -> np.ndarray:
        """The answers to the first pairs; what is missing is asked now, in blocks that never depend on who asks."""
        while len(self._means) < n_pairs:
            known = len(self._means)
            block = self.game.pair_values(self.plan.coalitions[known : known + BLOCK])
            self._means = np.concatenate([self._means, block])
        return self._means[:n_pairs]

    def _estimate(self, n_pairs: int, size_effects: bool = True) -> KernelShap:
        """What the first pairs say, of every output."""
        part, means = self.plan.first(n_pairs), self._asked(n_pairs)
        return estimate(self.game, part, means, size_effects=size_effects, n_wanted=2 * self.n_pairs)

    def values(self, n_pairs: int) -> np.ndarray:
        """The estimate after so many pairs, (n_players,); with none, nobody has anything."""
        if n_pairs == 0 and self.n_pairs:
            return np.zeros(self.n_players)
        return self._of_output(self.estimate(n_pairs).values)

    def errors(self, n_pairs: int) -> np.ndarray:
        """Standard errors of the values, (n_players,); NaN while there is too little to tell."""
        if n_pairs < min(PAIRS_TO_TELL * self.game.n_active, self.n_pairs):
            return np.full(self.n_players, np.nan)
        own = self._of_output(self.estimate(n_pairs).standard_errors)
        return np.where(np.isfinite(own), own, np.nan)

    def _of_output(self, values: np.ndarray) -> np.ndarray:
        return values if values.ndim == 1 else values[:, self.output]

    def misfit(self, values: np.ndarray, n_pairs: int | None = None) -> float:
        """How far sums of values are from what the coalitions earn: root of the weighted mean square, in output units.

        The best values in this sense, among those that add up to the gain, are those of Kernel SHAP.
        """
        n_pairs = self.n_pairs if n_pairs is None else n_pairs
        part = self.plan.first(n_pairs)
        residuals = self.residuals(values, n_pairs)
        return float(np.sqrt(np.repeat(part.weights(), 2) @ residuals**2)) if n_pairs else 0.0

    def residuals(self, values: np.ndarray, n_pairs: int) -> np.ndarray:
        """What each of the first coalitions earns less what the values add up to, (2 n_pairs,)."""
        return self.earned(n_pairs).ravel() - self.base - self.coalitions(n_pairs) @ values


def pairs_at(t: int, n_pairs: int, length: int) -> int:
    """How many pairs have been asked at time t: one by one at first, then by a growing factor, all at the end.

    On a logarithmic axis of samples time then passes evenly.
    """
    if t <= 0 or n_pairs == 0:
        return 0
    return int(min(n_pairs, max(t, round(n_pairs ** (t / length)))))
