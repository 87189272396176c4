"""Weights changed by hand, in a run whose time is still a value.

A change is a setting: "at time t, this weight becomes that". So it is kept in the address, undone by forgetting the
last one, and a run with changes can be stepped back, scrubbed and linked to like any other.

Glossary: code = 100 · layer + 10 · row + unit, where row is the input the weight comes from, or BIAS.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.errors import Refusal
from lessons.kit.lesson import Gesture
from lessons.kit.player import FOR_EVER, Moment
from nnviz_core.parameters import Parameters

BIAS = 9
Row = tuple[int, int, int, float]
ROOM = 480
"""Rows beyond which none stays for Undo alone, but for the latest change: more make a link too long to be passed on."""


@lru_cache(maxsize=16)
def codes_of(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """The code of every parameter, in the order of the vector."""
    return tuple(_codes(sizes))


def _codes(sizes: Sequence[int]) -> Iterator[int]:
    for layer, (n_in, n_out) in enumerate(zip(sizes[:-1], sizes[1:], strict=True)):
        for row in (*range(n_in), BIAS):
            yield from (100 * layer + 10 * row + unit for unit in range(n_out))


def edited(params: np.ndarray, sizes: tuple[int, ...], edits: Sequence[Row], t: int) -> np.ndarray:
    """The parameters after what was changed by hand at time t; places that this network does not have are left out."""
    rows = [row for row in edits if row[0] == t]
    if not rows:
        return params
    places = {code: index for index, code in enumerate(codes_of(sizes))}
    changed = params.copy()
    for _, _, code, value in rows:
        if code in places:
            changed[places[code]] = value
    return changed


def first_difference(one: Sequence[Row], other: Sequence[Row]) -> int:
    """The first time at which two lists of changes differ."""
    return min((row[0] for row in set(one) ^ set(other)), default=FOR_EVER if one == other else 0)


def with_edit(settings: Settings, t: int, changes: Mapping[int, float]) -> dict[str, Any]:
    """The settings with one change more; in a drag that goes on, it takes the place of what that drag did before."""
    rows: list[Row] = list(settings["edits"])
    last = max((row[1] for row in rows), default=0)
    if settings["dragging"] and all(row[0] == t for row in rows if row[1] == last):
        rows = [row for row in rows if row[1] != last or row[2] not in changes]
    else:
        last += 1
    rows += [(t, last, code, _rounded(value)) for code, value in changes.items()]
    return {"edits": tuple(_with_room(rows))}


def _with_room(rows: list[Row]) -> list[Row]:
    """The changes without the oldest that later ones at the same time hide, if they take much room.

    The run stays the same, and so do the states that Undo still goes back to; the latest change can always be undone.
    """
    changes = sorted({(group, t) for t, group, _, _ in rows})
    often = Counter(at for _, at in changes)
    for latest, at in changes[:-1]:
        if len(rows) <= ROOM:
            break
        if often[at] == 1:
            continue
        hiding = {code for t, group, code, _ in rows if (t, group) == (at, latest)}
        if {code for t, group, code, _ in rows if t == at and group < latest} <= hiding:
            rows = [row for row in rows if row[0] != at or row[1] >= latest]
    return rows


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def value_at(params: np.ndarray, sizes: tuple[int, ...], code: int) -> float | None:
    """The weight or bias at a code, or None if the network has none there."""
    codes = codes_of(sizes)
    return float(params[codes.index(code)]) if code in codes else None


def select(settings: Settings, moment: Moment, code: int, sizes: tuple[int, ...]) -> dict[str, Any]:
    """Take hold of a weight: the slider then stands where the weight is."""
    value = value_at(moment.state.params, sizes, code)
    if value is None:
        return {}
    before = settings["selected"] if settings["selected"] != code else settings["selected_before"]
    return {"selected": code, "selected_before": before, "weight_value": round(float(np.clip(value, -10, 10)), 2)}


def undo_edit(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """Forget the last change."""
    rows = settings["edits"]
    if not rows:
        raise Refusal("refusal.nothing_to_undo")
    last = max(row[1] for row in rows)
    return {"edits": tuple(row for row in rows if row[1] != last)}


def clear_edits(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """Forget all changes."""
    return {"edits": ()}


def layer_places(sizes: tuple[int, ...]) -> list[Any]:
    """For each layer the indices of its parameters, (n_in + 1, n_out), biases last."""
    everywhere = np.arange(sum((n + 1) * m for n, m in zip(sizes[:-1], sizes[1:], strict=True)), dtype=float)
    return [layer.block.astype(int) for layer in Parameters(everywhere, sizes).layers]
