"""Step 7: why this number? Any number opens into its inputs, products, sum, derivative and source line."""

from __future__ import annotations

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.figures import Frame
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.text import text

from .formulas import beat_numbers, beat_tex
from .graph import graph_figure, spot_marks
from .layout import nearest_number
from .names import number_text
from .nets import Architecture, architecture
from .program import Program, program
from .readouts import every_number, readouts
from .tables import sums_figure
from .training import advance, start
from .view import view_at
from .walk import code_of

SMALL = Architecture((2, 2, 1), ("tanh", "identity"), "mse")
NUMBERS = program(SMALL).numbers


def chosen_number(settings: Settings, whole: Program) -> str:
    """The number that the learner asks about; the loss, where this network does not have it."""
    return settings["number"] if settings["number"] in whole.done else "loss"


def why(moment: Moment) -> Frame:
    """The chosen number, the operations that made it, and their line of code."""
    settings = moment.settings
    whole = program(architecture(settings))
    number = chosen_number(settings, whole)
    lines = whole.making(number)
    end = whole.end("backward" if whole.done[number] <= whole.end("backward") else "update")
    view = view_at(settings, moment.state.params, moment.t, end, lines[0], lines[-1] + 1)
    value = view.value_of(number)
    beat = beat_numbers(view)
    return Frame(
        (
            graph_figure(view, title="figure.why", place="choose_number",
                         extra=spot_marks(view.program.structure, number, "label.chosen", asked=False),
                         summary=text("summary.why", number=number_text(number), value=value, n=len(lines))),
            sums_figure(view, indices=lines),
        ),
        {**readouts(view), "value": value, "slope": beat["slope"], "influence": influence(view, number)},
        ("value", "slope", "influence", "loss"),
        live={**every_number(view), **beat},
        formulas={"beat": beat_tex(view)},
        code=code_of(view),
    )  # fmt: skip


def influence(view, number: str) -> float:
    """How much the loss moves when this number does: dL/d number, where the record has it."""
    kind, _, rest = number.partition("_")
    if kind == "loss":
        return 1.0
    if kind in "zd":
        return view.value_of(f"d_{rest}") if kind == "z" else np.nan
    if kind != "a":
        return np.nan
    column = next(c for c in range(len(view.program.structure.sizes))
                  if rest in (view.program.key(c, j) for j in range(view.program.structure.sizes[c])))  # fmt: skip
    unit = next(j for j in range(view.program.structure.sizes[column]) if view.program.key(column, j) == rest)
    if column == len(view.network.layers):
        return view.value_of(f"d_{rest}") if view.network.activations[-1] == "identity" else np.nan
    return float(view.network.layers[column].weights[unit] @ view.record.deltas[column][0])


def choose_number(settings: Settings, gesture: Gesture) -> dict:
    """The number that is written nearest to the hand."""
    return {"number": nearest_number(SMALL, gesture.x, gesture.y)}


STEPS = (
    Step("why", why, start, advance, length=20, controls=("number", "activation", "x1", "x2", "y1"),
         defaults={"network": "small", "data": "one"}),
)  # fmt: skip
