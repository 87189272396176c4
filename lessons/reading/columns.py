"""A column of a learner's table: numbers or categories, and what is missing in it.

A column holds numbers if nearly all of its cells write one; the few that do not count as missing, and are reported
with the line of the first. All others are categories: each distinct text is a level.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .dialect import LARGEST, Dialect, is_missing

NUMBER, CATEGORY = "number", "category"
_NEARLY_ALL = 0.95


@dataclass(frozen=True)
class Stray:
    """Cells of a column of numbers that write none: how many, and the first with its line in the file."""

    count: int
    line: int
    cell: str


NUMBERED = re.compile(r"#\d+")
"""The name of a column to which its file gives none."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column. `values` (n_rows,) are numbers, NaN where missing, or numbers of `levels`, −1 where missing."""

    name: str
    kind: str
    values: np.ndarray
    levels: tuple[str, ...] = ()
    stray: Stray | None = None

    @cached_property
    def is_missing(self) -> np.ndarray:
        """Which rows have no value here, (n_rows,) bool."""
        return np.isnan(self.values) if self.kind == NUMBER else self.values < 0

    @cached_property
    def n_missing(self) -> int:
        return int(self.is_missing.sum())

    @cached_property
    def n_distinct(self) -> int:
        """How many different values there are, the missing ones aside."""
        return len(self.levels) if self.kind == CATEGORY else len(np.unique(self.values[~self.is_missing]))

    @property
    def is_named(self) -> bool:
        """Whether the file names it."""
        return not NUMBERED.fullmatch(self.name)

    @property
    def is_constant(self) -> bool:
        """Whether nothing can be learned from it: one value, or none."""
        return self.n_distinct < 2


def guess_kind(cells: Sequence[str], dialect: Dialect) -> str | None:
    """`NUMBER` if nearly all cells that are not missing write numbers; None if all are missing."""
    present = [cell for cell in cells if not is_missing(cell)]
    n_numbers = sum(dialect.number(cell) is not None for cell in present)
    return None if not present else NUMBER if n_numbers >= _NEARLY_ALL * len(present) else CATEGORY


class Numbers:
    """Gathers a column of numbers, piece by piece."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._pieces: list[np.ndarray] = []
        self._stray: Stray | None = None

    def add(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Some more cells and the lines that they stand in."""
        try:
            # float() alone is five times as fast; it also reads "nan", "inf" and "1_0", which the careful way does not
            piece = np.fromiter(map(float, cells), float, len(cells))
            if (np.abs(piece) <= LARGEST).all() and self._dialect.decimal == "point" and "_" not in "".join(cells):
                self._pieces.append(piece)
                return
        except ValueError:
            pass
        self._pieces.append(np.array([self._read(*each) for each in zip(cells, lines, strict=True)], float))

    def _read(self, cell: str, line: int) -> float:
        number = self._dialect.number(cell)
        if number is not None:
            return number
        if not is_missing(cell):
            first = self._stray or Stray(0, line, cell)
            self._stray = Stray(first.count + 1, first.line, first.cell)
        return np.nan

    def column(self, name: str) -> Column:
        """All of it."""
        return Column(name, NUMBER, np.concatenate(self._pieces or [np.empty(0)]), stray=self._stray)


class Categories:
    """Gathers a column of categories, piece by piece; levels are numbered in the order of the alphabet at the end."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._pieces: list[np.ndarray] = []

    def add(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Some more cells; their lines do not matter here."""
        codes = self._codes
        numbers = (-1 if is_missing(cell) else codes.setdefault(cell.strip(), len(codes)) for cell in cells)
        self._pieces.append(np.fromiter(numbers, np.int64, len(cells)))

    def column(self, name: str) -> Column:
        """All of it."""
        values = np.concatenate(self._pieces or [np.empty(0, np.int64)])
        levels = tuple(sorted(self._codes))
        place = np.empty(len(levels) + 1, np.int64)
        place[-1] = -1  # where the code −1 looks
        for k, level in enumerate(levels):
            place[self._codes[level]] = k
        return Column(name, CATEGORY, place[values], levels)


class Guessed:
    """Gathers a column whose kind shows with the first piece in which it is not missing altogether."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._n_missing = 0
        self._gathered: Numbers | Categories | None = None

    def add(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Some more cells and the lines that they stand in."""
        kind = None if self._gathered else guess_kind(cells, self._dialect)
        if kind is not None:
            self._gathered = self._begun(kind)
        if self._gathered is None:
            self._n_missing += len(cells)
        else:
            self._gathered.add(cells, lines)

    def _begun(self, kind: str) -> Numbers | Categories:
        begun = Numbers(self._dialect) if kind == NUMBER else Categories()
        begun.add([""] * self._n_missing, [0] * self._n_missing)
        return begun

    def column(self, name: str) -> Column:
        """All of it; a column without any value has no levels."""
        return (self._gathered or self._begun(CATEGORY)).column(name)
