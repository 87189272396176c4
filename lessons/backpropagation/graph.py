"""The network as a drawing in which every number has its place.

Inputs stand at the left, the loss at the right. Inside each unit stands its activation, under it its sum z and its δ;
on each edge its weight and, below, the derivative of the loss with respect to it. A number that is not known yet is
not there. What just happened is drawn as arrows: rightwards when values flow, leftwards when derivatives do.
"""

from __future__ import annotations

from lessons.kit import marks
from lessons.kit.figures import Figure, Scale
from lessons.kit.marks import Mark
from lessons.kit.text import Text, text

from .edges import edge_marks, edge_numbers
from .layout import MARGIN, RADIUS, layout, number_spots
from .names import number_text
from .nets import Architecture
from .units import unit_marks
from .view import View


def graph_figure(
    view: View, *, title: Text = "figure.graph", size: str = "large", place: str | None = None,
    extra: tuple[Mark, ...] = (), front: tuple[Mark, ...] = (), summary: Text | None = None,
) -> Figure:  # fmt: skip
    """The drawing at this moment, with `extra` marks under the units and others in `front`.

    Where a tap chooses a number (`place`), units do not light up: the tap would do that instead.
    """
    structure = view.program.structure
    plan = layout(structure)
    reach = plan.height / 2 + MARGIN
    return Figure(
        "graph", "plane", title, summary or _summary(view),
        (*edge_marks(view, plan), *extra, *unit_marks(view, plan, None if place else "unit"),
         *edge_numbers(view, plan), *front),
        x=Scale((-0.42, len(structure.sizes) + (0.5 if plan.dense else 0.42)), "axis.graph"),
        y=Scale((-reach, reach), "axis.graph"), equal=not plan.dense, size=size, place=place, bare=True,
    )  # fmt: skip


def _summary(view: View) -> Text:
    """How far it is and what was found last."""
    op = view.current
    values: dict[str, object] = {"done": view.position, "all": len(view.program.operations)}
    if op is None:
        return text("summary.graph", **values)
    result = float(view.results[view.until - 1])
    return text("summary.graph_now", **values, number=number_text(op.number), value=result)


def spot_marks(structure: Architecture, number: str, *, asked: bool) -> tuple[Mark, ...]:
    """A ring around a number inside a unit, a pointer beside any other; where it is `asked` for, a question mark.

    None of them is in the legend: that would be a line longer for some numbers, and the drawing would move.
    """
    spots = number_spots(structure)
    if number not in spots:
        return ()
    x, y, dx, dy = spots[number]
    inside = dx == dy == 0
    return (
        marks.points("spot", [x], [y], role="guess", radius=RADIUS + 8, on=inside),
        marks.words("pointer", [x], [y], ["symbol.pointer"], role="guess", anchor="end", dx=dx - 20, dy=dy,
                    on=not inside),
        marks.words("question", [x], [y], ["symbol.question"], role="guess", anchor="middle", dx=dx, dy=dy, on=asked),
    )  # fmt: skip
