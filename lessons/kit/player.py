"""The player: time is a value.

It keeps the states of a run as they are computed, so going to any t is a look-up and going back restores the very
same bytes. A branch changes a setting from some t on; the run is then its *segments*, each with its own settings, and
the run without the last branch stays in sight as a ghost. Everything is a function of the settings, the branches
and t: nothing depends on how the learner came here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .controls import Settings
from .errors import Refusal
from .figures import Frame
from .lesson import Gesture, Lesson, State, Step

FOR_EVER = 2**31
"""What `Step.differ_from` answers when two settings give the same states at every t."""


@dataclass(frozen=True)
class Branch:
    """From update `t` on, `changes` hold."""

    t: int
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Given:
    """A state that came from outside (a file, a link): at `t` it takes the place of the one that was computed."""

    t: int
    state: State


class Run:
    """The states of one run, computed when first asked for and then kept."""

    def __init__(self, step: Step, segments: Sequence[tuple[int, Settings]], given: Given | None = None) -> None:
        self.step = step
        self.segments = tuple(segments)
        self.given = given
        self._states: list[State] = [self._or_given(0, step.begin(self.segments[0][1]))]
        self._columns: dict[str, _Column] = {}

    def _or_given(self, t: int, state: State) -> State:
        return self.given.state if self.given is not None and self.given.t == t else state

    def settings_at(self, t: int) -> Settings:
        """The settings in force for the update that leaves t."""
        return next(settings for start, settings in reversed(self.segments) if start <= t)

    def adopt(self, other: Run) -> None:
        """Take over the states that another run of the same step has in common with this one."""
        common = self._common_with(other)
        if common > 0:
            self._states[:1] = other._states[:common]
        if other.given is not None and other.given.t < common:
            self.given = other.given

    def _common_with(self, other: Run) -> int:
        """How many states from the start on are the same."""
        for start in sorted({start for start, _ in (*self.segments, *other.segments)}):
            own, its = self.settings_at(start), other.settings_at(start)
            if own == its:
                continue
            first = self.step.differ_from(own, its) if self.step.differ_from else 0
            if first < FOR_EVER:
                return max(first, start + 1 if start else 0)
        return len(other._states)

    def reach(self, t: int) -> int:
        """Compute up to `t` and return how far the run really goes: a failure or the step's length ends it."""
        goal = min(t, self.step.length)
        while len(self._states) <= goal and self._states[-1].failure is None:
            last = len(self._states) - 1
            state = self.step.advance(self._states[-1], self.settings_at(last))
            self._states.append(self._or_given(last + 1, state))
        return min(goal, len(self._states) - 1)

    @property
    def known(self) -> int:
        """How far it is computed already."""
        return len(self._states) - 1

    def state(self, t: int) -> State:
        return self._states[t]

    def column(self, name: str, t: int) -> np.ndarray:
        """The attribute `name` of the states 0..t, stacked: (t + 1, ...). A view, not to be written to."""
        column = self._columns.setdefault(name, _Column(name))
        return column.upto(self._states, t + 1)


class _Column:
    """One attribute of every state in one growing array, so that a path is a slice and costs nothing to ask for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.filled = 0
        self.values: np.ndarray | None = None

    def upto(self, states: Sequence[State], count: int) -> np.ndarray:
        if self.filled < count:
            first = np.asarray(getattr(states[0], self.name), float)
            if self.values is None or len(self.values) < count:
                grown = np.empty((max(64, 2 * count), *first.shape))
                if self.values is not None:
                    grown[: self.filled] = self.values[: self.filled]
                self.values = grown
            for index in range(self.filled, count):
                self.values[index] = getattr(states[index], self.name)
            self.filled = count
        assert self.values is not None
        return self.values[:count]


@dataclass(frozen=True)
class Moment:
    """A point in a run: what `frame` is a function of."""

    settings: Settings
    t: int
    beat: int
    run: Run
    ghost: Moment | None = None
    branched_at: int | None = None

    @property
    def state(self) -> Any:
        return self.run.state(self.t)

    def history(self, name: str) -> np.ndarray:
        """The attribute `name` of every state up to now, (t + 1, ...)."""
        return self.run.column(name, self.t)

    @property
    def ended(self) -> bool:
        """Whether no further update exists."""
        return self.t == self.run.step.length or self.state.failure is not None


class Player:
    """One step of a lesson being watched: its settings, its branches and where in time we are."""

    def __init__(
        self,
        lesson: Lesson,
        step_id: str,
        changes: Mapping[str, Any] | None = None,
        branches: Sequence[Branch] = (),
    ) -> None:
        self.lesson = lesson
        self.step = lesson.step(step_id)
        self.t = self.beat = 0
        self._begin(lesson.settings(self.step, changes or {}), branches)

    def _begin(self, settings: Settings, branches: Sequence[Branch] = (), before: Run | None = None) -> None:
        checked = tuple(self._check(branch) for branch in branches)
        segments = [(0, settings)]
        for branch in checked:
            segments.append((branch.t, {**segments[-1][1], **branch.changes}))
        run = Run(self.step, segments)
        ghost = Run(self.step, segments[:-1]) if checked else None
        if before is not None:
            for fresh in filter(None, (run, ghost)):
                fresh.adopt(before)
        self.ghost = ghost
        self.branches = checked
        self.base = settings
        self.run = run

    def _check(self, branch: Branch) -> Branch:
        if not 0 <= branch.t <= self.step.length:
            raise Refusal("refusal.no_such_time", t=branch.t, length=self.step.length)
        return Branch(branch.t, self.lesson.validate(branch.changes))

    def continue_from(self, given: Given) -> None:
        """Let a state from outside take its place in the run: what comes after is computed from it."""
        run = Run(self.step, self.run.segments, given)
        if run.reach(given.t) < given.t:
            raise Refusal("refusal.state_out_of_reach", t=given.t)
        self.run = run
        if self.ghost is not None and self.branches[-1].t >= given.t:
            self.ghost = Run(self.step, self.ghost.segments, given)

    @property
    def settings(self) -> Settings:
        """The latest settings, all branches applied."""
        return self.run.segments[-1][1]

    def beats_at(self, t: int) -> int:
        """The beats of the update that leaves t."""
        return self.step.beats_in(self.run.settings_at(t))

    def seek(self, t: int, beat: int = 0) -> None:
        """Go to update `t` (as far as the run goes) and `beat` of it."""
        if t < 0 or not 0 <= beat < self.beats_at(t):
            raise Refusal("refusal.no_such_time", t=t, length=self.step.length)
        reached = self.run.reach(t)
        past_end = reached < t or reached == self.step.length
        self.t, self.beat = reached, 0 if past_end else beat

    def advance(self, n: int = 1) -> None:
        """Go `n` beats on, or back when `n` is negative; stops at either end."""
        t, beat = self.t, self.beat + n
        while beat < 0 < t:
            t -= 1
            beat += self.beats_at(t)
        while t < self.step.length and beat >= self.beats_at(t):
            beat -= self.beats_at(t)
            t += 1
        self.seek(t, max(0, beat) if t < self.step.length else 0)

    def set(self, changes: Mapping[str, Any], branch: bool = False) -> None:
        """Change settings: from the start (the run is computed again up to t), or with `branch` from t on."""
        changes = self.lesson.validate(changes)
        if self.step.remember is not None:
            changes = {**changes, **self.step.remember({**self.settings, **changes})}
        if self.step.follow is not None:
            changes = {**changes, **self.lesson.validate(self.step.follow(self.moment(), changes))}
        beats = self.beats_at(self.t)
        if branch and self.t > 0:
            kept = [earlier for earlier in self.branches if earlier.t < self.t]
            here = {k: v for earlier in self.branches if earlier.t == self.t for k, v in earlier.changes.items()}
            self._begin(self.base, [*kept, Branch(self.t, {**here, **changes})], self.run)
        elif self.branches and self._matters_only_now(changes):
            kept = [Branch(b.t, {k: v for k, v in b.changes.items() if k not in changes}) for b in self.branches]
            self._begin({**self.base, **changes}, kept, self.run)
        else:
            self._begin({**self.settings, **changes}, before=self.run)
        self.seek(self.t, self._beat_among(beats))

    def _matters_only_now(self, changes: Mapping[str, Any]) -> bool:
        """Whether these changes leave all that led here as it was; then the branches stay, too."""
        differ = self.step.differ_from
        return differ is not None and differ(self.settings, {**self.settings, **changes}) >= self.t

    def _beat_among(self, before: int) -> int:
        """The present beat, or the one as far into the update when it is no longer divided into `before` beats."""
        now = self.beats_at(self.t)
        return self.beat if now == before else round(self.beat * (now - 1) / max(1, before - 1))

    def gesture(self, name: str, gesture: Gesture, held: Collection[str] = ()) -> None:
        """Let the lesson turn a gesture into changes of settings; those that are `held` stay as they are."""
        if name not in self.lesson.gestures:
            raise Refusal("refusal.unknown_gesture", name=name)
        changes = self.lesson.gestures[name](self.settings, replace(gesture, moment=self.moment()))
        free = {setting: value for setting, value in changes.items() if setting not in held}
        if free or not changes:
            self.set(free)

    def moment(self) -> Moment:
        """Where we are, with the ghost of the run before the last branch."""
        ghost = None
        if self.ghost is not None and self.t > self.branches[-1].t:
            ghost_t = self.ghost.reach(self.t)
            ghost = Moment(self.ghost.settings_at(ghost_t), ghost_t, 0, self.ghost)
        branched_at = self.branches[-1].t if self.branches else None
        return Moment(self.run.settings_at(self.t), self.t, self.beat, self.run, ghost, branched_at)

    def frame(self) -> Frame:
        """What is on screen now."""
        return self.step.frame(self.moment())
