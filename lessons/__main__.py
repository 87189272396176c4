"""The lessons without a browser: `python -m lessons` lists them, `python -m lessons ID` prints a frame.

The same Python computes the same numbers here and in the page, so a figure or a read-out can be had in a terminal, in
a notebook or in a test.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

try:
    import numpy as np
except ModuleNotFoundError:
    sys.exit("The lessons need NumPy: pip install -e '.[paper]', or call them with .venv/bin/python after a test run.")

from .catalogue import LESSON_IDS, load
from .kit.captions import caption
from .kit.errors import Refusal
from .kit.figures import Frame
from .kit.lesson import Lesson
from .kit.paper import render
from .kit.player import Player
from .kit.text import number, resolve
from .kit.words import LANGUAGES, read_strings, read_words


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = _parser().parse_args(argv)
    try:
        if options.lesson is None:
            _list(options.lang)
        else:
            _show(options)
        sys.stdout.flush()
        return 0
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Refusal as refusal:
        asked = options.lesson if options.lesson in LESSON_IDS else LESSON_IDS[0]
        folder = load(asked).folder  # what is refused has its name there
        print(resolve(refusal.text, read_strings(folder, options.lang)), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lessons", description="List the lessons, or compute a frame.")
    parser.add_argument("lesson", nargs="?", help="the lesson's id; without it the lessons are listed")
    parser.add_argument("--step", help="the step's id; default: the first in which time passes for t > 0")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting (repeatable)")
    parser.add_argument("--t", type=int, default=0, help="updates made (default 0)")
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("--json", action="store_true", help="print the read-outs as JSON")
    parser.add_argument("--figures", type=Path, metavar="DIR", help="write each figure as PNG and SVG")
    return parser


def _list(language: str) -> None:
    for lesson_id in LESSON_IDS:
        words = read_words(load(lesson_id).folder, language)
        print(f"{lesson_id:20} {words.title} ({words.minutes} min)\n{'':20} {words.sentence}")


def _show(options: argparse.Namespace) -> None:
    lesson = load(options.lesson)
    player = Player(lesson, options.step or _default_step(lesson, options.t), _changes(options.set))
    if options.t > player.step.length:
        raise Refusal("refusal.no_such_time", t=options.t, length=player.step.length)
    with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges is a lesson, not a warning
        player.seek(options.t)
        frame = player.frame()
    strings = read_strings(lesson.folder, options.lang)
    if options.json:
        print(json.dumps(_plain(player, frame), indent=2, allow_nan=False))
    else:
        _print_frame(player, frame, strings)
    if options.figures:
        try:
            below = caption(player, read_words(lesson.folder, options.lang), strings)
            _write_figures(options.figures, player, frame, strings, below)
        except (OSError, ModuleNotFoundError) as error:
            raise Refusal("error.figures", why=str(error)) from error


def _default_step(lesson: Lesson, t: int) -> str:
    """The first step that reaches t; the longest one if none does."""
    longest = max(lesson.steps, key=lambda step: step.length)
    return next((step.id for step in lesson.steps if step.length >= t and step.beats == 1), longest.id)


def _changes(pairs: list[str]) -> dict[str, object]:
    changes = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Refusal("refusal.no_value", given=pair)
        try:
            changes[name] = json.loads(value)
        except json.JSONDecodeError:
            changes[name] = value
    return changes


def _plain(player: Player, frame: Frame) -> dict[str, object]:
    readouts = {name: float(value) if np.isfinite(value) else None for name, value in frame.readouts.items()}
    return {"lesson": player.lesson.id, "step": player.step.id, "t": player.t, "readouts": readouts}


def _print_frame(player: Player, frame: Frame, strings: dict[str, str]) -> None:
    print(f"{player.lesson.id}/{player.step.id}  t = {player.t}")
    for name, value in frame.readouts.items():
        print(f"  {name:16} {number(value)}")
    for figure in frame.figures:
        print(f"  [{figure.id}] {resolve(figure.title, strings)}: {resolve(figure.summary, strings)}")
    if frame.message is not None:
        print(f"  {resolve(frame.message.text, strings)}")


def _write_figures(folder: Path, player: Player, frame: Frame, strings: dict[str, str], below: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for figure in frame.figures:
        for format in ("png", "svg"):
            path = folder / f"{player.step.id}-{figure.id}.{format}"
            path.write_bytes(render(figure, strings, format=format, caption=below))
            print(path, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
