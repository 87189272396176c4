"""What leaves the page and comes back into it: states, programs, tables and pictures, as answers of a session.

None of it is needed to follow a lesson, so the page brings this file (and what it imports) when the first export is
asked for. Each function answers one request; what is text is in the answer, what is bytes in its buffer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from .catalogue import load
from .kit import captions, sheets, states, takehome
from .kit.errors import Refusal
from .kit.figures import Figure
from .kit.packages import need
from .kit.player import Branch, Player
from .kit.words import LANGUAGES, read_strings, read_words
from .models.borrowed import BORROWED
from .models.tables import keep_packed, own_names, packed, table
from .session import Answer, Request, Session

NOTHING = np.empty(0, np.float32)
FORMATS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
PROGRAMS: dict[str, Callable[..., str]] = {"py": takehome.script, "ipynb": takehome.notebook}
ROWS_AT_ONCE = 50
MOST_CARRIED = 1_000_000
"""Bytes of a learner's own table, packed, that a program carries."""


def state(session: Session, request: Request) -> Answer:
    """The document of the present state, and the part of it that an address needs, packed."""
    document = states.document(session.player)
    return {"ok": True, "document": document, "packed": states.pack(document)}, NOTHING


def place(session: Session, request: Request) -> Answer:
    """Where the document in a file leads: what an address says, checked, and the packed state."""
    found = states.read(request.get("text"))
    lesson = load(str(found.get("lesson")))
    step = lesson.step(str(found.get("step")))
    settings, branches = found.get("settings"), found.get("branches")
    if not isinstance(settings, dict) or not isinstance(branches, list):
        raise Refusal("refusal.state_damaged")
    player = Player(lesson, step.id, settings, [_branch(one) for one in branches])
    given = states.given(player, found)
    own = lesson.settings(step, {})
    changed = {name: value for name, value in player.base.items() if value != own[name]}
    beat = found.get("beat")
    return {
        "ok": True,
        "lesson": lesson.id,
        "step": step.id,
        "settings": changed,
        "branches": [{"t": branch.t, "changes": dict(branch.changes)} for branch in player.branches],
        "t": given.t,
        "beat": beat if type(beat) is int and 0 <= beat < step.beats_in(player.settings) else 0,
        "packed": states.pack(found),
    }, NOTHING


def _branch(found: Any) -> Branch:
    if not isinstance(found, dict) or type(found.get("t")) is not int or not isinstance(found.get("changes"), dict):
        raise Refusal("refusal.state_damaged")
    return Branch(found["t"], found["changes"])


def receive(player: Player, packed: Any) -> None:
    """Let a player go on from the state in an address."""
    player.continue_from(states.given(player, states.unpack(packed)))


def program(session: Session, request: Request) -> Answer:
    """The run up to now as a program to take home."""
    write = PROGRAMS.get(str(request.get("format")))
    if write is None:
        raise Refusal("refusal.unknown_format", format=str(request.get("format")), formats=", ".join(PROGRAMS))
    words, strings = _words(session.player, request)
    return {"ok": True, "text": write(session.player, words, strings, luggage(session.player))}, NOTHING


def luggage(player: Player) -> takehome.Luggage:
    """What the run of this player needs beside NumPy: scikit-learn for a model of it, a table of the learner's own."""
    said = [player.base, *(branch.changes for branch in player.branches)]
    packages = ("scikit-learn",) if any(settings.get("model") in BORROWED for settings in said) else ()
    own = [name for name in own_names() if any(settings.get("table") == name for settings in said)]
    if not own:
        return takehome.Luggage(packages)
    data = packed(table(own[0]))
    if len(data) > MOST_CARRIED:
        raise Refusal("refusal.table_too_large_to_carry", megabytes=len(data) / 1e6, most=MOST_CARRIED / 1e6)
    return takehome.Luggage(packages, data, keep_packed)


def run_sheet(session: Session, request: Request) -> Answer:
    """Rows of the run as CSV, some at a time so that the page can tell how far it is; `next` is null at the end."""
    player = session.player
    first = int(request.get("first") or 0)
    last = min(first + ROWS_AT_ONCE - 1, player.step.length)
    columns = sheets.run_columns(player)
    text = ("" if first else sheets.run_head(columns)) + sheets.run_lines(player, first, last, columns)
    ends = player.run.reach(last) < last or last == player.step.length
    return {"ok": True, "text": text, "next": None if ends else last + 1, "length": player.step.length}, NOTHING


def caption(session: Session, request: Request) -> Answer:
    """Which lesson, step and settings a film of this run shows."""
    return {"ok": True, "text": captions.caption(session.player, *_words(session.player, request), time=False)}, NOTHING


def sheet(session: Session, request: Request) -> Answer:
    """All numbers of a figure as CSV."""
    _, strings = _words(session.player, request)
    return {"ok": True, "text": sheets.figure_sheet(session.figure(request), strings)}, NOTHING


def picture(session: Session, request: Request) -> Answer:
    """A figure as a picture file, drawn by matplotlib, with a caption that says how to make it again."""
    form = str(request.get("format"))
    if form not in FORMATS:
        raise Refusal("refusal.unknown_format", format=form, formats=", ".join(FORMATS))
    figure = _turned(session.figure(request), request.get("camera"))
    need("matplotlib")
    from .kit.paper import render  # imports a renderer that is there only now

    words, strings = _words(session.player, request)
    theme = "dark" if request.get("theme") == "dark" else "light"
    below = captions.caption(session.player, words, strings)
    data = render(figure, strings, format=form, theme=theme, caption=below)
    return {"ok": True, "type": FORMATS[form]}, np.frombuffer(data, np.uint8)


def _turned(figure: Figure, camera: Any) -> Figure:
    """A space as the reader has turned it."""
    if figure.kind != "space" or not isinstance(camera, dict):
        return figure
    return replace(figure, camera=(float(camera["azimuth"]), float(camera["elevation"])))


def _words(player: Player, request: Request) -> tuple[Any, Any]:
    language = request.get("lang")
    language = language if language in LANGUAGES else LANGUAGES[0]
    return read_words(player.lesson.folder, language), read_strings(player.lesson.folder, language)


VERBS: dict[str, Callable[[Session, Request], Answer]] = {
    "state": state,
    "place": place,
    "program": program,
    "run-sheet": run_sheet,
    "caption": caption,
    "sheet": sheet,
    "picture": picture,
}
