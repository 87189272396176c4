"""The network as a drawing in which every number has its place.

Inputs stand at the left, the loss at the right. Inside each unit stands its activation, under it its sum z and its δ;
on each edge its weight and, below, the derivative of the loss with respect to it. A number that is not known yet is
not there. What just happened is drawn as arrows: rightwards when values flow, leftwards when derivatives do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Scale
from lessons.kit.marks import Mark
from lessons.kit.text import Text, text

from .names import letters, number_text
from .nets import Architecture
from .program import program
from .view import View

RADIUS = 19
SPAN = 2.0
"""The size of a weight at which its line is thickest."""
FEW_EDGES = 8
"""Up to so many edges, each carries its numbers; with more, only those at work."""
ALONG = 0.3
"""Where on an edge its numbers stand, as a share of the way from its tail."""


@dataclass(frozen=True)
class Layout:
    """Places of all units (column by column) and edges (in the order layer, source, unit), and of the loss."""

    keys: tuple[str, ...]
    x: np.ndarray
    y: np.ndarray
    edges: tuple[tuple[int, int], ...]
    layer: np.ndarray
    tail: np.ndarray
    head: np.ndarray
    loss: tuple[float, float]
    height: float

    def unit(self, key: str) -> int:
        return self.keys.index(key)


@lru_cache(maxsize=64)
def layout(structure: Architecture) -> Layout:
    """Where everything stands."""
    sizes, whole = structure.sizes, program(structure)
    column = np.repeat(np.arange(len(sizes)), sizes)
    y = np.concatenate([(n - 1) / 2 - np.arange(n) for n in sizes])
    keys = tuple(whole.key(c, j) for c, n in enumerate(sizes) for j in range(n))
    first = np.cumsum([0, *sizes])
    pairs = [(n, i, j) for n in range(len(sizes) - 1) for i in range(sizes[n]) for j in range(sizes[n + 1])]
    tail = np.array([first[n] + i for n, i, _ in pairs])
    head = np.array([first[n + 1] + j for n, _, j in pairs])
    edges = tuple(zip(tail.tolist(), head.tolist(), strict=True))
    return Layout(keys, column.astype(float), y, edges, np.array([n for n, _, _ in pairs]), tail, head,
                  (float(len(sizes)), 0.0), float(max(sizes)))  # fmt: skip


def number_places(structure: Architecture) -> dict[str, tuple[float, float]]:
    """Where each number of the program stands, for hands that point at it."""
    plan, whole = layout(structure), program(structure)
    low = 0.16 * plan.height / 2
    found: dict[str, tuple[float, float]] = {"loss": plan.loss}
    for key, x, y in zip(plan.keys, plan.x, plan.y, strict=True):
        if x > 0:
            found |= {f"a_{key}": (x, y), f"z_{key}": (x, y - low), f"d_{key}": (x, y - 1.5 * low)}
    for tail, head in plan.edges:
        edge = f"{plan.keys[tail]}_{plan.keys[head]}"
        x, y = _along(plan, np.array([tail]), np.array([head]))
        found |= {f"w_{edge}": (x[0], y[0] + 0.25 * low), f"g_{edge}": (x[0], y[0] - 0.25 * low)}
    return {number: place for number, place in found.items() if number in whole.done}


def _along(plan: Layout, tail: np.ndarray, head: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return (
        plan.x[tail] + ALONG * (plan.x[head] - plan.x[tail]),
        plan.y[tail] + ALONG * (plan.y[head] - plan.y[tail]),
    )


def _where(condition: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.where(condition, values, np.nan)


def graph_figure(
    view: View, *, title: Text = "figure.graph", size: str = "large", place: str | None = None,
    hidden: frozenset[str] = frozenset(), extra: tuple[Mark, ...] = (),
    summary: Text | None = None,
) -> Figure:  # fmt: skip
    """The drawing at this moment; numbers in `hidden` are kept back."""
    structure = view.program.structure
    plan = layout(structure)
    reach = plan.height / 2 + (0.12 if plan.height > 2 else 0.02)
    return Figure(
        "graph", "plane", title, summary or _summary(view, hidden),
        (*_edges(view, plan), *extra, *_units(view, plan, hidden), *_edge_numbers(view, plan, hidden)),
        x=Scale((-0.42, len(structure.sizes) + 0.34), "axis.graph"), y=Scale((-reach - 0.12, reach), "axis.graph"),
        size=size, place=place, bare=True,
    )  # fmt: skip


def _summary(view: View, hidden: frozenset[str]) -> Text:
    """How far it is and what was found last."""
    op = view.current
    values: dict[str, object] = {"done": view.position, "all": len(view.program.operations)}
    if op is None or op.number in hidden:
        return text("summary.graph", **values)
    result = float(view.results[view.until - 1])
    return text("summary.graph_now", **values, number=number_text(op.number), value=result)


def weights_now(view: View, plan: Layout) -> np.ndarray:
    """Each edge's weight: the new one as soon as it is made."""
    return np.concatenate([
        np.where(view.program.known_after["w"][n][:-1] <= view.position, new.weights, old.weights).ravel()
        for n, (old, new) in enumerate(zip(view.network.layers, view.moved.layers, strict=True))
    ])  # fmt: skip


def _edges(view: View, plan: Layout) -> tuple[Mark, ...]:
    ahead, back = _active(view, plan)
    x1, y1, x2, y2 = plan.x[plan.tail], plan.y[plan.tail], plan.x[plan.head], plan.y[plan.head]
    outputs = plan.x == plan.x.max()
    to_loss = np.full(outputs.sum(), plan.loss[0]), np.full(outputs.sum(), plan.loss[1])
    erring = outputs & np.isin(plan.keys, [_unit_of(view, op) for op in view.window if op.kind == "error"])
    measured = any(op.kind == "loss" for op in view.window)
    shorten = 0.16
    return (
        marks.arrows("to_loss", plan.x[outputs], plan.y[outputs], *to_loss, role="ghost", head=False, width=1.5,
                     dash=True),
        marks.arrows("edges", x1, y1, x2, y2, value=weights_now(view, plan), domain=(-SPAN, SPAN), role="weight",
                     head=False, width=7, ends=plan.edges, ends_link="unit", label="label.weights"),
        marks.arrows("ahead", *_shorter(_where(ahead, x1), y1, x2, y2, shorten), role="model", width=3,
                     label="label.ahead"),
        marks.arrows("measure", *_shorter(_where(np.full(outputs.sum(), measured), plan.x[outputs]), plan.y[outputs],
                                          *to_loss, shorten), role="loss", width=3),
        marks.arrows("back", *_shorter(_where(back, x2), y2, x1, y1, shorten), role="gradient", width=3,
                     label="label.back"),
        marks.arrows("turn", *_shorter(_where(erring[outputs], to_loss[0]), to_loss[1], plan.x[outputs],
                                       plan.y[outputs], shorten), role="gradient", width=3),
    )  # fmt: skip


def _shorter(x1, y1, x2, y2, cut: float) -> tuple[np.ndarray, ...]:
    """The segment without its ends, which lie under the units."""
    x1, y1, x2, y2 = (np.asarray(part, float) for part in (x1, y1, x2, y2))
    dx, dy = cut * (x2 - x1), cut * (y2 - y1)
    return x1 + dx, y1 + dy, x2 - dx, y2 - dy


def _unit_of(view: View, op) -> str:
    return view.program.key(op.layer + 1, op.unit)


def _active(view: View, plan: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Which edges carry a value forwards, and which a derivative backwards, at this moment."""
    ahead, back = np.zeros(len(plan.edges), bool), np.zeros(len(plan.edges), bool)
    whole = view.program
    for op in view.window:
        below, here = (op.layer, op.other), (op.layer + 1, op.unit)
        if op.kind == "product":
            ahead |= _is_edge(plan, whole.key(*below), whole.key(*here))
        elif op.kind == "collect":
            back |= _is_edge(plan, whole.key(*here), whole.key(op.layer + 2, op.other))
        elif op.kind in ("weight_gradient", "step"):
            back |= _is_edge(plan, whole.key(*below), whole.key(*here))
    return ahead, back


def _is_edge(plan: Layout, tail: str, head: str) -> np.ndarray:
    return (plan.tail == plan.unit(tail)) & (plan.head == plan.unit(head))


def _units(view: View, plan: Layout, hidden: frozenset[str]) -> tuple[Mark, ...]:
    whole, n = view.program, len(view.x)
    x, y = plan.x[n:], plan.y[n:]
    keep = {kind: ~np.isin([f"{kind}_{key}" for key in plan.keys[n:]], list(hidden)) for kind in "zad"}
    activations, sums, deltas = (
        np.concatenate([view.shown(kind, layer, values[0]) for layer, values in enumerate(columns)])
        for kind, columns in (("a", view.record.activations), ("z", view.record.pre_activations),
                              ("d", view.record.deltas))
    )  # fmt: skip
    sums = _partial(view, plan, sums, "z")[n:] if view.current else sums
    biases = np.concatenate([
        np.where(whole.known_after["w"][i][-1] <= view.position, new.biases, old.biases)
        for i, (old, new) in enumerate(zip(view.network.layers, view.moved.layers, strict=True))
    ])  # fmt: skip
    busy = sorted({_unit_of(view, op) for op in view.window if op.kind != "loss"})
    working = np.isin(plan.keys, busy)
    loss_known = view.known("loss") and "loss" not in hidden
    below = [(x[ok], y[ok], values[ok]) for values, ok in _known((sums, keep["z"]), (deltas, keep["d"]))]
    inside_x, inside_y, inside = _seen(np.concatenate([plan.x[:n], x]), np.concatenate([plan.y[:n], y]),
                                       np.concatenate([view.x, _where(keep["a"], activations)]))  # fmt: skip
    return (
        marks.points("busy", plan.x[working], plan.y[working], role="path", radius=RADIUS + 4),
        marks.points("units", plan.x, plan.y, role="model", hollow=True, radius=RADIUS, link="unit", name="name.unit"),
        marks.points("loss", [plan.loss[0]], [plan.loss[1]], role="loss", hollow=True, radius=RADIUS + 3,
                     symbol="square"),
        marks.numbers("values", inside_x, inside_y, inside, role="data", link=None, label="label.values"),
        marks.numbers("loss_value", [plan.loss[0]] * loss_known, [plan.loss[1]] * loss_known,
                      [view.record.loss] * loss_known, role="loss", label="label.loss"),
        _names(view, plan),
        *_targets(view, plan),
        marks.words("z_names", x, y, ["symbol.z_is"] * len(x), role="model", anchor="end", dx=-1, dy=30),
        marks.numbers("z", *below[0], role="model", anchor="start", dx=1, dy=30, label="label.z"),
        marks.words("d_names", below[1][0], below[1][1], ["symbol.d_is"] * len(below[1][0]), role="gradient",
                    anchor="end", dx=-1, dy=45),
        marks.numbers("d", *below[1], role="gradient", anchor="start", dx=1, dy=45, label="label.d"),
        marks.words("b_names", x, y, ["symbol.b_is"] * len(x), role="bias", anchor="start", dx=13, dy=-26),
        marks.numbers("b", x, y, biases, role="bias", anchor="start", dx=28, dy=-26, label="label.b"),
    )  # fmt: skip


def _known(*pairs: tuple[np.ndarray, np.ndarray]):
    return [(values, ok & np.isfinite(values)) for values, ok in pairs]


def _seen(x: np.ndarray, y: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    ok = np.isfinite(values)
    return x[ok], y[ok], values[ok]


def _partial(view: View, plan: Layout, known: np.ndarray, kind: str) -> np.ndarray:
    """The sums as far as they have grown, column by column from the inputs on."""
    values = np.concatenate([np.full(len(view.x), np.nan), known])
    op = view.current
    if op is not None and op.number.startswith(f"{kind}_") and not view.known(op.number):
        values[plan.unit(_unit_of(view, op))] = view.results[view.until - 1]
    return values


def _names(view: View, plan: Layout) -> Mark:
    texts: list[Text] = [letters(key) for key in plan.keys]
    return marks.words("names", [*plan.x, plan.loss[0]], [*plan.y, plan.loss[1]], [*texts, "L"], role="data",
                       anchor="middle", dx=0, dy=-30)  # fmt: skip


def _targets(view: View, plan: Layout) -> tuple[Mark, ...]:
    """Under the loss, what the outputs should be."""
    (x, y), n = plan.loss, len(view.y)
    names: list[Text] = ["symbol.target"] if n == 1 else ["symbol.target_1", "symbol.target_2"]
    return tuple(
        mark
        for k in range(n)
        for mark in (
            marks.words(f"target_name_{k}", [x], [y], names[k : k + 1], role="data", anchor="end", dx=4,
                        dy=36 + 16 * k),
            marks.numbers(f"target_{k}", [x], [y], view.y[k : k + 1], role="data", anchor="start", dx=6, dy=36 + 16 * k,
                          label="label.target"),
        )
    )  # fmt: skip


def _edge_numbers(view: View, plan: Layout, hidden: frozenset[str]) -> tuple[Mark, ...]:
    ahead, back = _active(view, plan)
    labelled = np.full(len(plan.edges), len(plan.edges) <= FEW_EDGES) | ahead | back
    x, y = _along(plan, plan.tail, plan.head)
    gradients = np.concatenate([
        view.shown("g", n, part.block)[:-1].ravel() for n, part in enumerate(view.record.layers)
    ])  # fmt: skip
    names = [f"{plan.keys[a]}_{plan.keys[b]}" for a, b in plan.edges]
    shown = labelled & np.isfinite(gradients) & ~np.isin([f"g_{name}" for name in names], list(hidden))
    weights = labelled & ~np.isin([f"w_{name}" for name in names], list(hidden))
    now = weights_now(view, plan)
    return (
        marks.numbers("weights", x[weights], y[weights], now[weights], role="weight", dy=-9, label="label.weights"),
        marks.numbers("gradients", x[shown], y[shown], gradients[shown], role="gradient", dy=9, label="label.g"),
    )
