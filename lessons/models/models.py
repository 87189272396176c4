"""A model to explain, whatever it is: rows in their own units in, one number for each output out.

An explainer asks `predict` and nothing else. Where the model is one of our networks it is there as a record, too, for
explainers that look inside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.text import Text
from nnviz_core.data import Scaling, fit_scaling
from nnviz_core.metrics import accuracy, r2
from nnviz_core.network import Network

from . import carried
from .borrowed import BORROWED, borrowed
from .tables import Table, table
from .training import N_HIDDEN, answers, as_two_classes, in_own_units, trained

MODELS = ("network", "linear", *BORROWED, "carried")
BACKGROUNDS = ("random_rows", "mean_row", "other_rows")
OUTPUTS = ("predicted", "first", "second", "third")

Predict = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Model:
    """A model and the table it learned from.

    `predict` takes rows (n, n_features) in the table's own units and gives (n, n_outputs): the probability of each
    class, or the one number of a regression. `network` is the same function as a network (then `predict` is its
    method, which explainers know to use), `standardised` the network as it was trained, for standardised rows; both
    are None for other models. `score` is the accuracy on the test rows, or R².
    """

    name: str
    predict: Predict
    table: Table
    network: Network | None
    standardised: Network | None
    score: float

    @property
    def is_classification(self) -> bool:
        return self.table.is_classification

    @property
    def outputs(self) -> tuple[Text, ...]:
        """What each output is of."""
        return self.table.outputs

    def background(self, n: int, seed: int = 0, kind: str = "random_rows", output: int = 0) -> np.ndarray:
        """Training rows that stand in for what is not known, at most `n` of them, (n, n_features).

        "random_rows" are drawn from all, "mean_row" is their mean, "other_rows" are drawn from those of other classes
        than `output` (of a regression, from those below the median).
        """
        rows, y = self.table.X_train, self.table.y_train
        if kind == "mean_row":
            return rows.mean(axis=0, keepdims=True)
        if kind == "other_rows":
            rows = rows[y != output] if self.is_classification else rows[y <= np.median(y)]
        order = np.random.default_rng([seed, 7]).permutation(len(rows))
        return rows[order[:n]]


def explained_model(settings: Settings) -> Model:
    """The model that the settings `table`, `model`, `model_seed` and `carried` name; made once for each."""
    return model(settings["model"], settings["table"], settings["model_seed"], settings["carried"])


def model(name: str, table_name: str = "wine", seed: int = 0, word: str = "") -> Model:
    """The model of that name (one of `MODELS`), trained on a table; or the one that was carried over."""
    if name == "carried":
        return _carried(word)
    return _made(name, table_name, seed)


@lru_cache(maxsize=12)
def _made(name: str, table_name: str, seed: int) -> Model:
    rows = table(table_name)
    if name in BORROWED:
        return _record(name, borrowed(name, rows, seed), rows)
    own = trained(rows, hidden=(N_HIDDEN,) if name == "network" else (), seed=seed)
    if rows.has_categories:  # of which the first layer sees several columns each: no longer a network of the rows
        undo = answers(rows).undo if not rows.is_classification else np.asarray
        return _record(name, lambda asked: undo(own.predict(rows.standardised(asked))), rows)
    moved = in_own_units(own, rows.scaling, None if rows.is_classification else answers(rows))
    return _record(name, moved.predict, rows, moved, own)


@lru_cache(maxsize=4)
def _carried(word: str) -> Model:
    found = carried.read(word)
    own = as_two_classes(found.network) if found.n_classes == 2 else found.network
    rows = _table_of(found)
    if found.features != ("x1", "x2"):
        return _record("carried", lambda points: own.predict(found.inputs(points)), rows)
    moved = in_own_units(own, found.scaling)
    return _record("carried", moved.predict, rows, moved, in_own_units(moved, _undo(rows.scaling)))


def _undo(scaling: Scaling) -> Scaling:
    """The scaling that takes standardised rows back to their own units."""
    return Scaling(-scaling.mean / scaling.std, 1 / scaling.std)


def _table_of(found: carried.Carried) -> Table:
    """The samples of a carried network as a table; without any to test on, those it learned from are asked about."""
    n = found.n_train
    tested = slice(n if n < len(found.points) else 0, None)
    outputs = tuple(f"class.{k}" for k in "abc"[: found.n_classes]) or ("class.value",)
    return Table(
        "carried", found.points[:n], found.points[tested], found.y[:n], found.y[tested],
        ("feature.x1", "feature.x2"), ("", ""), outputs, fit_scaling(found.points[:n]), "carried",
    )  # fmt: skip


def _record(
    name: str, predict: Predict, rows: Table, network: Network | None = None, standardised: Network | None = None
) -> Model:
    said = predict(rows.X_test)
    score = accuracy(rows.y_test, said.argmax(axis=1)) if rows.is_classification else r2(rows.y_test, said[:, 0])
    return Model(name, predict, rows, network, standardised, score)


def row_of(settings: Settings, model: Model) -> int:
    """The test row that the settings name; a table may have fewer rows than the one before, then its last."""
    return min(settings["row"], len(model.table.X_test) - 1)


def output_of(settings: Settings, model: Model, row: np.ndarray) -> int:
    """The output that the settings name: a class, or the one that is predicted for this row."""
    if not model.is_classification:
        return 0
    chosen = settings["output"]
    if chosen == "predicted":
        return int(model.predict(row[np.newaxis])[0].argmax())
    return min(OUTPUTS.index(chosen) - 1, len(model.outputs) - 1)
