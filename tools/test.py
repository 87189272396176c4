"""`python3 -m tools test`: everything that must hold, on a machine with nothing but Python.

Without arguments: style, formatting, types of Python and JavaScript, then all tests. Those of the browser wait for
much, so the others run beside them. With arguments only pytest runs, and gets them
(`python3 -m tools test -k surface`): whoever names a test wants its answer.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence

from tools.chromium import VARIABLE, bring_chinese_letters, find_chromium
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
    bring_chinese_letters()
    fetch(read_lock())
    failed = _run_named(python, arguments, environment) if arguments else _run_all(python, environment)
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _run_named(python: str, arguments: list[str], environment: dict[str, str]) -> list[str]:
    return [] if _passes("pytest", [python, "-m", "pytest", *arguments], environment) else ["pytest"]


def _run_all(python: str, environment: dict[str, str]) -> list[str]:
    """The names of the checks that failed. What runs beside the browser's tests is printed when they are done."""
    failed = [name for name, command in _style_checks(python) if not _passes(name, command, environment)]
    pytest = [python, "-m", "pytest", "-m"]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as told:
        others = subprocess.Popen([*pytest, "not browser"], cwd=ROOT, env=environment, stdout=told, stderr=told)
        if not _passes("pytest: in the browser", [*pytest, "browser"], environment):
            failed.append("pytest in the browser")
        if others.wait() != 0:
            failed.append("pytest without a browser")
        told.seek(0)
        print(f"== pytest: without a browser\n{told.read()}", flush=True)
    return failed


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
    return subprocess.run(command, cwd=ROOT, env=environment).returncode == 0
