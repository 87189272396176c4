"""A moment inside an update: which numbers are known, and what the operation that just happened did.

All final numbers are the core's records; what lies between them (partial sums) comes from the plain loops of
`arithmetic`. Nothing is kept: a view follows from settings, parameters, t and the number of operations done.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.player import Moment
from nnviz_core.losses import Loss, find_loss
from nnviz_core.network import Gradients, Network

from . import arithmetic
from .nets import architecture, network_at, sample
from .program import Operation, Program, program, stops
from .training import updated


@dataclass(frozen=True)
class Beat:
    """An operation with its numbers: result = before + left × right, where these exist; else NaN.

    `left` and `right` are the two factors; an activation has only `left` (its sum) and `derivative`, its slope there.
    """

    operation: Operation
    before: float
    left: float
    right: float
    result: float
    derivative: float = np.nan


@dataclass(frozen=True)
class View:
    """One update of one network on one sample, with the numbers known after `position` operations.

    `since` to `until` are the operations that are looked at: those since the last halt, or those that make one number.
    A `coarse` view halts after several operations and looks at no single one.
    """

    network: Network
    x: np.ndarray
    y: np.ndarray
    loss: Loss
    rate: float
    program: Program
    position: int
    since: int
    until: int
    coarse: bool = False

    @cached_property
    def record(self) -> Gradients:
        """What the core computes for this sample."""
        return self.network.gradients(self.x[None], self.y[None], self.loss)

    @cached_property
    def after(self) -> np.ndarray:
        """All parameters after the update, (n_params,)."""
        return updated(self.network, self.record.vector, self.rate)

    @cached_property
    def parameters_now(self) -> np.ndarray:
        """Each weight and bias: the new one as soon as it is made."""
        return np.where(self.program.edges_known["w"] <= self.position, self.after, self.network.params)

    @cached_property
    def gradients_now(self) -> np.ndarray:
        """Each derivative, NaN before it is known."""
        return np.where(self.program.edges_known["g"] <= self.position, self.record.vector, np.nan)

    @cached_property
    def results(self) -> tuple[float, ...]:
        """What each operation yields, in order."""
        trip = self.network.forward(self.x[None])
        return (
            *arithmetic.forward(self.network, self.x),
            *arithmetic.measure(trip, self.y, self.loss),
            *arithmetic.backward(self.network, trip, self.y, self.loss),
            *arithmetic.update(self.network, self.record, self.rate),
        )

    @cached_property
    def values(self) -> list[np.ndarray]:
        """Inputs and activations, column by column."""
        return [self.x, *(a[0] for a in self.record.activations)]

    @cached_property
    def finals(self) -> dict[str, float]:
        """The core's value of every number of the program, known already or not."""
        record, kinds = self.record, self.program.in_order
        columns = {
            "z": np.concatenate(record.pre_activations, axis=1), "a": np.concatenate(record.activations, axis=1),
            "d": np.concatenate(record.deltas, axis=1), "g": record.vector, "w": self.after,
        }  # fmt: skip
        found = {"loss": record.loss}
        for kind, values in columns.items():
            found.update(zip(kinds[kind], values.ravel().tolist(), strict=True))
        return found

    def value_of(self, number: str) -> float:
        """The final value of a number of the program."""
        return self.finals[number]

    @property
    def current(self) -> Operation | None:
        """The operation that just happened."""
        return self.program.operations[self.until - 1] if self.until > self.since else None

    @property
    def window(self) -> tuple[Operation, ...]:
        """The operations that are looked at."""
        return self.program.operations[self.since : self.until]

    def shown(self, kind: str, layer: int, values: np.ndarray) -> np.ndarray:
        """The values of a kind where they are known by now, else NaN."""
        return np.where(self.program.known_after[kind][layer] <= self.position, values, np.nan)

    def known(self, number: str) -> bool:
        return self.program.done[number] <= self.position

    def beat(self, index: int) -> Beat:
        """The operation of that index with its numbers."""
        op = self.program.operations[index]
        before, left, right, derivative = self._parts(op, index)
        return Beat(op, before, left, right, float(self.results[index]), derivative)

    def _parts(self, op: Operation, index: int) -> tuple[float, float, float, float]:
        """What an operation starts from: sum before, left factor, right factor, slope."""
        nan = float("nan")
        layers, results = self.network.layers, self.results
        if op.kind == "product":
            before = results[index - 1] if op.other > 0 else 0.0
            return before, layers[op.layer].weights[op.other, op.unit], self.values[op.layer][op.other], nan
        if op.kind == "bias":
            return results[index - 1], layers[op.layer].biases[op.unit], 1.0, nan
        if op.kind == "activate":
            return nan, results[index - 1], nan, arithmetic.slope(self.network, self.record, op.layer, op.unit)
        if op.kind == "collect":
            before = results[index - 1] if op.other > 0 else 0.0
            weight = layers[op.layer + 1].weights[op.unit, op.other]
            return before, weight, self.record.deltas[op.layer + 1][0, op.other], nan
        if op.kind == "slope":
            slope = arithmetic.slope(self.network, self.record, op.layer, op.unit)
            return nan, results[index - 1], slope, slope
        return self._parts_of_edges(op)

    def _parts_of_edges(self, op: Operation) -> tuple[float, float, float, float]:
        nan = float("nan")
        if op.kind in ("weight_gradient", "bias_gradient"):
            left = self.values[op.layer][op.other] if op.other >= 0 else 1.0
            return nan, left, self.record.deltas[op.layer][0, op.unit], nan
        if op.kind in ("step", "step_bias"):
            both = (self.network.parameters, self.record.parameters)
            own, slopes = (part.layers[op.layer].block[op.other, op.unit] for part in both)
            return own, -self.rate, slopes, nan
        return nan, self.values[-1][op.unit], self.y[op.unit], nan


def view_at(
    settings: Settings, params: np.ndarray, t: int, position: int, since: int | None = None, until: int | None = None,
    coarse: bool = False,
) -> View:  # fmt: skip
    """The update that leaves t, `position` operations into it; without `since` nothing is looked at."""
    until = position if until is None else until
    since = until if since is None else since
    structure = architecture(settings)
    X, y = sample(settings, t)
    network = network_at(settings, params)
    return View(network, X[0], y[0], find_loss(structure.loss), settings["learning_rate"], program(structure), position,
                since, until, coarse)  # fmt: skip


def view_of(moment: Moment, phase: str = "") -> View:
    """The moment as a view; its beats halt at `stops`, in one phase or in the whole update."""
    settings = moment.settings
    halts = stops(architecture(settings), settings["granularity"], phase)
    beat = min(moment.beat, len(halts) - 1)
    whole = settings["granularity"] == "update"
    since = halts[0] if whole else halts[beat - 1] if beat else halts[0]
    return view_at(settings, moment.state.params, moment.t, halts[beat], since,
                   coarse=settings["granularity"] != "multiply_add")  # fmt: skip
