"""The run that is on screen as a program to take home: a Python script, or a Jupyter notebook, that needs only NumPy.

It holds the lesson's own code (gathered, never typed again), the settings, and at its end a copy of the modules of
`nnviz_core` that this code imports. What else a run needs (a library, a table of the learner's own) is its luggage: it
is named at the head, or travels at the end, too. The program computes the state at t anew and says whether every number
of it is the one that the page showed, to the last digit.
"""

from __future__ import annotations

import ast
import base64
import io
import json
import textwrap
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from pprint import pformat
from typing import Any

import numpy as np

import nnviz_core

from .errors import Refusal
from .gather import Gathered, gather
from .packages import PACKAGES
from .player import Player
from .replay import compared, described, filled, numbers, replay
from .text import Strings, resolve, text
from .words import Words

CORE = Path(nnviz_core.__file__).parent
_WIDTH = 110
_FUTURE = "from __future__ import annotations\n"
_REPLAY = "lessons/kit/replay.py"


@dataclass(frozen=True)
class Cell:
    """A part of the program: words ("markdown") or code, or code that nobody reads ("hidden")."""

    kind: str
    source: str


@dataclass(frozen=True)
class Luggage:
    """What a run needs beside code and NumPy: packages to install, and data with the function that makes it ready."""

    packages: tuple[str, ...] = ()
    data: bytes = b""
    unpack: Callable[[bytes], None] | None = None

    @property
    def requirements(self) -> list[str]:
        return ["numpy", *(f"{name}>={PACKAGES[name].version}" for name in self.packages)]


NOTHING_ELSE = Luggage()


def script(player: Player, words: Words, strings: Strings, luggage: Luggage = NOTHING_ELSE) -> str:
    """The program as one Python file."""
    head, *cells = _cells(player, words, strings, luggage)
    code = "\n\n".join(f"# %% {_first_line(c.source)}" if c.kind == "markdown" else c.source for c in cells)
    dependencies = json.dumps(luggage.requirements)
    metadata = f'# /// script\n# requires-python = ">=3.10"\n# dependencies = {dependencies}\n# ///'
    title = head.source.replace("# ", "", 1).replace("\\", "/").replace('"""', "'''")
    return "\n".join((
        f'"""{title}\n"""', "", metadata, "", _FUTURE, _UNPACK_FILE, _UNPACK, code, "",
        *(line for name, data in _carried(player, luggage).items() for line in _block(name, data)),
    ))  # fmt: skip


def notebook(player: Player, words: Words, strings: Strings, luggage: Luggage = NOTHING_ELSE) -> str:
    """The program as a Jupyter notebook (nbformat 4.5)."""
    head, *rest = _cells(player, words, strings, luggage)
    carried = _carried(player, luggage).items()
    literal = ",\n".join(f'    "{name}": """\n{_wrapped(data)}\n"""' for name, data in carried)
    hidden = Cell("hidden", f"CARRIED = {{\n{literal},\n}}\n\n{_UNPACK_CELL}\n{_UNPACK}")
    cells = [head, hidden, *rest]
    document = {
        "cells": [_notebook_cell(index, cell) for index, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _notebook_cell(index: int, cell: Cell) -> dict[str, Any]:
    code = cell.kind != "markdown"
    made: dict[str, Any] = {
        "cell_type": "code" if code else "markdown",
        "id": f"nnviz-{index}",
        "metadata": {"jupyter": {"source_hidden": True}} if cell.kind == "hidden" else {},
        "source": ((_FUTURE + "\n") if code else "") + cell.source.strip("\n"),
    }
    return {**made, "execution_count": None, "outputs": []} if code else made


_UNPACK_FILE = '''
def carried(name: str) -> bytes:
    """What this file carries in comments at its end."""
    import base64
    from pathlib import Path

    text = Path(__file__).read_text(encoding="utf-8").rpartition(f"# carried: {name}")[2].partition("# (end)")[0]
    return base64.b64decode(text.replace("#", ""))
'''.strip()
_UNPACK_CELL = '''
def carried(name: str) -> bytes:
    """What this cell carries."""
    import base64

    return base64.b64decode(CARRIED[name])
'''.strip()
_UNPACK = '''

def unpack() -> None:
    """Let Python find the carried copy of nnviz_core before any other."""
    import atexit
    import io
    import shutil
    import sys
    import tempfile
    import zipfile

    folder = tempfile.mkdtemp(prefix="nnviz-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    zipfile.ZipFile(io.BytesIO(carried("nnviz_core"))).extractall(folder)
    sys.path.insert(0, folder)


unpack()
'''


def _cells(player: Player, words: Words, strings: Strings, luggage: Luggage) -> list[Cell]:
    """The program as a reader goes through it."""
    gathered = _gathered(player, luggage)
    said = {key: resolve(f"program.{key}", strings) for key in ("code", "settings", "run")}
    cells = [Cell("markdown", _head(player, words, strings, luggage)), Cell("markdown", f"## {said['code']}")]
    cells.append(Cell("code", "\n".join(gathered.imports)))
    sections = sorted(gathered.sections, key=lambda section: section.file == _REPLAY)  # the lesson's own code first
    cells += [Cell("code", f"\n# {section.file}\n\n{section.text}") for section in sections]
    cells += [Cell("markdown", f"## {said['settings']}"), Cell("code", _settings(player))]
    if luggage.unpack is not None:
        cells.append(Cell("code", f'\n{gathered.names[-1]}(carried("data"))'))
    return [*cells, Cell("markdown", f"## {said['run']}"), Cell("code", _run(gathered, player, strings))]


def _gathered(player: Player, luggage: Luggage) -> Gathered:
    step = player.step
    if step.start is None or not step.runs:
        raise Refusal("refusal.nothing_runs")
    unpack = () if luggage.unpack is None else (luggage.unpack,)
    return gather((step.start, step.advance, replay, numbers, filled, described, compared, *unpack))


def _head(player: Player, words: Words, strings: Strings, luggage: Luggage) -> str:
    step = words.steps[player.step.id].title
    more = ", ".join(f"{name} ≥ {PACKAGES[name].version}" for name in luggage.packages)
    packages = text("program.numpy_and", more=more) if more else "program.numpy"
    said = [text("program.about", t=player.t, packages=packages), *(["program.data"] if luggage.data else [])]
    paragraphs = (resolve(one, strings) for one in said)
    lines = "\n\n".join(textwrap.fill(one, _WIDTH) if " " in one[:20] else one for one in paragraphs)
    return f"# {words.title} · {step}\n\n{lines}\n\n{player.lesson.id}/{player.step.id}, t = {player.t}"


def _settings(player: Player) -> str:
    branches = [(branch.t, dict(branch.changes)) for branch in player.branches]
    given = player.run.given
    names, state = "", "None"
    if given is not None and given.t <= player.t:
        known = numbers(given.state)
        names = "" if np.isfinite(known).all() else "from math import inf, nan  # some numbers of the state\n\n"
        state = f"({given.t}, {pformat(known, width=_WIDTH, compact=True)})"
    return (
        f"{names}"
        f"SETTINGS = {pformat(dict(player.base), width=_WIDTH, sort_dicts=False)}\n"
        f"BRANCHES = {pformat(branches, width=_WIDTH, sort_dicts=False)}\n"
        f"GIVEN = {state}\nT = {player.t}"
    )


def _run(gathered: Gathered, player: Player, strings: Strings) -> str:
    start, advance, run, every, like, lines, compare, *_ = gathered.names
    kinds = ("same", "close", "other")
    verdicts = {kind: resolve(text(f"program.{kind}", most="{most:.1e}"), strings) for kind in kinds}
    return (
        f"state = {run}({start}, {advance}, SETTINGS, BRANCHES, T, GIVEN)\n"
        f'print(*{lines}("", state), sep="\\n")\n\n'
        f'wanted = np.frombuffer(carried("wanted"), "<f8").tolist()\n'
        f"kind, most = {compare}({every}(state), wanted)\n"
        f'page = None if kind == "other" else {like}(state, iter(wanted))\n'
        f"verdicts = {pformat(verdicts, width=_WIDTH, sort_dicts=False)}\n"
        f"print(verdicts[kind].format(most=most))"
    )


def _wanted(player: Player) -> bytes:
    return np.array(numbers(player.moment().state), "<f8").tobytes()


def _carried(player: Player, luggage: Luggage) -> dict[str, bytes]:
    """What travels in the file, by the names under which the program asks for it."""
    data = {"data": luggage.data} if luggage.data else {}
    return {"nnviz_core": _library(player, luggage), "wanted": _wanted(player), **data}


def _library(player: Player, luggage: Luggage) -> bytes:
    """The modules of nnviz_core behind the program, and the data sets that the lesson loads, as a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(_core_files(_gathered(player, luggage).imports)):
            _add(archive, f"nnviz_core/{path.relative_to(CORE).as_posix()}", path)
        for name in player.lesson.data:
            _add(archive, f"static/data/{name}.json", CORE.parent / "static" / "data" / f"{name}.json")
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the same program, the same bytes
    archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def _core_files(lines: tuple[str, ...]) -> set[Path]:
    """The files of nnviz_core that these import lines bring in, directly or not."""
    found: set[Path] = {CORE / "__init__.py"}
    waiting = [("nnviz_core", node) for line in lines for node in ast.walk(ast.parse(line))]
    while waiting:
        package, node = waiting.pop()
        for path in _imported(package, node):
            if path not in found:
                found.add(path)
                own = ".".join(("nnviz_core", *path.relative_to(CORE).parent.parts))
                waiting += [(own, inner) for inner in ast.walk(ast.parse(path.read_text("utf-8")))]
    return found


def _imported(package: str, node: ast.AST) -> list[Path]:
    """The files of nnviz_core that one import names: modules, and the packages above them."""
    if not isinstance(node, ast.ImportFrom):
        return []
    above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
    whole = [*above, *(node.module.split(".") if node.module else [])]
    if whole[:1] != ["nnviz_core"]:
        return []
    places = [CORE.joinpath(*whole[1:], alias.name) for alias in node.names] + [CORE.joinpath(*whole[1:])]
    named = [place.with_suffix(".py") for place in places] + [place / "__init__.py" for place in places]
    return [path for path in named if path.is_file()]


def _first_line(words: str) -> str:
    return words.lstrip("# ").splitlines()[0]


def _wrapped(data: bytes) -> str:
    return "\n".join(textwrap.wrap(base64.b64encode(data).decode(), _WIDTH))


def _block(name: str, data: bytes) -> list[str]:
    return [f"# carried: {name}", *(f"# {line}" for line in _wrapped(data).splitlines()), "# (end)"]
