"""`python3 -m tools bench`: measure, say it as a table, keep it as JSON.

A benchmark is never a test: it fails nothing, because a machine that is busy is not broken.
"""

import argparse
import importlib
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Error

from tools.benchmarks.measure import Measure, Options
from tools.chromium import find_chromium
from tools.errors import ToolError
from tools.fetch import fetch
from tools.lock import read_lock

BENCHMARKS = {
    "start": "tools.benchmarks.start",
    "offline": "tools.benchmarks.offline",
    "frames": "tools.benchmarks.frames",
    "answers": "tools.benchmarks.answers",
    "core": "tools.benchmarks.core",
    "explain": "tools.benchmarks.explain",
    "classroom": "tools.benchmarks.classroom",
}


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all of them."""
    asked = _parser().parse_args(arguments)
    fetch(read_lock())
    options = Options(asked.runs, find_chromium(sys.executable))
    results: dict[str, list[Measure]] = {}
    for name in asked.names or BENCHMARKS:
        print(f"== {name}", file=sys.stderr, flush=True)
        results[name] = _run(name, options)
        print(table(results[name]), file=sys.stderr, flush=True)
    text = json.dumps({"machine": _machine(), "results": _plain(results)}, indent=1)
    if asked.json is None:
        print(text)
    else:
        asked.json.write_text(text + "\n", "utf-8")
    return 0


def _run(name: str, options: Options) -> list[Measure]:
    try:
        return importlib.import_module(BENCHMARKS[name]).run(options)
    except Error as error:
        reason = str(error).strip().splitlines()[0]
        raise ToolError(f"{name} could not be measured ({reason}): does `python3 -m tools test` pass?") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m tools bench", description="The table goes to stderr, the JSON to stdout or a file."
    )
    parser.add_argument("names", nargs="*", type=_known, metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--runs", type=int, default=5, help="how often to repeat a start, %(default)s")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON here instead of to stdout")
    return parser


def _known(name: str) -> str:
    if name not in BENCHMARKS:
        raise argparse.ArgumentTypeError(f"there is no benchmark {name!r}: choose from {', '.join(BENCHMARKS)}")
    return name


def table(measures: list[Measure]) -> str:
    """The measures as aligned columns: what, value, unit, budget and whether it is kept."""
    rows = [
        (m.name, f"{m.value:,.6g}", m.unit, "" if m.budget is None else f"{m.budget:g}", m.verdict, m.note)
        for m in measures
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    name, value, unit, budget, verdict, note = (
        text.rjust(width) if index in (1, 3) else text.ljust(width)
        for index, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"{name}  {value} {unit}  {budget} {verdict}  {note}".rstrip()


def _plain(results: dict[str, list[Measure]]) -> dict:
    return {
        name: [asdict(measure) | {"verdict": measure.verdict} for measure in measures]
        for name, measures in results.items()
    }


def _machine() -> dict:
    return {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()}
