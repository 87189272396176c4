"""Texts without a language become words with numbers in them."""

import json
import math

import numpy as np
import pytest

from lessons.kit.text import number, resolve, text

STRINGS = {
    "hello": "Hello, {name}!",
    "world": "world",
    "loss": "L = {value}, {value:.2f}",
    "plain": "Nothing to fill",
    "refusal.far": "{name} is too far.",
}


def test_slots_are_filled_with_words_numbers_and_other_texts():
    assert resolve(text("hello", name="world"), STRINGS) == "Hello, world!"
    assert resolve(text("hello", name="you"), STRINGS) == "Hello, you!"
    assert resolve(text("hello", name=text("loss", value=3.6)), STRINGS) == "Hello, L = 3.6, 3.60!"
    assert resolve(text("refusal.far", name="learning rate"), STRINGS) == "Learning rate is too far."
    assert resolve(text("refusal.far", name="w₁"), STRINGS) == "w₁ is too far."
    assert resolve("plain", STRINGS) == "Nothing to fill"


def test_a_key_without_a_sentence_stands_for_itself():
    assert resolve("missing.key", STRINGS) == "missing.key"
    assert resolve(text("missing.key", value=1), STRINGS) == "missing.key"


@pytest.mark.parametrize(
    ("value", "style", "words"),
    [
        (3.6, None, "3.6"),
        (5.0, None, "5"),
        (-1.0, None, "−1"),
        (0.123456, None, "0.1235"),
        (-0.00001234, ".1e", "−1.2·10⁻⁵"),
        (3.056e-06, None, "3.056·10⁻⁶"),
        (1e6, ".3g", "10⁶"),
        (None, None, "–"),
        (math.nan, ".2f", "–"),
        (-0.001, ".2f", "0.00"),
        (-0.001, ".0%", "0%"),
        (-0.001, "+.2f", "−0.00"),
        (math.inf, None, "∞"),
        (-math.inf, ".3f", "−∞"),
    ],
)
def test_a_number_is_written_for_a_reader(value, style, words):
    assert number(value, style) == words


def test_values_survive_json_whatever_they_were():
    said = text("loss", value=np.float64(2.5), other=np.inf, gone=np.nan, count=np.int64(3))
    assert json.loads(json.dumps(said, allow_nan=False))["values"] == {
        "value": 2.5,
        "other": "∞",
        "gone": None,
        "count": 3.0,
    }
