"""Where units, edges and numbers stand in the drawing of a network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from .nets import Architecture
from .program import program

RADIUS = 19
SPAN = 2.0
"""The size of a weight at which its line is thickest."""
FEW_EDGES = 8
"""Up to so many edges, all numbers are written; with more, only those of edges and units at work."""
ALONG, BEYOND = 0.36, 0.55
"""Where on an edge its numbers stand, as a share of the way from its tail, where edges cross and where they do not."""
BELOW = {"b": (0, -43), "z": (0, 30), "d": (0, 45)}
BESIDE = {"b": (36, -16), "z": (36, 0), "d": (36, -18)}
"""Where bias, sum and δ stand from their unit, in pixels: where units are many, the next one is right below."""
MARGIN = 0.62
"""Room above and below the outermost units for what is written there."""


@dataclass(frozen=True)
class Layout:
    """Places of all units (column by column) and edges (in the order layer, source, unit), and of the loss."""

    keys: tuple[str, ...]
    x: np.ndarray
    y: np.ndarray
    edges: list[list[int]]
    tail: np.ndarray
    head: np.ndarray
    share: np.ndarray
    loss: tuple[float, float]
    height: float

    @cached_property
    def ends(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """x and y of the tails, x and y of the heads; the same arrays each time, so nothing is sent twice."""
        return self.x[self.tail], self.y[self.tail], self.x[self.head], self.y[self.head]

    @property
    def dense(self) -> bool:
        """Whether there are too many edges to write something on each."""
        return len(self.edges) > FEW_EDGES

    def unit(self, key: str) -> int:
        """The index of a unit."""
        return self.keys.index(key)

    def edge(self, tail: str, head: str) -> np.ndarray:
        """True for the one edge between two units."""
        return (self.tail == self.unit(tail)) & (self.head == self.unit(head))


@lru_cache(maxsize=64)
def layout(structure: Architecture) -> Layout:
    """Where everything stands."""
    sizes, whole = structure.sizes, program(structure)
    column = np.repeat(np.arange(len(sizes)), sizes)
    apart = 1.6 if max(sizes) < 3 else 1.15
    y = apart * np.concatenate([(n - 1) / 2 - np.arange(n) for n in sizes])
    keys = tuple(whole.key(c, j) for c, n in enumerate(sizes) for j in range(n))
    first = np.cumsum([0, *sizes])
    pairs = [(n, i, j) for n in range(len(sizes) - 1) for i in range(sizes[n]) for j in range(sizes[n + 1])]
    tail = np.array([first[n] + i for n, i, _ in pairs])
    head = np.array([first[n + 1] + j for n, _, j in pairs])
    share = np.array([BEYOND if 1 in sizes[n : n + 2] else ALONG for n, _, _ in pairs])
    edges = [list(pair) for pair in zip(tail.tolist(), head.tolist(), strict=True)]
    return Layout(keys, column.astype(float), y, edges, tail, head, share, (float(len(sizes)), 0.0), 2 * float(y.max()))


Spot = tuple[float, float, float, float]
"""A place in the drawing and an offset from it in pixels, rightwards and downwards."""


def number_spots(structure: Architecture) -> dict[str, Spot]:
    """Where each number of the program is written, and each that is given to it (names as in `every_number`)."""
    plan, whole = layout(structure), program(structure)
    loss_x, loss_y = plan.loss
    found: dict[str, Spot] = {"loss": (loss_x, loss_y, 0, 0)}
    found |= {f"target_{k + 1}": (loss_x, loss_y, 8, 36 + 16 * k) for k in range(structure.sizes[-1])}
    for key, x, y in zip(plan.keys, plan.x, plan.y, strict=True):
        if x == 0:
            found[key] = (x, y, 0, 0)
            continue
        below = {kind: (x, y, dx + 8, dy) for kind, (dx, dy) in BELOW.items()}
        found |= {f"a_{key}": (x, y, 0, 0), f"z_{key}": below["z"], f"d_{key}": below["d"],
                  f"w_b_{key}": below["b"], f"old_b_{key}": below["b"]}  # fmt: skip
    x, y = along(plan)
    for edge, (tail, head) in enumerate(plan.edges):
        name = f"{plan.keys[tail]}_{plan.keys[head]}"
        above = (x[edge], y[edge], 0, -9)
        found |= {f"w_{name}": above, f"old_{name}": above, f"g_{name}": (x[edge], y[edge], 0, 9)}
    return {number: spot for number, spot in found.items() if number in (*whole.given, *whole.numbers)}


def nearest_number(structure: Architecture, x: float, y: float, unit: float, *, updated: bool) -> str:
    """The number that is written nearest to a place, where a step of 1 is `unit` pixels wide.

    Weights and biases stand there as they are before the update or, when it is done (`updated`), after it.
    """
    absent = "old_" if updated else "w_"
    spots = {number: spot for number, spot in number_spots(structure).items() if not number.startswith(absent)}

    def distance(number: str) -> float:
        at_x, at_y, dx, dy = spots[number]
        return float(np.hypot(at_x + dx / unit - x, at_y - dy / unit - y))

    return min(spots, key=distance)


def along(plan: Layout, *, from_heads: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Where the numbers of edges are written: near the middle, or before it where edges cross."""
    tail, head = (plan.head, plan.tail) if from_heads else (plan.tail, plan.head)
    return (
        plan.x[tail] + plan.share * (plan.x[head] - plan.x[tail]),
        plan.y[tail] + plan.share * (plan.y[head] - plan.y[tail]),
    )
