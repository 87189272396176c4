"""The colours of roles and scales, the same table that the page reads."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

THEMES = ("light", "dark")


@lru_cache(maxsize=1)
def roles() -> dict[str, Any]:
    """The colours of all roles and colour scales, as the page has them."""
    return json.loads((Path(__file__).parent / "roles.json").read_text(encoding="utf-8"))


def colour(role: str, theme: str = "light") -> str:
    """The colour of a role."""
    return roles()["roles"][role][theme]
