"""`python3 -m tools test`: everything that must hold, on a machine with nothing but Python.

Without arguments: style, formatting, types of Python and JavaScript, then all tests. With arguments only
pytest runs, and gets them (`python3 -m tools test -k surface`): whoever names a test wants its answer.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from tools.chromium import VARIABLE, find_chromium
from tools.fetch import fetch
from tools.lock import read_lock
from tools.paths import ROOT
from tools.typecheck import compiler_command
from tools.venv import ensure_venv, venv_environment

HELP = """usage: python3 -m tools test [pytest arguments]

Without arguments: ruff check, ruff format --check, mypy, tsc --checkJs (where Node is) and all tests.
With arguments: only pytest, with these arguments, for example
  python3 -m tools test -k surface
  python3 -m tools test tests/tools -x"""


def main(arguments: list[str]) -> int:
    """Prepare the machine, run the checks, return 0 only if all of them passed."""
    if arguments in (["-h"], ["--help"]):
        print(HELP)
        return 0
    python = ensure_venv()
    environment = venv_environment() | {VARIABLE: find_chromium(python)}
    fetch(read_lock())
    checks = [("pytest", [python, "-m", "pytest", *arguments])]
    if not arguments:
        checks = [*_style_checks(python), *checks]
    failed = [name for name, command in checks if not _passes(name, command, environment)]
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _style_checks(python: str) -> list[tuple[str, list[str]]]:
    checks = [
        ("ruff check", [python, "-m", "ruff", "check", "."]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("mypy", [python, "-m", "mypy"]),
    ]
    compiler = compiler_command()
    if compiler is None:
        print("Node is not installed, so the types of static/js are not checked here.", flush=True)
        return checks
    return [*checks, ("tsc --checkJs", compiler)]


def _passes(name: str, command: Sequence[str], environment: dict[str, str]) -> bool:
    print(f"== {name}", flush=True)
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment).returncode == 0
