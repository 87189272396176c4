"""Controls accept what fits, in its own type, and refuse the rest with a key that names the reason."""

import json
import math

import pytest

from lessons.kit.controls import Action, Choice, Integer, Packed, Pairs, Seed, Slider, Toggle, Writing
from lessons.kit.errors import Refusal
from lessons.kit.text import resolve

SLIDER = Slider("rate", 0.1, 0.0, 1.0)
INTEGER = Integer("size", 3, 1, 9)
CHOICE = Choice("rule", "a", ("a", "b"))
TOGGLE = Toggle("flag")
WRITING = Writing("line", most=5)
PAIRS = Pairs("points", ((0.0, 1.0),), least=1, most=3)


@pytest.mark.parametrize(
    ("control", "given", "kept"),
    [
        (SLIDER, "0.5", 0.5),
        (SLIDER, 1, 1.0),
        (INTEGER, 4.0, 4),
        (Seed("seed", 0), 7, 7),
        (CHOICE, "b", "b"),
        (TOGGLE, 1, True),
        (WRITING, "好 tea", "好 tea"),
        (PAIRS, [[1, 2], (3, 4.5)], ((1.0, 2.0), (3.0, 4.5))),
        (Action("press", None), None, None),
    ],
)
def test_a_fitting_value_is_kept_in_its_own_type(control, given, kept):
    assert control.validate(given) == kept
    assert type(control.validate(given)) is type(kept)


@pytest.mark.parametrize(
    ("control", "given", "reason"),
    [
        (SLIDER, 1.5, "refusal.out_of_range"),
        (SLIDER, "fast", "refusal.not_a_number"),
        (WRITING, "six ch", "refusal.too_long"),
        (WRITING, "a\nb", "refusal.not_text"),
        (WRITING, 5, "refusal.not_text"),
        (SLIDER, math.nan, "refusal.not_a_number"),
        (SLIDER, math.inf, "refusal.not_a_number"),
        (SLIDER, 10**400, "refusal.not_a_number"),
        (SLIDER, None, "refusal.not_a_number"),
        (INTEGER, 2.5, "refusal.not_whole"),
        (INTEGER, 0, "refusal.out_of_range"),
        (CHOICE, "c", "refusal.unknown_option"),
        (CHOICE, ["a"], "refusal.unknown_option"),
        (TOGGLE, "yes", "refusal.not_a_switch"),
        (PAIRS, "1,2", "refusal.not_pairs"),
        (PAIRS, 3, "refusal.not_pairs"),
        (PAIRS, [[1, 2, 3]], "refusal.not_pairs"),
        (PAIRS, [[1, math.nan]], "refusal.not_a_number"),
        (PAIRS, [[1, 99]], "refusal.out_of_range"),
        (PAIRS, [], "refusal.too_many_or_few"),
        (PAIRS, [[0, 0]] * 4, "refusal.too_many_or_few"),
        (Action("press", None), 1, "refusal.a_button"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(control, given, reason):
    with pytest.raises(Refusal) as refused:
        control.validate(given)
    sentence = refused.value.text
    assert isinstance(sentence, dict)
    assert sentence["key"] == reason
    assert sentence["values"]["name"] == f"control.{control.name}"


@pytest.mark.parametrize("control", [SLIDER, CHOICE, TOGGLE])
def test_a_refusal_names_nothing_in_the_way_of_python(control):
    with pytest.raises(Refusal, match="'null'"):
        control.validate(None)


def test_limits_and_what_exceeds_them_are_said_with_all_digits():
    said = {}
    for control, given in ((Seed("seed", 0), 99_999_999_999), (SLIDER, 1.00001)):
        with pytest.raises(Refusal) as refused:
            control.validate(given)
        said[control.name] = resolve(refused.value.text, {"refusal.out_of_range": "{low} to {high}, not {value}"})
    assert said == {"seed": "0 to 2147483647, not 99999999999", "rate": "0 to 1, not 1.00001"}


@pytest.mark.parametrize("control", [SLIDER, INTEGER, CHOICE, TOGGLE, PAIRS, Action("press", None)])
def test_a_description_is_plain_data_and_its_default_is_valid(control):
    described = json.loads(json.dumps(control.describe()))
    assert described["kind"] == control.kind
    control.validate(described["default"])


def test_a_packed_document_has_no_widget_range_and_takes_only_letters_of_an_address():
    control = Packed("carried", "", most=8)
    assert control.validate("") == "" and control.validate("eJx-_9") == "eJx-_9"
    for bad in ("eJx+", "a b", "é", "123456789", 5, None):
        with pytest.raises(Refusal, match="not_packed"):
            control.validate(bad)
    assert control.describe()["most"] == 8
