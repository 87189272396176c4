"""What a network may be told of a point of the plane besides where it is: squares, the product, waves.

Each is a function of x₁ and x₂ by a name, so that a network, its data and a document agree on what its inputs are.
"""

from collections.abc import Callable, Sequence
from math import pi

import numpy as np
from numpy import ndarray as Array

from . import checks

PLANE_FEATURES: dict[str, Callable[[Array, Array], Array]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1_squared": lambda x1, x2: x1 * x1,
    "x2_squared": lambda x1, x2: x2 * x2,
    "product": lambda x1, x2: x1 * x2,
    "sin_x1": lambda x1, x2: np.sin(pi * x1),
    "sin_x2": lambda x1, x2: np.sin(pi * x2),
}


def plane_features(points: Array, names: Sequence[str]) -> Array:
    """Return the named features of points (n, 2), shape (n, n_names).

    Examples
    --------
    >>> plane_features(np.array([[2.0, 3.0]]), ("x2", "product")).tolist()
    [[3.0, 6.0]]
    """
    x1, x2 = np.asarray(points, dtype=float).T
    return np.column_stack([checks.choose(PLANE_FEATURES, name, "feature")(x1, x2) for name in names])
