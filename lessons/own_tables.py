"""A learner's own table in a session.

Its bytes come in pieces, its dialect is shown and corrected, it is read, a target is chosen, and from then on it is one
of the tables that a lesson can explain.

The page brings this file (and what it imports) when the learner first opens a table. Every request is short: bytes
come a piece at a time, and reading stops after a fifth of a second to say how far it is.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from time import perf_counter
from typing import Any

import numpy as np

from .kit.errors import Refusal
from .kit.text import Text
from .models.tables import OWN, Table, forget_own, keep_own
from .reading.columns import CATEGORY, NUMBER, Column, guess_kind
from .reading.dialect import Dialect, first_lines, guess
from .reading.prepare import MOST_CLASSES, names_classes, prepare
from .reading.sheets import MOST_BYTES, MOST_COLUMNS, Sheet, read
from .session import Answer, Request, Session

NOTHING = np.empty(0, np.float32)
READ_FOR = 0.2
"""Seconds of reading in one request."""
PREVIEW_ROWS = 8


@dataclass
class Desk:
    """The file that lies open: its bytes so far, the reading of it that is under way, and the sheet it became."""

    data: bytearray
    reading: Generator[float, None, Sheet] | None = None
    sheet: Sheet | None = None


_desk = Desk(bytearray())


def begin(session: Session, request: Request) -> Answer:
    """Clear the desk for a file of so many bytes; a table that is in use stays in use."""
    size = int(request.get("size") or 0)
    if size > MOST_BYTES:
        raise Refusal("refusal.table_too_large", megabytes=size / 1e6, most=MOST_BYTES / 1e6)
    _desk.data, _desk.reading, _desk.sheet = bytearray(), None, None
    return {"ok": True}, NOTHING


def piece(session: Session, request: Request) -> Answer:
    """The next bytes of the file, base64."""
    try:
        _desk.data += b64decode(request["base64"], validate=True)
    except (ValueError, TypeError, KeyError):
        raise Refusal("refusal.table_is_binary") from None
    if len(_desk.data) > MOST_BYTES:
        raise Refusal("refusal.table_too_large", megabytes=len(_desk.data) / 1e6, most=MOST_BYTES / 1e6)
    return {"ok": True, "bytes": len(_desk.data)}, NOTHING


def preview(session: Session, request: Request) -> Answer:
    """The first rows in the dialect that the request names, or else in the one that is guessed."""
    data = bytes(_desk.data)
    dialect = _dialect(request) if request.get("dialect") else guess(data)
    first = _first_rows(data, dialect)
    kinds = [guess_kind([row[j] for row in first.cells], dialect) for j in range(len(first.names))]
    return {
        "ok": True,
        "dialect": asdict(dialect),
        "names": first.names,
        "kinds": kinds,
        "rows": first.cells[:PREVIEW_ROWS],
        "bytes": len(data),
    }, NOTHING


@dataclass(frozen=True)
class _First:
    names: list[str]
    cells: list[list[str]]


def _first_rows(data: bytes, dialect: Dialect) -> _First:
    """The names of the columns and the first rows that have a cell for each, as they are written; of more columns than
    can be read only so many."""
    lines = first_lines(data, dialect.encoding)
    rows = dialect.rows(lines)
    if not rows:
        raise Refusal("refusal.table_empty")
    names = [name or f"#{j + 1}" for j, name in enumerate(dialect.names(lines))]
    fitting = [row[:MOST_COLUMNS] for row in rows[dialect.header == "names" :] if len(row) == len(names)]
    return _First(names[:MOST_COLUMNS], fitting)


def read_on(session: Session, request: Request) -> Answer:
    """Read for a moment: the share that is read, and after the last moment what the columns are.

    A request that names a dialect begins the reading; the ones after it go on.
    """
    if request.get("dialect"):
        _desk.sheet = None
        _desk.reading = read(bytes(_desk.data), _dialect(request), _kinds(request))
    if _desk.reading is None:
        raise Refusal("refusal.table_not_open")
    until = perf_counter() + READ_FOR
    try:
        share = next(_desk.reading)
        while perf_counter() < until:
            share = next(_desk.reading)
        return {"ok": True, "share": share}, NOTHING
    except StopIteration as end:
        _desk.reading, _desk.sheet = None, end.value
        return {"ok": True, "share": 1.0, **_described(end.value)}, NOTHING
    except Refusal:
        _desk.reading = None
        raise


def _dialect(request: Request) -> Dialect:
    fields = request["dialect"]
    if not isinstance(fields, dict) or not set(fields) <= set(Dialect.__dataclass_fields__):
        raise Refusal("refusal.table_dialect")
    if isinstance(fields.get("header"), bool):  # so it is kept by a browser since an earlier release
        fields = {**fields, "header": "names" if fields["header"] else "data"}
    return Dialect(**fields)


def _kinds(request: Request) -> Sequence[str | None] | None:
    kinds = request.get("kinds")
    if kinds is None:
        return None
    if not isinstance(kinds, list) or not set(kinds) <= {NUMBER, CATEGORY, None}:
        raise Refusal("refusal.table_dialect")
    return kinds


def _described(sheet: Sheet) -> dict[str, Any]:
    return {
        "n_rows": sheet.n_rows,
        "n_skipped": sheet.n_skipped,
        "columns": [_column(column) for column in sheet.columns],
        "target": _likely_target(sheet.columns),
    }


def _column(column: Column) -> dict[str, Any]:
    known = column.values[~column.is_missing]
    is_number = column.kind == NUMBER and len(known)
    return {
        "name": column.name,
        "kind": column.kind,
        "n_missing": column.n_missing,
        "n_distinct": column.n_distinct,
        "constant": column.is_constant,
        "low": float(known.min()) if is_number else None,
        "high": float(known.max()) if is_number else None,
        "levels": list(column.levels[:5]),
        "stray": asdict(column.stray) if column.stray else None,
    }


def _likely_target(columns: Sequence[Column]) -> int:
    """The last column of few classes, else the last that is not constant: where most files put the answer."""
    varied = [j for j, column in enumerate(columns) if not column.is_constant]
    classes = [j for j in varied if names_classes(columns[j]) and columns[j].n_distinct <= MOST_CLASSES]
    return (classes or varied or [0])[-1]


def use(session: Session, request: Request) -> Answer:
    """Learn the column `target` from the others: the table is there from now on, under the value it answers."""
    if _desk.sheet is None:
        raise Refusal("refusal.table_not_open")
    table, report = prepare(_desk.sheet, int(request.get("target", -1)))
    table = replace(table, name=f"{OWN}:{_mark(table)}")
    keep_own(table)
    outputs: list[Text] = list(table.outputs)
    return {
        "ok": True,
        "table": table.name,
        "is_classification": table.is_classification,
        "features": list(table.features),
        "outputs": outputs,
        "n_train": len(table.X_train),
        "n_test": len(table.X_test),
        "report": asdict(report),
    }, NOTHING


def _mark(table: Table) -> str:
    """Ten digits that stand for what is in a table: how its file was written and read may change with a release."""
    mark = sha256(repr((table.features, table.outputs, table.levels)).encode())
    for values in (table.X_train, table.X_test, table.y_train, table.y_test):
        mark.update(values.astype(float).tobytes())
    return mark.hexdigest()[:10]


def forget(session: Session, request: Request) -> Answer:
    """Keep nothing of the learner's table."""
    _desk.data, _desk.reading, _desk.sheet = bytearray(), None, None
    forget_own()
    return {"ok": True}, NOTHING


VERBS = {
    "own-begin": begin,
    "own-piece": piece,
    "own-preview": preview,
    "own-read": read_on,
    "own-use": use,
    "own-forget": forget,
}
