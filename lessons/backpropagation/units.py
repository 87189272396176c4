"""The units of the drawing, and what is written in them, over them and under them."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.marks import Mark
from lessons.kit.text import Text

from .edges import unit_of
from .layout import BELOW, BESIDE, RADIUS, Layout
from .names import letters
from .view import View

PHASES_OF = {"b": ("forward", "update"), "z": ("forward",), "d": ("backward",)}


def unit_marks(view: View, plan: Layout, link: str | None) -> tuple[Mark, ...]:
    """Rings, the square of the loss, a second ring around what is at work, and the values inside."""
    working = _working(view, plan)
    (loss_x, loss_y), known = plan.loss, view.known("loss")
    columns = [(n, a[0]) for n, a in enumerate(view.record.activations)]
    values = np.concatenate([view.x, *(view.shown("a", n, a) for n, a in columns)])
    seen = np.isfinite(values)
    return (
        marks.points("busy", plan.x[working], plan.y[working], role="path", radius=RADIUS + 4),
        marks.points("units", plan.x, plan.y, role="model", hollow=True, radius=RADIUS, link=link, name="name.unit"),
        marks.points("loss", [loss_x], [loss_y], role="loss", hollow=True, radius=RADIUS + 3, symbol="square"),
        marks.numbers("values", plan.x[seen], plan.y[seen], values[seen], role="data", label="label.values"),
        marks.numbers("loss_value", [loss_x] * known, [loss_y] * known, [view.record.loss] * known, role="loss",
                      label="label.loss"),
        _names(plan),
        *_targets(view, plan),
        *_unit_numbers(view, plan, working),
    )  # fmt: skip


def _working(view: View, plan: Layout) -> np.ndarray:
    """Which units something happens at."""
    return np.isin(plan.keys, sorted({unit_of(view, op) for op in view.window if op.kind != "loss"}))


def _unit_numbers(view: View, plan: Layout, working: np.ndarray) -> tuple[Mark, ...]:
    """Bias, z and δ above and below every unit; where units are many, beside those at work and only what is needed."""
    n = len(view.x)
    biases = view.parameters_now[~view.network.parameters.is_weight]
    deltas = np.concatenate([view.shown("d", k, part[0]) for k, part in enumerate(view.record.deltas)])
    everywhere = np.ones(len(plan.keys) - n, bool)
    near = {kind: working[n:] & _needed(view, kind) if plan.dense else everywhere for kind in BELOW}
    if plan.dense and working.sum() > 1:
        near["b"] = ~everywhere
    offsets = BESIDE if plan.dense else BELOW
    kinds = (("b", biases, "bias", near["b"]), ("z", _sums(view, plan), "model", near["z"]),
             ("d", deltas, "gradient", near["d"] & np.isfinite(deltas)))  # fmt: skip
    return tuple(mark for kind in kinds for mark in _named_numbers(plan.x[n:], plan.y[n:], offsets[kind[0]], *kind))


def _needed(view: View, kind: str) -> bool:
    """Whether what just happened has to do with a kind of number."""
    return view.current is not None and view.current.phase in PHASES_OF[kind]


def _named_numbers(
    x: np.ndarray, y: np.ndarray, offset: tuple[int, int], kind: str, values: np.ndarray, role: str, named: np.ndarray
) -> tuple[Mark, Mark]:
    """A letter and, where it is known, the number."""
    dx, dy = offset
    known = named & np.isfinite(values)
    signs: list[Text] = [f"symbol.{kind}_is"] * int(named.sum())
    return (
        marks.words(f"{kind}_names", x[named], y[named], signs, role=role, anchor="end", dx=dx - 4, dy=dy),
        marks.numbers(kind, x[known], y[known], values[known], role=role, anchor="start", dx=dx - 1, dy=dy,
                      label=f"label.{kind}"),
    )  # fmt: skip


def _sums(view: View, plan: Layout) -> np.ndarray:
    """The sums z where they are known, and the one at work as far as it has grown."""
    columns = enumerate(view.record.pre_activations)
    sums = np.concatenate([view.shown("z", n, z[0]) for n, z in columns])
    op = view.current
    if op is not None and op.number.startswith("z_") and not view.known(op.number):
        sums[plan.unit(unit_of(view, op)) - len(view.x)] = view.results[view.until - 1]
    return sums


def _names(plan: Layout) -> Mark:
    texts: list[Text] = [letters(key) for key in plan.keys]
    return marks.words("names", [*plan.x, plan.loss[0]], [*plan.y, plan.loss[1]], [*texts, "L"], role="data",
                       anchor="middle", dx=0, dy=-28)  # fmt: skip


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
