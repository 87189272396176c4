"""Controls: what a learner may change, declared as data.

Each control knows its range, describes itself to the page as plain data, and refuses what does not fit with a
sentence. A setting is a control's value; together with the seed and t they determine the whole picture.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np

from .errors import Refusal
from .text import Text, number

_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
Settings: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Control:
    """A named value that the learner sets."""

    name: str
    default: Any
    kind: ClassVar[str] = ""

    @property
    def label(self) -> Text:
        return f"control.{self.name}"

    def validate(self, value: Any) -> Any:
        """The value in its own type; raises `Refusal` when it does not fit."""
        raise NotImplementedError

    def describe(self) -> dict[str, Any]:
        """The control as plain data for the page."""
        return {"name": self.name, "kind": self.kind, "default": self.default, "label": self.label}


def _told(value: Any) -> str:
    """A value that was refused, as whoever gave it wrote it: null and true rather than None and True."""
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value)


def _finite(name: str, value: Any) -> float:
    try:
        result = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        result = math.nan
    if not math.isfinite(result):
        raise Refusal("refusal.not_a_number", name=f"control.{name}", value=_told(value))
    return result


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        exact = {"value": _exact(value), "low": _exact(low), "high": _exact(high)}
        raise Refusal("refusal.out_of_range", name=f"control.{name}", **exact)


def _exact(value: float) -> str:
    """All digits: rounded, 2.00001 would not lie between 0 and 2 and yet read as 2."""
    return number(value, ".15g")


@dataclass(frozen=True)
class Slider(Control):
    """A real number in [low, high]; `dragging` names a toggle that the page holds on while a hand drags it."""

    low: float
    high: float
    step: float = 0.01
    scale: str = "linear"
    dragging: str | None = None
    kind: ClassVar[str] = "slider"

    def validate(self, value: Any) -> float:
        result = _finite(self.name, value)
        _within(self.name, result, self.low, self.high)
        return result

    def describe(self) -> dict[str, Any]:
        return {
            **super().describe(),
            "low": self.low,
            "high": self.high,
            "step": self.step,
            "scale": self.scale,
            **({"dragging": self.dragging} if self.dragging else {}),
        }


@dataclass(frozen=True)
class Integer(Control):
    """A whole number in [low, high]."""

    low: int
    high: int
    kind: ClassVar[str] = "integer"

    def validate(self, value: Any) -> int:
        result = _finite(self.name, value)
        if not result.is_integer():
            raise Refusal("refusal.not_whole", name=f"control.{self.name}", value=_told(value))
        _within(self.name, result, self.low, self.high)
        return int(result)

    def describe(self) -> dict[str, Any]:
        return {**super().describe(), "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Seed(Integer):
    """The seed of everything random in a run."""

    low: int = 0
    high: int = 2**31 - 1
    kind: ClassVar[str] = "seed"


@dataclass(frozen=True)
class Choice(Control):
    """One of a few named options.

    The option `marked` may say after a colon which one of its kind is meant: a table of the learner's own ("own:3f9c").
    """

    options: tuple[str, ...]
    marked: str | None = None
    kind: ClassVar[str] = "choice"

    def validate(self, value: Any) -> str:
        option, _, mark = str(value).partition(":")
        means_one = bool(mark) and option == self.marked and len(mark) <= 16 and mark.isalnum() and mark.isascii()
        if value not in self.options and not means_one:
            listed = ", ".join(self.options)
            raise Refusal("refusal.unknown_option", name=f"control.{self.name}", value=_told(value), options=listed)
        return str(value)

    def describe(self) -> dict[str, Any]:
        options = [{"value": option, "label": self.key_of(option)} for option in self.options]
        marked = {"marked": self.marked} if self.marked else {}
        return {**super().describe(), "options": options, **marked}

    def key_of(self, option: str) -> str:
        """The key of an option's name; of one that has kinds it is no other control's, too."""
        return f"option.{self.name}_{option}" if option == self.marked else f"option.{option}"


@dataclass(frozen=True)
class Toggle(Control):
    """On or off."""

    default: bool = False
    kind: ClassVar[str] = "toggle"

    def validate(self, value: Any) -> bool:
        if value in (True, False, 0, 1):
            return bool(value)
        raise Refusal("refusal.not_a_switch", name=f"control.{self.name}", value=_told(value))


@dataclass(frozen=True)
class Writing(Control):
    """A line of text that the learner writes, of at most `most` characters."""

    default: str = ""
    most: int = 120
    kind: ClassVar[str] = "text"

    def validate(self, value: Any) -> str:
        if not isinstance(value, str) or not value.isprintable():
            raise Refusal("refusal.not_text", name=f"control.{self.name}")
        if len(value) > self.most:
            raise Refusal("refusal.too_long", name=f"control.{self.name}", count=len(value), most=self.most)
        return value

    def describe(self) -> dict[str, Any]:
        return {**super().describe(), "most": self.most}


@dataclass(frozen=True)
class Pairs(Control):
    """A short list of points (x, y), kept in the address but edited in a figure rather than by a widget."""

    default: tuple[tuple[float, float], ...] = ()
    low: float = -10.0
    high: float = 10.0
    least: int = 0
    most: int = 60
    kind: ClassVar[str] = "pairs"

    def validate(self, value: Any) -> tuple[tuple[float, float], ...]:
        if not isinstance(value, Iterable) or isinstance(value, str):
            raise Refusal("refusal.not_pairs", name=f"control.{self.name}")
        pairs = tuple(self._pair(item) for item in value)
        if not self.least <= len(pairs) <= self.most:
            raise Refusal(
                "refusal.another_number" if self.least == self.most else "refusal.too_many_or_few",
                name=f"control.{self.name}",
                count=len(pairs),
                least=self.least,
                most=self.most,
            )
        return pairs

    def _pair(self, item: Any) -> tuple[float, float]:
        if not isinstance(item, Iterable) or isinstance(item, str) or len(pair := tuple(item)) != 2:
            raise Refusal("refusal.not_pairs", name=f"control.{self.name}")
        x, y = (_finite(self.name, number) for number in pair)
        _within(self.name, x, self.low, self.high)
        _within(self.name, y, self.low, self.high)
        return x, y

    def describe(self) -> dict[str, Any]:
        return {**super().describe(), "low": self.low, "high": self.high, "least": self.least, "most": self.most}


@dataclass(frozen=True)
class Edits(Control):
    """What was changed by hand in a run: rows (t, group, place, value), kept in the address like a list of points.

    At time t the number at `place` (the lesson says what that means) becomes `value`. Rows of one group were changed
    together and are undone together. So a run with edits is still a function of its settings.
    """

    default: tuple[tuple[float, float, float, float], ...] = ()
    low: float = -1e6
    high: float = 1e6
    most: int = 20_000
    kind: ClassVar[str] = "edits"

    def validate(self, value: Any) -> tuple[tuple[int, int, int, float], ...]:
        if not isinstance(value, Iterable) or isinstance(value, str):
            raise Refusal("refusal.not_edits", name=f"control.{self.name}")
        rows = tuple(value)
        if len(rows) > self.most:
            raise Refusal("refusal.too_many_edits", name=f"control.{self.name}", count=len(rows), most=self.most)
        table = self._table(rows)
        new = table[:, 3]
        for strange in new[~((self.low <= new) & (new <= self.high))]:
            _within(self.name, _finite(self.name, strange), self.low, self.high)
        return tuple((int(t), int(group), int(place), value) for t, group, place, value in table.tolist())

    def _table(self, rows: tuple[Any, ...]) -> np.ndarray:
        """The rows as an array (n, 4): they may be many, and each change by hand brings all of them."""
        try:
            table = np.array(rows or np.empty((0, 4)), float)
        except (TypeError, ValueError, OverflowError):
            table = np.empty(0)
        if table.shape == (len(rows), 4):
            whole = table[:, :3]
            if np.isfinite(whole).all() and (whole >= 0).all() and (whole == np.floor(whole)).all():
                return table
        raise Refusal("refusal.not_edits", name=f"control.{self.name}")

    def describe(self) -> dict[str, Any]:
        return {**super().describe(), "shape": "pairs", "width": 4, "counts": 3, "low": self.low, "high": self.high,
                "most": self.most}  # fmt: skip


@dataclass(frozen=True)
class Packed(Control):
    """A document packed to a word (`packing.py`), kept in the address and brought by the page: no widget.

    The lesson unpacks it and refuses what it does not understand; "" is none.
    """

    default: str = ""
    most: int = 100_000
    kind: ClassVar[str] = "packed"

    def validate(self, value: Any) -> str:
        if not isinstance(value, str) or len(value) > self.most or not set(value) <= _LETTERS:
            raise Refusal("refusal.not_packed", name=f"control.{self.name}")
        return value

    def describe(self) -> dict[str, Any]:
        return {**super().describe(), "most": self.most}


@dataclass(frozen=True)
class Action(Control):
    """A button. It has no value: pressing it sends the gesture of the same name."""

    default: None = None
    kind: ClassVar[str] = "action"

    def validate(self, value: Any) -> None:
        if value is not None:
            raise Refusal("refusal.a_button", name=f"control.{self.name}")
