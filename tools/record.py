"""`python3 -m tools record`: the catalogue and the first picture of every step, to be seen before Python has loaded.

A recording is what the engine itself answers: the descriptions of all lessons, and for each step description, header
and buffer. It is made from the lessons, never by hand; a test makes each one again and compares.
"""

import argparse
import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.errors import ToolError
from tools.imports import modules_behind
from tools.paths import ROOT

if TYPE_CHECKING:
    from lessons.kit.lesson import Lesson

RECORDED = ROOT / "static" / "recorded"


def engine_files() -> list[str]:
    """What the worker needs before any lesson: the files behind the engine (PyScript fetches the engine itself)."""
    engine = ROOT / "lessons" / "engine.py"
    packages = {ROOT / package / "__init__.py" for package in ("lessons", "nnviz_core")}
    return _names((modules_behind(engine) | packages) - {engine})


def lesson_files(lesson: "Lesson") -> list[str]:
    """What a lesson needs besides: its own files, those of the core, and the data sets it names."""
    package = lesson.folder / "__init__.py"
    if not package.is_file():
        raise ToolError(f"{package.relative_to(ROOT)} is missing: a lesson is a package; one sentence in it is enough.")
    behind = modules_behind(lesson.folder / "lesson.py") | {package}
    data = [f"static/data/{name}.json" for name in lesson.data]
    return [name for name in _names(behind) if name not in engine_files()] + data


def export_files() -> list[str]:
    """What the worker needs besides when something is saved or shared for the first time."""
    return _later_files("exports.py", ROOT / "lessons" / "kit" / "roles.json")


def own_files() -> list[str]:
    """What the worker needs besides when a learner first opens a table."""
    return _later_files("own_tables.py")


def _later_files(entry: str, *others: Path) -> list[str]:
    """The files behind a module of `lessons` that the engine brings when it is first asked for."""
    had = {*engine_files(), "lessons/engine.py"}
    return [name for name in _names(modules_behind(ROOT / "lessons" / entry) | {*others}) if name not in had]


def _names(paths: set[Path]) -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for path in paths)


def recordings() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each step's file and what belongs into it, and the catalogue of all lessons."""
    from lessons.catalogue import LESSON_IDS, load
    from lessons.session import Session

    lessons = [load(lesson_id) for lesson_id in LESSON_IDS]
    descriptions = [{**lesson.describe(), "files": lesson_files(lesson)} for lesson in lessons]
    yield RECORDED / "lessons.json", {"lessons": descriptions}
    yield RECORDED / "exports.json", {"files": export_files()}
    yield RECORDED / "own.json", {"files": own_files()}
    for lesson_id, description in zip(LESSON_IDS, descriptions, strict=True):
        for step in description["steps"]:
            answer, buffer = Session().handle({"do": "open", "lesson": lesson_id, "step": step["id"]})
            if not answer["ok"]:
                raise RuntimeError(f"{lesson_id}/{step['id']} does not open: {answer['detail'] or answer['error']}")
            content = {
                "header": answer["frame"],
                "buffer": base64.b64encode(buffer.astype("<f4").tobytes()).decode(),
            }
            yield RECORDED / lesson_id / f"{step['id']}.json", content


def main(arguments: list[str]) -> int:
    """Write the recordings; those of steps that no longer exist are removed."""
    argparse.ArgumentParser(prog="python3 -m tools record", description=__doc__).parse_args(arguments)
    written = set()
    for path, content in recordings():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        written.add(path)
    for path in set(RECORDED.glob("*/*.json")) - written:
        path.unlink()
    print(
        f"recorded {len([path for path in written if path.parent != RECORDED])} steps in {RECORDED.relative_to(ROOT)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
