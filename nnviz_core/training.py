"""Training: many small steps downhill, as a generator that yields a record of where it is.

The caller decides when to stop, print or draw; nothing here does. Every record holds all that is needed to
go on from it, so a run can be paused, saved, loaded, branched and repeated to the last bit: an update is a
function of the parameters, the optimizer's state and the seed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import inf

from numpy import ndarray as Array

from . import checks
from .faults import Fault, first_fault
from .losses import Loss, Penalty, find_loss
from .network import Network
from .optimizers import SGD, Optimizer, OptimizerState
from .updates import Recipe, Updates


@dataclass(frozen=True, eq=False)
class EarlyStopping:
    """Stop after `patience` epochs without a loss lower by more than `min_delta`.

    Parameters
    ----------
    patience : int, at least 1, in epochs
    min_delta : float, at least 0
    X, y : arrays, optional
        Validation samples; without them the training samples are watched.
    """

    patience: int = 10
    min_delta: float = 0.0
    X: Array | None = None
    y: Array | None = None

    def __post_init__(self) -> None:
        checks.whole("patience", self.patience, 1)
        checks.number("min_delta", self.min_delta, 0)
        if (self.X is None) != (self.y is None):
            raise ValueError("Early stopping needs both X and y to validate on, or neither.")


@dataclass(frozen=True, eq=False)
class TrainingState:
    """What a run remembers besides the network.

    Attributes
    ----------
    optimizer_state : OptimizerState
        `optimizer_state.t` is the number of updates made.
    best_loss : float
        The lowest loss that early stopping has seen at the end of an epoch; inf without it.
    n_waited : int
        Epochs since then.
    """

    optimizer_state: OptimizerState
    best_loss: float = inf
    n_waited: int = 0

    @property
    def t(self) -> int:
        """Updates made so far."""
        return self.optimizer_state.t

    def watch(self, loss: float, min_delta: float) -> "TrainingState":
        """Return the state after early stopping has seen the loss at the end of an epoch."""
        if loss < self.best_loss - min_delta:
            return replace(self, best_loss=loss, n_waited=0)
        return replace(self, n_waited=self.n_waited + 1)


@dataclass(frozen=True, eq=False)
class Step:
    """Where a run is after an update.

    Attributes
    ----------
    network : Network
        A copy, free to keep.
    state : TrainingState
        Give it back to `train` to go on from here.
    indices : array of int
        The samples that the last update looked at.
    loss : float
        Their mean loss before that update, without the penalty.
    gradient : array of shape (n_params,)
        What the optimizer was given: with penalty, and clipped.
    epoch : float
        Passes through the samples so far.
    stopped : bool
        Whether early stopping ends the run here.
    fault : Fault or None
        If the next update would give a number that is not finite: which, and where. The run ends before that
        update; indices, loss and gradient are those of the update that failed.
    """

    network: Network
    state: TrainingState
    indices: Array
    loss: float
    gradient: Array = field(repr=False)
    epoch: float
    stopped: bool = False
    fault: Fault | None = None

    @property
    def t(self) -> int:
        """Updates made so far."""
        return self.state.t


def train(
    network: Network,
    X: object,
    y: object,
    *,
    loss: str | Loss = "mse",
    optimizer: Optimizer | None = None,
    batch_size: int = 10,
    seed: int = 0,
    every: int = 1,
    penalty: Penalty | None = None,
    clip_norm: float = inf,
    early_stopping: EarlyStopping | None = None,
    state: TrainingState | None = None,
) -> Iterator[Step]:
    """Train a copy of the network for as long as the caller asks for records.

    Parameters
    ----------
    network : Network
        Left as it is.
    X : array of shape (n_samples, n_inputs)
    y : array of shape (n_samples, n_outputs), or (n_samples,) for one output or for class numbers
    loss : str or Loss
    optimizer : Optimizer, default SGD()
    batch_size : int, at least 1
        With n_samples or more, every update looks at all samples.
    seed : int, at least 0
        Decides the order of the samples.
    every : int, at least 1
        Updates from one record to the next; only the last of them is recorded.
    penalty : Penalty, optional
    clip_norm : float, above 0
        A gradient that is longer is shortened to this length (Pascanu, Mikolov & Bengio 2013, On the
        difficulty of training recurrent neural networks, algorithm 1).
    early_stopping : EarlyStopping, optional
    state : TrainingState, optional
        `Step.state` of an earlier run, to go on from its `Step.network` as if it had not stopped.

    Yields
    ------
    step : Step
        For ever, unless early stopping or a fault ends the run.

    Examples
    --------
    >>> import numpy as np
    >>> net = Network.dense([1, 1], rng=np.random.default_rng(0))
    >>> steps = train(net, [[0.0], [1.0]], [1.0, 3.0], batch_size=2, every=100)
    >>> next(steps).t
    100
    """
    checks.whole("every", every, 1)
    recipe = Recipe(find_loss(loss), optimizer or SGD(), batch_size, seed, penalty, clip_norm)
    updates = Updates(network, X, y, recipe, state.optimizer_state if state else None)
    return _steps(updates, every, early_stopping, state or TrainingState(OptimizerState(0, updates.slots)))


def _steps(updates: Updates, every: int, early_stopping: EarlyStopping | None, state: TrainingState) -> Iterator[Step]:
    while True:
        before = updates.snapshot()
        target = updates.t + every
        while updates.t < target and updates.is_finite and not _is_over(early_stopping, state):
            to_epoch_end = updates.n_batches - updates.t % updates.n_batches
            updates.advance(min(target - updates.t, to_epoch_end))
            if early_stopping and updates.t % updates.n_batches == 0 and updates.is_finite:
                state = state.watch(_watched_loss(updates, early_stopping), early_stopping.min_delta)
        if not updates.is_finite:
            yield _replay_to_fault(updates, *before, state)
            return
        step = _record(updates, state, stopped=_is_over(early_stopping, state))
        yield step
        if step.stopped:
            return


def _is_over(rule: EarlyStopping | None, state: TrainingState) -> bool:
    return rule is not None and state.n_waited >= rule.patience


def _watched_loss(updates: Updates, rule: EarlyStopping) -> float:
    X, y = (updates.X, updates.targets) if rule.X is None else (rule.X, rule.y)
    return updates.network.loss(X, y, updates.recipe.loss, penalty=updates.recipe.penalty)


def _record(updates: Updates, state: TrainingState, *, stopped: bool = False) -> Step:
    params, optimizer_state = updates.snapshot()
    return Step(
        network=updates.network.with_params(params),
        state=replace(state, optimizer_state=optimizer_state),
        indices=updates.last_indices,
        loss=updates.last_loss,
        gradient=updates.last_gradient,
        epoch=updates.t / updates.n_batches,
        stopped=stopped,
    )


def _replay_to_fault(updates: Updates, params: Array, optimizer_state: OptimizerState, state: TrainingState) -> Step:
    """Go back to where all was finite and forward again, one update at a time, up to the one that fails."""
    updates.restore(params, optimizer_state)
    updates.advance(1)
    while updates.is_finite:
        params, optimizer_state = updates.snapshot()
        updates.advance(1)
    failed = _record(updates, state)
    network = updates.network.with_params(params)
    fault = first_fault(
        network,
        updates.X[failed.indices],
        updates.targets[failed.indices],
        updates.recipe.loss,
        update=optimizer_state.t,
        after=updates.network.params,
    )
    return replace(
        failed,
        network=network,
        state=replace(state, optimizer_state=optimizer_state),
        epoch=optimizer_state.t / updates.n_batches,
        fault=fault,
    )
