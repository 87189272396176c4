"""Step 3: everything free."""

from __future__ import annotations

from itertools import chain

from lessons.kit.figures import Figure, Frame
from lessons.kit.lesson import Step
from lessons.kit.player import Moment

from .graph import graph_figure
from .lines import RUNNING, fresh
from .maps import pictures
from .pictures import SHOWN, answers_figure, curves_figure, failure, map_figure, readouts
from .problem import is_regression
from .settings import LAYER_ACTIVATIONS, UNITS, USES, absent_of
from .training import LENGTH
from .weights import EDIT_BUTTONS, follow, slider_of_held

GROUPS = {
    "data": ("data", "n_samples", "noise", "test_share", "draw_class", "brush", "delete_point", "clear_points"),
    "network": ("n_layers", *UNITS, "activation", *LAYER_ACTIVATIONS, "initializer", *USES, "standardise"),
    "weights": ("weight_value", *EDIT_BUTTONS),
    "training": ("optimizer", "learning_rate", "schedule", "batch_size", "l1", "l2", "seed"),
    "view": ("discrete", "log_scale", "show_output"),
}


def playground(moment: Moment) -> Frame:
    """The network, what it says everywhere, how its losses went, and what it answers."""
    settings = moment.settings
    shown = pictures(settings, moment.state.params)
    figures: tuple[Figure, ...] = (
        graph_figure(moment, shown, hold=True, size="large"),
        map_figure(moment, shown, place=None if is_regression(settings) else "add_point"),
        curves_figure(moment),
    )
    if not is_regression(settings):
        figures += (answers_figure(moment),)
    return Frame(
        figures, readouts(moment), SHOWN, message=failure(moment), absent=absent_of(settings),
        disabled=(*(() if settings["shown"] else ("show_output",)), *(() if settings["edits"] else EDIT_BUTTONS)),
        standing=slider_of_held(moment),
    )  # fmt: skip


STEPS = (
    Step("playground", playground, length=LENGTH, follow=follow, controls=tuple(chain(*GROUPS.values())), groups=GROUPS,
         defaults=fresh(selected=0, data="moons", noise=0.1, n_layers=2, units_1=4, units_2=2, learning_rate=0.1),
         **RUNNING),
)  # fmt: skip
