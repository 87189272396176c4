"""The code behind a few functions of a lesson, gathered into one text that needs only NumPy and `nnviz_core`.

Starting from `start` and `advance`, every name that their code mentions is looked up in the file that defines it, and
what it mentions in turn, until only NumPy, `nnviz_core` and the standard library are left. The pieces are copied as
they stand, comments and all, in the order in which Python would have run them; nothing is typed again. Two files may
use one name for different things: then the later one is called `file_name` in the gathered text.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

HOUSE = "lessons"
_SMALL_CLASS = 9
"""Statements; a class that only annotations mention is copied if it is no larger: a record."""


@dataclass(frozen=True)
class Section:
    """What one file gives to the gathered text."""

    file: str
    text: str


@dataclass(frozen=True)
class Gathered:
    """Imports that stay imports, the copied pieces file by file, and the name of each function that was asked for."""

    imports: tuple[str, ...]
    sections: tuple[Section, ...]
    names: tuple[str, ...]


def gather(functions: Sequence[Callable]) -> Gathered:
    """The code behind these functions."""
    search = _Search()
    keys = [(function.__module__, function.__qualname__) for function in functions]
    for key in keys:
        search.visit(*key)
    return search.result(keys)


@dataclass
class _File:
    """One file of the house: its text, and the statement that gives each of its names."""

    module: str
    order: int
    used: set[str] = field(default_factory=set)

    @cached_property
    def path(self) -> Path:
        return Path(sys.modules[self.module].__file__ or "")

    @cached_property
    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines()

    @cached_property
    def bindings(self) -> dict[str, tuple[ast.stmt, ast.alias | None]]:
        found: dict[str, tuple[ast.stmt, ast.alias | None]] = {}
        for statement in ast.parse("\n".join(self.lines)).body:
            for name, alias in _bound(statement):
                found[name] = (statement, alias)
        return found

    def source_of(self, imported: ast.ImportFrom) -> str:
        """The full name of the module that an import names."""
        if not imported.level:
            return imported.module or ""
        above = self.module.split(".")[: -imported.level]
        return ".".join([*above, *([imported.module] if imported.module else [])])


def _bound(statement: ast.stmt) -> Iterator[tuple[str, ast.alias | None]]:
    """The names that a statement at the top of a file gives."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        yield statement.name, None
    elif isinstance(statement, (ast.Import, ast.ImportFrom)):
        yield from (((alias.asname or alias.name).partition(".")[0], alias) for alias in statement.names)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        yield from ((node.id, None) for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))


class _Search:
    def __init__(self) -> None:
        self.files: dict[str, _File] = {}
        self.imports: dict[str, str] = {}  # the line that gives a name
        self.called: dict[tuple[str, str], str] = {}  # (module, name) in the gathered text

    def visit(self, module: str, name: str) -> None:
        """Take over a name of a file, and all that stands behind it."""
        if module not in self.files:
            self.files[module] = _File(module, len(self.files))
        file = self.files[module]
        if name in file.used or name not in file.bindings:
            return
        statement, alias = file.bindings[name]
        file.used.add(name)
        if alias is not None:
            self._follow(file, name, statement, alias)
            return
        for mentioned, attribute, is_word in _mentions(statement):
            if is_word:
                self._visit_word(file, mentioned)
            elif attribute is not None and (other := self._module_behind(file, mentioned)):
                self.visit(other, attribute)
            else:
                self.visit(module, mentioned)

    def _visit_word(self, file: _File, name: str) -> None:
        """A name that only annotations mention: worth an import or a type alias, but no further code."""
        statement, alias = file.bindings.get(name, (None, None))
        if isinstance(statement, ast.ImportFrom) and alias is not None:
            source = file.source_of(statement)
            if source.partition(".")[0] != HOUSE:
                self._import(file, name, statement, alias)
                file.used.add(name)
            elif source in sys.modules and f"{source}.{alias.name}" not in sys.modules:
                self._visit_word(self.files.setdefault(source, _File(source, len(self.files))), alias.name)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)) or (
            isinstance(statement, ast.ClassDef) and len(statement.body) < _SMALL_CLASS
        ):
            self.visit(file.module, name)

    def _name_all(self) -> None:
        """Give every copied piece its name: its own, or with the file's before it where that is taken."""
        for file in self.files.values():
            for name in sorted(name for name in file.used if file.bindings[name][1] is None):
                taken = {*self.called.values(), *self.imports}
                free = f"{file.module.rpartition('.')[2]}_{name.lstrip('_')}" if name in taken else name
                self.called[file.module, name] = free

    def _follow(self, file: _File, name: str, statement: ast.stmt, alias: ast.alias) -> None:
        """An import of the house is followed; any other stays an import."""
        source = file.source_of(statement) if isinstance(statement, ast.ImportFrom) else ""
        if source.partition(".")[0] == HOUSE:
            if f"{source}.{alias.name}" not in sys.modules:
                self.visit(source, alias.name)
            return
        self._import(file, name, statement, alias)

    def _import(self, file: _File, name: str, statement: ast.stmt, alias: ast.alias) -> None:
        source = file.source_of(statement) if isinstance(statement, ast.ImportFrom) else ""
        renamed = f" as {alias.asname}" if alias.asname else ""
        line = f"from {source} import {alias.name}{renamed}" if source else f"import {alias.name}{renamed}"
        if self.imports.setdefault(name, line) != line:
            raise ValueError(f"{file.module} and another file import different things as {name}.")

    def _module_behind(self, file: _File, name: str) -> str | None:
        """The module of the house that a name stands for (`from . import training`)."""
        statement, alias = file.bindings.get(name, (None, None))
        if not isinstance(statement, ast.ImportFrom) or alias is None:
            return None
        whole = f"{file.source_of(statement)}.{alias.name}"
        return whole if whole.startswith(f"{HOUSE}.") and whole in sys.modules else None

    def origin(self, module: str, name: str) -> tuple[str, str]:
        """Where a name that a file uses is really defined."""
        statement, alias = self.files[module].bindings[name]
        if alias is None or not isinstance(statement, ast.ImportFrom):
            return module, name
        source = self.files[module].source_of(statement)
        return self.origin(source, alias.name) if source in self.files else (module, name)

    def result(self, asked: list[tuple[str, str]]) -> Gathered:
        """The text: files in the order in which they are imported, pieces in the order of their lines."""
        self._name_all()
        sections = []
        for file in sorted(self.files.values(), key=lambda one: self._depth(one.module)):
            pieces = self._pieces(file)
            if pieces:
                name = "/".join(file.module.split(".")) + ".py"
                sections.append(Section(name, "\n\n\n".join(pieces)))
        names = tuple(self.called[self.origin(*key)] for key in asked)
        return Gathered(tuple(_joined(self.imports.values())), tuple(sections), names)

    def _depth(self, module: str) -> int:
        """How many files must be there before this one."""
        file = self.files[module]
        behind = {self.origin(module, name)[0] for name in file.used} | {
            other for name in file.bindings if (other := self._module_behind(file, name)) in self.files
        }
        return 1 + max((self._depth(other) for other in behind - {module} if other), default=0)

    def _pieces(self, file: _File) -> list[str]:
        own = {id(s): s for name in file.used for s, alias in [file.bindings[name]] if alias is None}
        pieces: list[str] = []
        end = -1
        for statement in sorted(own.values(), key=lambda one: one.lineno):
            first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))]) - 1
            text = "\n".join(self._renamed(file, statement)[first : statement.end_lineno])
            small = isinstance(statement, (ast.Assign, ast.AnnAssign)) and first - end <= 1
            if small and pieces:
                pieces[-1] += f"\n{text}"
            else:
                pieces.append(text)
            end = (statement.end_lineno or first) if isinstance(statement, (ast.Assign, ast.AnnAssign)) else -2
        return pieces

    def _renamed(self, file: _File, statement: ast.stmt) -> list[str]:
        """The lines of the file, with the names in one statement as they are called in the gathered text."""
        lines = list(file.lines)
        changes: list[tuple[int, int, int, str]] = []
        for node in ast.walk(statement):
            change = self._change(file, node)
            if change is not None:
                changes.append(change)
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            new = self.called[file.module, statement.name]
            keyword = "class " if isinstance(statement, ast.ClassDef) else "def "
            at = lines[statement.lineno - 1].index(keyword) + len(keyword)
            changes.append((statement.lineno - 1, at, at + len(statement.name), new))
        for row, start, stop, new in sorted(changes, reverse=True):
            line = lines[row].encode()  # ast counts bytes
            lines[row] = (line[:start] + new.encode() + line[stop:]).decode()
        return lines

    def _change(self, file: _File, node: ast.AST) -> tuple[int, int, int, str] | None:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            other = self._module_behind(file, node.value.id)
            if other and node.attr in self.files[other].bindings:
                new = self.called[self.origin(other, node.attr)]
                return node.lineno - 1, node.col_offset, node.end_col_offset or 0, new
        if isinstance(node, ast.Name) and node.id in file.used:
            new = self.called.get(self.origin(file.module, node.id), node.id)
            if new != node.id:
                return node.lineno - 1, node.col_offset, node.end_col_offset or 0, new
        return None


def _mentions(statement: ast.stmt) -> Iterator[tuple[str, str | None, bool]]:
    """Names in the code of a statement, with which attribute, and whether only as a word (in an annotation)."""
    waiting: list[tuple[ast.AST, bool]] = [(statement, False)]
    while waiting:
        node, is_word = waiting.pop()
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr, is_word
        elif isinstance(node, ast.Name):
            yield node.id, None, is_word
        else:
            words = {id(getattr(node, part, None)) for part in ("annotation", "returns")}
            waiting += [(child, is_word or id(child) in words) for child in ast.iter_child_nodes(node)]


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Import lines as a person would write them: one for each module, the standard library first."""
    wanted: dict[str, list[str]] = {}
    for line in sorted(lines):
        module, _, name = line.partition(" import ") if line.startswith("from ") else (line, "", "")
        wanted.setdefault(module, []).append(name)
    for module in sorted(
        wanted, key=lambda one: (one.split()[1].partition(".")[0] not in sys.stdlib_module_names, one)
    ):
        if module != "from __future__":
            yield f"{module} import {', '.join(wanted[module])}" if wanted[module] != [""] else module
