"""A residual network: a layer adds to what it is given instead of replacing it.

Where a hidden layer has as many units as the one below, a = a_below + f(z), with z = a_below W + b as always. The
structure and the parameters are those of a plain `Network`; only the way through it differs. On the trip back the
sum hands dL/da on unchanged beside what comes through the layer: dL/da_below = dL/da + δ Wᵀ, δ = dL/da ∘ f'(z).
So between two layers far apart there is a factor 1 that no slope and no weight can shrink.

References
----------
He, Zhang, Ren & Sun (2016), Deep Residual Learning for Image Recognition; (2016), Identity Mappings in Deep Residual
Networks, equation 5, for the gradient.
"""

import numpy as np
from numpy import ndarray as Array

from .activations import ACTIVATIONS, Activation
from .losses import Loss, find_loss
from .network import Forward, Gradients, Network
from .parameters import Parameters


def adds(network: Network) -> tuple[bool, ...]:
    """Return for each layer whether it adds to its inputs: a hidden one with as many units as inputs."""
    last = len(network.layers) - 1
    pairs = zip(network.sizes[:-1], network.sizes[1:], strict=True)
    return tuple(n_in == n_out and index < last for index, (n_in, n_out) in enumerate(pairs))


def residual_forward(network: Network, X: object) -> Forward:
    """Return every pre-activation and activation; a layer's activations are its sum, where it adds."""
    return _trip(network, X)[0]


def _trip(network: Network, X: object) -> tuple[Forward, list[Array]]:
    """Return the record, and what each layer computes before it adds: f(z)."""
    below = X = network.check_inputs(X)
    record, computed = Forward(X, [], []), []
    with np.errstate(all="ignore"):
        for layer, function, keeps in zip(network.layers, network.functions, adds(network), strict=True):
            z = below @ layer.weights  # (n_samples, n_units)
            z += layer.biases
            own = np.empty_like(z)
            function.best_for(z.size)(z, own)
            below = below + own if keeps else own
            record.pre_activations.append(z)
            record.activations.append(below)
            computed.append(own)
    return record, computed


def residual_gradients(network: Network, X: object, y: object, loss: str | Loss = "mse") -> Gradients:
    """Return the loss, every delta and the gradient of every parameter of the residual network.

    Parameters
    ----------
    network : Network
        Structure and parameters.
    X, y, loss
        As for `Network.gradients`; what it refuses is refused here.
    """
    loss = find_loss(loss)
    record, computed = _trip(network, X)
    targets = network.check_targets(record.inputs, y, loss)
    with np.errstate(all="ignore"):
        scores, upstream = _at_the_output(network, record, targets, loss)
        losses = loss.per_sample(scores, targets)
        gradient, deltas = _backward(network, record, computed, upstream, is_delta=loss.link is not None)
    trip = (record.inputs, record.pre_activations, record.activations)
    return Gradients(*trip, losses.mean().item(), losses, deltas, gradient, None)


def _at_the_output(network: Network, record: Forward, targets: Array, loss: Loss) -> tuple[Array, Array]:
    """Return what the loss is computed from, and its derivative with respect to that."""
    loss.check_output(network.activations[-1])
    scores = record.pre_activations[-1] if loss.link else record.output
    predictions = ACTIVATIONS[loss.link](scores) if loss.link else scores
    upstream = np.empty_like(scores)
    loss.gradient(predictions, targets, upstream)
    return scores, upstream


def _backward(
    network: Network, record: Forward, computed: list[Array], upstream: Array, *, is_delta: bool
) -> tuple[Parameters, list[Array]]:
    """Return dL/d parameters and the deltas; `upstream` is dL/da of the last layer, or its delta."""
    gradient = Parameters(np.empty_like(network.params), network.sizes)
    deltas: list[Array] = []
    keeps = adds(network)
    for index in reversed(range(len(network.layers))):
        below = record.activations[index - 1] if index else record.inputs
        delta = upstream
        if not is_delta:
            delta = _pulled_back(network.functions[index], upstream, record.pre_activations[index], computed[index])
        gradient.layers[index].weights[...] = below.T @ delta
        delta.sum(axis=0, out=gradient.layers[index].biases)
        deltas.append(delta)
        if index:
            through = delta @ network.layers[index].weights.T  # (n_samples, n_in)
            upstream, is_delta = upstream + through if keeps[index] else through, False
    return gradient, deltas[::-1]


def _pulled_back(function: Activation, upstream: Array, z: Array, own: Array) -> Array:
    """Return dL/dz, given dL/df(z)."""
    if function.slope is None:
        delta = upstream.copy()
        function.pull_back(delta, own)  # type: ignore[misc]
        return delta
    slope = np.empty_like(z)
    function.slope(z, own, slope)
    slope *= upstream
    return slope
