"""LIME around a point of the plane: the samples, and the line fitted to the first of them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lessons.kit.controls import Settings
from nnviz_core import neuron
from nnviz_core.explain import lime
from nnviz_core.explain.lime import Lime

from .plane import KEYS as MODEL
from .plane import VIEW, plane
from .refit import n_seen, refit

LENGTH = 49
N_SAMPLES = n_seen(LENGTH)
RIDGE = 0.0
KEYS = (*MODEL, "width", "around", "seed")


def drawn(settings: Settings, **others: float) -> Lime:
    """The explanation from all samples, under the settings or with some of them changed."""
    return _drawn(tuple((name, others.get(name, settings[name])) for name in KEYS))


@lru_cache(maxsize=64)
def _drawn(key: tuple) -> Lime:
    settings = dict(key)
    model = plane(settings)
    return lime(
        model.predict, np.array([settings["x1"], settings["x2"]]), model.background, n_samples=N_SAMPLES,
        rng=np.random.default_rng(settings["seed"]), kernel_width=settings["width"], around=settings["around"],
        ridge=RIDGE,
    )  # fmt: skip


def explanation(settings: Settings, t: int) -> Lime:
    """What the samples drawn so far say."""
    return _explanation(tuple((name, settings[name]) for name in KEYS), n_seen(t))


@lru_cache(maxsize=256)
def _explanation(key: tuple, n: int) -> Lime:
    return refit(_drawn(key), n, ridge=RIDGE)


def level(settings: Settings, record: Lime) -> float:
    """What the dashed line says: a probability of ½, or the value at the point."""
    return float(record.prediction) if plane(settings).is_value else 0.5


def line_params(record: Lime, says: float = 0.5) -> np.ndarray:
    """(w₁, w₂, b) such that w·q + b = 0 where the surrogate says so much."""
    slopes, here = record.slopes, record.samples[0]
    return np.array([*slopes, float(record.local_prediction) - slopes @ here - says])


def half_line(record: Lime, says: float = 0.5) -> np.ndarray:
    """The two ends of the line where the surrogate says so much, (2, 2); (0, 2) where it is out of sight."""
    return neuron.line_in_box(line_params(record, says), *VIEW)
