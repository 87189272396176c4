"""What a Python file of the house imports, read from its text without running it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.paths import ROOT


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or later, by its full name."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def modules_behind(*starts: Path) -> set[Path]:
    """All files of the house that are imported, directly or not, when these are."""
    waiting, seen = list(starts), set()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += [file for name in imports_of(path) for file in files_of(name)]
    return seen


def files_of(module: str) -> Iterator[Path]:
    """The file of a module and the `__init__.py` of every package above it (a last name may be no module)."""
    pieces = module.split(".")
    for end in range(1, len(pieces) + 1):
        place = ROOT.joinpath(*pieces[:end])
        yield from (path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file())
