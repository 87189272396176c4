"""Step 7: two runs that differ in one thing, on one clock."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import FOR_EVER, Moment
from lessons.kit.text import Text, text

from . import training
from .lines import fresh
from .maps import pictures
from .pictures import loss_scale, map_figure, round_time
from .settings import DIFFERENCES, absent_of
from .training import State

OTHERS = tuple(f"other_{name}" for name in DIFFERENCES)


@dataclass(frozen=True, eq=False)
class Two:
    """Two runs after the same number of epochs."""

    first: State
    second: State

    @property
    def failure(self) -> Text | None:
        """The clock stops when both have failed; one that fails alone stands still."""
        return self.first.failure and self.second.failure

    @cached_property
    def train_loss(self) -> np.ndarray:
        return np.array([self.first.train_loss, self.second.train_loss])

    @cached_property
    def test_loss(self) -> np.ndarray:
        return np.array([self.first.test_loss, self.second.test_loss])


def other(settings: Settings) -> Settings:
    """The settings of the second run: one of them is different."""
    name = settings["difference"]
    return {**settings, name: settings[f"other_{name}"]}


def start(settings: Settings, rng: np.random.Generator) -> Two:
    """Both networks; they draw their weights from the same seed."""
    seed = settings["seed"]
    return Two(
        training.start(settings, np.random.default_rng(seed)),
        training.start(other(settings), np.random.default_rng(seed)),
    )


def advance(state: Two, settings: Settings) -> Two:
    """One epoch of each that still can."""
    return Two(_on(state.first, settings), _on(state.second, other(settings)))


def _on(state: State, settings: Settings) -> State:
    return state if state.failure is not None else training.advance(state, settings)


def differ_from(one: Settings, two: Settings) -> int:
    """The first t at which either run may differ."""
    same = all(training.differ_from(change(one), change(two)) == FOR_EVER for change in (dict, other))
    return FOR_EVER if same else 0


def side_by_side(moment: Moment) -> Frame:
    """Two maps and their losses."""
    settings = moment.settings
    first, second = moment.state.first, moment.state.second
    return Frame(
        (
            _map(moment, settings, first, "first"),
            _map(moment, other(settings), second, "second"),
            _curves(moment),
        ),
        {
            "epoch": moment.t,
            "train_loss": first.train_loss, "train_loss_2": second.train_loss,
            "test_score": first.test_score, "test_score_2": second.test_score,
        },
        ("train_loss", "train_loss_2", "test_score", "test_score_2"),
        message=_message(moment),
        absent=absent_of(settings),
    )  # fmt: skip


def _map(moment: Moment, settings: Settings, state: State, which: str) -> Figure:
    single = _Single({**settings, "shown": 0}, moment.t, state)
    name = settings["difference"]
    value = settings[name]
    title = text(
        f"figure.run_{which}", name=f"control.{name}", value=f"option.{value}" if isinstance(value, str) else value
    )
    return map_figure(single, pictures(settings, state.params), hands=False, id=which, title=title)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Single:
    """One of two runs, as a figure of one run looks at it."""

    settings: Settings
    t: int
    state: State


def _curves(moment: Moment) -> Figure:
    train, test = moment.history("train_loss"), moment.history("test_loss")  # (t + 1, 2)
    t = np.arange(len(train), dtype=float)
    return Figure(
        "curves", "plane", "figure.two_curves",
        text("summary.two_curves", t=moment.t, first=train[-1, 0], second=train[-1, 1]),
        tuple(
            marks.line(f"{name}-{k}", t, values[:, k], role=role, dash=name == "test",
                       width=2.5 if name == "train" else 1.5, label=f"label.{name}_{k + 1}",
                       on=bool(np.isfinite(values[-1, k])))
            for k, role in enumerate(("run-2", "run-4")) for name, values in (("train", train), ("test", test))
        ),
        x=Scale((0.0, round_time(moment.t)), "axis.t"), y=loss_scale((train, test), moment.settings["log_scale"]),
        size="medium",
    )  # fmt: skip


def _message(moment: Moment) -> Message | None:
    first, second = moment.state.first, moment.state.second
    for state, which in ((first, "label.run_1"), (second, "label.run_2")):
        if state.failure is not None:
            return Message("bad", text("message.one_failed", which=which, why=state.failure))
    if moment.t == 0:
        return None
    key = "message.first_ahead" if first.train_loss <= second.train_loss else "message.second_ahead"
    return Message("good", text(key, first=first.train_loss, second=second.train_loss, t=moment.t))


STEPS = (
    Step("two-runs", side_by_side, start, advance, length=1000, differ_from=differ_from,
         controls=("difference", *DIFFERENCES, *OTHERS, "units_1"),
         groups={"data": ("data", "noise", "seed"), "view": ("log_scale", "discrete")},
         defaults=fresh(data="moons", noise=0.15, n_layers=1, units_1=8, learning_rate=0.05, log_scale=True)),
)  # fmt: skip
