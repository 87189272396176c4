"""Refusals that help: each says what was wrong and what to give instead.

Every public function of the core checks its arguments with these few helpers, so that a mistake is
met at the door, in one sentence, and not three calls later as a strange shape or a silent NaN.
"""

from collections.abc import Mapping
from math import isfinite
from typing import Any, TypeVar

import numpy as np

Item = TypeVar("Item")

LARGEST = 1e120
"""The largest size of a number of which squares, and sums of many squares, are still numbers, with room to spare."""


def choose(table: Mapping[str, Item], name: str, what: str) -> Item:
    """Look up `name` in a table of named things.

    Parameters
    ----------
    table : mapping of str to item
    name : str
    what : str
        What the table holds, in the singular, for the message ("activation").

    Raises
    ------
    ValueError
        If there is no such name; the message lists the names there are.
    """
    if isinstance(name, str) and name in table:
        return table[name]
    from difflib import get_close_matches  # only a mistake needs it, and it takes long to import

    near = get_close_matches(str(name), table, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"There is no {what} named {name!r}.{hint} Choose one of: {', '.join(table)}.")


def number(name: str, value: float, low: float = -np.inf, high: float = np.inf, *, open_low: bool = False) -> float:
    """Return `value` if it is a finite number in [low, high] (or (low, high] with `open_low`)."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} must be a number, not {value!r}.")
    inside = low < value <= high if open_low else low <= value <= high
    if not (isfinite(value) and inside):
        range_ = "" if (low, high) == (-np.inf, np.inf) else f" in {'(' if open_low else '['}{low}, {high}]"
        raise ValueError(f"{name} is {value!r}; give a finite number{range_}.")
    return float(value)


def whole(name: str, value: int, low: int = 0, high: int | None = None) -> int:
    """Return `value` if it is a whole number of at least `low`, and of at most `high` if there is one."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be a whole number, not {value!r}.")
    if value < low or (high is not None and value > high):
        wanted = f"of at least {low}" if high is None else f"from {low} to {high}"
        raise ValueError(f"{name} is {value}; give a whole number {wanted}.")
    return int(value)


def function(name: str, value: Any) -> Any:
    """Return `value` if it can be called."""
    if not callable(value):
        raise TypeError(f"{name} is {value!r} and cannot be called; give a function.")
    return value


def real(name: str, values: Any, dtype: Any = float) -> np.ndarray:
    """Return `values` as an array of real numbers, of whatever shape; NaN and infinity may be among them.

    Raises
    ------
    ValueError
        For text (even "1"), complex numbers, whole numbers too large for any, and rows of different lengths.
    """
    try:
        array = np.asarray(values)
        if array.dtype.kind in "USc":  # NumPy would read "1" as 1, and drop an imaginary part
            raise ValueError("text" if array.dtype.kind in "US" else "complex numbers")
        return np.asarray(array, dtype=dtype)
    except (TypeError, ValueError, OverflowError) as error:
        reason = "rows of different lengths" if "inhomogeneous" in str(error) else error
        raise ValueError(f"{name} must hold numbers only ({reason}).") from None


def finite(name: str, array: np.ndarray) -> np.ndarray:
    """Return `array` if none of its numbers is NaN or infinite."""
    if not np.isfinite(array).all():
        place = np.argwhere(~np.isfinite(array))[0].tolist()
        raise ValueError(f"{name}{place or ''} is {array[tuple(place)]}; remove or replace it.")
    return array


def is_squarable(array: np.ndarray) -> bool:
    """Return whether all numbers are finite and of at most the size `LARGEST`."""
    return not array.size or bool(-LARGEST <= array.min() and array.max() <= LARGEST)  # neither is true of NaN


def squarable(name: str, array: np.ndarray) -> np.ndarray:
    """Return `array` if `is_squarable`."""
    if not is_squarable(array):
        place = np.argwhere(np.abs(finite(name, array)) > LARGEST)[0].tolist()
        raise ValueError(
            f"{name}{place or ''} is {array[tuple(place)]}, and its square would be no number any more; "
            f"give {name} in larger units, none above {LARGEST:g} in size."
        )
    return array


def table_of_numbers(name: str, values: Any, n_columns: int | None = None, dtype: Any = float) -> np.ndarray:
    """Return `values` as a finite array of shape (n_samples, n_columns).

    A one-dimensional array is read as one column when one column is expected.

    Raises
    ------
    ValueError
        If the shape cannot be meant, if a number is NaN or infinite, or if there is no sample.
    """
    array = real(name, values, dtype)
    if array.ndim == 1 and n_columns == 1:
        array = array[:, np.newaxis]  # (n_samples, 1)
    if array.ndim != 2:
        raise ValueError(
            f"{name} has shape {array.shape}; give a table of shape (n_samples, n_columns), "
            f"for one sample {name}.reshape(1, -1)."
        )
    if n_columns is not None and array.shape[1] != n_columns:
        raise ValueError(f"{name} has {array.shape[1]} columns; {n_columns} are needed.")
    if len(array) == 0:
        raise ValueError(f"{name} holds no sample; give at least one.")
    return finite(name, array)
