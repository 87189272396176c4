import numpy as np
import pytest

from lessons.kit.errors import Refusal
from lessons.models.tables import one_hot
from lessons.reading.prepare import LEAST_ROWS, MOST_LEVELS, MOST_ROWS, given, prepare

from .test_reading import whole


def said_of(texts) -> dict[str, tuple[str, object]]:
    """Key and count of each text, by the column it speaks of."""
    return {t["values"]["column"]: (t["key"], t["values"].get("count")) for t in texts}


def key_of(said) -> str:
    return said["key"]


def sheet_of(rows: list[str], header: str = "size,colour,id,same,kind"):
    return whole((header + "\n" + "\n".join(rows)).encode())


def rows(n: int = 80) -> list[str]:
    return [f"{k / 2},{'red' if k % 3 else 'blue'},n{k},1,{'good' if k % 2 else 'bad'}" for k in range(n)]


def test_a_category_is_one_feature_for_the_learner_and_one_column_a_level_for_the_model():
    table, _ = prepare(sheet_of(rows()), target=4)
    assert table.n_features == 2 and len(table.outputs) == 2
    assert table.inputs(table.X_train).shape == (60, 3)
    np.testing.assert_allclose(table.Z_train.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(table.Z_train.std(axis=0), 1)


def test_columns_that_teach_nothing_are_left_out_and_named():
    _, report = prepare(sheet_of(rows()), target=4)
    said = said_of(report.left_out)
    assert said == {"id": ("table.left_out_levels", None), "same": ("table.left_out_constant", None)}
    assert len({r.split(",")[2] for r in rows()}) > MOST_LEVELS


def test_a_column_without_any_value_is_said_to_be_missing_and_not_to_be_the_same():
    _, report = prepare(sheet_of([f"{line}," for line in rows()], "size,colour,id,same,kind,empty"), target=4)
    assert said_of(report.left_out)["empty"] == ("table.left_out_empty", None)


def test_a_column_without_a_name_that_only_counts_the_rows_is_left_out():
    lines = [f"{k},{line}" for k, line in enumerate(rows())]
    _, report = prepare(sheet_of(lines, ",size,colour,id,same,kind"), target=5)
    assert said_of(report.left_out)["#1"] == ("table.left_out_count", None)
    _, report = prepare(sheet_of(lines, "year,size,colour,id,same,kind"), target=5)
    assert "year" not in said_of(report.left_out)


def test_missing_numbers_become_the_median_of_the_training_rows_and_missing_categories_a_level():
    lines = rows()
    lines[5] = ",,n5,1,good"
    table, report = prepare(sheet_of(lines), target=4)
    everything = np.concatenate([table.X_train, table.X_test])
    gap = everything[everything[:, 1] == 2]
    assert len(gap) == 1 and table.levels[1][2] == "table.missing_level"
    assert gap[0, 0] in np.concatenate([table.X_train[:, 0], [np.median(table.X_train[:, 0])]])
    assert {column: count for column, (_, count) in said_of(report.filled).items()} == {"size": 1, "colour": 1}


def test_rows_without_a_target_are_counted_and_not_used():
    lines = rows()
    lines[9] = "1,red,n9,1,"
    table, report = prepare(sheet_of(lines), target=4)
    assert report.n_without_target == 1
    assert len(table.X_train) + len(table.X_test) == 79


def test_a_number_as_target_makes_a_regression():
    table, _ = prepare(sheet_of(rows()), target=0)
    assert not table.is_classification and len(table.outputs) == 1


def test_a_number_of_two_values_as_target_makes_two_classes_and_of_more_a_regression():
    for values, expected in (((0, 1), ["0", "1"]), ((2, 1.5), ["1.5", "2"]), ((0, 1, 2), None)):
        lines = [f"{k / 2},{values[k % len(values)]}" for k in range(80)]
        table, report = prepare(sheet_of(lines, "size,code"), target=1)
        assert list(table.outputs) == [given(name) for name in expected or ["code"]]
        assert table.is_classification == bool(expected)
        assert key_of(report.learned) == ("table.learns_class" if expected else "table.learns_code")
        if expected:
            answers = np.concatenate([table.y_train, table.y_test])
            assert sorted(set(answers.tolist())) == [0, 1] and answers.sum() == 40
    _, report = prepare(sheet_of([f"{k},{k / 3}" for k in range(80)], "size,y"), target=1)
    assert key_of(report.learned) == "table.learns_number"


def test_of_very_many_rows_some_are_drawn_and_the_report_says_so():
    n = MOST_ROWS + 500
    sheet = whole(("a,b\n" + "".join(f"{k % 97},{k % 2 + 0.5}\n" for k in range(n))).encode())
    table, report = prepare(sheet, target=1)
    assert report.n_rows == n and report.n_drawn == MOST_ROWS == len(table.X_train) + len(table.X_test)


@pytest.mark.parametrize(
    ("lines", "target", "key"),
    [
        (rows(), 3, "refusal.table_constant_target"),
        (rows(), 2, "refusal.table_many_classes"),
        (rows(), 9, "refusal.table_no_target"),
        (rows(LEAST_ROWS - 1), 4, "refusal.table_too_few_rows"),
        (rows(1), 4, "refusal.table_too_few_rows"),
    ],
)
def test_a_target_that_cannot_be_learned_is_refused(lines, target, key):
    with pytest.raises(Refusal, match=key):
        prepare(sheet_of(lines), target)


def test_one_hot_keeps_numbers_and_marks_levels():
    made = one_hot(np.array([[0.5, 1.0], [0.25, 0.0]]), ((), ("a", "b")))
    np.testing.assert_array_equal(made, [[0.5, 0, 1], [0.25, 1, 0]])
