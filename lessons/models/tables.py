"""Tables to learn from: measured in the world, split once and for all into rows to train on and rows to ask about.

Rows are kept in their own units, because explanations speak of 13.2 % alcohol and not of −0.4 standard deviations; the
standardised copies are what networks learn from.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache

import numpy as np

from lessons.kit.errors import Refusal
from lessons.kit.text import Text, text
from nnviz_core import data
from nnviz_core.data import Scaling

TABLES = ("iris", "wine", "breast-cancer", "diabetes")
TEST_SHARE = 0.25
SPLIT_SEED = 0

OWN = "own"
_own: dict[str, Table] = {}

_CANCER_KINDS = {"mean": "feature.mean", "error": "feature.error", "worst": "feature.worst"}


@dataclass(frozen=True, eq=False)
class Table:
    """Rows (n, n_features) in their own units and answers (n,): class numbers, or numbers.

    `features` and `outputs` (the classes; of a regression what is measured) are texts, `units` are "" where there are
    none. `source` says where the rows come from. `levels` names what the numbers of a category stand for, and is empty
    for features that are numbers; `scaling` is that of what a model sees (`inputs`).
    """

    name: str
    X_train: np.ndarray
    X_test: np.ndarray
    y_train: np.ndarray
    y_test: np.ndarray
    features: tuple[Text, ...]
    units: tuple[str, ...]
    outputs: tuple[Text, ...]
    scaling: Scaling
    source: str
    levels: tuple[tuple[Text, ...], ...] = ()

    @property
    def n_features(self) -> int:
        return self.X_train.shape[1]

    @property
    def has_categories(self) -> bool:
        return any(self.levels)

    @property
    def categorical(self) -> tuple[int, ...]:
        """Which features are categories."""
        return tuple(j for j, names in enumerate(self.levels) if names)

    def said(self, feature: int, value: float) -> Text | float:
        """A value as it is said: a number, or the name of a level."""
        return self.levels[feature][int(value)] if self.has_categories and self.levels[feature] else float(value)

    @property
    def is_classification(self) -> bool:
        return bool(np.issubdtype(self.y_train.dtype, np.integer))

    def inputs(self, rows: np.ndarray) -> np.ndarray:
        """What a model sees of rows: numbers as they are, a category as one column a level (1 for its own, else 0)."""
        return one_hot(rows, self.levels) if self.has_categories else rows

    def standardised(self, rows: np.ndarray) -> np.ndarray:
        """The same on the scale of the training rows."""
        return self.scaling.apply(self.inputs(rows))

    def in_spreads(self, rows: np.ndarray) -> np.ndarray:
        """Rows (n, n_features) counted from the mean of the training rows, each feature in its own spread."""
        return (self.scaling if not self.has_categories else data.fit_scaling(self.X_train)).apply(rows)

    @cached_property
    def Z_train(self) -> np.ndarray:
        """The training rows, standardised."""
        return self.standardised(self.X_train)

    @cached_property
    def Z_test(self) -> np.ndarray:
        """The test rows, on the scale of the training rows."""
        return self.standardised(self.X_test)


def one_hot(rows: np.ndarray, levels: Sequence[Sequence[Text]]) -> np.ndarray:
    """Rows (n, n_features) with each category as one column a level: (n, n_inputs)."""
    columns = [
        rows[:, j, np.newaxis] == np.arange(len(names)) if names else rows[:, j, np.newaxis]
        for j, names in enumerate(levels)
    ]
    return np.concatenate(columns, axis=1, dtype=float)


def keep_own(table: Table) -> None:
    """Keep a learner's own table under its name (`own:` and the mark of its content), in place of the one before."""
    _own.clear()
    _own[table.name] = table


def forget_own() -> None:
    """Keep no table of the learner's any longer."""
    _own.clear()


def packed(table: Table) -> bytes:
    """A table as bytes, for a program that is taken away; its numbers keep every digit."""
    plain = {field.name: getattr(table, field.name) for field in fields(table)}
    scaling = {"mean": table.scaling.mean.tolist(), "std": table.scaling.std.tolist()}
    arrays = {name: value.tolist() for name, value in plain.items() if isinstance(value, np.ndarray)}
    return zlib.compress(json.dumps({**plain, **arrays, "scaling": scaling}, ensure_ascii=False).encode(), 9)


def keep_packed(data: bytes) -> None:
    """Keep the learner's own table that `packed` made into bytes."""
    plain = json.loads(zlib.decompress(data))
    arrays = {name: np.array(plain[name]) for name in ("X_train", "X_test", "y_train", "y_test")}
    words = {name: tuple(plain[name]) for name in ("features", "units", "outputs")}
    scaling = Scaling(**{name: np.array(values) for name, values in plain["scaling"].items()})
    levels = tuple(tuple(names) for names in plain["levels"])
    keep_own(Table(**{**plain, **arrays, **words, "scaling": scaling, "levels": levels}))


def own_names() -> tuple[str, ...]:
    """The name of the learner's own table, if there is one."""
    return tuple(_own)


def table(name: str) -> Table:
    """One of `TABLES`, or the learner's own by its name."""
    if name.partition(":")[0] != OWN:
        return _built_in(name)
    if name not in _own:
        raise Refusal("refusal.table_not_here")
    return _own[name]


@lru_cache(maxsize=8)
def _built_in(name: str) -> Table:
    if name not in TABLES:
        raise Refusal("refusal.unknown_option", name="control.table", value=name, options=", ".join(TABLES))
    found = data.load(name.replace("-", "_"))
    train, test = data.split(len(found.X), TEST_SHARE, rng=np.random.default_rng(SPLIT_SEED))
    parts = found.X[train], found.X[test], found.y[train], found.y[test]
    for part in parts:
        part.flags.writeable = False
    features = tuple(_feature(name, feature) for feature in found.feature_names)
    outputs = tuple(f"class.{name}.{k}" for k in range(len(found.target_names)))
    return Table(name, *parts, features, found.units, outputs, data.fit_scaling(parts[0]), found.source)


def _feature(name: str, feature: str) -> Text:
    """The key of a feature's name; those of the tumours are a measure and what is said of it."""
    words = feature.split(" ")
    if name == "breast-cancer":
        said = next(word for word in (words[0], words[-1]) if word in _CANCER_KINDS)
        measure = "_".join(word for word in words if word != said)
        return text(_CANCER_KINDS[said], of=f"feature.{name}.{measure}")
    return f"feature.{name}.{feature.replace(' ', '_').replace('/', '_')}"
