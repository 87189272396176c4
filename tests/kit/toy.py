"""The smallest lesson in which time passes: a number that grows by `rate`; beyond 50 it fails."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Seed, Slider
from lessons.kit.figures import Figure, Frame, Scale
from lessons.kit.lesson import Lesson, Step
from lessons.kit.text import Text, text


@dataclass(frozen=True)
class Count:
    value: np.ndarray
    failure: Text | None = None


def start(settings, rng):
    return Count(np.array([rng.normal(), 0.0]))


def advance(state, settings):
    value = state.value + settings["rate"]
    return Count(value, text("failure.too_far") if value[1] > 50 else None)


def frame(moment):
    path = moment.history("value")
    line = marks.line("path", np.arange(len(path)), path[:, 1], role="path")
    here = marks.points("here", [moment.t], moment.state.value[1:], role="model", link="sample")
    figure = Figure(
        "line", "plane", "figure.line", text("summary.line", value=moment.state.value[1]), (line, here),
        x=Scale((0, 20), "axis.t"), y=Scale((0, 60), "axis.value"),
    )  # fmt: skip
    return Frame((figure,), {"value": moment.state.value[1], "rate": moment.settings["rate"]}, ("value",))


LESSON = Lesson(
    id="toy",
    folder=Path(__file__).parent,
    controls=(Slider("rate", 1.0, -5.0, 100.0), Seed("seed", 0)),
    steps=(
        Step("still", lambda moment: Frame((), {"value": 0.0})),
        Step("grow", frame, start, advance, length=20, controls=("rate",)),
        Step("beats", frame, start, advance, length=5, beats=4, defaults={"rate": 2.0}),
        Step("fine", frame, start, advance, length=5, beats=lambda settings: 1 + abs(int(settings["rate"]))),
    ),
    gestures={"pull": lambda settings, gesture: {"rate": gesture.y}},
)
