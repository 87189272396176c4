"""The loss over a plane of parameters, one row of its points after another.

The networks of a row are computed side by side, and what networks have in common is computed once. Below the first
layer that a direction touches all activations are the same everywhere. In that layer z = z₀ + α z₁ + β z₂ is a sum
of parts, and where the activation is a function of exp z, exp z is the product of the parts' exponentials: those of
41 columns and 41 rows serve 1681 networks.

Glossary: α and β coordinates along the two directions, from the centre of the plane.
"""

import numpy as np
from numpy import ndarray as Array

from .activations import LARGEST_EXPONENT
from .losses import Loss, Penalty
from .network import Network
from .parameters import Parameters

LARGEST = LARGEST_EXPONENT[np.dtype(np.float64)]


class PlaneLosses:
    """Computes rows of a plane, in buffers made once.

    Parameters
    ----------
    network : Network
        Says the structure; its parameters are not looked at.
    center : array of shape (n_params,)
    directions : array of shape (2, n_params)
    X : array of shape (n_samples, n_inputs)
    targets : array of shape (n_samples, n_outputs)
    loss : Loss
    alpha : array of shape (n_columns,)
    penalty : Penalty, optional
    """

    def __init__(
        self, network: Network, center: Array, directions: Array, X: Array, targets: Array, loss: Loss,
        *, alpha: Array, penalty: Penalty | None = None,
    ) -> None:  # fmt: skip
        loss.check_output(network.activations[-1])
        self.network, self.loss, self.penalty, self.alpha = network, loss, penalty, alpha
        self.center, self.directions = center, directions
        self.targets = np.tile(targets, (len(alpha), 1))  # (n_columns · n_samples, n_outputs)
        shape = (len(alpha), len(X))
        self._z = [np.empty((shape[0], n, shape[1])) for n in network.sizes[1:]]  # samples lie side by side
        self._a = [np.ones((shape[0], n + 1, shape[1])) for n in network.sizes[1:]]
        with np.errstate(all="ignore"):
            self._bind_first(X)

    def _bind_first(self, X: Array) -> None:
        """Find the first layer that changes, what it is given, and the parts of its z."""
        along = Parameters(np.ascontiguousarray(self.directions), self.network.sizes).layers
        last = len(along) - 1
        self.first = next((index for index, layer in enumerate(along) if layer.block.any()), last)
        below = self.network.with_params(self.center)
        a = X.T if self.first == 0 else below.forward(X).activations[self.first - 1].T
        a = np.vstack([a, np.ones(len(X))])  # (n_in + 1, n_samples)
        self._middle = below.layers[self.first].block.T @ a  # (n_units, n_samples)
        across, self._up = along[self.first].block.swapaxes(1, 2) @ a
        self._of_columns = self.alpha[:, np.newaxis, np.newaxis] * across  # (n_columns, n_units, n_samples)
        function = self.network.functions[self.first]
        self._exp_of_columns: Array | None = None
        if self.first < last and function.from_exp:
            exponents = function.exponent * self._of_columns
            if np.abs(exponents).max() < LARGEST:
                self._exp_of_columns = np.exp(exponents)

    def row(self, beta: float) -> Array:
        """Return the losses at one β, shape (n_columns,). Where something overflows on the way they are inf or NaN."""
        vectors = self.center + beta * self.directions[1] + np.outer(self.alpha, self.directions[0])
        parameters = Parameters(vectors, self.network.sizes)
        last = len(self._z) - 1
        with np.errstate(all="ignore"):
            self._enter(beta)
            for index in range(self.first + 1, last + 1):
                blocks = parameters.layers[index].block  # (n_columns, n_in + 1, n_out)
                np.matmul(blocks.swapaxes(1, 2), self._a[index - 1], out=self._z[index])
                if index < last:
                    self._bend(index)
            losses = self._losses_of(self._z[last])
            return losses + self.penalty.values(parameters) if self.penalty else losses

    def _enter(self, beta: float) -> None:
        """Fill the first layer that changes: its activations or, if it is the last, its pre-activations."""
        function = self.network.functions[self.first]
        of_row = self._middle + beta * self._up
        if self._exp_of_columns is not None and np.abs(function.exponent * of_row).max() < LARGEST:
            a = self._a[self.first][:, :-1]
            np.multiply(self._exp_of_columns, np.exp(function.exponent * of_row), out=a)
            function.from_exp(a, a)  # type: ignore[misc]
            return
        np.add(self._of_columns, of_row, out=self._z[self.first])
        if self.first < len(self._z) - 1:
            self._bend(self.first)

    def _bend(self, index: int) -> None:
        z, a = self._z[index].swapaxes(1, 2), self._a[index][:, :-1].swapaxes(1, 2)  # units last, as softmax needs
        self.network.functions[index].best_for(z.size)(z, a)

    def _losses_of(self, z: Array) -> Array:
        """Return the mean losses of last pre-activations (n_columns, n_outputs, n_samples)."""
        scores = z.swapaxes(1, 2).reshape(-1, z.shape[1])  # (n_columns · n_samples, n_outputs)
        if self.loss.link is None:
            activations = np.empty_like(scores)
            self.network.functions[-1].apply(scores, activations)
            scores = activations
        return self.loss.per_sample(scores, self.targets).reshape(len(z), -1).mean(axis=1)
