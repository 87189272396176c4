import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.kit.errors import Refusal
from lessons.reading.columns import CATEGORY, NUMBER
from lessons.reading.dialect import QUOTES, SEPARATORS, Dialect, guess
from lessons.reading.sheets import Sheet, read

WORDS = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=2, max_size=8)
HEADER = ["length", "colour", "weight"]


def whole(data: bytes, dialect: Dialect | None = None, kinds=None) -> Sheet:
    pieces = read(data, dialect or guess(data), kinds)
    while True:
        try:
            share = next(pieces)
            assert 0 < share < 1
        except StopIteration as end:
            return end.value


def written(rows, dialect: Dialect) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATORS[dialect.separator], quotechar=QUOTES[dialect.quote])
    decimal = "," if dialect.decimal == "comma" else "."
    for row in rows:
        writer.writerow([str(cell).replace(".", decimal) if isinstance(cell, float) else cell for cell in row])
    return out.getvalue().encode(dialect.encoding)


dialects = st.builds(Dialect, st.sampled_from(["utf-8", "utf-16"]), st.sampled_from([*SEPARATORS]), st.just("double"),
                     st.sampled_from(["point", "comma"]), st.sampled_from(["names", "data"]))  # fmt: skip
numbers = st.floats(-1e4, 1e4).map(lambda value: round(value, 3) + 0.0)


@settings(max_examples=150, deadline=None)
@given(dialect=dialects, rows=st.lists(st.tuples(numbers, WORDS, numbers), min_size=5, max_size=30))
def test_a_table_written_in_any_dialect_is_guessed_and_read_back(dialect, rows):
    data = written(([HEADER] if dialect.header == "names" else []) + [list(row) for row in rows], dialect)
    found = guess(data)
    assert (found.encoding, found.separator, found.header) == (dialect.encoding, dialect.separator, dialect.header)
    sheet = whole(data)
    assert [column.kind for column in sheet.columns] == [NUMBER, CATEGORY, NUMBER]
    np.testing.assert_array_equal(sheet.columns[0].values, [row[0] for row in rows])
    np.testing.assert_array_equal(sheet.columns[2].values, [row[2] for row in rows])


def test_a_decimal_comma_is_seen_between_semicolons():
    data = b"a;b;c\n1,5;2,25;x\n-3,0;1.234,5;y\n4,25;7;x\n"
    found = guess(data)
    assert (found.separator, found.decimal) == ("semicolon", "comma")
    np.testing.assert_array_equal(whole(data).columns[1].values, [2.25, 1234.5, 7.0])


def test_thousands_in_quotes_between_commas_are_not_decimals():
    data = b'town,people\nA,"1,234"\nB,"12,500"\nC,"1,234,567"\n'
    assert guess(data).decimal == "point"
    np.testing.assert_array_equal(whole(data).columns[1].values, [1234, 12500, 1234567])


def test_quoted_cells_may_hold_separators_quotes_and_line_breaks():
    data = b'note,n\n"a, b",1\n"say ""hi""",2\n"two\nlines",3\nplain,4\n'
    sheet = whole(data)
    assert set(sheet.columns[0].levels) == {"a, b", 'say "hi"', "two\nlines", "plain"}
    assert sheet.lines.tolist() == [2, 3, 4, 6]


def test_missing_values_are_counted_and_strays_are_reported_with_their_line():
    rows = [f"{k},{'x' if k % 2 else 'y'}" for k in range(60)]
    rows[7], rows[30] = "NA,x", "about 30,?"
    sheet = whole(("n,c\n" + "\n".join(rows)).encode())
    first, second = sheet.columns
    assert first.kind == NUMBER and first.n_missing == 2
    assert first.stray
    assert (first.stray.count, first.stray.line, first.stray.cell) == (1, 32, "about 30")
    assert second.n_missing == 1 and second.levels == ("x", "y")


@pytest.mark.parametrize("large", ["1e308", "-1e200", "9" * 400, "1e999", "inf"])
def test_a_number_too_large_to_reckon_with_counts_as_missing_and_is_reported(large):
    rows = [f"{k},{k}.5,{'x' if k % 2 else 'y'}" for k in range(60)]
    rows[7] = f"{large},0.5,x"
    first = whole(("n,m,c\n" + "\n".join(rows)).encode()).columns[0]
    assert first.kind == NUMBER and first.n_missing == 1
    assert first.stray and (first.stray.line, first.stray.cell) == (9, large)


def test_a_kind_can_be_corrected():
    data = b"zip,n\n" + b"".join(b"%d,%d\n" % (10 + k % 3, k) for k in range(9))
    sheet = whole(data, kinds=[CATEGORY, NUMBER])
    assert sheet.columns[0].levels == ("10", "11", "12")
    assert sheet.columns[0].values.tolist() == [k % 3 for k in range(9)]


def refused(data: bytes, dialect: Dialect | None = None) -> dict:
    with pytest.raises(Refusal) as refusal:
        whole(data, dialect)
    said = refusal.value.text
    return said if isinstance(said, dict) else {"key": said, "values": {}}


@pytest.mark.parametrize("rows", [b"a,b,c\n1,2,3\n4,5,6\n", b"a,b\n1,2\n4,5\n", b"kind,size\nrose,NA\niris,1.5\n"])
def test_a_title_above_the_names_is_refused_with_its_line(rows):
    said = refused(b"\nSales 2024\n\n" + rows)
    assert said["key"] == "refusal.table_one_column" and said["values"] == {"line": 2}


def test_a_ragged_row_is_refused_with_its_line_or_skipped():
    data = b"a,b\n1,2\n\n3\n4,5\n"
    said = refused(data)
    assert said["key"] == "refusal.table_ragged" and said["values"] == {"line": 4, "cells": 1, "columns": 2}
    sheet = whole(data, Dialect(ragged="skip"))
    assert sheet.n_skipped == 1 and sheet.columns[0].values.tolist() == [1, 4]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "refusal.table_empty"),
        (b" \n\n ", "refusal.table_empty"),
        (b"PK\x03\x04rest", "refusal.table_is_workbook"),
        (b"%PDF-1.7", "refusal.table_is_pdf"),
        (b'\xef\xbb\xbf\n[{"a": 1, "b": 2}]', "refusal.table_is_json"),
        (b'{"a": [1, 2]}', "refusal.table_is_json"),
        (b"<!doctype html><table><tr><td>1</td></tr></table>", "refusal.table_is_markup"),
        (b"-- dump\nDROP TABLE x;\nCREATE TABLE x (a int);\nINSERT INTO x VALUES (1,2);\n", "refusal.table_is_sql"),
        (b"a,b\n\x00\x01,2", "refusal.table_is_binary"),
        ("a,b\n1,2\n".encode("utf-32"), "refusal.table_is_binary"),
        (b"only one column\n1\n2\n", "refusal.table_one_column"),
        (b"a,b\n", "refusal.table_no_rows"),
        (b'a,b\n1,2\n"never closed,3\n4,5\n', "refusal.table_quotes"),
    ],
)
def test_what_is_no_table_is_refused_with_what_it_is(data, key):
    assert refused(data)["key"] == key


def test_bytes_that_do_not_fit_a_chosen_encoding_are_refused_with_the_line():
    said = refused("a,b\n1,2\né,3\n".encode("cp1252"), Dialect("utf-8"))
    assert said["key"] == "refusal.table_encoding" and said["values"]["line"] == 3


def test_an_unknown_field_of_a_dialect_is_refused():
    with pytest.raises(Refusal):
        Dialect(separator="dot")


def test_a_large_table_is_read_in_pieces_none_of_which_is_long():
    n = 5_000
    data = ("a,b,c\n" + "".join(f"{k},{k / 7:.4f},{'xyz'[k % 3]}\n" for k in range(n))).encode()
    shares = list(read(data, guess(data)))
    assert len(shares) == 5 and shares == sorted(shares)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    try:
        whole(data)
    except Refusal:
        pass


def test_single_quotes_are_seen_where_there_are_no_double_ones():
    data = b"note;n\n'a; b';1\n'c';2\n"
    assert guess(data).quote == "single"
    assert set(whole(data).columns[0].levels) == {"a; b", "c"}


def test_an_apostrophe_in_a_word_is_no_quote():
    data = b"note,n\nit's,1\ndon't,2\n"
    assert set(whole(data).columns[0].levels) == {"it's", "don't"}


def test_an_apostrophe_at_the_head_of_a_cell_is_no_quote():
    data = b"name,n\n't Hooft,1\nO'Neil,2\n"
    assert set(whole(data).columns[0].levels) == {"'t Hooft", "O'Neil"}


def test_lines_longer_than_the_sample_are_read():
    names = ["x" * 400 + str(k) for k in range(200)]
    data = ("\n" + ",".join(names) + "\n" + (",".join("12" for _ in names) + "\n") * 3).encode()
    sheet = whole(data)
    assert guess(data).header == "names" and [column.name for column in sheet.columns] == names and sheet.n_rows == 3
    assert whole(b"\n" * 70_000 + b"a,b\n1,2\n").n_rows == 1


def test_a_cell_may_be_longer_than_the_library_allows_by_itself():
    sheet = whole(b'note,n\n"' + b"x" * 140_000 + b'",1\ny,2\n')
    assert sheet.columns[0].n_distinct == 2


def test_a_first_line_that_names_the_separator_is_no_row():
    sheet = whole(b"sep=;\na;b\n1;2\n3;4\n")
    assert [column.name for column in sheet.columns] == ["a", "b"]
    assert sheet.columns[0].values.tolist() == [1, 3] and sheet.lines.tolist() == [3, 4]


def test_numbers_may_have_spaces_between_thousands_a_per_cent_sign_or_a_currency():
    data = "a;b;c;d\n1 234,5;5 %;$12;x 1\n12\u202f000;7,5%;-$1,5;y 2\n-1\u00a0000\u00a0000,25;10%;3 €;1 23\n".encode()
    sheet = whole(data)
    assert [column.kind for column in sheet.columns] == [NUMBER, NUMBER, NUMBER, CATEGORY]
    np.testing.assert_array_equal(sheet.columns[0].values, [1234.5, 12000, -1000000.25])
    np.testing.assert_array_equal(sheet.columns[1].values, [5, 7.5, 10])
    np.testing.assert_array_equal(sheet.columns[2].values, [12, -1.5, 3])


def test_the_minus_sign_of_typeset_tables_is_one():
    np.testing.assert_array_equal(whole("a,b\n−5,1\n−6.5,2\n".encode()).columns[0].values, [-5, -6.5])


LATE = "a,b,late,never\n" + "\n".join(f"{n},x{n % 2},{n / 4 if n > 1100 else ''}," for n in range(1500))


def test_a_column_that_is_empty_at_first_is_what_its_first_cells_are_and_one_without_any_has_no_values():
    sheet = whole(LATE.encode(), Dialect())
    assert [column.kind for column in sheet.columns] == ["number", "category", "number", "category"]
    assert sheet.columns[2].n_missing == 1101 and sheet.columns[2].values[-1] == 1499 / 4
    assert sheet.columns[3].n_missing == 1500 and sheet.columns[3].n_distinct == 0


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"<html lang='en'>\n<p>a, b</p>", "refusal.table_is_markup"),
        (b"<?xml version='1.0'?><a/>", "refusal.table_is_markup"),
        (b"{}", "refusal.table_is_json"),
        (b'{\n  "a": 1}', "refusal.table_is_json"),
    ],
)
def test_other_files_are_still_known_by_how_they_begin(data, key):
    with pytest.raises(Refusal) as refusal:
        guess(data)
    assert refusal.value.text == key
