"""What a small change of each feature would do, and what the whole way from a baseline did.

A network of ours can be differentiated, so there is no need to hide features. The gradient says how fast the
output moves with each feature, here; times the input it is a first guess of what the features contribute, exact for a
straight line through zero. Where the output is flat, it sees nothing, however much was gained on the way. Integrated
gradients add it up along the straight way from a baseline to the row, and then the parts do sum to the difference.

References
----------
Simonyan, Vedaldi & Zisserman (2014), Deep inside convolutional networks.
Sundararajan, Taly & Yan (2017), Axiomatic attribution for deep networks.
Erion et al. (2021), Improving performance of deep learning models with axiomatic attribution priors (many baselines).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks
from ..network import Network
from .model import check_row, check_table

OF = {"output": "the activations of the last layer", "logit": "its pre-activations"}
ROWS_AT_ONCE = 2**14
MOST_STEPS = 1024  # the points of the rule are eigenvalues of a matrix of n_steps × n_steps


@dataclass(frozen=True)
class GradientTimesInput:
    """Gradient × input.

    Attributes
    ----------
    values : array of shape (n_features, n_outputs)
        x_j · ∂output/∂x_j, in units of the output.
    gradient : array of shape (n_features, n_outputs)
        In units of the output per unit of the feature.
    prediction : array of shape (n_outputs,)
    """

    values: Array
    gradient: Array
    prediction: Array


@dataclass(frozen=True)
class IntegratedGradients:
    """Integrated gradients.

    Attributes
    ----------
    values : array of shape (n_features, n_outputs)
        In units of the output.
    base_value, prediction : arrays of shape (n_outputs,)
        Mean output at the baselines, output at the row.
    gap : array of shape (n_outputs,)
        prediction − base_value − sum of the values: what too few steps leave out.
    """

    values: Array
    base_value: Array
    prediction: Array
    gap: Array


def input_gradient(network: Network, X: Any, *, of: str = "output") -> Array:
    """Return ∂ output_k / ∂ x_j for each sample, shape (n_samples, n_features, n_outputs).

    The chain rule from the outputs down: with J = ∂ output / ∂ z of a layer, J @ Wᵀ is the one to its inputs, and times
    f'(z) the one to the z of the layer below.

    Parameters
    ----------
    network : Network
    X : array of shape (n_samples, n_features)
    of : "output" or "logit"
        Whether to differentiate the last activations or the pre-activations under them.
    """
    checks.choose(OF, of, "choice of `of`")
    check_network(network)
    record = network.forward(X)
    n_samples, n_outputs = record.output.shape
    jacobian = np.broadcast_to(np.eye(n_outputs), (n_samples, n_outputs, n_outputs))
    for index in reversed(range(len(network.layers))):
        if index < len(network.layers) - 1 or of == "output":
            slope = network.functions[index].derivative(record.pre_activations[index])
            # softmax mixes its units: its slope is a matrix for each sample, others' a number for each unit
            jacobian = jacobian @ slope if slope.ndim == 3 else jacobian * slope[:, np.newaxis, :]
        jacobian = jacobian @ network.layers[index].weights.T  # (n_samples, n_outputs, n_in)
    return np.swapaxes(jacobian, 1, 2)


def gradient_times_input(network: Network, x: Any, *, of: str = "output") -> GradientTimesInput:
    """Return the gradient of the outputs at a row, shape (n_features,), and its product with the row."""
    x = check_row("x", x, check_network(network).sizes[0])
    gradient = input_gradient(network, x[np.newaxis], of=of)[0]
    return GradientTimesInput(x[:, np.newaxis] * gradient, gradient, _outputs(network, x[np.newaxis], of)[0])


def integrated_gradients(
    network: Network, x: Any, background: Any, *, n_steps: int = 64, of: str = "output"
) -> IntegratedGradients:
    """Return the integrated gradients of the outputs at a row, averaged over baselines.

    values_j = (x_j − b_j) ∫ ∂output/∂x_j (b + a (x − b)) da, a from 0 to 1.

    Parameters
    ----------
    network : Network
    x : array of shape (n_features,)
    background : array of shape (n_baselines, n_features), or (n_features,) for one baseline
        Where the ways start.
    n_steps : int, from 1 to 1024
        Points on each way, those of the Gauss–Legendre rule; see `IntegratedGradients.gap`.
    of : "output" or "logit"
    """
    x = check_row("x", x, check_network(network).sizes[0])
    baselines = check_table("background", np.atleast_2d(checks.real("background", background)), network.sizes[0])
    points, weights = np.polynomial.legendre.leggauss(checks.whole("n_steps", n_steps, 1, MOST_STEPS))
    places, weights = (points + 1) / 2, weights / 2  # from [−1, 1] to [0, 1]
    total = np.zeros((x.size, network.sizes[-1]))
    size = max(1, ROWS_AT_ONCE // n_steps)
    for first in range(0, len(baselines), size):
        start = baselines[first : first + size]
        way = x - start  # (n, n_features)
        rows = start[:, np.newaxis] + places[:, np.newaxis] * way[:, np.newaxis]  # (n, n_steps, n_features)
        gradient = input_gradient(network, rows.reshape(-1, x.size), of=of).reshape(*rows.shape, -1)
        total += np.einsum("nf,s,nsfk->fk", way, weights, gradient, optimize=True)
    values = total / len(baselines)
    base_value, prediction = _outputs(network, baselines, of).mean(axis=0), _outputs(network, x[np.newaxis], of)[0]
    return IntegratedGradients(values, base_value, prediction, prediction - base_value - values.sum(axis=0))


def check_network(network: Any) -> Network:
    """Return the network, or say that it is none."""
    if not isinstance(network, Network):
        raise TypeError(
            f"network is a {type(network).__name__}; give a Network of nnviz_core: this looks at its layers, and of "
            f"other models only the outputs are known."
        )
    return network


def _outputs(network: Network, X: Array, of: str) -> Array:
    return network.predict(X) if of == "output" else network.forward(X).pre_activations[-1]
