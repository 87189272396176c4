"""A teacher finds notes for every step in both languages: what to say, what to ask, what to expect."""

import re
from pathlib import Path

import pytest

from lessons.catalogue import LESSON_IDS, load
from lessons.kit.words import LANGUAGES, read_notes

BEGINNINGS = {"en": ("Ask: ", "Expect: "), "zh": ("提问：", "留意：")}
LONGEST = 700


def faults(notes: dict[str, list[str]], steps: list[str], language: str) -> list[str]:
    """What is wrong with the notes of a lesson."""
    found = [] if list(notes) == steps else [f"the steps are {list(notes)}, not {steps}"]
    for step, paragraphs in notes.items():
        said = "\n".join(paragraphs)
        for beginning in BEGINNINGS[language]:
            if sum(paragraph.startswith(beginning) for paragraph in paragraphs) != 1:
                found.append(f"{step}: not one paragraph begins with {beginning}")
        if len(said) > LONGEST:
            found.append(f"{step}: {len(said)} characters")
        if re.search(r"[*_$`#<]", said):
            found.append(f"{step}: markup")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson_id", LESSON_IDS)
def test_every_step_has_notes(lesson_id: str, language: str):
    lesson = load(lesson_id)
    assert faults(read_notes(lesson.folder, language), [step.id for step in lesson.steps], language) == []


def test_faults_are_found(tmp_path: Path):
    (tmp_path / "notes.en.md").write_text("## one\nSay *this*.\n\nAsk: what?\n", "utf-8")
    found = faults(read_notes(tmp_path, "en"), ["one", "two"], "en")
    assert len(found) == 3, found
