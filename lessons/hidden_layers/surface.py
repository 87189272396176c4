"""Step 5: the loss surface of this very network, on a plane through its weights."""

from __future__ import annotations

from lessons.kit.figures import Frame
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from nnviz_core.plane_losses import PlaneLosses

from .graph import graph_figure
from .landscape import landscape, prepare
from .lines import RUNNING, four_clouds
from .maps import pictures
from .pictures import failure, map_figure, readouts
from .reliefs import about, relief_figures
from .settings import absent_of
from .weights import EDIT_BUTTONS, follow, slider_of_held


def surface(moment: Moment) -> Frame:
    """The landscape from the side and from above, the network, and what it says."""
    settings, params = moment.settings, moment.state.params
    land = landscape(moment)
    prepare(moment)
    here = land.plane.project(params)
    shown = pictures(settings, params)
    return Frame(
        (
            *relief_figures(moment, land),
            graph_figure(moment, shown, hold=True),
            map_figure(moment, shown, size="medium"),
        ),
        {**readouts(moment), "alpha": here[0], "beta": here[1], "explained": land.explained,
         "n_edits": len({row[1] for row in settings["edits"]})},
        ("alpha", "beta", "train_loss", "train_score", "n_edits"),
        code=source(PlaneLosses.row, "np.matmul"),
        message=failure(moment) or about(moment, land),
        absent=absent_of(settings),
        disabled=() if settings["edits"] else EDIT_BUTTONS,
        standing=slider_of_held(moment),
    )  # fmt: skip


GROUPS = {"weights": ("weight_value",), "training": ("optimizer", "learning_rate", "seed")}
STEPS = (
    Step("surface", surface, length=500, follow=follow, groups=GROUPS,
         controls=("plane", "span", *EDIT_BUTTONS),
         defaults=four_clouds(selected=0, selected_before=10), **RUNNING),
)  # fmt: skip
