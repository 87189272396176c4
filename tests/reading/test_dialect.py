import pytest

from lessons.reading.dialect import Dialect, guess

from .test_reading import refused, whole

COMMENTED = b"""# measured by A, B and C
# in 2024
a,b
1,2

# a pause
3,4
"""


def test_lines_of_comments_are_seen_and_left_out_and_lines_are_counted_with_them():
    assert guess(COMMENTED).comment == "hash"
    sheet = whole(COMMENTED)
    assert [column.name for column in sheet.columns] == ["a", "b"]
    assert sheet.columns[0].values.tolist() == [1, 3] and sheet.lines.tolist() == [4, 7]
    assert refused(COMMENTED, Dialect(comment="none"))["key"] == "refusal.table_ragged"


@pytest.mark.parametrize("data", [b"#,b\n1,2\n3,4\n", b"colour,n\n#ff0000,1\n#00ff00,2\n", b"#a,b\n#1,2\n"])
def test_a_name_or_a_cell_may_begin_like_a_comment(data):
    assert guess(data).comment == "none" and whole(data).n_rows == len(data.splitlines()) - 1


def test_columns_may_stand_apart_by_several_spaces():
    data = b'# by my own hand\n  length   kind   weight\n  1.5    "a rose"    2\n 12.25 iris      3 \n'
    assert (guess(data).separator, guess(data).comment) == ("space", "hash")
    sheet = whole(data)
    assert [column.name for column in sheet.columns] == ["length", "kind", "weight"]
    assert sheet.columns[0].values.tolist() == [1.5, 12.25] and sheet.columns[1].levels == ("a rose", "iris")


@pytest.mark.parametrize("data", [b"first name,n\nAnn Lee,1\nBo Li,2\n", b"a\tb c\n1 2\t3 4\n", b"a, b\n1, 2\n3, 4\n"])
def test_spaces_within_cells_separate_nothing(data):
    assert guess(data).separator != "space" and len(whole(data).columns) == 2


@pytest.mark.parametrize(
    "head",
    ["<18,18-30,>65", "{name},{age},x", "<img src=x>,{name},x", "<sex>;b;c", "<low,high,x", "<b>age</b>,<i>x</i>,y"],
)
def test_names_of_columns_may_begin_as_other_files_do(head):
    separator = ";" if ";" in head else ","
    data = "\n".join([head, *(separator.join("123") for _ in range(20))]).encode()
    assert [column.name for column in whole(data).columns] == head.split(separator)


@pytest.mark.parametrize(
    "data",
    [
        b"# a b c\n1.5 2 3\n4 5.5 6\n",
        b"# a,b,c\n1.5,2,3\n4,5.5,6\n",
        b"# a\tb\tc\n1.5\t2\t3\n4\t5.5\t6\n",
        b"# by my own hand\n# a b c\n1.5 2 3\n4 5.5 6\n",
        b"#a;b;c\n1.5;2;3\n4;5.5;6\n",
    ],
)
def test_a_comment_may_name_the_columns_as_numpy_writes_it(data):
    assert (guess(data).header, guess(data).comment) == ("comment", "hash")
    sheet = whole(data)
    assert [column.name for column in sheet.columns] == ["a", "b", "c"]
    assert sheet.columns[0].values.tolist() == [1.5, 4]


@pytest.mark.parametrize("data", [b"# of two runs\n1 2\n3 4\n", b"# run 1\n1 2\n3 4\n"])
def test_a_comment_of_other_words_names_nothing(data):
    assert guess(data).header == "data" and whole(data).columns[0].name == "#1"


def test_names_in_the_first_row_go_before_words_in_a_comment():
    sheet = whole(b"# my own flowers\nlength width kind\n1 2 iris\n3 4 rose\n")
    assert [column.name for column in sheet.columns] == ["length", "width", "kind"]


@pytest.mark.parametrize(
    "data",
    [
        b'"x" "kind"\n"1" 1.5 "a rose"\n"2" NA "iris"\n',
        b'"x","kind"\n"1",1.5,"a rose"\n"2",NA,"iris"\n',
        b"x\tkind\n1\t1.5\ta rose\n2\tNA\tiris\n",
    ],
)
def test_row_names_may_have_no_name_as_r_writes_them(data):
    sheet = whole(data)
    assert [column.name for column in sheet.columns] == ["#1", "x", "kind"]
    assert sheet.columns[1].n_missing == 1 and sheet.columns[2].levels == ("a rose", "iris")


@pytest.mark.parametrize("rows", ['"a",1\n"b",2\n', '"a",NA\n"b",2\n', '"a",red\n"b",blue\n'])
def test_row_names_may_stand_beside_a_single_column(rows):
    assert [column.name for column in whole(f'"x"\n{rows}'.encode()).columns] == ["#1", "x"]


@pytest.mark.parametrize(
    "table",
    [
        "+---+-------+\n| a | kind  |\n+---+-------+\n| 1 | rose  |\n| 2 | -     |\n+---+-------+\n",
        " a |  kind   \n---+---------\n 1 | rose\n 2 | -\n",
        "| a | kind |\n|--:|:-----|\n| 1 | rose |\n| 2 | - |\n",
        "a   kind\n--- ----\n  1 rose\n  2 -\n",
    ],
)
def test_lines_that_are_drawn_around_a_table_are_no_rows(table):
    columns = [column for column in whole(table.encode()).columns if column.n_distinct]
    assert [column.name for column in columns] == ["a", "kind"]
    assert columns[0].values.tolist() == [1, 2] and columns[1].levels == ("rose",)


def test_rows_that_end_in_a_separator_have_no_row_names():
    assert refused(b"a,b\n1,2,\n3,4,\n")["key"] == "refusal.table_ragged"


def test_decimals_may_begin_with_a_comma_and_databases_write_a_missing_value_their_own_way():
    sheet = whole(b"a;b\n,5;1\n-,25;\\N\n0,5;3\n")
    assert sheet.columns[0].values.tolist() == [0.5, -0.25, 0.5]
    assert sheet.columns[1].kind == "number" and sheet.columns[1].n_missing == 1


def test_wide_commas_separate_where_nothing_else_does_and_else_stand_within_texts():
    sheet = whole("姓名，年龄\n王伟，23\n李娜，31\n".encode())
    assert [column.name for column in sheet.columns] == ["姓名", "年龄"] and sheet.columns[1].kind == "number"
    assert guess("评论,分\n好，很好,1\n差，不好,0\n".encode()).separator == "comma"


BY_YEAR = b"country,2019,2020,2021\nFrance,2715.5,2630.3,2957.9\nItaly,2011,1897.5,2107.7\nMalta,15.7,15.2,18.1\n"


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (BY_YEAR, ["country", "2019", "2020", "2021"]),
        (b"2019\t2020\n1.5\t2.5\n3.5\t1.5\n", ["2019", "2020"]),
        (b",0,1,2\n0,5.1,3.5,11.4\n1,4.9,9.0,21.4\n2,4.7,3.2,-1.3\n", ["#1", "0", "1", "2"]),
        (b'"2019","2020","2021"\n"France",27.5,26.3,29.9\n"Malta",1.7,1.2,1.8\n', ["#1", "2019", "2020", "2021"]),
        ("国家,2019,2020\n法国,27.5,26.3\n马耳他,1.7,1.2\n".encode(), ["国家", "2019", "2020"]),
    ],
)
def test_numbers_that_count_the_columns_are_their_names(data, names):
    assert guess(data).header == "names"
    assert [column.name for column in whole(data).columns] == names


@pytest.mark.parametrize(
    "data",
    [
        b"1,2,3\n4,5,6\n7,8,9\n",
        b"1,2,3\n11,12,13\n21,22,23\n",
        b"3,4,5\n1,2,2\n5,5,4\n2,1,1\n",
        b"34,35\n12,88\n50,61\n",
        b"Ann,2019,2020,2021\nBob,2018,2020,2022\nCy,2019,2021,2022\n",
        b"a,2019,2020\nb,2018,2019\n",
        b"country,2019\nFrance,27.5\nMalta,1.7\n",
        b"1,2\n",
    ],
)
def test_a_row_of_numbers_that_may_be_data_is_data(data):
    assert guess(data).header == "data"


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["83.200.000", "450.000", "5.900"], [83_200_000, 450_000, 5_900]),
        (["83,200,000", "450,000", "5,900"], [83_200_000, 450_000, 5_900]),
        (["0,567", "0,250", "1,234"], [0.567, 0.25, 1.234]),
        (["￥12", "$-3", "7元"], [12, -3, 7]),
        (["12％", "3 %", "7%"], [12, 3, 7]),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_can_be_read_in_one_way_only_tells_the_decimal_sign(cells, numbers, separator):
    data = "\n".join([f"a{separator}b", *(f'"{cell}"{separator}x' for cell in cells)]).encode()
    assert whole(data).columns[0].values.tolist() == numbers


@pytest.mark.parametrize("hole", ["#N/A", "#DIV/0!", "#VALUE!", "<NA>", "n.a.", "NaT", "--", "(null)", "缺失"])
def test_what_spreadsheets_and_pandas_write_for_no_value_is_missing(hole):
    data = "\n".join(["a,b", *(f"{hole if k % 4 else k},{k}" for k in range(40))]).encode()
    column = whole(data).columns[0]
    assert (column.kind, column.n_missing, column.stray) == ("number", 30, None)
