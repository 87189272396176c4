"""The words of a lesson, read from its `en.md` or `zh.md`.

A words file is Markdown that people edit: a title, one sentence, the minutes it takes, a `## id: title` section for
each step, and a last section `## strings` with the short texts (axis names, figure titles, summaries) that Python
refers to by key. The page reads the same files before Python has loaded.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("en", "zh")
_KIT = Path(__file__).parent
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class StepWords:
    """Title and Markdown of one step."""

    title: str
    markdown: str


@dataclass(frozen=True)
class Words:
    """All that a lesson says in one language."""

    title: str
    sentence: str
    minutes: int
    steps: dict[str, StepWords]
    strings: dict[str, str]


def parse_words(source: str) -> Words:
    """Read a words file; `ValueError` names the part that is missing."""
    head, *sections = _SECTION.split(source)
    title, sentence, minutes = _parse_head(head)
    steps, strings = {}, {}
    for name, body in zip(sections[::2], sections[1::2], strict=True):
        if name.strip() == "strings":
            strings = _parse_strings(body)
        else:
            identifier, _, heading = name.partition(":")
            steps[identifier.strip()] = StepWords(heading.strip(), body.strip())
    return Words(title, sentence, minutes, steps, strings)


def _parse_head(head: str) -> tuple[str, str, int]:
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    if len(lines) < 3 or not lines[0].startswith("# ") or not lines[-1].startswith("minutes:"):
        raise ValueError("a words file begins with '# title', one sentence and 'minutes: n'")
    return lines[0][2:], " ".join(lines[1:-1]), int(lines[-1].partition(":")[2])


def _parse_strings(body: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in body.splitlines() if "=" in line)
    return {key.strip(): value.strip() for key, _, value in pairs}


def read_words(folder: Path, language: str) -> Words:
    """The words of the lesson in `folder`."""
    return parse_words((folder / f"{language}.md").read_text(encoding="utf-8"))


def read_notes(folder: Path, language: str) -> dict[str, list[str]]:
    """What a teacher may say in each step of the lesson in `folder`: paragraphs, by the step's id."""
    _, *sections = _SECTION.split((folder / f"notes.{language}.md").read_text(encoding="utf-8"))
    paragraphs = ([part.strip() for part in body.split("\n\n") if part.strip()] for body in sections[1::2])
    return dict(zip((name.strip() for name in sections[::2]), paragraphs, strict=True))


def read_strings(folder: Path, language: str) -> dict[str, str]:
    """Every short text a lesson's frames may refer to: the kit's own, then the lesson's, which win."""
    kit = json.loads((_KIT / f"{language}.json").read_text(encoding="utf-8"))
    return {**kit, **read_words(folder, language).strings}
