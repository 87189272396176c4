"""What would have to be different for the answer to be another one?

A counterfactual is a row like this one, as near as can be found, that the model puts into another class. The search
knows nothing of the model but its answers. It collects rows of the wanted class: changes of a single feature, the best
of these all at once, and rows of the background; then it draws each back towards the original row as far as the class
allows, feature by feature, those that buy least for their part of the distance first. Features that nobody can change
are left alone. Where the output is linear that leaves the nearest row there is; elsewhere, the nearest found.

The distance is the sum of the changes, each in units of what is usual for its feature, so few features change.

References
----------
Wachter, Mittelstadt & Russell (2018), Counterfactual explanations without opening the black box.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks
from .importance import model_of
from .model import Model, check_features, check_row, check_table, classes, probability

N_GRID = 65  # values tried for each single feature
N_ROWS = 16  # drawn back, the nearest of those collected
N_HALVINGS = 30
TINY = 1e-300

Margin = Callable[[Array], Array]  # rows (n, n_features) to numbers (n,), above 0 within the wanted class


@dataclass(frozen=True)
class Counterfactual:
    """The nearest row found that the model puts into another class.

    Attributes
    ----------
    x : array of shape (n_features,)
        That row.
    changes : array of shape (n_features,)
        x less the original row, in units of the features.
    distance : float
        Sum of |changes| / scale.
    scale : array of shape (n_features,)
        The usual distance of a value from the median of its feature.
    class_before, class_after : int
    outputs_before, outputs_after : arrays of shape (n_outputs,)
    """

    x: Array
    changes: Array
    distance: float
    scale: Array
    class_before: int
    class_after: int
    outputs_before: Array
    outputs_after: Array


def counterfactual(
    predict: Any,
    x: Any,
    background: Any,
    *,
    target: int | None = None,
    immutable: Sequence[int] = (),
    categorical: Sequence[int] = (),
) -> Counterfactual:
    """Look for the nearest row of another class.

    Parameters
    ----------
    predict : function from (n, n_features) to (n,) or (n, n_outputs), or Network
        With one output, a probability, class 1 is where it is above 1/2; with more, the class is the largest output.
    x : array of shape (n_features,)
    background : array of shape (n_background, n_features)
        Says what is usual: spread and range of each feature.
    target : int, optional
        The class wanted; any other one without it.
    immutable : sequence of int
        Features that stay as they are.
    categorical : sequence of int
        Features that only take values found in the background.

    Raises
    ------
    ValueError
        If x is of the target class already, or no row of that class is found.
    """
    background = check_table("background", background)
    x = check_row("x", x, background.shape[1])
    fixed, named = (check_features(n, f, x.size) for n, f in (("immutable", immutable), ("categorical", categorical)))
    model = model_of(predict)
    before = model(x[np.newaxis].copy())[0]
    now = int(classes(before[np.newaxis])[0])
    n_classes = max(before.size, 2)
    if target is not None and not 0 <= checks.whole("target", target) < n_classes:
        raise ValueError(f"target is {target}; classes are 0 to {n_classes - 1}.")
    if target == now:
        raise ValueError(f"x is of class {target} already; give another target.")
    margin = _margin_of(model, now, target)
    scale = usual_distance(background)
    of_background = np.where(fixed, x, background)
    single = _single_changes(x, background, fixed, named)
    candidates = np.concatenate([x[np.newaxis], single, of_background])
    margins = margin(candidates)
    together = _best_together(x, single, margins[1 : 1 + len(single)] - margins[0])
    candidates, together = candidates[margins > 0], together[margin(together) > 0]
    if len(candidates) + len(together) == 0:
        wanted = "another class" if target is None else f"class {target}"
        raise ValueError(
            f"No row of {wanted} was found: neither rows of the background nor changes within its range, of one "
            f"feature or of all together, reach it with the immutable features as they are."
        )
    nearest = candidates[np.argsort(_distance(candidates, x, scale), kind="stable")[: N_ROWS - len(together)]]
    candidates = _draw_back(np.concatenate([nearest, together]), x, margin, scale, named)
    best = candidates[np.argmin(_distance(candidates, x, scale))]
    after = model(best[np.newaxis].copy())[0]
    return Counterfactual(
        x=best,
        changes=best - x,
        distance=float(_distance(best, x, scale)),
        scale=scale,
        class_before=now,
        class_after=int(classes(after[np.newaxis])[0]),
        outputs_before=before,
        outputs_after=after,
    )


def usual_distance(background: Array) -> Array:
    """Return the median distance of each feature from its median, or where that is 0 its mean distance, or 1."""
    distances = np.abs(background - np.median(background, axis=0))
    median, mean = np.median(distances, axis=0), distances.mean(axis=0)
    return np.where(median > 0, median, np.where(mean > 0, mean, 1.0))


def _margin_of(model: Model, now: int, target: int | None) -> Margin:
    """Return the function that says how far rows are inside the class wanted."""

    def margin(rows: Array) -> Array:
        outputs = model(rows.copy())
        if outputs.shape[1] == 1:
            above = probability(outputs) - 0.5
            return above if now == 0 else np.where(above == 0, TINY, -above)  # 1/2 itself is class 0
        wanted = np.arange(outputs.shape[1]) == target if target is not None else np.arange(outputs.shape[1]) != now
        return outputs[:, wanted].max(axis=1) - outputs[:, ~wanted].max(axis=1)

    return margin


def _distance(rows: Array, x: Array, scale: Array) -> Array:
    return (np.abs(rows - x) / scale).sum(axis=-1)


def _single_changes(x: Array, background: Array, fixed: Array, named: Array) -> Array:
    """Return x with one feature moved over its range, every feature that can, shape (n, n_features)."""
    rows = []
    for feature in np.flatnonzero(~fixed):
        seen = background[:, feature]
        values = np.unique(seen) if named[feature] else np.linspace(seen.min(), seen.max(), N_GRID)
        moved = np.tile(x, (len(values), 1))
        moved[:, feature] = values
        rows.append(moved)
    return np.concatenate(rows) if rows else np.zeros((0, x.size))


def _best_together(x: Array, single: Array, gains: Array) -> Array:
    """Return x with every feature changed that gains anything alone, each where it gains most, shape (1, n_features).

    `gains` is by how much the margin grows with each change of a single feature, shape (n_changes,).
    """
    best = x.copy()
    for feature in range(x.size):
        gain = np.where(single[:, feature] != x[feature], gains, 0.0)
        if gain.max(initial=0.0) > 0:
            best[feature] = single[np.argmax(gain), feature]
    return best[np.newaxis]


def _draw_back(rows: Array, x: Array, margin: Margin, scale: Array, named: Array) -> Array:
    """Take the changes of rows (n, n_features) back as far as they stay inside, one feature after the other.

    A feature's use is the margin lost without it, for each unit of distance saved. For a linear output and a box
    between row and x, giving up the least useful first leaves the nearest row there is.
    """
    cost = np.abs(rows - x) / scale
    lost = np.stack([margin(rows) - margin(_back(rows, x, feature, 0.0)) for feature in range(x.size)], axis=1)
    use = np.where(cost > 0, lost / np.where(cost > 0, cost, 1), -np.inf)
    for feature in np.argsort(use, axis=1, kind="stable").T:  # whose turn it is, for each row its own
        whole = _back(rows, x, feature, 0.0)
        rows = np.where((margin(whole) > 0)[:, np.newaxis], whole, rows)
        low, high = np.zeros(len(rows)), np.ones(len(rows))  # part of the change kept: low is outside, high inside
        low[named[feature]] = 1.0  # a name has no way half
        for _ in range(N_HALVINGS):
            middle = (low + high) / 2
            there = margin(_back(rows, x, feature, middle)) > 0
            low, high = np.where(there, low, middle), np.where(there, middle, high)
        rows = _back(rows, x, feature, high)
    return rows


def _back(rows: Array, x: Array, feature: Any, kept: Any) -> Array:
    """Return rows with a part of the change of one feature kept; feature and kept may differ from row to row."""
    moved = rows.copy()
    index = np.arange(len(rows))
    now, then = rows[index, feature], x[feature]
    moved[index, feature] = np.where(np.equal(kept, 1), now, then + kept * (now - then))
    return moved
