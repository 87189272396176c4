"""The program of one update: which number is made by which operation, in which order.

The order follows from the architecture alone, so it is worked out once. An *operation* is a single multiply-add (or
the step through an activation, or the loss). It belongs to a *number*: several operations make the sum z of a unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

import numpy as np

from .nets import Architecture

PHASES = ("forward", "loss", "backward", "update")
GRANULARITIES = ("multiply_add", "unit", "layer", "beat", "update")


@dataclass(frozen=True)
class Operation:
    """One line of arithmetic.

    `kind` is "product", "bias", "activate", "loss", "error", "collect", "slope", "weight_gradient", "bias_gradient",
    "step" or "step_bias". It happens at `unit` of `layer` (0 is the first layer after the inputs); `other` is the unit
    at the other end of the edge, below it or, for "collect", above. `number` names what the operation helps to make.
    """

    phase: str
    kind: str
    layer: int
    unit: int
    other: int
    number: str


def unit_key(sizes: tuple[int, ...], column: int, unit: int) -> str:
    """The short name of a unit: x1, h1 (first hidden layer), k1 (second), m1 (third), y or y1."""
    if column == len(sizes) - 1:
        return "y" if sizes[-1] == 1 else f"y{unit + 1}"
    return f"{'xhkm'[column]}{unit + 1}"


class Program:
    """All operations of one update of a network of this structure."""

    def __init__(self, structure: Architecture) -> None:
        self.structure = structure
        self.operations = (*self._forward(), *self._loss(), *self._backward(), *self._update())
        self.done = {op.number: index + 1 for index, op in enumerate(self.operations)}
        """After how many operations each number is known."""

    def key(self, column: int, unit: int) -> str:
        return unit_key(self.structure.sizes, column, unit)

    def edge(self, layer: int, source: int, unit: int) -> str:
        """The name of the weight (or, with source −1, the bias) that leads into a unit."""
        tail = "b" if source < 0 else self.key(layer, source)
        return f"{tail}_{self.key(layer + 1, unit)}"

    def _units(self, layer: int) -> range:
        return range(self.structure.sizes[layer + 1])

    def _sources(self, layer: int) -> range:
        return range(self.structure.sizes[layer])

    def _forward(self) -> Iterator[Operation]:
        for layer in range(self.structure.n_layers):
            for unit in self._units(layer):
                key = self.key(layer + 1, unit)
                for source in self._sources(layer):
                    yield Operation("forward", "product", layer, unit, source, f"z_{key}")
                yield Operation("forward", "bias", layer, unit, -1, f"z_{key}")
                yield Operation("forward", "activate", layer, unit, -1, f"a_{key}")

    def _loss(self) -> Iterator[Operation]:
        yield Operation("loss", "loss", self.structure.n_layers, 0, -1, "loss")

    def _backward(self) -> Iterator[Operation]:
        last = self.structure.n_layers - 1
        for layer in range(last, -1, -1):
            for unit in self._units(layer):
                delta = f"d_{self.key(layer + 1, unit)}"
                if layer == last:
                    yield Operation("backward", "error", layer, unit, -1, delta)
                else:
                    for above in self._units(layer + 1):
                        yield Operation("backward", "collect", layer, unit, above, delta)
                    yield Operation("backward", "slope", layer, unit, -1, delta)
                for source in self._sources(layer):
                    number = f"g_{self.edge(layer, source, unit)}"
                    yield Operation("backward", "weight_gradient", layer, unit, source, number)
                number = f"g_{self.edge(layer, -1, unit)}"
                yield Operation("backward", "bias_gradient", layer, unit, -1, number)

    def _update(self) -> Iterator[Operation]:
        for layer in range(self.structure.n_layers):
            for unit in self._units(layer):
                for source in self._sources(layer):
                    yield Operation("update", "step", layer, unit, source, f"w_{self.edge(layer, source, unit)}")
                yield Operation("update", "step_bias", layer, unit, -1, f"w_{self.edge(layer, -1, unit)}")

    def end(self, phase: str) -> int:
        """How many operations there are up to the end of a phase."""
        return max(i + 1 for i, op in enumerate(self.operations) if op.phase == phase)

    def begin(self, phase: str) -> int:
        """How many operations come before a phase."""
        return next(i for i, op in enumerate(self.operations) if op.phase == phase)

    def making(self, number: str) -> list[int]:
        """The indices of the operations that make a number."""
        return [i for i, op in enumerate(self.operations) if op.number == number]

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The names of all numbers in the order in which they become known."""
        return tuple(self.done)

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The names of what the program begins with: inputs, targets, and weights and biases before the update."""
        sizes = self.structure.sizes
        inputs = (self.key(0, i) for i in range(sizes[0]))
        targets = (f"target_{k + 1}" for k in range(sizes[-1]))
        return (*inputs, *targets, *(f"old_{edge}" for edge in self.edges))

    def taking(self, given: str) -> list[int]:
        """The indices of the operations of the way forward, and of the loss, that a given number enters."""

        def enters(op: Operation) -> bool:
            if op.kind == "product" and op.layer == 0 and self.key(0, op.other) == given:
                return True
            if op.kind in ("product", "bias"):
                return f"old_{self.edge(op.layer, op.other, op.unit)}" == given
            return op.kind == "loss" and given.startswith("target_")

        return [i for i, op in enumerate(self.operations) if enters(op)]

    @cached_property
    def edges(self) -> tuple[str, ...]:
        """The names of all weights and biases, in the order of the parameter vector."""
        return tuple(self.edge(*place) for place in self.places)

    @cached_property
    def places(self) -> tuple[tuple[int, int, int], ...]:
        """Layer, source (−1: the bias) and unit of all weights and biases, in the order of the parameter vector."""
        layers = range(self.structure.n_layers)
        return tuple((n, i, j) for n in layers for i in (*self._sources(n), -1) for j in self._units(n))

    @cached_property
    def in_order(self) -> dict[str, tuple[str, ...]]:
        """The names of all z, a, d (unit by unit) and of all g, w (in the order of the parameter vector)."""
        units = [self.key(n + 1, j) for n in range(self.structure.n_layers) for j in self._units(n)]
        names = {kind: tuple(f"{kind}_{unit}" for unit in units) for kind in "zad"}
        return {**names, **{kind: tuple(f"{kind}_{edge}" for edge in self.edges) for kind in "gw"}}

    @cached_property
    def known_after(self) -> dict[str, list[np.ndarray]]:
        """`done` of all z, a and d, layer by layer: (n_units,)."""
        layers = range(self.structure.n_layers)
        return {
            kind: [np.array([self.done[f"{kind}_{self.key(n + 1, j)}"] for j in self._units(n)]) for n in layers]
            for kind in "zad"
        }

    @cached_property
    def edges_known(self) -> dict[str, np.ndarray]:
        """`done` of all derivatives g and new values w, in the order of the parameter vector: (n_params,)."""
        return {kind: np.array([self.done[f"{kind}_{edge}"] for edge in self.edges]) for kind in "gw"}


@lru_cache(maxsize=64)
def program(structure: Architecture) -> Program:
    """The program of a network of this structure."""
    return Program(structure)


def _group(op: Operation, granularity: str) -> tuple:
    parts = (op.phase, op.layer, op.unit)
    return {"unit": parts, "layer": parts[:2], "beat": parts[:1], "update": ()}[granularity]


@lru_cache(maxsize=256)
def stops(structure: Architecture, granularity: str, phase: str = "") -> tuple[int, ...]:
    """Where the player halts, as numbers of operations done: in one phase, or in the whole update.

    By whole updates it halts once, when all derivatives are known and nothing has moved yet.
    """
    whole = program(structure)
    first, last = (whole.begin(phase), whole.end(phase)) if phase else (0, len(whole.operations))
    if granularity == "update":
        return (last if phase else whole.end("backward"),)
    if granularity == "multiply_add":
        return tuple(range(first, last + 1))
    ends, position = [first], first
    for _, group in groupby(whole.operations[first:last], key=lambda op: _group(op, granularity)):
        position += len(list(group))
        ends.append(position)
    return tuple(ends)
