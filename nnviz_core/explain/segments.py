"""Superpixels: the pixels of an image in a few groups, to be hidden and shown together.

A single pixel says nothing, so an explanation of an image speaks of patches. Either squares, whatever the image
shows, or connected regions of like brightness: begin with each pixel as a region of its own, and join again and again
the two neighbours that are most alike, until as many are left as are wanted. "Alike" is Ward's: joining adds least to
the squares of what pixels differ from their region's mean, n₁ n₂ / (n₁ + n₂) · (difference of the means)².

References
----------
Ward (1963), Hierarchical grouping to optimize an objective function.
"""

import numpy as np
from numpy import ndarray as Array

from .. import checks

AREA_PRICE = 0.02  # of the largest brightness squared: among regions that are equally like, small ones are joined first


def squares(height: int, width: int, side: int) -> Array:
    """Return the square of each pixel, whole numbers of shape (height, width), row by row from 0.

    Parameters
    ----------
    height, width : int, at least 1, in pixels
    side : int, at least 1
        Of a square in pixels; those at the right and lower edge are cut off where it does not divide.
    """
    checks.whole("height", height, 1), checks.whole("width", width, 1), checks.whole("side", side, 1)
    columns = -(-width // side)
    return (np.arange(height) // side)[:, np.newaxis] * columns + np.arange(width) // side


def alike(image: Array, n_segments: int) -> Array:
    """Return connected regions of like brightness, whole numbers of shape (height, width), from 0.

    Parameters
    ----------
    image : array of shape (height, width)
        Brightness of each pixel.
    n_segments : int, at least 1 and at most the number of pixels

    Returns
    -------
    labels : array of int, shape (height, width)
        Numbered in the order in which the regions are met, row by row.
    """
    image = checks.squarable("image", checks.table_of_numbers("image", image))
    checks.whole("n_segments", n_segments, 1)
    if n_segments > image.size:
        raise ValueError(f"n_segments is {n_segments}; the image has {image.size} pixels, which is the most.")
    label, count, total = np.arange(image.size), np.ones(image.size), image.ravel().astype(float)
    a, b = _neighbours(*image.shape)
    price = AREA_PRICE * max(float(np.abs(image).max()), 1e-300) ** 2
    for _ in range(image.size - n_segments):
        harmonic = count[a] * count[b] / (count[a] + count[b])
        costs = harmonic * ((total[a] / count[a] - total[b] / count[b]) ** 2 + price)
        best = int(np.argmin(costs))
        kept, gone = a[best], b[best]
        count[kept] += count[gone]
        total[kept] += total[gone]
        for ends in (label, a, b):
            ends[ends == gone] = kept
        a, b = a[a != b], b[a != b]
    _, first, of_pixel = np.unique(label, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[of_pixel].reshape(image.shape)


def _neighbours(height: int, width: int) -> tuple[Array, Array]:
    """Return the pixels at both ends of each edge between neighbours, row by row."""
    pixels = np.arange(height * width).reshape(height, width)
    right, below = (pixels[:, :-1], pixels[:, 1:]), (pixels[:-1], pixels[1:])
    first, second = (np.concatenate([right[end].ravel(), below[end].ravel()]) for end in (0, 1))
    return first, second
