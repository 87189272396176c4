"""How a file writes its table: encoding, separator, quotes, decimal sign, comments and header.

A CSV file says none of this about itself, so it is guessed from the first rows, and shown, because a guess can be
wrong. The separator is the one that cuts rows into equally many cells without leaving other separators inside them.
Lines from "#" on are comments where they are not cut like the rows around them.
"""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from lessons.kit.errors import Refusal

from .encoding import ENCODINGS, SAMPLE_BYTES, UTF8_MARK, codec, guess_encoding, is_utf16
from .header import has_number, is_header

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "wide": "，", "space": " "}
"""Several spaces in a row are one separator; a wide comma is what a keyboard for Chinese types."""
_WITHIN_TEXTS = {SEPARATORS[name] for name in ("wide", "space")}
QUOTES = {"double": '"', "single": "'"}
DECIMALS = {"point": ".", "comma": ","}
HEADERS = ("names", "data", "comment")
"""What the first row is: the names of the columns, or data, under a comment that names them or without names."""

_UNKNOWN = ("", *r"na n/a n.a. <na> nan nat null (null) none \n ? - -- – — . 缺失".split())
_FAILED = ("#n/a", "#na", "#value!", "#div/0!", "#ref!", "#name?", "#num!", "#null!")
MISSING = frozenset(_UNKNOWN + _FAILED)
"""What stands for a missing value, in small letters: databases write it as \\N, spreadsheets say what went wrong."""

LARGEST = 1e100
"""The largest number that counts as one: with larger ones no spread can be computed."""

_SAMPLE_ROWS = 200

_OTHER_FILES = {
    b"PK\x03\x04": "workbook",
    b"\xd0\xcf\x11\xe0": "workbook",
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"\x1f\x8b": "archive",
    codecs.BOM_UTF32_LE: "binary",  # else its mark would be taken for that of UTF-16
    b"[{": "json",
    b"[[": "json",
}
"""What a file begins with that is no table, blanks aside."""
_JSON = re.compile(rb'\A\{\s*["}]')
"""What begins so, too; the name of a column may be "{x}"."""
_MARKUP = re.compile(rb"\A<[!?]|\A<[A-Za-z][^<>]*>(?!\s*[,;\t|]).*>\s*\Z", re.DOTALL)
"""A document begins and ends with a tag; a table may begin with "<18", "<sex>" or "<b>age</b>"."""
_SQL = re.compile(rb"^(CREATE TABLE|INSERT INTO)\s", re.MULTILINE | re.IGNORECASE)
COMMENT = "#"

_DRAWN = re.compile(r"(?=.*---)[-+:=\s]+")
"""The cells of a line that databases and Markdown draw between names and rows."""
NAMES_SEPARATOR = re.compile(r"sep=.\s*", re.IGNORECASE)
"""The line that spreadsheet programs may write before a table; it is no row."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(\d+|[1-9]\d{0,2}(\.\d{3})+)(,\d+)?([eE][+-]?\d+)?|[+-]?,\d+")
_IN_SINGLE = re.compile(r"(^|[,;\t|])'[^']*'\s*([,;\t|]|$)")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_BETWEEN_THOUSANDS = "[ \u00a0\u202f'’]"
_SPACED = re.compile(rf"[+-]?\d{{1,3}}({_BETWEEN_THOUSANDS}\d{{3}})+([.,]\d+)?")
_MONEY = "$€£¥￥₩₹₽₺"
_UNIT = re.compile(rf"^([+-]?)[{_MONEY}]\s*(?=[+-]?\d)|(?<=\d)\s*[%％元{_MONEY}]$")


@dataclass(frozen=True)
class Dialect:
    """How a table is written; each field by its name in the tables above.

    `comment` says whether lines that begin with "#" are left out ("hash") or are rows ("none"), `ragged` what becomes
    of rows with too few or too many cells: "refuse" or "skip".
    """

    encoding: str = "utf-8"
    separator: str = "comma"
    quote: str = "double"
    decimal: str = "point"
    header: str = "names"
    comment: str = "none"
    ragged: str = "refuse"

    def __post_init__(self) -> None:
        fields = (("encoding", ENCODINGS), ("separator", SEPARATORS), ("quote", QUOTES), ("decimal", DECIMALS),
                  ("header", HEADERS), ("comment", ("none", "hash")), ("ragged", ("refuse", "skip")))  # fmt: skip
        for name, known in fields:
            value = getattr(self, name)
            if value not in known:
                raise Refusal("refusal.unknown_option", name=f"dialect.{name}", value=str(value),
                              options=", ".join(known))  # fmt: skip

    def rows(self, lines: Sequence[str]) -> list[list[str]]:
        """The rows of some lines, as they are written."""
        reader = csv.reader(lines, delimiter=SEPARATORS[self.separator], quotechar=QUOTES[self.quote])
        return [row for cells in reader if (row := self.row(cells))]

    def row(self, cells: list[str]) -> list[str] | None:
        """The row that the cells of a line are; None for a blank line, a comment, and a line that is drawn."""
        if self.separator == "space":
            cells = [cell for cell in cells if cell]
        is_comment = self.comment == "hash" and cells and cells[0].lstrip().startswith(COMMENT)
        text = next((cell for cell in cells if cell and not cell.isspace()), "")
        is_drawn = not text.strip("-+:= ") and _DRAWN.fullmatch("".join(cells))
        return cells if text and not is_comment and not is_drawn else None

    def names(self, lines: Sequence[str]) -> list[str]:
        """The names of the columns as the first lines of a file give them: "" for a column without one."""
        rows: list[list[str]] = [*self.rows(lines), [], []]
        first, second, *rest = rows
        if self.header == "names":
            # R gives row names no name; a row that ends in a separator has no cell more
            has_row_names = len(second) == len(first) + 1 and second[-1] and not self._is_title(first, second, rest)
            return ["", *first] if has_row_names else first
        return self.header == "comment" and self.names_in_comment(lines) or [""] * len(first)

    def _is_title(self, first: list[str], second: list[str], rest: Sequence[list[str]]) -> bool:
        """Whether the first row is a title above two names, and not the name of one column beside names of rows."""
        is_data = has_number(second, self.number) or any(is_missing(cell) for cell in second)
        return len(first) == 1 and not is_data and any(has_number(row, self.number) for row in rest)

    def names_in_comment(self, lines: Sequence[str]) -> list[str]:
        """The cells of the comment above the first row, if they are as many as those of the row; as `numpy.savetxt`
        writes names."""
        comments = list(takewhile(_is_hashed, lines))
        row = next(iter(self.rows(lines[len(comments) :])), [])
        names = next(iter(self.rows([line.lstrip(f" {COMMENT}") for line in comments[-1:]])), [])
        return names if len(names) == len(row) and all(names) else []

    def number(self, cell: str) -> float | None:
        """The number that a cell writes, or None."""
        number = self._plain_number(cell.strip())  # most are plain, and a table may have millions of them
        return self._plain_number(_bare(cell)) if number is None else number

    def _plain_number(self, cell: str) -> float | None:
        if self.decimal == "comma":
            cell = cell.replace(".", "").replace(",", ".") if _COMMA.fullmatch(cell) else ""
        elif _GROUPED.fullmatch(cell):
            cell = cell.replace(",", "")
        number = float(cell) if _PLAIN.fullmatch(cell) else math.inf
        return number if abs(number) <= LARGEST else None


def _bare(cell: str) -> str:
    """A cell without what numbers are dressed in: typeset minus signs, spaces between thousands, per cent, currency."""
    cell = _UNIT.sub(r"\1", cell.strip().replace("−", "-"))
    return re.sub(_BETWEEN_THOUSANDS, "", cell) if _SPACED.fullmatch(cell) else cell


def is_missing(cell: str) -> bool:
    """Whether a cell says that its value is not known."""
    return cell.strip().lower() in MISSING


def guess(data: bytes) -> Dialect:
    """The dialect that fits the first rows best.

    Raises
    ------
    Refusal
        If the bytes are no table: empty, or a file of another kind.
    """
    _refuse_other_files(data)
    encoding = guess_encoding(data)
    lines = first_lines(data, encoding)
    if not lines:
        raise Refusal("refusal.table_empty")
    quote = _guess_quote(lines)
    separator = _guess_separator([line for line in lines if not _is_hashed(line)] or lines, encoding, quote)
    comment = _guess_comment(lines, Dialect(encoding, separator, quote))
    dialect = Dialect(encoding, separator, quote, comment=comment)
    rows = dialect.rows(lines)
    if not rows:
        raise Refusal("refusal.table_empty")
    dialect = replace(dialect, decimal=_guess_decimal(rows, separator))
    return replace(dialect, header=_guess_header(rows, dialect.names_in_comment(lines), dialect))


def _refuse_other_files(data: bytes) -> None:
    if not data.strip():
        raise Refusal("refusal.table_empty")
    beginning = data[:SAMPLE_BYTES].removeprefix(UTF8_MARK).lstrip()
    for start, kind in _OTHER_FILES.items():
        if beginning.startswith(start):
            raise Refusal(f"refusal.table_is_{kind}")
    for pattern, kind in ((_JSON, "json"), (_MARKUP, "markup"), (_SQL, "sql")):
        if pattern.search(beginning):
            raise Refusal(f"refusal.table_is_{kind}")
    if not is_utf16(data) and b"\0" in data[:SAMPLE_BYTES]:
        raise Refusal("refusal.table_is_binary")


def first_lines(data: bytes, encoding: str) -> list[str]:
    """The first lines that are not blank: those of a sample that holds two whole ones, or all."""
    size = SAMPLE_BYTES
    while True:
        whole = size >= len(data)
        decoder = codecs.getincrementaldecoder(codec(encoding, data))("replace")
        text = io.StringIO(decoder.decode(data[:size], final=whole), newline="")
        lines = [line for line in text if line.strip()]
        if not whole:
            lines = lines[:-1]  # which the end of the sample cuts
        if whole or len(lines) > 1:
            return lines[1 if lines and NAMES_SEPARATOR.fullmatch(lines[0]) else 0 :][:_SAMPLE_ROWS]
        size *= 4


def _guess_quote(lines: list[str]) -> str:
    """Single, where whole cells stand in single quotes and none in double ones; an apostrophe is no quote."""
    is_single = any(_IN_SINGLE.search(line) for line in lines) and not any('"' in line for line in lines)
    return "single" if is_single else "double"


def _guess_separator(lines: list[str], encoding: str, quote: str) -> str:
    def fit(separator: str) -> tuple[float, bool, int]:
        rows = Dialect(encoding, separator, quote).rows(lines)
        widths = [len(row) for row in rows]
        usual = _usual(widths)
        cells = [cell for row in rows for cell in row]
        clean = sum(not _holds_another(cell, separator) for cell in cells)
        share = widths.count(usual) / len(widths) * clean / len(cells) if usual > 1 else 0.0
        # "1,5 2,5": where all commas may be decimal ones, spaces separate
        return share, share > 0 and SEPARATORS[separator] in _WITHIN_TEXTS, usual

    return max(SEPARATORS, key=fit)


def _usual(widths: Sequence[int]) -> int:
    """The most frequent of some widths, the largest of several; 0 for none."""
    return max(set(widths), key=lambda width: (widths.count(width), width), default=0)


def _is_hashed(line: str) -> bool:
    return line.lstrip().startswith(COMMENT)


def _guess_comment(lines: list[str], dialect: Dialect) -> str:
    """Comments, if a line with "#" has not as many cells as the others, or only the first ones have it and name the
    columns; a name or a cell may begin so, too."""
    hashed = [len(row) for line in lines if _is_hashed(line) for row in dialect.rows([line])]
    usual = _usual([len(row) for row in dialect.rows([line for line in lines if not _is_hashed(line)])])
    names = dialect.names_in_comment(lines)
    is_head = names and not has_number(names, dialect.number) and len(hashed) == len([*takewhile(_is_hashed, lines)])
    return "hash" if is_head or (usual and any(width != usual for width in hashed)) else "none"


def _holds_another(cell: str, separator: str) -> bool:
    """Whether another separator, or a quote that was not understood, is left in a cell that is no number."""
    others = {*SEPARATORS.values()} - {SEPARATORS[separator], *_WITHIN_TEXTS}
    if not (cell[:1] in QUOTES.values() or any(mark in cell for mark in others)):
        return False
    number = _bare(cell)
    return not (_COMMA.fullmatch(number) or _GROUPED.fullmatch(number))


def _guess_decimal(rows: list[list[str]], separator: str) -> str:
    """The sign that more cells write than the other; first those count that can be read in one way only, as "1,000,000"
    and "1.234,5" can, and "1,234" and "1.234" cannot."""
    cells = [_bare(cell) for row in rows for cell in row]
    by_comma = {cell for cell in cells if _COMMA.fullmatch(cell)}
    by_point = {cell for cell in cells if _PLAIN.fullmatch(cell) or _GROUPED.fullmatch(cell)}
    n_comma, n_point = (sum(cell in sure for cell in cells) for sure in (by_comma - by_point, by_point - by_comma))
    if n_comma != n_point:
        return "comma" if n_comma > n_point else "point"
    commas = [cell for cell in cells if "," in cell and _COMMA.fullmatch(cell)]
    points = [cell for cell in cells if "." in cell and _PLAIN.fullmatch(cell)]
    if separator == "comma":  # between commas, "1,234" in quotes is more likely a thousand
        commas = [cell for cell in commas if not _GROUPED.fullmatch(cell)]
    return "comma" if len(commas) > len(points) else "point"


def _guess_header(rows: list[list[str]], named: list[str], dialect: Dialect) -> str:
    """Whether the first row, or else the comment above it, `named`, names the columns."""
    if is_header(rows, dialect.number):
        return "names"
    return "comment" if named and dialect.comment == "hash" and not has_number(named, dialect.number) else "data"
