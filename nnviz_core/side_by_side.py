"""The gradients of many networks of one structure, computed side by side.

Many starts on one landscape, or the arrows of a field: each is a parameter vector of its own at the same samples.
Stacked, they go through the same few products, so a hundred cost little more than one.
"""

import numpy as np
from numpy import ndarray as Array

from .activations import ACTIVATIONS
from .losses import Loss, find_loss
from .network import Network
from .parameters import Parameters


def gradients_of_many(
    network: Network, vectors: Array, X: object, y: object, loss: str | Loss = "mse"
) -> tuple[Array, Array]:
    """Return the loss and the gradient of each of many parameter vectors.

    Parameters
    ----------
    network : Network
        Says the structure; its parameters are not looked at.
    vectors : array of shape (n_vectors, n_params)
    X, y, loss
        Samples, targets and loss, as for `Network.gradients`.

    Returns
    -------
    losses : array of shape (n_vectors,)
    gradients : array of shape (n_vectors, n_params)
    """
    loss, X = find_loss(loss), network.check_inputs(X)
    targets = network.check_targets(X, y, loss)
    loss.check_output(network.activations[-1])
    own = Parameters(np.ascontiguousarray(vectors, float), network.sizes)
    with np.errstate(all="ignore"):
        z, a = _forward(network, own, X)
        losses, upstream = _at_the_output(z[-1] if loss.link else a[-1], targets, loss)
        return losses, _backward(network, own, z, a, upstream, is_delta=loss.link is not None).vector


def _forward(network: Network, own: Parameters, X: Array) -> tuple[list[Array], list[Array]]:
    """Return z of each layer, and a of each with the inputs before them; all (n_vectors, n_samples, n_units)."""
    z, a = [], [np.broadcast_to(X, (len(own.vector), *X.shape))]
    for layer, function in zip(own.layers, network.functions, strict=True):
        z.append(a[-1] @ layer.weights + layer.biases[:, np.newaxis])
        a.append(function(z[-1]))
    return z, a


def _at_the_output(scores: Array, targets: Array, loss: Loss) -> tuple[Array, Array]:
    """Return each vector's loss, shape (n_vectors,), and its derivative with respect to the scores."""
    n_vectors, n_samples, n_outputs = scores.shape
    flat = scores.reshape(-1, n_outputs)
    everyones = np.tile(targets, (n_vectors, 1))
    predictions = ACTIVATIONS[loss.link](flat) if loss.link else flat
    upstream = np.empty_like(flat)
    loss.gradient(predictions, everyones, upstream)
    upstream *= n_vectors  # a mean over n_samples, not over the samples of all vectors
    return loss.per_sample(flat, everyones).reshape(n_vectors, n_samples).mean(axis=1), upstream.reshape(scores.shape)


def _backward(
    network: Network, own: Parameters, z: list[Array], a: list[Array], upstream: Array, *, is_delta: bool
) -> Parameters:
    """Return dL/d parameters; `upstream` is dL/da of the last layer, or its delta."""
    gradient = Parameters(np.empty_like(own.vector), network.sizes)
    for index in reversed(range(len(z))):
        function = network.functions[index]
        if function.pull_back and not is_delta:
            function.pull_back(upstream, a[index + 1])
        elif not is_delta:
            upstream = upstream * function.derivative(z[index])
        gradient.layers[index].weights[...] = a[index].swapaxes(1, 2) @ upstream
        gradient.layers[index].biases[...] = upstream.sum(axis=1)
        upstream, is_delta = upstream @ own.layers[index].weights.swapaxes(1, 2), False
    return gradient
