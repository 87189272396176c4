"""A run without a page: from settings to the state at t, its numbers, and how they compare with those of another place.

The take-home program carries these very functions, so what a learner runs at home is what the tests run here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

Branches = Sequence[tuple[int, Mapping[str, Any]]]


def replay(
    start: Callable, advance: Callable, settings: Mapping[str, Any], branches: Branches, t_end: int,
    given: tuple[int, Sequence[float]] | None = None,
) -> Any:  # fmt: skip
    """The state after `t_end` updates; each branch (t, changes) changes settings from its t on.

    With `given` (t, numbers) the state at that t is not the computed one but the one of these numbers.
    """
    state = start(settings, np.random.default_rng(settings.get("seed", 0)))
    with np.errstate(over="ignore", invalid="ignore"):  # a run may diverge
        for t in range(t_end + 1):
            if given is not None and t == given[0]:
                state = filled(state, iter(given[1]))
            settings = {**settings, **{k: v for at, changes in branches if at == t for k, v in changes.items()}}
            if t < t_end:
                state = advance(state, settings)
    return state


def numbers(value: Any) -> list[float]:
    """Every number of a state, field by field."""
    if is_dataclass(value):
        return [number for field in fields(value) for number in numbers(getattr(value, field.name))]
    if isinstance(value, (tuple, list)):
        return [number for part in value for number in numbers(part)]
    if isinstance(value, (int, float, np.number, np.ndarray)):
        return np.ravel(value).astype(float).tolist()
    return []


def filled(template: Any, values: Iterator[float]) -> Any:
    """A state like the template, with these numbers in their places."""
    if is_dataclass(template):
        parts = {field.name: filled(getattr(template, field.name), values) for field in fields(template)}
        kind: Any = type(template)
        return kind(**parts)
    if isinstance(template, tuple):
        return tuple(filled(part, values) for part in template)
    if isinstance(template, np.ndarray):
        array = np.empty_like(template)
        array[...] = np.array([next(values) for _ in range(template.size)]).reshape(template.shape)
        return array
    return type(template)(next(values)) if isinstance(template, (int, float, np.number)) else template


def described(name: str, value: Any, most: int = 12) -> Iterator[str]:
    """The numbers of a state, one line a field, each with all its digits; of a long array the first few."""
    if is_dataclass(value):
        for field in fields(value):
            yield from described(f"{name}.{field.name}" if name else field.name, getattr(value, field.name), most)
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from described(f"{name}[{index}]", part, most)
    elif isinstance(value, np.ndarray) and value.size > most:
        yield f"{name} = {np.ravel(value)[:most].tolist()} … {value.shape}"
    elif value is not None:
        yield f"{name} = {value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value!r}"


def compared(found: Sequence[float], wanted: Sequence[float]) -> tuple[str, float]:
    """Whether two lists of numbers are the "same", "close" (but for rounding) or "other"; and how far apart at most."""
    if np.array_equal(found, wanted, equal_nan=True):
        return "same", 0.0
    if len(found) != len(wanted) or not np.allclose(found, wanted, 1e-6, 1e-6, equal_nan=True):
        return "other", np.inf
    with np.errstate(invalid="ignore"):  # ∞ − ∞, where both have gone there
        return "close", float(np.nanmax(np.abs(np.subtract(found, wanted))))
