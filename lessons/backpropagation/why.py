"""Step 7: why this number? Any number opens into its inputs, products, sum, derivative and source line."""

from __future__ import annotations

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.figures import Frame, Message
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.text import Text, text

from .formulas import beat_numbers, beat_tex
from .graph import graph_figure, spot_marks
from .layout import nearest_number
from .names import given_tex, number_text
from .nets import Architecture, architecture
from .program import Program, program
from .readouts import every_number, readouts
from .tables import sums_figure
from .training import advance, start
from .view import View, view_at
from .walk import code_of

SMALL = Architecture((2, 2, 1), ("tanh", "identity"), "mse")
NUMBERS = (*program(SMALL).given, *program(SMALL).numbers)


def chosen_number(settings: Settings, whole: Program) -> str:
    """The number that the learner asks about; the loss, where this network does not have it."""
    return settings["number"] if settings["number"] in (*whole.given, *whole.done) else "loss"


def why(moment: Moment) -> Frame:
    """The chosen number, the operations that made it (or that use it, where it is given), and their line of code."""
    settings = moment.settings
    whole = program(architecture(settings))
    number = chosen_number(settings, whole)
    given = number in whole.given
    lines = whole.taking(number) if given else whole.making(number)
    end = whole.end("update" if is_updated(whole, number) else "backward")
    seen = () if given else (lines[0], lines[-1] + 1)
    view = view_at(settings, moment.state.params, moment.t, end, *seen)
    numbers = every_number(view)
    value = numbers[number]
    beat = beat_numbers(view)
    summary = text("summary.given" if given else "summary.why", number=number_text(number), value=value, n=len(lines))
    return Frame(
        (
            graph_figure(view, title="figure.why", place="choose_number", summary=summary,
                         extra=spot_marks(view.program.structure, number, asked=False)),
            sums_figure(view, indices=lines),
        ),
        {**readouts(view), "value": value, "slope": beat["slope"], "influence": influence(view, number)},
        ("value", "slope", "influence", "loss"),
        live={**numbers, **beat, "value": value},
        formulas={"beat": rf"{given_tex(number)} = \live{{value}}" if given else beat_tex(view)},
        code=code_of(view),
        message=Message("good", _origin(number, moment.t)) if given else None,
    )  # fmt: skip


def is_updated(whole: Program, number: str) -> bool:
    """Whether the drawing is shown after the update, since the number is made by it."""
    return whole.done.get(number, 0) > whole.end("backward")


def _origin(number: str, t: int) -> Text:
    """Where a given number comes from."""
    if not number.startswith("old_"):
        return text("message.from_data", number=number_text(number))
    return text("message.from_before" if t else "message.from_start", number=number_text(number))


def influence(view: View, number: str) -> float:
    """How much the loss moves when this number does: dL/d number, where the record has it."""
    kind, _, rest = number.partition("_")
    if kind == "loss":
        return 1.0
    if kind == "z":
        return view.value_of(f"d_{rest}")
    if kind == "old":
        return view.value_of(f"g_{rest}")
    if kind == "a" or not rest:
        return _influence_of_value(view, rest or number)
    return np.nan


def _influence_of_value(view: View, key: str) -> float:
    """The same for what a unit passes on: over each of its lines, weight times δ."""
    whole, sizes = view.program, view.program.structure.sizes
    column, unit = next((c, j) for c, n in enumerate(sizes) for j in range(n) if whole.key(c, j) == key)
    if column == len(view.network.layers):
        return view.value_of(f"d_{key}") if view.network.activations[-1] == "identity" else np.nan
    return float(view.network.layers[column].weights[unit] @ view.record.deltas[column][0])


def choose_number(settings: Settings, gesture: Gesture) -> dict:
    """The number that is written nearest to the hand."""
    updated = is_updated(program(SMALL), settings["number"])
    return {"number": nearest_number(SMALL, gesture.x, gesture.y, gesture.unit, updated=updated)}


STEPS = (
    Step("why", why, start, advance, length=20, controls=("number", "activation", "x1", "x2", "y1"),
         defaults={"network": "small", "data": "one"}),
)  # fmt: skip
