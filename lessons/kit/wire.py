"""Frames on their way to the page: one JSON text and one flat array.

Drawing needs few changes from tick to tick. `Packer` remembers what it sent last and sends the settings and the
structure of the figures only when they differ, and of the channels only those that changed, as slices of one float32
array (pixels need no more; read-outs stay float64). Numbers too large for that, of a run that explodes, go along as
they are. Figures that reuse the same array object cost nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .controls import Settings
from .figures import Frame
from .player import Player

_Key = tuple[int, int, str]


class Packer:
    """Turns frames into (header, buffer), sending only what changed since the last one."""

    def __init__(self) -> None:
        self._structure: list[dict[str, Any]] | None = None
        self._settings: Settings | None = None
        self._sent: dict[_Key, tuple[np.ndarray, bytes]] = {}
        self._wide: set[_Key] = set()  # channels whose numbers did not fit: their bytes tell nothing

    def pack(self, player: Player) -> tuple[dict[str, Any], np.ndarray]:
        """The header (plain data) and the float32 buffer of the player's present frame."""
        frame = player.frame()
        header = _header(player, frame)
        if player.settings is self._settings:
            del header["settings"]  # what was changed by hand may be long
        self._settings = player.settings
        structure = [figure.structure() for figure in frame.figures]
        if structure != self._structure:
            self._structure, self._sent = structure, {}
            header["figures"] = structure
        with np.errstate(over="ignore"):
            header["updates"], buffer = self._changes(frame)
        return header, buffer

    def _changes(self, frame: Frame) -> tuple[list[list[Any]], np.ndarray]:
        """What differs as the page would get it: bytes are compared, which is quick and takes NaN for NaN."""
        updates, parts, offset = [], [], 0
        for key, values in _channels(frame):
            last, sent = self._sent.get(key, (None, None))
            if last is values:
                continue
            raw = values.astype(np.float32, copy=False).tobytes()
            self._sent[key] = values, raw
            if raw == sent and key not in self._wide and last is not None and last.shape == values.shape:
                continue
            updates.append([*key, offset, values.shape])
            parts.append(raw)
            offset += values.size
        flat = np.frombuffer(b"".join(parts), np.float32)
        self._wide.clear()
        if np.isinf(flat).any():
            updates = [self._with_wide_numbers(update, flat) for update in updates]
            flat = np.where(np.isinf(flat), np.float32(np.nan), flat)
        return updates, flat

    def _with_wide_numbers(self, update: list[Any], flat: np.ndarray) -> list[Any]:
        """The update, with all its numbers as they are (None for what is none) if one is too large for `flat`."""
        f, m, name, offset, _ = update
        values = self._sent[f, m, name][0]
        if not np.isinf(flat[offset : offset + values.size]).any():
            return update
        self._wide.add((f, m, name))
        return [*update, [float(value) if np.isfinite(value) else None for value in values.ravel()]]


def _channels(frame: Frame):
    for f, figure in enumerate(frame.figures):
        for m, mark in enumerate(figure.marks):
            for name, values in mark.channels.items():
                yield (f, m, name), values


def _header(player: Player, frame: Frame) -> dict[str, Any]:
    step = player.step
    return {
        "lesson": player.lesson.id,
        "step": step.id,
        "t": player.t,
        "beat": player.beat,
        "length": step.length,
        "beats": player.beats_at(player.t),
        "ended": player.moment().ended,
        "settings": dict(player.settings),
        "branches": [{"t": branch.t, "changes": dict(branch.changes)} for branch in player.branches],
        "readouts": _finite(frame.readouts),
        "readout_labels": {name: f"readout.{name}" for name in frame.readouts},
        "shown": frame.shown,
        "live": _finite(frame.live),
        "formulas": frame.formulas,
        "code": frame.code and vars(frame.code),
        "message": frame.message and vars(frame.message),
        "goal": frame.goal and vars(frame.goal),
        "disabled": frame.disabled,
        "absent": frame.absent,
        **({"standing": frame.standing} if frame.standing else {}),
        "limits": {name: most(player.settings) for name, most in player.lesson.limits.items() if name in step.controls},
        "summaries": [figure.summary for figure in frame.figures],
        **({"given": player.run.given.t} if player.run.given else {}),
    }


def _finite(numbers: dict[str, float]) -> dict[str, float | None]:
    return {name: float(value) if np.isfinite(value) else None for name, value in numbers.items()}
