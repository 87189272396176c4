"""The numbers that the browser is compared with can be computed, compared, and can differ."""

import json

import pytest

from tests.core.reference import compute, largest_difference


def test_the_same_numbers_come_twice_and_survive_json():
    first = compute()
    assert len(first) > 40
    assert largest_difference(first, json.loads(json.dumps(compute()))) == (0.0, "")


def test_one_number_that_differs_is_found():
    first, second = compute(), compute()
    second["training.adam"][3] += 1e-6
    assert largest_difference(first, second)[1] == "training.adam"
    with pytest.raises(ValueError, match="batches"):
        largest_difference(first, {name: v for name, v in second.items() if name != "batches"})
