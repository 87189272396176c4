"""The contract of a lesson.

A lesson is a list of steps. Each step is three pure functions over immutable state: `start(settings, rng)` makes the
first state, `advance(state, settings)` the next one, and `frame(moment)` says what is on screen. None of them keeps
anything between calls, so any moment can be computed again, to the last bit, from the settings and t.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from .controls import Control, Settings
from .errors import Refusal
from .figures import Frame
from .text import Text

if TYPE_CHECKING:
    from .player import Moment


class State(Protocol):
    """What a step must remember to go on: parameters, optimiser memory. Frozen; all else is recomputed."""

    @property
    def failure(self) -> Text | None:
        """Why the run cannot go on from here, or None."""
        ...


@dataclass(frozen=True)
class Nothing:
    """The state of a step in which no time passes."""

    failure: Text | None = None


def _stay(state: Any, settings: Settings) -> State:
    return state


@dataclass(frozen=True)
class Gesture:
    """What a hand did in a figure: the item it took hold of, where it is now in data units, and what was on screen.

    `unit` is how many pixels a step of 1 along x has there, for what stands at a distance in pixels from its place.
    """

    index: int
    x: float
    y: float
    done: bool
    moment: Moment | None = None
    unit: float = 100.0

    def item(self, items: Sequence[Any]) -> int:
        """The index of the item taken hold of, refused when there is no such item."""
        if not 0 <= self.index < len(items):
            raise Refusal("refusal.no_such_item", index=self.index, last=len(items) - 1)
        return self.index


@dataclass(frozen=True)
class Step:
    """One page of a lesson: its clock (`length` updates of `beats` beats each) and its three functions.

    `beats` is a number, or a function of the settings where these decide how finely an update is divided. `defaults`
    are settings that hold in this step until the learner changes them; `spoken` names the one among them that begins as
    the language of the page ("en" without a page); `groups` add controls that belong together and are
    changed seldom, folded away under a name ("group.NAME" is what the learner reads); `offers` names those options of
    a choice that make sense here, where not all do; `remember` may add to the settings after each change (for
    example a list of the lines tried so far); `follow` may, too, and knows the moment and what was changed.
    `differ_from` tells the first t at which the states under two settings may differ, so that states before it are
    kept when a setting changes that matters only later, or only to the eye; without it every change begins anew.
    `carry` packs the network of a moment for the lessons that explain networks (`lessons.models.carried`).
    """

    id: str
    frame: Callable[[Moment], Frame]
    start: Callable[[Settings, np.random.Generator], State] | None = None
    advance: Callable[[Any, Settings], State] = _stay
    length: int = 0
    beats: int | Callable[[Settings], int] = 1
    controls: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    spoken: str = ""
    remember: Callable[[Settings], Mapping[str, Any]] | None = None
    follow: Callable[[Moment, Mapping[str, Any]], Mapping[str, Any]] | None = None
    differ_from: Callable[[Settings, Settings], int] | None = None
    carry: Callable[[Moment], str] | None = None

    def __post_init__(self) -> None:
        folded = [name for names in self.groups.values() for name in names if name not in self.controls]
        object.__setattr__(self, "controls", (*self.controls, *folded))

    def begin(self, settings: Settings) -> State:
        """The first state under these settings; all chance in it comes from their seed."""
        if self.start is None:  # nothing moves, and numpy.random takes long to import
            return Nothing()
        return self.start(settings, np.random.default_rng(settings.get("seed", 0)))

    @property
    def runs(self) -> bool:
        """Whether each state comes from the one before, so that there is a run to compute again elsewhere."""
        return self.start is not None and self.length > 0

    def beats_in(self, settings: Settings) -> int:
        """The beats of one update under these settings."""
        return self.beats(settings) if callable(self.beats) else self.beats


@dataclass(frozen=True)
class Lesson:
    """Controls, steps and gestures; the words lie in `folder`, and `data` names the data sets it loads.

    `limits` tells of a control how far it reaches under these settings, where that is less than its own range: the rows
    of the table that is chosen.
    """

    id: str
    folder: Path
    controls: tuple[Control, ...]
    steps: tuple[Step, ...]
    gestures: Mapping[str, Callable[[Settings, Gesture], Mapping[str, Any]]] = field(default_factory=dict)
    data: tuple[str, ...] = ()
    limits: Mapping[str, Callable[[Settings], float]] = field(default_factory=dict)

    def step(self, step_id: str) -> Step:
        """The step of that name; refuses an unknown one."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise Refusal("refusal.unknown_step", step=step_id, steps=", ".join(step.id for step in self.steps))

    def control(self, name: str) -> Control:
        """The control of that name; refuses an unknown one."""
        for control in self.controls:
            if control.name == name:
                return control
        raise Refusal("refusal.unknown_control", name=name, names=", ".join(c.name for c in self.controls))

    def validate(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The changes in their own types; refuses the first that does not fit."""
        return {name: self.control(name).validate(value) for name, value in changes.items()}

    def settings(self, step: Step, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Every setting in `step`: the lesson's defaults, then the step's, then the learner's changes."""
        defaults = {control.name: control.default for control in self.controls if control.kind != "action"}
        return {**defaults, **step.defaults, **self.validate(changes)}

    def describe(self) -> dict[str, Any]:
        """The lesson as plain data, for the page's controls and addresses."""
        steps = [
            {
                "id": s.id,
                "length": s.length,
                "beats": s.beats_in(self.settings(s, {})),
                "controls": s.controls,
                "defaults": dict(s.defaults),
                **({"beats_vary": True} if callable(s.beats) else {}),
                **({"groups": [[f"group.{name}", names] for name, names in s.groups.items()]} if s.groups else {}),
                **({"offers": dict(s.offers)} if s.offers else {}),
                **({"spoken": s.spoken} if s.spoken else {}),
                **({"runs": True} if s.runs else {}),
                **({"carries": True} if s.carry else {}),
            }
            for s in self.steps
        ]
        return {"id": self.id, "steps": steps, "controls": [control.describe() for control in self.controls]}
