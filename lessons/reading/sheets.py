"""All rows of a learner's table, read a piece at a time.

Reading is a generator: after each piece it says which share of the bytes it has read, so that a large file never keeps
anybody waiting without a word. Whatever is wrong is refused with the line in which it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

import numpy as np

from lessons.kit.errors import Refusal

from .columns import NUMBER, Categories, Column, Guessed, Numbers
from .dialect import NAMES_SEPARATOR, QUOTES, SEPARATORS, Dialect, first_lines
from .encoding import codec

MOST_BYTES = 200_000_000
MOST_COLUMNS = 300
MOST_CELLS = 20_000_000
PIECE = 1_000
"""Rows read between two reports."""
ALMOST = 0.999
"""The largest share that is told before all is read."""

csv.field_size_limit(MOST_BYTES)  # a long cell is no mistake; without this it is refused at 131,072 letters

Row: TypeAlias = tuple[int, list[str]]
"""The line of the file in which a row begins, and its cells."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """The rows of a file: `columns`, the `lines` (n_rows,) they come from, and how many were skipped as ragged."""

    dialect: Dialect
    columns: tuple[Column, ...]
    lines: np.ndarray
    n_skipped: int

    @property
    def n_rows(self) -> int:
        return len(self.lines)


def read(data: bytes, dialect: Dialect, kinds: Sequence[str | None] | None = None) -> Generator[float, None, Sheet]:
    """Read a table; yields the share of the rows that is read, below 1, returns the `Sheet`.

    Parameters
    ----------
    data : bytes
        The whole file.
    dialect : Dialect
    kinds : sequence of str or None, optional
        `NUMBER` or `CATEGORY` for each column; None, or without it, what is guessed from its first cells.

    Raises
    ------
    Refusal
        If the bytes do not fit the encoding; if a row has too few or too many cells (unless these are skipped), or a
        quote is not closed: with its line; if there are no rows, fewer than two columns, or too much to hold.
    """
    if len(data) > MOST_BYTES:
        raise Refusal("refusal.table_too_large", megabytes=len(data) / 1e6, most=MOST_BYTES / 1e6)
    text = _decoded(data, dialect.encoding)
    n_lines = max(text.count("\n"), text.count("\r")) + 1
    rows = _rows(text, dialect)
    first = next(rows, None)
    if first is None:
        raise Refusal("refusal.table_empty")
    names = _distinct(dialect.names(first_lines(data, dialect.encoding)), first[0])
    pieces = _Pieces(names, dialect, kinds)
    if dialect.header != "names":
        pieces.add([first])
    while piece := list(islice(rows, PIECE)):
        pieces.add(piece)
        yield min(ALMOST, piece[-1][0] / n_lines)
    return pieces.sheet()


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(codec(encoding, data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal("refusal.table_encoding", encoding=encoding, line=line) from None


def _rows(text: str, dialect: Dialect) -> Iterator[Row]:
    """The rows, each with the line in which it begins."""
    separator = SEPARATORS[dialect.separator]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator,
                        quotechar=QUOTES[dialect.quote], strict=True)  # fmt: skip
    begun = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise Refusal("refusal.table_quotes", line=begun) from None
        if cells is None:
            return
        row = dialect.row(cells)
        if row and not (begun == 1 and NAMES_SEPARATOR.fullmatch(separator.join(cells))):
            yield begun, row
        begun = reader.line_num + 1


def _distinct(given: list[str], line: int) -> list[str]:
    """The names of the columns: distinct, and numbered from 1 where the file gives none; its first row is in `line`."""
    if len(given) < 2:
        raise Refusal("refusal.table_one_column", line=line)
    if len(given) > MOST_COLUMNS:
        raise Refusal("refusal.table_too_wide", columns=len(given), most=MOST_COLUMNS)
    names: list[str] = []
    for j, cell in enumerate(given):
        unique = name = cell.strip() or f"#{j + 1}"
        copies = 1
        while unique in names:
            copies += 1
            unique = f"{name} ({copies})"
        names.append(unique)
    return names


def _gatherer(kind: str | None, dialect: Dialect) -> Guessed | Numbers | Categories:
    if kind is None:
        return Guessed(dialect)
    return Numbers(dialect) if kind == NUMBER else Categories()


class _Pieces:
    """Gathers the columns while the rows come in."""

    def __init__(self, names: list[str], dialect: Dialect, kinds: Sequence[str | None] | None) -> None:
        if kinds is not None and len(kinds) != len(names):
            raise Refusal("refusal.table_kinds", given=len(kinds), columns=len(names))
        self._names, self._dialect = names, dialect
        self._columns = [_gatherer(kind, dialect) for kind in kinds or [None] * len(names)]
        self._lines: list[int] = []
        self._n_skipped = 0

    def add(self, rows: list[Row]) -> None:
        fitting = [row for row in rows if len(row[1]) == len(self._names)]
        if len(fitting) < len(rows):
            if self._dialect.ragged == "refuse":
                self._refuse(next(row for row in rows if len(row[1]) != len(self._names)))
            self._n_skipped += len(rows) - len(fitting)
        if not fitting:
            return
        lines = [line for line, _ in fitting]
        self._lines.extend(lines)
        if len(self._lines) * len(self._names) > MOST_CELLS:
            raise Refusal("refusal.table_too_many_cells", rows=len(self._lines), columns=len(self._names))
        by_column = list(zip(*(cells for _, cells in fitting), strict=True))
        for column, cells in zip(self._columns, by_column, strict=True):
            column.add(cells, lines)

    def _refuse(self, row: Row) -> None:
        raise Refusal("refusal.table_ragged", line=row[0], cells=len(row[1]), columns=len(self._names))

    def sheet(self) -> Sheet:
        if not self._lines:
            raise Refusal("refusal.table_no_rows")
        columns = tuple(column.column(name) for column, name in zip(self._columns, self._names, strict=True))
        return Sheet(self._dialect, columns, np.array(self._lines), self._n_skipped)
