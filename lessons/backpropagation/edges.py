"""The lines of the drawing: weights, what flows along them, and the numbers written on them."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.marks import Mark

from .layout import Layout, along
from .program import Operation
from .view import View

SPAN = 2.0
"""The size of a weight at which its line is thickest."""
CUT = 0.16
"""What an arrow leaves free at both ends, where the units are."""


def weights_now(view: View) -> np.ndarray:
    """Each edge's weight: the new one as soon as it is made."""
    return np.concatenate([
        np.where(view.program.known_after["w"][n][:-1] <= view.position, new.weights, old.weights).ravel()
        for n, (old, new) in enumerate(zip(view.network.layers, view.moved.layers, strict=True))
    ])  # fmt: skip


def edge_marks(view: View, plan: Layout) -> tuple[Mark, ...]:
    """All edges by their weights, and arrows where something flows at this moment."""
    ahead, back = flows(view, plan)
    x1, y1, x2, y2 = plan.x[plan.tail], plan.y[plan.tail], plan.x[plan.head], plan.y[plan.head]
    return (
        marks.arrows("edges", x1, y1, x2, y2, value=weights_now(view), domain=(-SPAN, SPAN), role="weight",
                     head=False, width=7, ends=plan.edges, ends_link="unit", label="label.weights"),
        marks.arrows("ahead", *_shorter(np.where(ahead, x1, np.nan), y1, x2, y2), role="model", width=3,
                     label="label.ahead"),
        marks.arrows("back", *_shorter(np.where(back, x2, np.nan), y2, x1, y1), role="gradient", width=3,
                     label="label.back"),
        *_to_the_loss(view, plan),
    )  # fmt: skip


def _to_the_loss(view: View, plan: Layout) -> tuple[Mark, ...]:
    """From the outputs to the loss: where the error is measured, and where the first δ comes from."""
    outputs = plan.x == plan.x.max()
    x, y, n = plan.x[outputs], plan.y[outputs], int(outputs.sum())
    at_x, at_y = np.full(n, plan.loss[0]), np.full(n, plan.loss[1])
    erring = np.isin(np.array(plan.keys)[outputs], [unit_of(view, op) for op in view.window if op.kind == "error"])
    measured = any(op.kind == "loss" for op in view.window) and not erring.any()
    return (
        marks.arrows("to_loss", x, y, at_x, at_y, role="ghost", head=False, width=1.5, dash=True),
        marks.arrows("measure", *_shorter(np.where(measured, x, np.nan), y, at_x, at_y), role="loss", width=3),
        marks.arrows("turn", *_shorter(np.where(erring, at_x, np.nan), at_y, x, y), role="gradient", width=3),
    )


def _shorter(x1: np.ndarray, y1: np.ndarray, x2: np.ndarray, y2: np.ndarray) -> tuple[np.ndarray, ...]:
    """The segment without its ends."""
    dx, dy = CUT * (x2 - x1), CUT * (y2 - y1)
    return x1 + dx, y1 + dy, x2 - dx, y2 - dy


def unit_of(view: View, op: Operation) -> str:
    """The unit at which an operation happens."""
    return view.program.key(op.layer + 1, op.unit)


def flows(view: View, plan: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Which edges carry a value forwards, and which a derivative backwards, at this moment."""
    ahead, back = np.zeros(len(plan.edges), bool), collecting(view, plan)
    for op in view.window:
        if op.kind == "product":
            ahead |= plan.edge(view.program.key(op.layer, op.other), unit_of(view, op))
        elif op.kind in ("weight_gradient", "step"):
            back |= plan.edge(view.program.key(op.layer, op.other), unit_of(view, op))
    return ahead, back


def collecting(view: View, plan: Layout) -> np.ndarray:
    """The edges along which a δ is being collected."""
    found = np.zeros(len(plan.edges), bool)
    for op in view.window:
        if op.kind == "collect":
            found |= plan.edge(unit_of(view, op), view.program.key(op.layer + 2, op.other))
    return found


def edge_numbers(view: View, plan: Layout) -> tuple[Mark, ...]:
    """Weights and derivatives on the edges: on all, or, of many, on those at work."""
    ahead, back = flows(view, plan)
    labelled = ahead | back if plan.dense else np.ones(len(plan.edges), bool)
    x, y = along(plan, plan.tail, plan.head)
    if plan.dense:  # edges that fan out from one unit are told apart at their heads
        far = np.isin(plan.tail, plan.tail[collecting(view, plan)])
        x, y = (
            np.where(far, there, here) for there, here in zip(along(plan, plan.head, plan.tail), (x, y), strict=True)
        )
    parts = enumerate(view.record.layers)
    gradients = np.concatenate([view.shown("g", n, part.block)[:-1].ravel() for n, part in parts])
    shown, now = labelled & np.isfinite(gradients), weights_now(view)
    return (
        marks.numbers("weights", x[labelled], y[labelled], now[labelled], role="weight", dy=-9, label="label.weights"),
        marks.numbers("gradients", x[shown], y[shown], gradients[shown], role="gradient", dy=9, label="label.g"),
    )
