"""The lean inner loop of training: forward, backward, step, again and again on buffers made once.

The samples of an epoch are shuffled into one copy and the batches are slices of it, bound to their passes
before the first update; so an update is a walk along lists of calls and copies nothing. Its result is that
of `Network.gradients` and `Optimizer.update`, which a test compares.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
from numpy import ndarray as Array

from . import checks
from .batches import batch_indices, epoch_order, n_batches
from .losses import Loss, Penalty
from .network import Network
from .optimizers import Optimizer, OptimizerState
from .passes import BackwardPass, Call, ForwardPass, with_ones


@dataclass(frozen=True)
class Recipe:
    """What an update depends on besides the network and the samples.

    Parameters
    ----------
    loss : Loss
    optimizer : Optimizer
    batch_size : int, at least 1
    seed : int, at least 0
        Decides the order of the samples.
    penalty : Penalty, optional
    clip_norm : float, above 0
        A gradient that is longer is shortened to this length.
    """

    loss: Loss
    optimizer: Optimizer
    batch_size: int = 10
    seed: int = 0
    penalty: Penalty | None = None
    clip_norm: float = inf

    def __post_init__(self) -> None:
        checks.whole("batch_size", self.batch_size, 1)
        checks.whole("seed", self.seed)
        if not self.clip_norm > 0:
            raise ValueError(f"clip_norm is {self.clip_norm}; give a length above 0, or inf for no clipping.")

    def finish(self, network: Network, gradient: Array) -> None:
        """Turn the gradient of the loss into what the optimizer is given, in place."""
        if self.penalty:
            self.penalty.add_gradient(network.parameters, gradient)
        if self.clip_norm < inf:
            length = np.linalg.norm(gradient)
            if length > self.clip_norm:
                gradient *= self.clip_norm / length


@dataclass(frozen=True, eq=False)
class _Batch:
    """One slice of the shuffled samples and the calls that turn it into a gradient."""

    targets: Array
    backward: BackwardPass
    calls: list[Call]


class Updates:
    """A network on its way, changed in place.

    Parameters
    ----------
    network : Network
        Copied.
    X : array of shape (n_samples, n_inputs)
    y : array of shape (n_samples, n_outputs), or (n_samples,) for one output or for class numbers
    recipe : Recipe
    state : OptimizerState, optional
        To go on from, instead of the optimizer's start.
    """

    def __init__(
        self, network: Network, X: object, y: object, recipe: Recipe, state: OptimizerState | None = None
    ) -> None:
        self.network = network.with_params(network.params)
        self.recipe = recipe
        self.X = network.check_inputs(X)
        self.targets = network.check_targets(self.X, y, recipe.loss)
        self.n_batches = n_batches(len(self.X), recipe.batch_size)
        start = recipe.optimizer.start(network.params)
        state = state or start
        if state.slots.shape != start.slots.shape:
            raise ValueError("The state is not of this network and optimizer; leave it out to begin anew.")
        self.t, self.slots = state.t, state.slots.copy()
        self._work = np.empty_like(network.params)
        self._samples = np.hstack([with_ones(self.X, self.X.dtype), self.targets])
        self._samples = np.asfortranarray(self._samples)  # (n_samples, n_in + 1 + n_out)
        self._shuffled = np.empty_like(self._samples)
        self._epoch = -1
        self._batches = list(self._bind_batches())

    def _bind_batches(self) -> Iterator[_Batch]:
        passes: dict[int, tuple[ForwardPass, BackwardPass]] = {}  # one pair, one more for a smaller last batch
        for first in range(0, len(self.X), self.recipe.batch_size):
            samples = self._shuffled[first : first + self.recipe.batch_size]
            inputs, targets = np.split(samples, [self.X.shape[1] + 1], axis=1)
            if len(samples) not in passes:
                forward = ForwardPass(self.network.parameters, self.network.functions, len(samples))
                passes[len(samples)] = forward, BackwardPass(forward, self.recipe.loss)
            forward, backward = passes[len(samples)]
            yield _Batch(targets, backward, [*forward.plan(inputs), *backward.plan(inputs, targets)])

    def _shuffle(self, epoch: int) -> None:
        order: Array | slice = slice(None)
        if self.recipe.batch_size < len(self.X):
            order = epoch_order(len(self.X), seed=self.recipe.seed, epoch=epoch)
        self._shuffled.T[...] = self._samples.T[:, order]
        self._epoch = epoch

    def advance(self, n_updates: int) -> None:
        """Make so many updates and nothing else."""
        network, recipe, n_batches = self.network, self.recipe, self.n_batches
        with np.errstate(all="ignore"):  # a run that diverges is reported by its numbers, not by warnings
            for t in range(self.t, self.t + n_updates):
                epoch, position = divmod(t, n_batches)
                if epoch != self._epoch:
                    self._shuffle(epoch)
                batch = self._batches[position]
                for call in batch.calls:
                    call()
                gradient = batch.backward.gradient.vector
                recipe.finish(network, gradient)
                recipe.optimizer.step(network.params, gradient, self.slots, t, self._work)
        self.t += n_updates

    @property
    def is_finite(self) -> bool:
        """Whether all parameters are finite."""
        return isfinite(self.network.params.sum()) or bool(np.isfinite(self.network.params).all())

    @property
    def last_indices(self) -> Array:
        """The samples that the last update looked at."""
        return batch_indices(len(self.X), self.recipe.batch_size, seed=self.recipe.seed, update=self.t - 1)

    @property
    def last_gradient(self) -> Array:
        """What the optimizer was given in the last update, shape (n_params,), a copy."""
        return self._last_batch.backward.gradient.vector.copy()

    @property
    def last_loss(self) -> float:
        """The mean loss of the last batch before its update, without the penalty."""
        batch = self._last_batch
        with np.errstate(all="ignore"):
            return self.recipe.loss.value(batch.backward.scores, batch.targets)

    @property
    def _last_batch(self) -> _Batch:
        return self._batches[(self.t - 1) % self.n_batches]

    def snapshot(self) -> tuple[Array, OptimizerState]:
        """Return copies of the parameters and of the optimizer's state."""
        return self.network.params.copy(), OptimizerState(self.t, self.slots.copy())

    def restore(self, params: Array, state: OptimizerState) -> None:
        """Go back to a snapshot."""
        self.network.params[...] = params
        self.slots[...] = state.slots
        self.t = state.t
