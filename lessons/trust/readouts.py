"""Numbers that stand beside the figures have a name; those that only the words mention need none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def parted(numbers: Mapping[str, float], shown: Sequence[str]) -> dict[str, Any]:
    """The part of a frame that tells numbers: those shown, in their order, and the others for the words."""
    return {
        "readouts": {name: numbers[name] for name in shown},
        "shown": tuple(shown),
        "live": {name: value for name, value in numbers.items() if name not in shown},
    }
