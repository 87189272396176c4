"""The arithmetic of a unit as a table, line by line, and the whole network as arrays."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure
from lessons.kit.marks import Mark
from lessons.kit.text import Text, text

from .names import letters, number_text, operation_text
from .view import View

_COLUMNS: list[Text] = ["symbol.so_far", "symbol.factor", "symbol.factor", "symbol.result"]


def sums_figure(view: View, phase: str = "", indices: list[int] | None = None) -> Figure:
    """The lines of arithmetic at the unit where something just happened; those still to come are empty."""
    if indices is None:
        indices = _around(view, phase)
    whole = view.program
    table = np.full((len(indices), 4), np.nan)
    for row, index in enumerate(indices):
        if index < view.position:
            beat = view.beat(index)
            table[row] = beat.before, beat.left, beat.right, beat.result
    rows: list[Text] = []
    for index in indices:
        named = operation_text(whole, whole.operations[index])
        now = index == view.until - 1 and view.current is not None
        rows.append(text("symbol.row_now" if now else "symbol.row", row=named))
    last = next((i for i in reversed(indices) if i < view.position), None)
    summary: Text = "summary.sums_none"
    if last is not None:
        number, result = number_text(whole.operations[last].number), float(view.results[last])
        summary = text("summary.sums", number=number, value=result)
    return Figure(
        "sums", "arrays", "figure.sums", summary,
        (marks.matrix("sums", table, role="model", label=_label(view, indices), rows=rows, columns=_COLUMNS,
                      format=".4g"),),
        size="small",
    )  # fmt: skip


def _label(view: View, indices: list[int]) -> Text:
    """The units at which these lines happen."""
    whole = view.program
    operations = [whole.operations[i] for i in indices]
    units = ["L" if op.kind == "loss" else letters(whole.key(op.layer + 1, op.unit)) for op in operations]
    return text("label.sums", unit=", ".join(dict.fromkeys(units)))


def _around(view: View, phase: str) -> list[int]:
    """The operations of the same unit and phase as the one that just happened, or as the first to come."""
    operations = view.program.operations
    at = view.until - 1 if view.current is not None else view.program.begin(phase or "forward")
    here = (operations[at].phase, operations[at].layer, operations[at].unit)
    return [i for i, op in enumerate(operations) if (op.phase, op.layer, op.unit) == here]


def arrays_figure(view: View) -> Figure:
    """The same network as the program holds it: a row of inputs, and for each layer W and b."""
    names: list[Text] = [letters(view.program.key(0, i)) for i in range(len(view.x))]
    blocks: list[Mark] = [
        marks.matrix("x", view.x[None], role="data", label="symbol.inputs", columns=names, operator="→")
    ]
    for n, layer in enumerate(view.network.layers):
        heads: list[Text] = [letters(view.program.key(n + 1, j)) for j in range(len(layer.biases))]
        tails: list[Text] = [letters(view.program.key(n, i)) for i in range(len(layer.weights))]
        more = "→" if n < len(view.network.layers) - 1 else None
        blocks += [
            marks.matrix(f"W{n}", layer.weights, role="weight", label=text("symbol.matrix", n=n + 1), rows=tails,
                         columns=heads),
            marks.matrix(f"b{n}", layer.biases[None], role="bias", label=text("symbol.vector", n=n + 1), columns=heads,
                         shape=layer.biases.shape, operator=more),
        ]  # fmt: skip
    return Figure(
        "arrays",
        "arrays",
        "figure.arrays",
        text("summary.arrays", n=view.network.n_params),
        tuple(blocks),
        size="small",
    )
