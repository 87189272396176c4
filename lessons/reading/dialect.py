"""How a file writes its table: encoding, separator, quotes, decimal sign and header.

A CSV file says none of this about itself, so it is guessed from the first rows, and shown, because a guess can be
wrong. Encodings: a byte order mark tells; else UTF-8 if all bytes allow it (random text in another encoding does not);
else GB 18030 if bytes above 127 come in pairs, as Chinese characters do there, most of them among its common ones, and
Windows-1252 if they stand alone, as accented letters do. The separator is the one that cuts rows into equally many
cells without leaving other separators inside them.
"""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lessons.kit.errors import Refusal

ENCODINGS = ("utf-8", "utf-16", "gb18030", "cp1252")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
QUOTES = {"double": '"', "single": "'"}
DECIMALS = {"point": ".", "comma": ","}

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-", "–", "—", "."})
"""What stands for a missing value, in small letters."""

LARGEST = 1e100
"""The largest number that counts as one: with larger ones no spread can be computed."""

_SAMPLE_BYTES = 65_536
_SAMPLE_ROWS = 200
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_OTHER_FILES = {
    b"PK\x03\x04": "workbook",
    b"\xd0\xcf\x11\xe0": "workbook",
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"\x1f\x8b": "archive",
    b"[{": "json",
    b"[[": "json",
}
"""What a file begins with that is no table, blanks aside."""
_JSON = re.compile(rb'\{\s*["}]')
_MARKUP = re.compile(rb"<([!?]|[A-Za-z][^<>]*>(?!\s*[,;\t|]))")
"""What begins so, too; names of columns may be "{x}", "<18" or "<sex>"."""

NAMES_SEPARATOR = re.compile(r"sep=.\s*", re.IGNORECASE)
"""The line that spreadsheet programs may write before a table; it is no row."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?([eE][+-]?\d+)?")
_IN_SINGLE = re.compile(r"(^|[,;\t|])'[^']*'\s*([,;\t|]|$)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_BETWEEN_THOUSANDS = "[ \u00a0\u202f'’]"
_SPACED = re.compile(rf"[+-]?\d{{1,3}}({_BETWEEN_THOUSANDS}\d{{3}})+([.,]\d+)?")
_UNIT = re.compile(r"^([+-]?)[$€£¥]\s*(?=\d)|(?<=\d)\s*[%$€£¥]$")


@dataclass(frozen=True)
class Dialect:
    """How a table is written; each field by its name in the tables above. `header`: the first row names the columns.

    `ragged` says what becomes of rows with too few or too many cells: "refuse" or "skip".
    """

    encoding: str = "utf-8"
    separator: str = "comma"
    quote: str = "double"
    decimal: str = "point"
    header: bool = True
    ragged: str = "refuse"

    def __post_init__(self) -> None:
        fields = (("encoding", ENCODINGS), ("separator", SEPARATORS), ("quote", QUOTES), ("decimal", DECIMALS),
                  ("ragged", ("refuse", "skip")))  # fmt: skip
        for name, known in fields:
            value = getattr(self, name)
            if value not in known:
                raise Refusal("refusal.unknown_option", name=f"dialect.{name}", value=str(value),
                              options=", ".join(known))  # fmt: skip

    def rows(self, lines: Sequence[str]) -> list[list[str]]:
        """The cells of some lines, as they are written."""
        return list(csv.reader(lines, delimiter=SEPARATORS[self.separator], quotechar=QUOTES[self.quote]))

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
    encoding = _guess_encoding(data)
    lines = first_lines(data, encoding)
    if not lines:
        raise Refusal("refusal.table_empty")
    quote = _guess_quote(lines)
    separator = _guess_separator(lines, encoding, quote)
    rows = [row for row in Dialect(encoding, separator, quote).rows(lines) if any(cell.strip() for cell in row)]
    if not rows:
        raise Refusal("refusal.table_empty")
    decimal = _guess_decimal(rows, separator)
    return Dialect(encoding, separator, quote, decimal, _guess_header(rows, Dialect(decimal=decimal)))


def _refuse_other_files(data: bytes) -> None:
    if not data.strip():
        raise Refusal("refusal.table_empty")
    beginning = data[:_SAMPLE_BYTES].removeprefix(codecs.BOM_UTF8).lstrip()
    for start, kind in _OTHER_FILES.items():
        if beginning.startswith(start):
            raise Refusal(f"refusal.table_is_{kind}")
    for pattern, kind in ((_JSON, "json"), (_MARKUP, "markup")):
        if pattern.match(beginning):
            raise Refusal(f"refusal.table_is_{kind}")
    if not _is_utf16(data) and b"\0" in data[:_SAMPLE_BYTES]:
        raise Refusal("refusal.table_is_binary")


def _is_utf16(data: bytes) -> bool:
    """Whether a mark says so or, in a file without, zeros stand where UTF-16 has them after digits and commas."""
    if data.startswith(_UTF16_MARKS):
        return True
    low, high = data[:_SAMPLE_BYTES:2], data[1:_SAMPLE_BYTES:2]
    return high.count(0) > 0.3 * len(high) and not low.count(0)


def _guess_encoding(data: bytes) -> str:
    if _is_utf16(data):
        return "utf-16"
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return "gb18030" if _comes_in_pairs(data) else "cp1252"


def _comes_in_pairs(data: bytes) -> bool:
    """Whether most bytes above 127 stand in runs of an even number, most pairs are common signs of GB 18030 (first byte
    up to 0xD7; the accented letters in small are above), and all reads as it."""
    runs = re.findall(rb"[\x81-\xfe]+", data[:_SAMPLE_BYTES])
    pairs = [run for run in runs if len(run) % 2 == 0]
    paired, firsts = sum(map(len, pairs)), b"".join(run[::2] for run in pairs)
    common = sum(0xA1 <= byte <= 0xD7 for byte in firsts)
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return paired > 0.8 * sum(map(len, runs)) and common >= 0.5 * len(firsts)


def codec(encoding: str, data: bytes) -> str:
    """The codec that reads a file of this encoding, without the mark that it may begin with."""
    if encoding == "utf-16" and not data.startswith(_UTF16_MARKS):
        return "utf-16-le"
    return "utf-8-sig" if encoding == "utf-8" else encoding


def first_lines(data: bytes, encoding: str) -> list[str]:
    """The first lines that are not blank: those of a sample that holds two whole ones, or all."""
    size = _SAMPLE_BYTES
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
    def fit(separator: str) -> tuple[float, int]:
        rows = Dialect(encoding, separator, quote).rows(lines)
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        cells = [cell for row in rows for cell in row]
        clean = sum(not _holds_another(cell, separator) for cell in cells) / len(cells)
        return (widths.count(usual) / len(widths) * clean if usual > 1 else 0.0), usual

    return max(SEPARATORS, key=fit)


def _holds_another(cell: str, separator: str) -> bool:
    """Whether another separator, or a quote that was not understood, is left in a cell that is no number."""
    others = {mark for name, mark in SEPARATORS.items() if name != separator}
    if not (cell[:1] in QUOTES.values() or any(mark in cell for mark in others)):
        return False
    number = _bare(cell)
    return not (_COMMA.fullmatch(number) or _GROUPED.fullmatch(number))


def _guess_decimal(rows: list[list[str]], separator: str) -> str:
    cells = [_bare(cell) for row in rows for cell in row]
    commas = [cell for cell in cells if "," in cell and _COMMA.fullmatch(cell)]
    points = [cell for cell in cells if "." in cell and _PLAIN.fullmatch(cell)]
    if separator == "comma":  # between commas, "1,234" in quotes is more likely a thousand
        commas = [cell for cell in commas if not _GROUPED.fullmatch(cell)]
    return "comma" if len(commas) > len(points) else "point"


def _guess_header(rows: list[list[str]], dialect: Dialect) -> bool:
    """Whether the first row names the columns: it holds no numbers, and nothing that its column says again."""
    first, rest = rows[0], rows[1:]
    if any(dialect.number(cell) is not None for cell in first):
        return False
    if not rest or any(dialect.number(cell) is not None for row in rest for cell in row):
        return True
    below = [{row[j] for row in rest if j < len(row)} for j in range(len(first))]
    return len(set(first)) == len(first) and not any(cell in below[j] for j, cell in enumerate(first))
