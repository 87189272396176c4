"""LIME by hiding parts, for images and sentences alike: the samples that came so far, and the line through them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz_core.explain import lime
from nnviz_core.explain.lime import Lime

from .refit import n_seen

LENGTH = 39
N_SAMPLES = n_seen(LENGTH)
RIDGE = 1.0
USUAL_WIDTH = 0.25
"""What LIME takes for masks when nothing is said."""


def all_masks(
    predict: Callable[[np.ndarray], np.ndarray], x: np.ndarray, stand_in: np.ndarray, groups: object, width: float,
    seed: int,
) -> Lime:  # fmt: skip
    """The explanation from all samples: parts of x hidden by the toss of a coin, with `stand_in` in their place."""
    return lime(
        predict, x, stand_in[np.newaxis], n_samples=N_SAMPLES, rng=np.random.default_rng(seed),
        representation="mask", groups=groups, kernel_width=width, ridge=RIDGE,
    )  # fmt: skip
