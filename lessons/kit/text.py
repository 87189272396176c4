"""Words without a language.

A lesson says *what* to say, not in which language: a `Text` is the key of a sentence, alone or with the values that
go into it. Only the page (or the command line) looks the sentence up in English or Chinese and fills in the numbers, so
a frame is the same in every language and switching the language never asks the engine.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

Text: TypeAlias = str | dict[str, Any]
Strings: TypeAlias = Mapping[str, str]

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_TOO_LONG = 1e7
_FIRST_WORD = re.compile(r"^[a-z](?=[a-z])")
"""A refusal is a sentence and may begin with a name, written small in other places; a variable (x₁) stays small."""
_SLOT = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


def text(key: str, /, **values: Any) -> Text:
    """The sentence `key` with `values` in its slots; a value may be a number, a word or another `Text`."""
    return {"key": key, "values": {name: _plain(value) for name, value in values.items()}} if values else key


def _plain(value: Any) -> Any:
    """The value as JSON can carry it: NumPy numbers become Python's, not-a-number None, infinity its sign."""
    if isinstance(value, (str, dict)) or value is None:
        return value
    value = float(value)
    return value if math.isfinite(value) else None if math.isnan(value) else number(value)


def resolve(sentence: Text, strings: Strings) -> str:
    """The words of a `Text` in the language of `strings`; a key that has no sentence stands for itself."""
    if isinstance(sentence, str):
        return strings.get(sentence, sentence)
    values = sentence["values"]
    template = strings.get(sentence["key"], sentence["key"])
    filled = _SLOT.sub(lambda slot: _fill(values.get(slot[1]), slot[2], strings), template)
    if sentence["key"].startswith("refusal."):
        return _FIRST_WORD.sub(lambda letter: letter[0].upper(), filled)
    return filled


def _fill(value: Any, style: str | None, strings: Strings) -> str:
    if isinstance(value, dict):
        return resolve(value, strings)
    if isinstance(value, str):
        return strings.get(value, value)
    return number(value, style)


def number(value: float | None, style: str | None = None) -> str:
    """A number as a reader sees it: four significant digits unless `style` (a format specification) says otherwise, or
    so large that nobody would read its digits."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if not style:
        style = ".0f" if float(value).is_integer() and abs(value) < 1e5 else ".4g"
    elif style.endswith("f") and abs(value) >= _TOO_LONG:
        style = ("+" if "+" in style else "") + ".4g"
    digits = format(value, style)
    if "+" not in style and not digits.strip("-0.%"):
        digits = digits.lstrip("-")  # what rounds to nothing has no sign
    return _printed(digits)


def _printed(digits: str) -> str:
    """A true minus sign, and an exponent as it is printed in a book: 1.2e-05 becomes 1.2·10⁻⁵."""
    mantissa, e, exponent = digits.partition("e")
    if not e:
        return digits.replace("-", "−")
    power = "10" + str(int(exponent)).translate(_SUPERSCRIPTS)
    factor = mantissa[:-1] if mantissa.lstrip("+-") == "1" else f"{mantissa}·"
    return f"{factor}{power}".replace("-", "−")


def width(words: str) -> int:
    """Of words, in letters; a Chinese character is as wide as two."""
    return sum(2 if "\u2e80" <= letter <= "\uffef" else 1 for letter in words)


def cut(words: str, most: int) -> str:
    """At most about so many letters, from both ends: names that begin alike are told apart by their ends."""
    if width(words) <= most:
        return words
    half = (most - 1) * len(words) // (2 * width(words))
    return f"{words[:half].rstrip()}…{words[-half:].lstrip()}"
