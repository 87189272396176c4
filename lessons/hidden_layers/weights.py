"""Step 4: take hold of a weight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lessons.kit.figures import Frame, Message
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.text import text

from .edits import value_at, with_edit
from .graph import graph_figure, held_index, weight_name
from .lines import RUNNING, four_clouds
from .maps import pictures
from .pictures import curves_figure, failure, map_figure, readouts
from .settings import absent_of
from .training import engine


def follow(moment: Moment, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Moving the slider of the held weight is a change made now."""
    settings = moment.settings
    if "weight_value" not in changes or "selected" in changes:
        return {}
    code = settings["selected"]
    if value_at(moment.state.params, engine(settings).network.sizes, code) is None:
        return {}
    return with_edit(settings, moment.t, {code: changes["weight_value"]})


def held_numbers(moment: Moment) -> dict[str, float]:
    """The weight that is held, and how the training loss slopes along it."""
    settings, params = moment.settings, moment.state.params
    index = held_index(settings)
    own = engine(settings)
    with np.errstate(all="ignore"):
        slope = own.network.with_params(params).gradients(own.X, own.y, own.loss, penalty=own.penalty).vector[index]
    groups = {row[1] for row in settings["edits"]}
    return {"held_value": params[index], "held_slope": slope, "n_edits": len(groups)}


def slider_of_held(moment: Moment) -> dict[str, float]:
    """The slider of the held weight stands where the weight is, as far as it reaches."""
    value = moment.state.params[held_index(moment.settings)]
    return {"weight_value": float(np.clip(value, -10, 10))} if np.isfinite(value) else {}


def weights(moment: Moment) -> Frame:
    """Every unit's picture, and one weight in hand."""
    settings = moment.settings
    shown = pictures(settings, moment.state.params)
    return Frame(
        (
            graph_figure(moment, shown, hold=True, size="large"),
            map_figure(moment, shown, size="medium"),
            curves_figure(moment),
        ),
        {**readouts(moment), **held_numbers(moment)},
        ("held_value", "held_slope", "train_loss", "train_score", "n_edits"),
        message=failure(moment)
        or Message("good", text("message.held", name=weight_name(settings, held_index(settings)))),
        absent=absent_of(settings),
        disabled=(*(() if settings["shown"] else ("show_output",)), *(() if settings["edits"] else EDIT_BUTTONS)),
        standing=slider_of_held(moment),
    )


EDIT_BUTTONS = ("undo_edit", "clear_edits")

STEPS = (
    Step("weights", weights, length=1000, follow=follow,
         controls=("weight_value", *EDIT_BUTTONS, "show_output", "learning_rate", "seed"),
         defaults=four_clouds(selected=0), **RUNNING),
)  # fmt: skip
