"""The numbers beside the figures, the same names in every step."""

from __future__ import annotations

import numpy as np

from lessons.kit.controls import Settings
from nnviz_core import linear

from .data import minimum, samples

MOST_TERMS = 8
"""More terms than this do not fit beside the figures; the table of the figure has them all."""


def readouts(settings: Settings, params: np.ndarray) -> dict[str, float]:
    """Where (w, b) is, how good it is, which way is up, and how large a step may be."""
    x, y = samples(settings)
    slope = linear.gradient(params, x, y)
    (w, b), lowest = minimum(settings)
    eigenvalues, _ = linear.curvature(x)
    return {
        "w": params[0],
        "b": params[1],
        "loss": float(linear.mse(params, x, y)),
        "gradient_w": slope[0],
        "gradient_b": slope[1],
        "gradient_norm": float(np.hypot(*slope)),
        "learning_rate": settings["learning_rate"],
        "lambda_max": eigenvalues[-1],
        "lambda_min": eigenvalues[0],
        "rate_limit": linear.rate_limit(x),
        "minimum_w": w,
        "minimum_b": b,
        "minimum_loss": lowest,
        "n": len(x),
    }


def sample_numbers(settings: Settings, params: np.ndarray) -> dict[str, float]:
    """Each sample's x, y, prediction, residual and terms, for the formulas: `x_0`, `residual_0`, …"""
    x, y = samples(settings)
    missed = linear.residuals(params, x, y)
    named = {
        "x": x, "y": y, "prediction": linear.predict(params, x), "residual": missed, "square": missed**2,
        "term_w": missed * x, "term_b": missed,
    }  # fmt: skip
    return {f"{name}_{i}": float(value) for name, values in named.items() for i, value in enumerate(values)}


def sum_of_terms(n: int, term: str) -> str:
    """TeX of a sum with one term a sample (# stands for its index); of many, the first ones and the last."""
    shown = range(n) if n <= MOST_TERMS else range(MOST_TERMS - 2)
    terms = [term.replace("#", str(i)) for i in shown]
    if n > MOST_TERMS:
        terms += [r"\cdots", term.replace("#", str(n - 1))]
    return " + ".join(terms)


def here(settings: Settings) -> np.ndarray:
    """(w0, b0): the line of the steps in which nothing moves by itself."""
    return np.array([settings["w0"], settings["b0"]])
