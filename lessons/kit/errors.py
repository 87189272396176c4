"""A request that cannot be met, said so that a person can act on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .text import Text, text

LONGEST_VALUE = 400
"""Letters of bad input that are quoted in a sentence."""
_LONG_WORD = re.compile(r"(\S{60})\S+")


class Refusal(ValueError):
    """Bad input. Carries a `Text` (what happened, what to do); whoever raised it has changed nothing."""

    def __init__(self, key: str, /, **values: Any) -> None:
        self.text: Text = text(key, **{name: _quoted(value) for name, value in values.items()})
        super().__init__(f"{key} {values}" if values else key)


def _quoted(value: Any) -> Any:
    """As much of a value as somebody reads."""
    if not isinstance(value, str):
        return value
    short = _LONG_WORD.sub(r"\1…", value)
    return f"{short[:LONGEST_VALUE]}…" if len(short) > LONGEST_VALUE else short


class PackagesNeeded(Refusal):
    """A request that can be met once packages are there: their names, all parts, what they are imported as, bytes."""

    def __init__(self, names: Sequence[str], parts: Sequence[str], modules: Sequence[str], size: int) -> None:
        super().__init__("refusal.packages_needed", names=", ".join(names), megabytes=size / 1e6, pip=" ".join(names))
        self.names, self.parts, self.modules, self.size = tuple(names), tuple(parts), tuple(modules), size
