"""A request that cannot be met, said so that a person can act on it."""

from __future__ import annotations

from typing import Any

from .text import Text, text


class Refusal(ValueError):
    """Bad input. Carries a `Text` (what happened, what to do); whoever raised it has changed nothing."""

    def __init__(self, key: str, /, **values: Any) -> None:
        self.text: Text = text(key, **values)
        super().__init__(f"{key} {values}" if values else key)
