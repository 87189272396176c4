"""The virtual environment of the checkout, `.venv`: made once, brought up to date when the pins change."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.errors import ToolError
from tools.paths import ROOT, VENV
from tools.requirements import pinned_requirements

STAMP = "nnviz-requirements.txt"
FOLDER = "Scripts" if sys.platform == "win32" else "bin"


def inside_venv() -> bool:
    """Whether this very Python is the one of `.venv`."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def ensure_venv(venv: Path = VENV) -> str:
    """Make `.venv` with the pinned dependencies if that is not done; return its Python."""
    python = str(venv / FOLDER / "python")
    version, wanted = sys.version.split()[0], pinned_requirements()
    stamp = venv / STAMP
    found = stamp.read_text("utf-8").splitlines() if stamp.is_file() and _runs(python) else []
    if found == [version, *wanted]:
        return python
    if found[:1] != [version] and not inside_venv():
        _make(venv)
    _install(python, wanted)
    stamp.write_text("\n".join([version, *wanted]) + "\n", "utf-8")
    return python


def venv_environment(venv: Path = VENV) -> dict[str, str]:
    """The environment of a program that should find the tools of `.venv` first."""
    return os.environ | {
        "VIRTUAL_ENV": str(venv),
        "PATH": os.pathsep.join([str(venv / FOLDER), os.environ.get("PATH", "")]),
    }


def _runs(python: str) -> bool:
    try:
        return subprocess.run([python, "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def _make(venv: Path) -> None:
    print(f"Making {venv.name} with Python {sys.version.split()[0]}.", flush=True)
    shutil.rmtree(venv, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(venv)], capture_output=True, text=True)
    if made.returncode != 0:
        shutil.rmtree(venv, ignore_errors=True)
        raise ToolError(
            f"{venv.name} could not be made with {sys.executable}: install Python's venv "
            "(on Debian `apt install python3-venv`), then start again."
        )


def _install(python: str, requirements: list[str]) -> None:
    print("Installing the pinned test dependencies.", flush=True)
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        raise ToolError("pip could not install the test dependencies: check the network, start again.")
