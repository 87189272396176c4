"""A question that changes takes its answer along: what was said about the old one says nothing about the new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessons.kit.player import Moment


def is_another(moment: Moment, changes: Mapping[str, Any], *question: str) -> bool:
    """Whether one of the settings that make the question has changed."""
    return any(changes.get(name, moment.settings[name]) != moment.settings[name] for name in question)
