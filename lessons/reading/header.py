"""Whether the first row of a table names its columns.

Names are no numbers, and no cell says its column's name again. Some names are numbers, though, as those of years are:
then they count, no other row does, and what stands below is of another size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

Row: TypeAlias = Sequence[str]
Number: TypeAlias = Callable[[str], "float | None"]
"""The number that a cell writes, or None."""


def is_header(rows: Sequence[Row], number: Number) -> bool:
    """Whether the first of some rows names the columns."""
    first, rest = rows[0], rows[1:]
    if has_number(first, number):
        return _counts(first, number) and _is_of_another_size(first, rest, number)
    if not rest or any(has_number(row, number) for row in rest):
        return True
    below = [{row[j] for row in rest if j < len(row)} for j in range(len(first))]
    return len(set(first)) == len(first) and not any(cell in below[j] for j, cell in enumerate(first))


def has_number(row: Row, number: Number) -> bool:
    """Whether one of the cells writes a number."""
    return any(number(cell) is not None for cell in row)


def _counts(row: Row, number: Number) -> bool:
    """Whether the numbers of a row go up by one; two at least."""
    numbers = _numbers(row, number)
    return len(numbers) > 1 and bool((numbers % 1 == 0).all() and (np.diff(numbers) == 1).all())


def _is_of_another_size(first: Row, rest: Sequence[Row], number: Number) -> bool:
    """Whether no other row counts, and in most columns no number is near the first.

    A row of two numbers may count by chance: there all numbers of a column must be larger, or smaller.
    """
    if any(_counts(row, number) for row in rest):
        return False
    heads = {j - len(first): head for j, cell in enumerate(first) if (head := number(cell)) is not None}
    far = []
    for j, head in heads.items():  # counted from the end: R gives row names no name
        away = _numbers([row[j] for row in rest if len(row) >= len(first)], number) - head
        on_one_side = bool((away > 0).all() or (away < 0).all())
        is_near = bool((np.abs(away) <= len(heads)).any())
        far.append(away.size > 0 and not is_near and (on_one_side or len(heads) > 2))
    return sum(far) > len(far) / 2


def _numbers(cells: Row, number: Number) -> np.ndarray:
    """The numbers among some cells, (n,)."""
    return np.array([each for cell in cells if (each := number(cell)) is not None])
