"""From a sheet to something to train on and to ask about: a target chosen, missing values filled, rows split.

A category stays one feature here, numbered by level: it is the model that sees it as one column a level, so that an
explanation gives one share to the column and not one to each level. Numbers that are missing become the median of the
training rows, categories that are missing become a level of their own. Columns from which nothing can be learned are
left out, and named.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lessons.kit.errors import Refusal
from lessons.kit.text import Text, text
from lessons.models.tables import OWN, SPLIT_SEED, TEST_SHARE, Table, one_hot
from nnviz_core import data

from .columns import CATEGORY, NUMBER, Column
from .sheets import Sheet

MOST_CLASSES = 10
MOST_LEVELS = 30
MOST_FEATURES = 60
LEAST_ROWS = 12
MOST_ROWS = 20_000
"""Rows that are kept to learn from and to ask about; of more, so many are drawn by a fixed seed."""


@dataclass(frozen=True)
class Report:
    """What was done to the columns: texts for the learner.

    `learned` says what is asked of the target: which class, or which number. `left_out` names columns and why, `filled`
    those with missing values and how many, `n_without_target` counts rows whose target is missing, `n_drawn` the rows
    that were kept of `n_rows`.
    """

    learned: Text
    left_out: tuple[Text, ...]
    filled: tuple[Text, ...]
    n_rows: int
    n_without_target: int
    n_drawn: int


def prepare(sheet: Sheet, target: int) -> tuple[Table, Report]:
    """A table that learns column `target` of a sheet from the others.

    A target of categories makes a classification, and so do numbers of which there are two, as 0 and 1: what is asked
    is which of them. Other numbers make a regression.

    Raises
    ------
    Refusal
        If the target cannot be learned (no such column, constant, too many classes) or too little is left.
    """
    if not 0 <= target < len(sheet.columns):
        raise Refusal("refusal.table_no_target", target=target, columns=len(sheet.columns))
    answer = sheet.columns[target]
    known = np.flatnonzero(~answer.is_missing)
    kept = _drawn(known)
    if len(kept) < LEAST_ROWS:
        raise Refusal("refusal.table_too_few_rows", rows=len(kept), least=LEAST_ROWS)
    _check_answer(answer)
    used, left_out = _features([column for j, column in enumerate(sheet.columns) if j != target])
    train, test = data.split(len(kept), TEST_SHARE, rng=np.random.default_rng(SPLIT_SEED))
    X, levels = _filled(used, kept, kept[train])
    y, classes = _answers(answer, kept)
    _check_split(y[train], answer)
    table = Table(
        OWN, X[train], X[test], y[train], y[test], tuple(given(c.name) for c in used), ("",) * len(used), classes,
        data.fit_scaling(one_hot(X[train], levels)), OWN, levels,
    )  # fmt: skip
    filled = tuple(text("table.filled", column=c.name, count=c.n_missing) for c in used if c.n_missing)
    return table, Report(
        _learned(answer, len(classes)), left_out, filled, sheet.n_rows, sheet.n_rows - len(known), len(kept)
    )


def given(name: str) -> Text:
    """A name that the learner's file gives, as a text: the same in every language."""
    return text("table.given", name=name)


def names_classes(answer: Column) -> bool:
    """Whether a target says to which class a row belongs: in words, or by one of two numbers."""
    return answer.kind == CATEGORY or answer.n_distinct == 2


def _learned(answer: Column, n_classes: int) -> Text:
    if names_classes(answer):
        return text("table.learns_class", column=answer.name, count=n_classes)
    return text("table.learns_code" if answer.n_distinct <= MOST_CLASSES else "table.learns_number", column=answer.name)


def _check_answer(answer: Column) -> None:
    if answer.is_constant:
        raise Refusal("refusal.table_constant_target", column=answer.name)
    if answer.kind == CATEGORY and len(answer.levels) > MOST_CLASSES:
        raise Refusal("refusal.table_many_classes", column=answer.name, classes=len(answer.levels), most=MOST_CLASSES)


def _drawn(rows: np.ndarray) -> np.ndarray:
    if len(rows) <= MOST_ROWS:
        return rows
    return np.sort(np.random.default_rng(SPLIT_SEED).choice(rows, MOST_ROWS, replace=False))


def _features(columns: list[Column]) -> tuple[list[Column], tuple[Text, ...]]:
    """The columns to learn from, and a text for each that is left out."""
    used: list[Column] = []
    left_out: list[Text] = []
    for column in columns:
        reason = _useless(column)
        if reason is None and len(used) == MOST_FEATURES:
            reason = "table.left_out_beyond"
        if reason is None:
            used.append(column)
        else:
            left_out.append(text(reason, column=column.name, levels=len(column.levels), most=MOST_FEATURES))
    if not used:
        raise Refusal("refusal.table_no_features")
    return used, tuple(left_out)


def _useless(column: Column) -> str | None:
    if column.n_missing == len(column.values):
        return "table.left_out_empty"
    if column.is_constant:
        return "table.left_out_constant"
    if not column.is_named and _counts_rows(column):
        return "table.left_out_count"
    if column.kind == CATEGORY and len(column.levels) > MOST_LEVELS:
        return "table.left_out_levels"
    return None


def _counts_rows(column: Column) -> bool:
    """Whether each row has the number after the one before: R and pandas write such a column. Where the rows of a class
    stand together it would tell the answer."""
    return column.kind == NUMBER and bool((np.diff(column.values) == 1).all())


def _filled(
    columns: list[Column], kept: np.ndarray, train: np.ndarray
) -> tuple[np.ndarray, tuple[tuple[Text, ...], ...]]:
    """The rows (n, n_features) without gaps, and the levels of each feature (none for numbers)."""
    X = np.empty((len(kept), len(columns)))
    levels: list[tuple[Text, ...]] = []
    for j, column in enumerate(columns):
        values = column.values[kept].astype(float)
        if column.kind == NUMBER:
            known = column.values[train]
            known = known[~np.isnan(known)]
            values[np.isnan(values)] = np.median(known) if len(known) else 0.0
            levels.append(())
        else:
            names = tuple(given(level) for level in column.levels)
            values[values < 0] = len(names)
            levels.append((*names, "table.missing_level") if column.n_missing else names)
        X[:, j] = values
    return X, tuple(levels)


def _answers(answer: Column, kept: np.ndarray) -> tuple[np.ndarray, tuple[Text, ...]]:
    """The answers of the kept rows, and what the outputs are: the classes that occur, or the one number."""
    values = answer.values[kept]
    if not names_classes(answer):
        return values, (given(answer.name),)
    present, codes = np.unique(values, return_inverse=True)
    names = [answer.levels[k] for k in present] if answer.kind == CATEGORY else [f"{value:g}" for value in present]
    return codes, tuple(map(given, names))


def _check_split(y_train: np.ndarray, answer: Column) -> None:
    if names_classes(answer) and len(np.unique(y_train)) < 2:
        raise Refusal("refusal.table_one_class", column=answer.name)
