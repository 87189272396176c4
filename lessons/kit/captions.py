"""What a picture of a run must say so that it can be made again: which lesson and step, what was changed, and t."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .controls import Choice, Control
from .player import Player
from .text import Strings, number, resolve, text
from .words import Words

_MOST_CHARACTERS = 40


def caption(player: Player, words: Words, strings: Strings, *, time: bool = True) -> str:
    """The lesson, the step, the settings that differ from the step's own, the branches and, with `time`, t."""
    step = words.steps[player.step.id].title
    own = player.lesson.settings(player.step, {})
    changed = {name: value for name, value in player.base.items() if value != own[name]}
    parts = [f"nnviz · {words.title} · {step}", *_said(player, changed, strings)]
    for branch in player.branches:
        changes = resolve("caption.and", strings).join(_said(player, branch.changes, strings))
        parts.append(resolve(text("caption.from", t=branch.t, changes=changes), strings))
    return " · ".join([*parts, f"t = {player.t}"] if time else parts)


def _said(player: Player, changes: Mapping[str, Any], strings: Strings) -> list[str]:
    return [f"{_name(player, name, strings)} = {_value(player.lesson.control(name), value, strings)}"
            for name, value in changes.items()]  # fmt: skip


def _name(player: Player, name: str, strings: Strings) -> str:
    """The label of a control as the page has it; of one that has none, its plain name."""
    label = resolve(player.lesson.control(name).label, strings)
    return name if label.startswith("control.") else label


def _value(control: Control, value: Any, strings: Strings) -> str:
    if isinstance(value, bool):
        return resolve("caption.on" if value else "caption.off", strings)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, str):
        said = strings.get(control.key_of(value), value) if isinstance(control, Choice) else value
        return said if len(said) <= _MOST_CHARACTERS else f"{said[:_MOST_CHARACTERS]}…"
    return resolve(text("caption.entries", n=len(value)), strings)
