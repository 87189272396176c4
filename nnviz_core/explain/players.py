"""The players of the game: features, alone or in groups, and the coalitions they can form.

Shapley's question is how to share a pay-off fairly among players who worked together. Here the players are
features. A group of columns that only makes sense together (one-hot columns, the pixels of a superpixel,
a word) is one player. A coalition is a row of booleans: True for each player that takes part.
"""

from collections.abc import Sequence
from itertools import chain, combinations
from math import comb
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .model import check_feature

MOST_BYTES = 2**30  # what a list of coalitions and the work on it may need


def membership(groups: Any, n_features: int) -> Array:
    """Return which feature belongs to which player, booleans of shape (n_players, n_features).

    Parameters
    ----------
    groups : None, labels or lists
        None: each feature is a player. An array of n_features whole numbers: the player of each feature, as a
        segmentation of an image gives it (its shape does not matter). A list of lists: the features of each player.
    n_features : int

    Raises
    ------
    ValueError
        If a feature is in no group or in two, or does not exist.
    """
    if groups is None:
        return np.eye(n_features, dtype=bool)
    if isinstance(groups, np.ndarray):
        return _from_labels(groups, n_features)
    if isinstance(groups, str) or not np.iterable(groups):
        raise TypeError(f"groups is {groups!r}; give a list of lists of features, or a label for each feature.")
    groups = [list(g) if np.iterable(g) and not isinstance(g, str) else g for g in groups]  # sets, generators, …
    is_list = [isinstance(group, list) for group in groups]
    if not any(is_list):
        return _from_labels(np.asarray(groups), n_features)
    if not all(is_list):
        raise ValueError(f"groups[{is_list.index(False)}] is no list and others are; put each group in a list.")
    return _from_lists(groups, n_features)


def _from_labels(labels: Array, n_features: int) -> Array:
    if labels.size != n_features:
        raise ValueError(f"groups labels {labels.size} features; there are {n_features}.")
    if labels.dtype.kind not in "biufU" or (labels != labels).any():  # NaN is not even like itself
        raise ValueError("groups has labels that are no numbers; give a whole number for each feature.")
    return np.unique(labels)[:, np.newaxis] == labels.ravel()  # (n_players, n_features)


def _from_lists(groups: Sequence[Any], n_features: int) -> Array:
    table = np.zeros((len(groups), n_features), dtype=int)
    for player, group in enumerate(groups):
        for feature in group:
            table[player, check_feature(f"groups[{player}] names feature", feature, n_features)] += 1
    times = table.sum(axis=0)
    if (times != 1).any():
        feature = int(np.argmax(times != 1))
        raise ValueError(f"Feature {feature} is in {times[feature]} groups; give each feature exactly one.")
    if not table.any(axis=1).all():
        raise ValueError(f"groups[{int(np.argmin(table.any(axis=1)))}] is empty; leave it out.")
    return table.astype(bool)


def all_coalitions(n_players: int) -> Array:
    """Return every coalition, booleans of shape (2^n_players, n_players).

    Row r holds player j if bit j of r is 1: row 0 is nobody, the last row everybody.
    """
    check_list_size("2^n_players", 2**n_players, n_players)
    numbers = np.arange(2**n_players)[:, np.newaxis]
    return (numbers >> np.arange(n_players) & 1).astype(bool)


def coalitions_of_size(n_players: int, size: int) -> Array:
    """Return every coalition of so many players, booleans of shape (n_players choose size, n_players)."""
    count = comb(n_players, size)
    chosen = chain.from_iterable(combinations(range(n_players), size))
    columns = np.fromiter(chosen, dtype=np.intp, count=count * size).reshape(count, size)
    coalitions = np.zeros((count, n_players), dtype=bool)
    np.put_along_axis(coalitions, columns, True, axis=1)
    return coalitions


def random_coalitions(n_players: int, sizes: Array, *, rng: np.random.Generator) -> Array:
    """Return independent coalitions, one of each size in `sizes` (n,), each of a size as likely as any other.

    Each player draws a number; a coalition of size s, at least 1, is that of the s smallest.
    """
    numbers = rng.random((len(sizes), n_players))
    largest = np.sort(numbers, axis=1)[np.arange(len(sizes)), sizes - 1]  # within the coalition
    return numbers <= largest[:, np.newaxis]


def both_sides(coalitions: Array) -> Array:
    """Return each coalition and, after it, its complement, shape (2 n, n_players)."""
    return np.stack([coalitions, ~coalitions], axis=1).reshape(2 * len(coalitions), coalitions.shape[1])


def check_list_size(name: str, n_rows: int, width: int) -> None:
    """Refuse a list of coalitions or of samples, `width` wide, that does not fit in memory with what is made of it."""
    each = 48 * width + 64  # half a dozen numbers for each cell while it is drawn and solved
    if n_rows * each > MOST_BYTES:
        raise ValueError(
            f"{name} is {n_rows}: to work on so many at once needs {n_rows * each / 1e9:.0f} GB; "
            f"give at most {MOST_BYTES // each}."
        )
