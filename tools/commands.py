"""The table of commands. A command is a module of this folder with `main(arguments) -> exit status`.

Commands that need more than the standard library are run by the Python of `.venv`, which is made first if
it is not there.
"""

import importlib
import subprocess
from dataclasses import dataclass

from tools.paths import ROOT


@dataclass(frozen=True)
class Command:
    """A command: the module that does it, one line about it, and whether it needs `.venv`."""

    module: str
    summary: str
    needs_venv: bool = False


COMMANDS = {
    "serve": Command("tools.serve", "fetch the runtime if it is missing, serve the page, open the browser"),
    "test": Command("tools.test", "check style, types and everything that pytest knows"),
    "fetch": Command("tools.fetch", "only fetch and verify the runtime in static/vendor"),
    "build": Command("tools.build", "write the site as plain files for any static host"),
    "snapshot": Command("tools.snapshot", "make the snapshot of Python's memory for a quick start on this machine"),
    "bundle": Command("tools.bundle", "write the whole page as one file that opens from a disk"),
    "bench": Command("tools.bench", "measure start-up, frames and bytes in Chromium", needs_venv=True),
    "record": Command("tools.record", "record the first picture of every step", needs_venv=True),
    "pictures": Command("tools.pictures", "take the README's pictures again", needs_venv=True),
    "datasets": Command("tools.datasets", "make the small data sets of static/data again", needs_venv=True),
    "pin": Command("tools.pin", "write runtime.lock.json anew from runtime.json"),
}


def run(command: Command, arguments: list[str]) -> int:
    """Run a command here, or in `.venv` if it needs that."""
    if command.needs_venv:
        from tools.venv import ensure_venv, inside_venv

        if not inside_venv():
            python = ensure_venv()
            return subprocess.run([python, "-m", "tools", *_words(command), *arguments], cwd=ROOT).returncode
    return importlib.import_module(command.module).main(arguments)


def _words(command: Command) -> list[str]:
    return [command.module.rpartition(".")[2]]
