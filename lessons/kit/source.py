"""The source of the code that runs, for the page to show: read from the modules themselves, never typed again."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache

from .figures import Code


@lru_cache(maxsize=64)
def source(function: Callable, *running: str) -> Code:
    """The source of `function`, its docstring left out, with the lines marked that contain one of `running`."""
    lines, first = inspect.getsourcelines(function)
    kept = _without_docstring([line.rstrip() for line in lines])
    text = inspect.cleandoc("\n".join(kept)) if kept[0].startswith(" ") else "\n".join(kept)
    shown = text.splitlines()
    marked = tuple(i for i, line in enumerate(shown) if any(part in line for part in running))
    module = function.__module__.replace(".", "/") + ".py"
    return Code(module, function.__qualname__, text, first, marked)


def _without_docstring(lines: list[str]) -> list[str]:
    kept, inside = [], False
    for line in lines:
        quotes = line.count('"""')
        if not inside and quotes == 0:
            kept.append(line)
        inside ^= quotes == 1
    return kept
