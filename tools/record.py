"""Record the catalogue and the first picture of every step, so that a reader sees them before Python has loaded.

A recording is what the engine itself answers: the descriptions of all lessons, and for each step description, header
and buffer. It is made from the lessons, never by hand; a test makes each one again and compares.
"""

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.paths import ROOT

RECORDED = ROOT / "static" / "recorded"


def recordings() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each step's file and what belongs into it, and the catalogue of all lessons."""
    from lessons.catalogue import LESSON_IDS, load
    from lessons.session import Session

    descriptions = [load(lesson_id).describe() for lesson_id in LESSON_IDS]
    yield RECORDED / "lessons.json", {"lessons": descriptions}
    for lesson_id, description in zip(LESSON_IDS, descriptions, strict=True):
        for step in description["steps"]:
            answer, buffer = Session().handle({"do": "open", "lesson": lesson_id, "step": step["id"]})
            if not answer["ok"]:
                raise RuntimeError(f"{lesson_id}/{step['id']} does not open: {answer['detail'] or answer['error']}")
            content = {
                "description": description,
                "header": answer["frame"],
                "buffer": base64.b64encode(buffer.astype("<f4").tobytes()).decode(),
            }
            yield RECORDED / lesson_id / f"{step['id']}.json", content


def main(arguments: list[str]) -> int:
    """Write the recordings; those of steps that no longer exist are removed."""
    written = set()
    for path, content in recordings():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        written.add(path)
    for path in set(RECORDED.glob("*/*.json")) - written:
        path.unlink()
    print(f"recorded {len(written) - 1} steps in {RECORDED.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
