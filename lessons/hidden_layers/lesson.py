"""The lesson's table of contents: what can be set, the steps in order, what hands can do."""

from __future__ import annotations

from pathlib import Path

from lessons.kit.lesson import Lesson

from . import bend, edits, goals, graph, hands, lines, pair, playground, predict, reliefs, surface, weights
from .settings import CONTROLS

LESSON = Lesson(
    id="hidden-layers",
    folder=Path(__file__).parent,
    controls=CONTROLS,
    steps=(
        *lines.STEPS,
        *playground.STEPS,
        *weights.STEPS,
        *surface.STEPS,
        *bend.STEPS,
        *pair.STEPS,
        *goals.STEPS,
        *predict.STEPS,
    ),
    gestures={
        "add_point": hands.add_point,
        "move_own_0": hands.move_own(0),
        "move_own_1": hands.move_own(1),
        "move_own_2": hands.move_own(2),
        "delete_point": hands.delete_point,
        "clear_points": hands.clear_points,
        "show_unit": graph.show_unit,
        "show_output": graph.show_output,
        "select_weight": graph.select_weight,
        "select_bias": graph.select_bias,
        "set_weights": reliefs.set_weights,
        "undo_edit": edits.undo_edit,
        "clear_edits": edits.clear_edits,
        "add_corner": predict.add_corner,
        "move_corner": predict.move_corner,
        "undo_corner": predict.undo_corner,
        "clear_outline": predict.clear_outline,
    },
)
