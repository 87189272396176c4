"""One trip forward through the network and one back, on buffers that stay where they are.

Forward, layer by layer: z = [a 1] @ block, a = f(z). Backward, from the loss to the first layer, with the
deltas δ = dL/dz: δ of the layer below = (δ @ Wᵀ) ∘ f'(z), and the gradient of a block = [a 1]ᵀ @ δ. So
backpropagation is the chain rule, kept in order: each factor is computed once and used by all below it.

A pass allocates its buffers once and writes its trip down as a list of calls on them; to run is to walk
along the list. A record for a reader and a lean inner loop of training are therefore the same code: the
reader's pass runs once, the training's pass runs again and again. Everything stays in the buffers.

References
----------
Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby

import numpy as np
from numpy import ndarray as Array

from .activations import ACTIVATIONS, Activation
from .losses import Loss
from .parameters import Parameters
from .products import LONG_COLUMN, bind_product, has_blas

Call = Callable[[], object]


def with_ones(X: Array, dtype: object = float) -> Array:
    """Return X with a column of ones after its last, stored column by column, shape (n_samples, n_columns + 1)."""
    wide = np.empty((len(X), X.shape[1] + 1), dtype=dtype, order="F")  # type: ignore[call-overload]
    wide[:, :-1], wide[:, -1] = X, 1
    return wide


def run(calls: Sequence[Call]) -> None:
    """Walk along a plan."""
    for call in calls:
        call()


class Stack:
    """One buffer for all layers: each layer's (n_samples, n_units + 1) stands behind the one before.

    Attributes
    ----------
    memory : array of shape (all units and one more a layer, n_samples)
    wide : list of arrays of shape (n_samples, n_units + 1)
        With the extra column: of ones in a stack of activations, unused in others.
    layers : list of arrays of shape (n_samples, n_units)
    """

    def __init__(self, sizes: Sequence[int], n_samples: int, dtype: object) -> None:
        self.ends = np.cumsum([0, *(size + 1 for size in sizes)])
        self.memory = np.empty((self.ends[-1], n_samples), dtype=dtype)  # type: ignore[call-overload]
        self.memory[self.ends[1:] - 1] = 1
        self.wide = [self.between(layer, layer + 1).T for layer in range(len(sizes))]
        self.layers = [wide[:, :-1] for wide in self.wide]

    def between(self, first: int, last: int) -> Array:
        """Return the memory of layers first … last − 1 as one contiguous array."""
        return self.memory[self.ends[first] : self.ends[last]]

    def maps(self, layer: int, shape: tuple[int, int]) -> Array:
        """Return a layer's values at samples that are points of a grid, shape (n_units, *shape)."""
        return self.memory[self.ends[layer] : self.ends[layer + 1] - 1].reshape(-1, *shape)


class ForwardPass:
    """The trip from the inputs to the outputs.

    Parameters
    ----------
    parameters : Parameters
        Looked at, not copied: a later run sees the values of its own time.
    activations : sequence of Activation, one a layer
    n_samples : int, at least 1

    Attributes
    ----------
    z, a : Stack
        Pre-activations and activations of all layers.
    pre_activations, activations : list of arrays of shape (n_samples, n_units), one a layer
    """

    def __init__(self, parameters: Parameters, activations: Sequence[Activation], n_samples: int) -> None:
        self.parameters = parameters
        self.functions = tuple(activations)
        self.n_samples = n_samples
        dtype = parameters.vector.dtype
        self.z = Stack(parameters.sizes[1:], n_samples, dtype)
        self.a = Stack(parameters.sizes[1:], n_samples, dtype)
        self.pre_activations = self.z.layers
        self.activations = self.a.layers[:]
        if self.functions[-1].name == "identity":
            self.activations[-1] = self.pre_activations[-1]  # nothing to compute, nothing to copy
        self._later_calls = list(self._plan_later_calls())

    def plan(self, inputs: Array) -> list[Call]:
        """Return the calls that fill the buffers from inputs of shape (n_samples, n_in + 1), ones last."""
        return [
            bind_product(inputs, self.parameters.layers[0].block, self.pre_activations[0]),
            *self._later_calls,
        ]

    def plan_once(self, X: Array) -> list[Call]:
        """Return the calls for samples of shape (n_samples, n_in) that come once.

        To put ones beside them takes longer, with BLAS, than to add the biases afterwards.
        """
        if not has_blas():
            return self.plan(with_ones(X, X.dtype))
        first, z = self.parameters.layers[0], self.pre_activations[0]
        return [bind_product(X, first.weights, z), partial(np.add, z, first.biases, z), *self._later_calls]

    def _plan_later_calls(self) -> Iterator[Call]:
        layers = zip(self.functions, self.pre_activations, self.activations, strict=True)
        for index, (function, z, a) in enumerate(layers):
            if index > 0:
                yield bind_product(self.a.wide[index - 1], self.parameters.layers[index].block, z)
            if a is not z:
                yield partial(function.best_for(z.size), z, a)

    @property
    def output(self) -> Array:
        """The last activations, shape (n_samples, n_outputs)."""
        return self.activations[-1]


def scores_for(forward: ForwardPass, loss: Loss) -> Array:
    """Return what a loss is computed from, shape (n_samples, n_outputs).

    These are the last pre-activations (logits) for a loss with a link, the last activations for others.
    """
    loss.check_output(forward.functions[-1].name)
    return (forward.pre_activations if loss.link else forward.activations)[-1]


class BackwardPass:
    """The trip from the loss back to every parameter.

    Parameters
    ----------
    forward : ForwardPass
    loss : Loss

    Attributes
    ----------
    deltas : list of arrays of shape (n_samples, n_units), one a layer
        dL/dz of the mean loss.
    gradient : Parameters
        dL/d parameters of the mean loss, in the same layout as the parameters.
    scores : array of shape (n_samples, n_outputs)
        What the loss is computed from, see `scores_for`.
    """

    def __init__(self, forward: ForwardPass, loss: Loss) -> None:
        self.forward = forward
        self.loss = loss
        sizes = forward.parameters.sizes
        dtype = forward.parameters.vector.dtype
        self.gradient = Parameters(np.zeros_like(forward.parameters.vector), sizes)
        self.delta = Stack(sizes[1:], forward.n_samples, dtype)
        self.slopes = Stack(sizes[1:], forward.n_samples, dtype)
        self.deltas = self.delta.layers
        self.scores = scores_for(forward, loss)
        self._link_calls, self._predictions = self._bind_link()
        self._later_calls = list(self._plan_later_calls())

    def plan(self, inputs: Array, targets: Array) -> list[Call]:
        """Return the calls that fill deltas and gradient after a forward run with the same inputs."""
        return [
            *self._link_calls,
            partial(self.loss.gradient, self._predictions, targets, self.deltas[-1]),
            *self._later_calls,
            bind_product(inputs.T, self.deltas[0], self.gradient.layers[0].block),
        ]

    def _bind_link(self) -> tuple[list[Call], Array]:
        """Return the predictions, and the call that makes them of logits where the network does not."""
        link = self.loss.link
        if link is None or self.forward.functions[-1].name == link:
            return [], self.forward.activations[-1]
        predictions = np.empty_like(self.scores)
        return [partial(ACTIVATIONS[link].apply, self.scores, predictions)], predictions

    def _plan_later_calls(self) -> Iterator[Call]:
        functions, layers = self.forward.functions, self.forward.parameters.layers
        last = len(layers) - 1
        n_bent = last + 1 if self.loss.link is None else last
        yield from self._plan_slopes(n_bent)
        for index in range(last, -1, -1):
            delta = self.deltas[index]
            if index < last:
                yield bind_product(self.deltas[index + 1], layers[index + 1].weights.T, delta)
            if index < n_bent and functions[index].name != "identity":
                yield self._bind_pull_back(index)
        yield from self._plan_gradients()

    def _plan_slopes(self, n_layers: int) -> Iterator[Call]:
        """Slopes of neighbouring layers with the same activation are one call on the memory they share."""
        z, a, slopes = self.forward.z, self.forward.a, self.slopes
        for function, group in groupby(range(n_layers), key=self.forward.functions.__getitem__):
            indices = list(group)
            first, end = indices[0], indices[-1] + 1
            if function.slope and function.name != "identity":
                shared = (stack.between(first, end) for stack in (z, a, slopes))
                yield partial(function.slope, *shared)

    def _plan_gradients(self) -> Iterator[Call]:
        """Gradients of neighbouring layers of the same shape are one product of stacked matrices."""
        sizes, n_samples = self.gradient.sizes, self.forward.n_samples
        shapes = [*zip(sizes[:-1], sizes[1:], strict=True)]
        for (n_in, n_out), group in groupby(range(1, len(shapes)), key=shapes.__getitem__):
            indices = list(group)
            first, end = indices[0], indices[-1] + 1
            if len(indices) == 1 or n_samples >= LONG_COLUMN:
                for index in indices:
                    inputs, block = self.forward.a.wide[index - 1].T, self.gradient.layers[index].block
                    yield bind_product(inputs, self.deltas[index], block)
            else:
                inputs = self.forward.a.between(first - 1, end - 1).reshape(-1, n_in + 1, n_samples)
                deltas = self.delta.between(first, end).reshape(-1, n_out + 1, n_samples)[:, :-1]
                yield partial(np.matmul, inputs, deltas.transpose(0, 2, 1), self.gradient.stacked(first, end))

    def _bind_pull_back(self, index: int) -> Call:
        """Return the call that turns dL/da, standing in the deltas, into dL/dz."""
        function, delta = self.forward.functions[index], self.deltas[index]
        if function.pull_back:
            return partial(function.pull_back, delta, self.forward.activations[index])
        return partial(np.multiply, delta, self.slopes.layers[index], delta)
