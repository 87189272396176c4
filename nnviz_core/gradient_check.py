"""Is this gradient right? Ask the loss itself.

A derivative is a limit of differences, so a gradient found by the chain rule can be checked by moving one
parameter at a time and looking at the loss. Central differences, (L(p + h) − L(p − h)) / 2h, are wrong by
about h² from the curvature and by ε/h from rounding, hence a step near ε^(1/3): smaller is not better.
The complex step, Im L(p + ih) / h, subtracts nothing; so h may be tiny and the check reaches the last digits,
but only where all functions on the way are analytic.

References
----------
Squire & Trapp (1998), Using Complex Variables to Estimate Derivatives of Real Functions.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy import ndarray as Array

from . import checks
from .losses import Loss, Penalty, find_loss
from .network import Network
from .passes import ForwardPass, run, scores_for, with_ones

CENTRAL_STEP = 6e-6  # the cube root of the rounding error of float64
COMPLEX_STEP = 1e-30
ANALYTIC_ACTIVATIONS = ("identity", "tanh", "sigmoid", "softmax")
ANALYTIC_LOSSES = ("mse", "softmax_cross_entropy")


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """A gradient beside the slope of the loss measured by differences.

    Attributes
    ----------
    names : list of str
        What each parameter is called, as in ``layers[0].weights[1, 2]``.
    gradient, numeric : arrays of shape (n_params,)
        By backpropagation, and by differences.
    """

    names: list[str]
    gradient: Array
    numeric: Array

    @property
    def errors(self) -> Array:
        """|gradient − numeric| / max(1, |gradient|, |numeric|), shape (n_params,)."""
        scale = np.maximum(1, np.maximum(np.abs(self.gradient), np.abs(self.numeric)))
        return np.abs(self.gradient - self.numeric) / scale

    @property
    def largest_error(self) -> float:
        """The largest of `errors`."""
        return self.errors.max().item()

    @property
    def worst(self) -> str:
        """The name of the parameter with the largest error."""
        return self.names[int(self.errors.argmax())]


def gradient_check(
    network: Network,
    X: object,
    y: object,
    loss: str | Loss = "mse",
    *,
    penalty: Penalty | None = None,
    method: str = "central",
    step: float | None = None,
) -> GradientCheck:
    """Compare backpropagation with differences of the loss, parameter by parameter.

    Parameters
    ----------
    network : Network
        In float64; its parameters are left as they are.
    X, y : arrays
        Samples and targets, as for `Network.gradients`.
    loss : str or Loss
    penalty : Penalty, optional
        With central differences only.
    method : "central" or "complex"
        Errors of a right gradient are below about 1e-8 or 1e-14.
    step : float, above 0, optional
        By default 6e-6 (central) or 1e-30 (complex).

    Raises
    ------
    ValueError
        For an unknown method, or for the complex step through a function that is not analytic.
    """
    if network.params.dtype != np.float64:
        raise ValueError("Differences drown in the rounding of float32; check the gradient of a float64 network.")
    loss = find_loss(loss)
    slope = checks.choose({"central": _central_slope, "complex": _complex_slope}, method, "method")
    if method == "complex":
        _refuse_unless_analytic(network, loss, penalty)
    step = checks.number("step", step or (CENTRAL_STEP if method == "central" else COMPLEX_STEP), 0, open_low=True)

    loss_at = _bind_loss(network, X, y, loss, penalty, float if method == "central" else complex)
    gradient = network.gradients(X, y, loss, penalty=penalty).vector
    numeric = np.array([slope(loss_at, network.params, index, step) for index in range(network.n_params)])
    return GradientCheck(network.parameters.names(), gradient, numeric)


def _bind_loss(
    network: Network, X: object, y: object, loss: Loss, penalty: Penalty | None, dtype: type
) -> Callable[[Array], complex]:
    """Return the loss as a function of the parameters; its buffers are made once, as it is asked for very often."""
    moved = network.with_params(network.params.astype(dtype))
    inputs = moved.check_inputs(X)
    targets = moved.check_targets(inputs, y, loss)
    trip = ForwardPass(moved.parameters, moved.functions, len(inputs))
    calls, scores = trip.plan(with_ones(inputs, inputs.dtype)), scores_for(trip, loss)

    def loss_at(params: Array) -> complex:
        moved.params[...] = params
        with np.errstate(all="ignore"):
            run(calls)
            value = loss.value(scores, targets)
        return value + (penalty.value(moved.parameters) if penalty else 0.0)

    return loss_at


def _central_slope(loss_at: Callable[[Array], complex], params: Array, index: int, step: float) -> float:
    ahead, behind = params.copy(), params.copy()
    ahead[index] += step
    behind[index] -= step
    return (loss_at(ahead) - loss_at(behind)).real / (ahead[index] - behind[index])


def _complex_slope(loss_at: Callable[[Array], complex], params: Array, index: int, step: float) -> float:
    ahead = params.astype(complex)
    ahead[index] += 1j * step
    return loss_at(ahead).imag / step


def _refuse_unless_analytic(network: Network, loss: Loss, penalty: Penalty | None) -> None:
    bad = [name for name in network.activations if name not in ANALYTIC_ACTIVATIONS]
    bad += [loss.name] * (loss.name not in ANALYTIC_LOSSES) + ["a penalty"] * (penalty is not None)
    if bad:
        raise ValueError(f'The complex step does not pass through {bad[0]}; use method="central".')
