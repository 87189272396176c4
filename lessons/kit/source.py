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
    shown = inspect.cleandoc("\n".join(["", *(lines[i].rstrip() for i in kept)])).splitlines()
    marked = tuple(i for i, line in enumerate(shown) if any(part in line for part in running))
    module = function.__module__.replace(".", "/") + ".py"
    return Code(module, function.__qualname__, "\n".join(shown), tuple(first + i for i in kept), marked)


def _without_docstring(lines: list[str]) -> list[int]:
    """Places of the lines that stay."""
    kept, inside = [], False
    for i, line in enumerate(lines):
        quotes = line.count('"""')
        if not inside and quotes == 0:
            kept.append(i)
        inside ^= quotes == 1
    return kept
