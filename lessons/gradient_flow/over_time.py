"""Step 3: the same gradients while the network learns, or does not."""

from __future__ import annotations

import numpy as np

from lessons.kit.figures import Figure, Frame, Message
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.parameters import Parameters
from nnviz_core.updates import Recipe

from .pictures import bars_figure, heat_figure, linear_top, loss_figure, norm_lines_figure
from .problem import GUESSING
from .readouts import readouts
from .running import advance, engine_for, plan_of, start

LENGTH = 400
STUCK, LEARNT = 0.01, 0.5
"""A loss within STUCK of guessing has learnt nothing; one below LEARNT times guessing has learnt something."""


def over_time(moment: Moment) -> Frame:
    """Gradients over time as lines and as a picture, the loss, and how far each layer has come."""
    state = moment.state
    moved = distances(moment)
    return Frame(
        (heat_figure(moment, size="large"), norm_lines_figure(moment), loss_figure(moment), _moved(moved)),
        {**readouts(state), "moved_first": moved[0], "moved_last": moved[-1]},
        ("loss", "accuracy", "first", "last", "ratio"),
        code=source(Recipe.finish, "gradient *="),
        message=ending(moment),
    )


def distances(moment: Moment) -> np.ndarray:
    """How far the weights of each layer are from where they began, (n_layers,)."""
    path = moment.history("params")
    travelled = path[-1] - path[0]
    layers = Parameters(travelled, engine_for(plan_of(moment.settings), moment.state).network.sizes).layers
    return np.array([np.linalg.norm(layer.block) for layer in layers])


def _moved(moved: np.ndarray) -> Figure:
    return bars_figure(
        "moved", moved, title="figure.moved", y_label="axis.moved", domain=(0.0, linear_top(moved)), role="weight",
        log=False, summary=text("summary.moved", first=moved[0], last=moved[-1]), size="small",
    )  # fmt: skip


def ending(moment: Moment) -> Message | None:
    """How the run goes: stopped, stuck, or learning."""
    state = moment.state
    if state.failure is not None:
        return Message("bad", state.failure)
    if moment.t >= 100 and abs(state.loss - GUESSING) < STUCK:
        return Message("warn", text("message.stuck", t=moment.t, loss=state.loss, guessing=GUESSING))
    if state.loss < LEARNT * GUESSING:
        return Message("good", text("message.learnt", loss=state.loss, accuracy=state.accuracy, t=moment.t))
    return None


RUN = ("depth", "activation", "start", "learning_rate", "optimizer", "seed")

STEPS = (
    Step("over-time", over_time, start, advance, length=LENGTH, controls=RUN,
         defaults={"depth": 10, "activation": "sigmoid", "start": "glorot", "learning_rate": 0.5}),
)  # fmt: skip
