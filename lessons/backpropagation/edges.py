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
MOST_LINES = 9
"""In a network of many edges none is numbered when more lines than these (those of one unit) were done at once."""
CUT = 0.16
"""What an arrow leaves free at both ends, where the units are."""


def edge_marks(view: View, plan: Layout) -> tuple[Mark, ...]:
    """All edges by their weights, and arrows where something flows at this moment."""
    ahead = at_work(view, plan, "product")
    back = at_work(view, plan, "collect", "weight_gradient", "step")
    x1, y1, x2, y2 = plan.ends
    weights = view.parameters_now[view.network.parameters.is_weight]
    return (
        marks.arrows("edges", x1, y1, x2, y2, value=weights, domain=(-SPAN, SPAN), role="weight",
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


def at_work(view: View, plan: Layout, *kinds: str) -> np.ndarray:
    """The edges along which an operation of one of these kinds has just happened."""
    found = np.zeros(len(plan.edges), bool)
    for op in view.window:
        if op.kind not in kinds or op.other < 0:
            continue
        here, above = unit_of(view, op), op.kind == "collect"
        other = view.program.key(op.layer + 2 if above else op.layer, op.other)
        found |= plan.edge(here, other) if above else plan.edge(other, here)
    return found


def edge_numbers(view: View, plan: Layout) -> tuple[Mark, ...]:
    """Weights and derivatives on the edges: on all, or, of many, on those at work while they are few."""
    x, y = along(plan)
    weights = gradients = np.ones(len(plan.edges), bool)
    if plan.dense and len(view.window) > MOST_LINES:
        weights = gradients = np.zeros(len(plan.edges), bool)
    elif plan.dense:
        collected = at_work(view, plan, "collect")
        weights, gradients = at_work(view, plan, "product", "step") | collected, at_work(view, plan, "weight_gradient")
        far = along(plan, from_heads=True)  # edges that fan out from one unit are told apart at their heads
        x, y = (np.where(collected, there, here) for there, here in zip(far, (x, y), strict=True))
    is_weight = view.network.parameters.is_weight
    slopes, now = view.gradients_now[is_weight], view.parameters_now[is_weight]
    gradients = gradients & np.isfinite(slopes)
    low, high = (0, 0) if plan.dense else (9, -9)
    return (
        marks.numbers("weights", x[weights], y[weights], now[weights], role="weight", dy=high,
                      label="label.weights"),
        marks.numbers("gradients", x[gradients], y[gradients], slopes[gradients], role="gradient", dy=low,
                      label="label.g"),
    )  # fmt: skip
