"""Kernel SHAP: Shapley values as the answer to a weighted regression.

Ask the model about some coalitions, then find the values φ whose sums come closest to what the coalitions
earn, v(S) ≈ v(nobody) + Σ of φ_j over S, each weighted by the Shapley kernel, under the constraint that
all φ together make the whole gain. With all coalitions that is the Shapley value exactly; with some of them it
is an estimate, and an estimate without an error bar is half a statement.

The constraint is solved, not approximated. Write φ = gain / n + d with Σ d = 0. With z a coalition as zeros and ones,
less its own mean, and r what it earned beyond the equal share, the d of least Σ w (r − zᵀd)² solves A d = b, where
A = Σ w z zᵀ and b = Σ w z r. A complement has −z, so a pair enters as one row with the difference of its two r.

Chance can be taken out of that. Let each player's effect also bend with the size of the coalition: further columns
z q(|S|), with q quadratic and such that, over all coalitions, these columns have nothing in common with the z.
They cannot change what d is about, but they take up what would else disturb it.

That the bars add up is therefore by construction, and proves nothing about how good they are.

The standard error. Each pair p pulls the estimate by its score A⁺ w_p z_p e_p, with e_p what the regression leaves. The
pairs are independent draws from their stratum, replicates of each other, so the variance of the sum of scores is
estimated by their scatter within each stratum. A stratum asked whole has no chance in it and adds nothing.

References
----------
Lundberg & Lee (2017), A unified approach to interpreting model predictions, theorem 2.
Covert & Lee (2021), Improving KernelSHAP: practical Shapley value estimation using linear regression.
White (1980), A heteroskedasticity-consistent covariance matrix estimator (the scatter of scores);
MacKinnon & White (1985), Some heteroskedasticity-consistent covariance matrix estimators (its small-sample form).
Cochran (1977), Sampling techniques, chapter 5 (strata, sampling without repetition).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks
from .coalitions import Plan, make_plan
from .game import Game
from .model import check_rng
from .network_game import make_game
from .players import both_sides
from .shapley import Attribution

PAIRS_A_PLAYER = 5  # from so many on, effects of the coalition's size can be fitted
FREE_PAIRS = 2  # so many pairs must be left over by the regression, for their scatter to tell anything,
FOLLOWED = 0.999  # and none of which so much is followed


@dataclass(frozen=True)
class KernelShap(Attribution):
    """Estimated Shapley values and all that they were made of.

    The n coalitions are those asked: pairs, one beside the other, so that rows 2p and 2p + 1 are complements.

    Attributes
    ----------
    standard_errors : array of shape (n_players, n_outputs)
        Of each value: about 95 in 100 estimates lie within 2 of them around the exact value once there are some 160
        coalitions, and fewer before (at 40 about 88, at a dozen about 60). 0 if all coalitions were asked (or if
        outputs are below 1e-150, whose squares vanish), inf if too few to tell: there must be pairs that the regression
        could do without, and none that it cannot help but follow.
    coalitions : array of bool, shape (n, n_players)
        The columns of players without effect are False.
    weights : array of shape (n,)
        Kernel weights of the regression; they sum to 1.
    means : array of shape (n, n_outputs)
        What the coalitions earn: mean outputs over the background, on the scale of the link.
    residuals : array of shape (n, n_outputs)
        means less what the values add up to.
    n_wanted : int
        How many coalitions there will be when the estimate is complete.
    """

    standard_errors: Array
    coalitions: Array
    weights: Array
    means: Array
    residuals: Array
    n_wanted: int

    @property
    def residual(self) -> Any:
        """Root of the weighted mean square of the residuals, shape (n_outputs,); 0 for a sum of single effects."""
        return np.sqrt(self.weights @ self.residuals**2)


def kernel_shap(
    predict: Any,
    x: Any,
    background: Any,
    *,
    n_samples: int,
    rng: np.random.Generator,
    groups: Any = None,
    link: str = "identity",
    size_effects: bool = True,
) -> KernelShap:
    """Estimate the Shapley values of a prediction.

    Parameters
    ----------
    predict : function from (n, n_features) to (n,) or (n, n_outputs), or Network
        A network of this package, or its method ``predict``, takes a faster way to the same numbers.
    x : array of shape (n_features,)
        The row to explain.
    background : array of shape (n_background, n_features)
        Rows that stand in for what is not known.
    n_samples : int, at least 2
        How many coalitions to ask; each costs n_background predictions. From 2^n − 2 on, n the number of players
        that differ from the background, all are asked and the values are exact.
    rng : numpy.random.Generator
        Draws the coalitions of the sizes that are not asked whole.
    groups : optional
        Features that play as one, see `players.membership`.
    link : "identity" or "logit"
        Whether to share the output itself or its log-odds.
    size_effects : bool
        Whether effects may bend with the size of the coalition while they are fitted, which takes some chance out.
        False gives the plain regression, whose values leave the least residual. With all coalitions both are exact.

    Raises
    ------
    ValueError
        For shapes that do not fit, NaN, an empty background, more coalitions than memory holds.
    PredictError
        If `predict` raises, or returns something that is not one finite number or row of numbers for each row.

    Examples
    --------
    >>> effect, x, background = np.array([2.0, -1.0, 0.5]), np.ones(3), np.zeros((1, 3))
    >>> record = kernel_shap(lambda X: X @ effect, x, background, n_samples=6, rng=np.random.default_rng(0))
    >>> record.values.round(9)
    array([ 2. , -1. ,  0.5])
    """
    game = make_game(predict, x, background, groups, link)
    plan = plan_for(game, n_samples, rng)
    return estimate(game, plan, game.pair_values(plan.coalitions), size_effects=size_effects)


def kernel_shap_steps(
    predict: Any,
    x: Any,
    background: Any,
    *,
    n_samples: int,
    rng: np.random.Generator,
    groups: Any = None,
    link: str = "identity",
    size_effects: bool = True,
    n_at_once: int = 64,
) -> Iterator[KernelShap]:
    """Yield the estimate as samples arrive; the last one is that of `kernel_shap` with the same arguments.

    Each estimate uses the coalitions so far, `n_at_once` more a step, every size in fair proportion. The caller
    stops, draws or reports progress, ``len(record.coalitions) / record.n_wanted``. Parameters as in `kernel_shap`.
    """
    checks.whole("n_at_once", n_at_once, 2)
    game = make_game(predict, x, background, groups, link)
    plan = plan_for(game, n_samples, rng)
    means = np.zeros((0, 2, game.gain.size))
    step = n_at_once // 2
    for first in range(0, max(plan.n_pairs, 1), step):
        means = np.concatenate([means, game.pair_values(plan.coalitions[first : first + step])])
        part = plan.first(first + step)
        yield estimate(game, part, means, size_effects=size_effects, n_wanted=2 * plan.n_pairs)


def plan_for(game: Game, n_samples: int, rng: np.random.Generator) -> Plan:
    """Decide which coalitions of the active players to ask."""
    n_samples, rng = checks.whole("n_samples", n_samples, 2), check_rng(rng)
    if game.n_active < 2:  # who is alone has the whole gain: nothing to ask
        return Plan(np.zeros((0, game.n_active), dtype=bool), np.zeros(0, dtype=int), np.ones(1), np.ones(1))
    return make_plan(game.n_active, n_samples, rng=rng)


def estimate(
    game: Game, plan: Plan, means: Array, *, size_effects: bool = True, n_wanted: int | None = None
) -> KernelShap:
    """Return the values that fit best what the pairs of a plan earn, means of shape (n_pairs, 2, n_outputs)."""
    coalitions = both_sides(plan.coalitions)
    weights = plan.weights() if plan.n_pairs else np.zeros(0)
    shares, errors = solve(plan, weights, means - game.base_value, game.gain, size_effects=size_effects)
    predicted = game.base_value + coalitions @ shares
    flat_means = means.reshape(-1, game.gain.size)
    fold = game.model.fold
    return KernelShap(
        values=fold(game.for_all_players(shares)),
        base_value=fold(game.base_value),
        prediction=fold(game.prediction),
        standard_errors=fold(game.for_all_players(errors)),
        coalitions=game.coalitions_of_all(coalitions),
        weights=np.repeat(weights, 2),
        means=fold(flat_means),
        residuals=fold(flat_means - predicted),
        n_wanted=2 * plan.n_pairs if n_wanted is None else n_wanted,
    )


def solve(plan: Plan, weights: Array, gains: Array, gain: Array, *, size_effects: bool = True) -> tuple[Array, Array]:
    """Solve the constrained regression.

    Parameters
    ----------
    plan : Plan
    weights : array of shape (n_pairs,)
        Of each side of a pair.
    gains : array of shape (n_pairs, 2, n_outputs)
        v(S) − v(nobody), for both sides.
    gain : array of shape (n_outputs,)
        v(everybody) − v(nobody).
    size_effects : bool
        See `kernel_shap`; with few pairs there is nothing to fit them to, and they are left out.

    Returns
    -------
    values, standard_errors : arrays of shape (n_players, n_outputs)
    """
    n_pairs, n_players = plan.coalitions.shape
    if n_pairs == 0:
        return np.tile(gain, (n_players, 1)), np.zeros((n_players, gain.size))
    fraction = plan.coalitions.mean(axis=1, keepdims=True)  # (n_pairs, 1)
    columns = 2 * (plan.coalitions - fraction)  # z less the −z of the complement, (n_pairs, n_players)
    r = gains[:, 0] - gains[:, 1] - (2 * fraction - 1) * gain  # (n_pairs, n_outputs)
    if size_effects and n_pairs >= PAIRS_A_PLAYER * n_players:
        columns = np.hstack([columns, columns * size_curve(plan, n_players)[plan.strata, np.newaxis]])
    root = np.sqrt(weights)[:, np.newaxis]
    rooted = root * columns
    inverse = np.linalg.pinv(rooted.T @ rooted, rcond=1e-10, hermitian=True)
    pull = (root * rooted) @ inverse  # how far a pair moves each coefficient, (n_pairs, n_columns)
    coefficients = pull.T @ r
    left = r - columns @ coefficients  # (n_pairs, n_outputs)
    leverage = np.einsum("pj,pj->p", pull, columns)[:, np.newaxis]
    values = gain / n_players + coefficients[:n_players]
    return values, standard_errors(plan, pull[:, :n_players], left, leverage)


def size_curve(plan: Plan, n_players: int) -> Array:
    """Return q for each stratum, shape (n_strata,): quadratic in the size, and 0 in the mean that matters.

    Over all coalitions of size s, Σ z zᵀ is s (n − s) times a matrix that does not depend on s. So q is taken to have
    mean 0 under the weights mass · s (n − s), and then Σ w q z zᵀ = 0.
    """
    sizes = np.arange(1, len(plan.masses) + 1)
    q = (2 * sizes / n_players - 1) ** 2
    return q - np.average(q, weights=plan.masses * sizes * (n_players - sizes))


def standard_errors(plan: Plan, pull: Array, left: Array, leverage: Array) -> Array:
    """Return the standard error of each value from the scatter of the pairs' scores, shape (n_players, n_outputs).

    Parameters
    ----------
    plan : Plan
    pull : array of shape (n_pairs, n_players)
        By how much a value moves for each unit that a pair earns more.
    left : array of shape (n_pairs, n_outputs)
        What the regression leaves of each pair.
    leverage : array of shape (n_pairs, 1)
        By how much the regression follows a pair, in [0, 1]: what is left of it is too small by that.
    """
    counts = plan.counts()
    drawn = (counts > 0) & (counts < plan.populations)
    mine = drawn[plan.strata]  # (n_pairs,)
    if not tells_chance(leverage, mine, n_players=pull.shape[1]):
        return np.full((pull.shape[1], left.shape[1]), np.inf)
    true_left = left[mine] / np.sqrt(1 - leverage[mine])
    pull, counts = pull[mine], counts[drawn]
    members = plan.strata[mine] == np.flatnonzero(drawn)[:, np.newaxis]  # (n_drawn strata, n_drawn pairs)
    spread = (1 - counts / plan.populations[drawn]) * counts / np.maximum(counts - 1, 1)
    variance = (pull**2).T @ ((spread @ members)[:, np.newaxis] * true_left**2)
    for output, errors in enumerate(true_left.T):
        sums = (members * errors) @ pull  # of the scores of each stratum; one pair alone has no mean to scatter about
        variance[:, output] -= np.where(counts > 1, spread / counts, 0) @ sums**2
    return np.sqrt(np.maximum(variance, 0))


def tells_chance(leverage: Array, drawn: Array, *, n_players: int) -> bool:
    """Whether what the regression leaves of the drawn pairs says how far chance may have moved it.

    Not before all n_players − 1 directions are determined, nor while a pair is followed because nothing else speaks of
    its direction: then little is left, however wrong the values are. `leverage` and `drawn` have one entry a pair.
    """
    rank = leverage.sum()
    if rank < n_players - 1.5:
        return False
    return not drawn.any() or bool(len(leverage) - rank >= FREE_PAIRS and leverage[drawn].max() < FOLLOWED)
