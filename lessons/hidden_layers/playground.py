"""Step 3: everything free."""

from __future__ import annotations

from lessons.kit.figures import Figure, Frame, Message
from lessons.kit.lesson import Step
from lessons.kit.player import Moment

from .graph import graph_figure
from .landscape import landscape, prepare
from .lines import RUNNING, fresh
from .maps import pictures
from .pictures import SHOWN, answers_figure, curves_figure, failure, map_figure, readouts
from .problem import is_regression
from .reliefs import about, relief_figures
from .settings import LAYER_ACTIVATIONS, UNITS, USES, absent_of
from .training import LENGTH
from .weights import EDIT_BUTTONS, follow, slider_of_held

GROUPS = {
    "data": ("data", "n_samples", "noise", "test_share", "draw_class", "brush", "delete_point", "clear_points"),
    "network": ("n_layers", *UNITS, "activation", *LAYER_ACTIVATIONS, "initializer", *USES, "standardise"),
    "weights": ("weight_value", *EDIT_BUTTONS),
    "surface": ("show_surface", "plane", "span"),
    "training": ("optimizer", "learning_rate", "schedule", "batch_size", "l1", "l2", "seed"),
    "view": ("discrete", "log_scale", "show_output"),
}


def playground(moment: Moment) -> Frame:
    """The network, what it says everywhere, and with them how it did or, if wished, the surface that it walks on."""
    settings = moment.settings
    shown = pictures(settings, moment.state.params)
    wished = settings["show_surface"]
    others, message = _surface(moment) if wished else (_results(moment), None)
    place = None if is_regression(settings) else "add_point"
    return Frame(
        (
            graph_figure(moment, shown, hold=True, size="large"),
            map_figure(moment, shown, size="large", place=place),
            *others,
        ),
        readouts(moment), SHOWN, message=failure(moment) or message,
        absent=(*absent_of(settings), *(() if wished else ("plane", "span"))),
        disabled=(*(() if settings["shown"] else ("show_output",)), *(() if settings["edits"] else EDIT_BUTTONS)),
        standing=slider_of_held(moment),
    )  # fmt: skip


def _results(moment: Moment) -> tuple[Figure, ...]:
    """How the losses went and, where there are classes, what is answered right."""
    curves = curves_figure(moment)
    return (curves,) if is_regression(moment.settings) else (curves, answers_figure(moment))


def _surface(moment: Moment) -> tuple[tuple[Figure, ...], Message]:
    """The loss around this network's weights, and what plane it is that shows it."""
    land = landscape(moment)
    prepare(moment)
    return relief_figures(moment, land), about(moment, land)


STEPS = (
    Step("playground", playground, length=LENGTH, follow=follow, groups=GROUPS,
         defaults=fresh(selected=0, selected_before=10, data="moons", noise=0.1, n_layers=2, units_1=4, units_2=2,
                        learning_rate=0.1),
         **RUNNING),
)  # fmt: skip
