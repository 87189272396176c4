"""One learner's session: requests in, frames out.

This is the engine without the browser. A request is plain data with a verb under "do"; the answer is plain data and a
float32 buffer. Whatever goes wrong comes back as a sentence, and the state before the request is still there.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from copy import copy
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np

from .catalogue import LESSON_IDS, load
from .kit.errors import PackagesNeeded, Refusal
from .kit.figures import Figure, tables
from .kit.lesson import Gesture
from .kit.player import Branch, Player
from .kit.text import Text, text
from .kit.wire import Packer

Request: TypeAlias = Mapping[str, Any]
Answer: TypeAlias = tuple[dict[str, Any], np.ndarray]

_NO_ARRAYS = np.empty(0, np.float32)


class Session:
    """Holds the player of the step that is open, and what the page has already been sent."""

    def __init__(self) -> None:
        self._player: Player | None = None
        self._packer = Packer()

    def handle(self, request: Request) -> Answer:
        """Answer one request; never raises."""
        try:
            verb = request.get("do")
            if verb not in _VERBS:
                raise Refusal("refusal.unknown_request", request=str(verb), known=", ".join(_VERBS))
            with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges is a lesson, not a warning
                return _VERBS[verb](self, request)
        except PackagesNeeded as needed:
            wanted = {"needs": needed.names, "parts": needed.parts, "modules": needed.modules, "bytes": needed.size}
            return {**_failed(needed.text), **wanted}, _NO_ARRAYS
        except Refusal as refusal:
            return _failed(refusal.text), _NO_ARRAYS
        except Exception as error:  # the learner reads a sentence; the page keeps the details for whoever mends it
            summary = text("error.python", what=f"{type(error).__name__}: {error}")
            return _failed(summary, traceback.format_exc()), _NO_ARRAYS

    @property
    def player(self) -> Player:
        if self._player is None:
            raise Refusal("refusal.nothing_open")
        return self._player

    def _lessons(self, request: Request) -> Answer:
        return {"ok": True, "lessons": [load(lesson_id).describe() for lesson_id in LESSON_IDS]}, _NO_ARRAYS

    def _open(self, request: Request) -> Answer:
        lesson = load(request["lesson"])
        branches = [Branch(int(branch["t"]), branch["changes"]) for branch in request.get("branches", ())]
        step_id = request.get("step") or lesson.steps[0].id
        player = Player(lesson, step_id, request.get("settings") or {}, branches)
        try:
            if request.get("given"):
                import_module("lessons.exports").receive(player, request["given"])
            player.seek(int(request.get("t") or 0), int(request.get("beat") or 0))
            return self._show(player, Packer())
        except Exception as error:
            if request.get("given") and not isinstance(error, Refusal):  # no run of ours comes to such numbers
                raise Refusal("refusal.state_damaged") from error
            raise

    def _set(self, request: Request) -> Answer:
        return self._after(lambda player: player.set(request["changes"], bool(request.get("branch"))))

    def _advance(self, request: Request) -> Answer:
        return self._after(lambda player: player.advance(int(request.get("n", 1))))

    def _seek(self, request: Request) -> Answer:
        return self._after(lambda player: player.seek(int(request["t"]), int(request.get("beat") or 0)))

    def _gesture(self, request: Request) -> Answer:
        x, y = (float(request.get(axis) or 0) for axis in "xy")
        unit = float(request.get("unit") or Gesture.unit)
        gesture = Gesture(int(request.get("index") or 0), x, y, request.get("phase", "end") == "end", unit=unit)
        held = frozenset(request.get("held") or ())
        return self._after(lambda player: player.gesture(request["name"], gesture, held))

    def figure(self, request: Request) -> Figure:
        """The figure on screen that a request names."""
        figures = {figure.id: figure for figure in self.player.frame().figures}
        if request.get("figure") not in figures:
            raise Refusal("refusal.unknown_figure", figure=str(request.get("figure")), figures=", ".join(figures))
        return figures[request["figure"]]

    def _carry(self, request: Request) -> Answer:
        player = self.player
        if player.step.carry is None:
            raise Refusal("refusal.no_network_here")
        return {"ok": True, "carried": player.step.carry(player.moment())}, _NO_ARRAYS

    def _table(self, request: Request) -> Answer:
        return {"ok": True, "tables": tables(self.figure(request))}, _NO_ARRAYS

    def _export(self, request: Request) -> Answer:
        """What is saved, shared or taken home; the page brings the code for it when it is first asked for."""
        return import_module("lessons.exports").VERBS[request["do"]](self, request)

    def _own_table(self, request: Request) -> Answer:
        """A table of the learner's own; likewise."""
        return import_module("lessons.own_tables").VERBS[request["do"]](self, request)

    def _after(self, act: Callable[[Player], None]) -> Answer:
        """The frame after `act`, tried on a copy: whatever fails leaves the player as it was."""
        trial = copy(self.player)
        act(trial)
        return self._show(trial, self._packer)

    def _show(self, player: Player, packer: Packer) -> Answer:
        header, buffer = packer.pack(player)
        self._player, self._packer = player, packer
        return {"ok": True, "frame": header}, buffer


_VERBS: dict[str, Callable[[Session, Request], Answer]] = {
    "lessons": Session._lessons,
    "open": Session._open,
    "set": Session._set,
    "advance": Session._advance,
    "seek": Session._seek,
    "gesture": Session._gesture,
    "table": Session._table,
    "carry": Session._carry,
    **dict.fromkeys(("state", "place", "program", "run-sheet", "caption", "sheet", "picture"), Session._export),
    **dict.fromkeys(("own-begin", "own-piece", "own-preview", "own-read", "own-use", "own-forget"), Session._own_table),
}


def _failed(sentence: Text, detail: str = "") -> dict[str, Any]:
    return {"ok": False, "error": sentence, "detail": detail}
