"""Numbers become colours by a table: the only thing about colour that has to be fast.

Which colours, and what they mean, is not known here; a table comes from whoever draws.
"""

import numpy as np
from numpy import ndarray as Array

from . import checks


def to_rgba(values: Array, table: Array, low: float, high: float) -> Array:
    """Return a colour for each value.

    Parameters
    ----------
    values : array of any shape
    table : array of uint8, shape (n_colours, 4)
        Red, green, blue and opacity, 0 to 255, from the lowest value to the highest.
    low, high : float
        The values of the first and the last colour; beyond them the end colours are used.

    Returns
    -------
    rgba : array of uint8, shape (*values.shape, 4)
        NaN is transparent black.
    """
    if table.ndim != 2 or table.shape[1] != 4 or table.dtype != np.uint8 or len(table) < 1:
        raise ValueError("table must be an array of uint8 of shape (n_colours, 4).")
    if checks.number("low", low) >= checks.number("high", high):
        raise ValueError(f"low is {low} and high {high}; low must be the smaller.")
    n_colours = len(table)
    pixels = np.zeros(n_colours + 1, dtype=np.uint32)  # one number a colour; the last is for NaN
    pixels[:-1] = np.ascontiguousarray(table).view(np.uint32)[:, 0]
    position = (values - low) * ((n_colours - 1) / (high - low))
    position += 0.5  # to the nearest colour
    np.maximum(position, 0, out=position)
    np.minimum(position, n_colours - 1, out=position)
    if np.isnan(position.sum()):
        position[np.isnan(position)] = n_colours
    return pixels[position.astype(np.intp)].view(np.uint8).reshape(*values.shape, 4)
