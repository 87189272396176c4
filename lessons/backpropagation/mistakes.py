"""The usual mistakes: what a learner gets who forgets or swaps one thing. Each has a hint of its own."""

from __future__ import annotations

import numpy as np

from .view import View

BLANKS = {"z": "z_h1", "a": "a_h1", "loss": "loss", "d_out": "d_y", "d_hidden": "d_h2", "g": "g_x2_h1", "w": "w_h1_y"}
"""The numbers that can be asked for."""


def mistakes(view: View, blank: str) -> dict[str, float]:
    """Wrong answers by the name of the mistake that leads to them."""
    return {name: float(value) for name, value in _MISTAKES[blank](view).items()}


def _sum(view: View) -> dict[str, float]:
    (first, _), x = view.network.layers, view.x
    right = view.value_of("z_h1")
    return {
        "no_bias": right - first.biases[0],
        "swapped": first.weights[0] @ x + first.biases[0],
        "one_input": first.weights[0, 0] * x[0] + first.biases[0],
        "bent": np.tanh(right),
    }


def _activation(view: View) -> dict[str, float]:
    z = view.value_of("z_h1")
    return {"not_bent": z, "sigmoid": 1 / (1 + np.exp(-z)), "slope": 1 - np.tanh(z) ** 2, "tangent": np.tan(z)}


def _loss(view: View) -> dict[str, float]:
    output, target = view.value_of("a_y"), view.y[0]
    error = output - target
    return {"no_square": error, "sign_kept": -error, "half": error**2 / 2, "squares": output**2 - target**2,
            "sum": (output + target) ** 2}  # fmt: skip


def _output_delta(view: View) -> dict[str, float]:
    right = view.value_of("d_y")
    return {"no_two": right / 2, "sign": -right, "is_loss": view.value_of("loss"), "no_two_sign": -right / 2}


def _hidden_delta(view: View) -> dict[str, float]:
    weights, delta = view.network.layers[1].weights[:, 0], view.value_of("d_y")
    a, z = view.value_of("a_h2"), view.value_of("z_h2")
    slope = 1 - a**2
    return {"no_slope": weights[1] * delta, "no_weight": delta * slope, "other_weight": weights[0] * delta * slope,
            "value_for_slope": weights[1] * delta * a, "slope_of_z": weights[1] * delta * (1 - z**2)}  # fmt: skip


def _gradient(view: View) -> dict[str, float]:
    delta, weights = view.value_of("d_h1"), view.network.layers[0].weights
    return {"other_input": view.x[0] * delta, "weight": weights[1, 0] * delta, "only_delta": delta,
            "other_end": view.value_of("a_h1") * delta, "other_delta": view.x[1] * view.value_of("d_h2")}  # fmt: skip


def _step(view: View) -> dict[str, float]:
    weight, slope = view.network.layers[1].weights[0, 0], view.value_of("g_h1_y")
    return {"uphill": weight + view.rate * slope, "no_rate": weight - slope, "only_step": -view.rate * slope,
            "not_moved": weight}  # fmt: skip


_MISTAKES = {"z": _sum, "a": _activation, "loss": _loss, "d_out": _output_delta, "d_hidden": _hidden_delta,
             "g": _gradient, "w": _step}  # fmt: skip
