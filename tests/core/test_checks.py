"""Refusals name the remedy."""

import numpy as np
import pytest

from nnviz_core import checks


def test_an_unknown_name_is_answered_with_the_nearest_and_all_others():
    with pytest.raises(
        ValueError, match=r"no activation named 'tahn'. Did you mean 'tanh'\? Choose one of: relu, tanh."
    ):
        checks.choose({"relu": 1, "tanh": 2}, "tahn", "activation")


@pytest.mark.parametrize("value", [np.nan, np.inf, -0.1, 1.1])
def test_a_number_out_of_range_is_refused(value):
    with pytest.raises(ValueError, match="give a finite number in"):
        checks.number("momentum", value, 0, 1)


@pytest.mark.parametrize("value", ["1", None, True])
def test_what_is_not_a_number_is_refused(value):
    with pytest.raises(TypeError):
        checks.number("momentum", value)
    with pytest.raises(TypeError):
        checks.whole("n", value)


def test_one_dimension_is_read_as_a_column_only_where_one_column_is_expected():
    assert checks.table_of_numbers("y", [1, 2, 3], 1).shape == (3, 1)
    with pytest.raises(ValueError, match=r"reshape\(1, -1\)"):
        checks.table_of_numbers("X", [1, 2, 3], 3)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[1, np.nan]], r"X\[0, 1\] is nan"),
        ([[1, 2, 3]], "2 are needed"),
        (np.empty((0, 2)), "no sample"),
        ([["a", "b"]], "numbers only"),
        ([[1, 2], [3]], "numbers only"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        checks.table_of_numbers("X", values, 2)
