"""LIME for a row of a table: one call for each draw of samples, kept, so that ten of them can be compared."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.text import Text, text
from lessons.models.models import Model, explained_model, output_of, row_of
from lessons.models.tables import Table
from nnviz_core.explain import lime
from nnviz_core.explain.lime import Lime
from nnviz_core.explain.neighbours import Quarters

KEYS = ("table", "model", "model_seed", "carried", "row", "output", "representation", "around", "share", "n_samples",
        "n_kept")  # fmt: skip
"""The settings that decide an explanation, but for its seed."""

GROUPS = {
    "model": ("table", "model", "model_seed", "row", "output"),
    "samples": ("representation", "around", "share", "n_samples", "n_kept", "seed"),
}


def folded(*first: str) -> dict[str, Any]:
    """The controls and groups of a step: `first` are changed often; the others are folded away."""
    groups = {group: tuple(name for name in names if name not in first) for group, names in GROUPS.items()}
    return {"controls": first, "groups": groups}


def key_of(settings: Settings) -> tuple[tuple[str, Any], ...]:
    """What decides an explanation, but for its seed."""
    return tuple((name, settings[name]) for name in KEYS)


def chosen(settings: Settings) -> tuple[Model, np.ndarray, int]:
    """The model, the row to explain (n_features,) and which of its outputs."""
    model = explained_model(settings)
    row = model.table.X_test[row_of(settings, model)]
    return model, row, output_of(settings, model, row)


@lru_cache(maxsize=64)
def explanation(key: tuple[tuple[str, Any], ...], seed: int) -> Lime:
    """One draw of samples and the line through them."""
    settings = dict(key)
    model, row, k = chosen(settings)

    def predict(rows: np.ndarray) -> np.ndarray:
        return model.predict(rows)[:, k]

    return lime(
        predict, row, model.table.X_train, n_samples=int(settings["n_samples"]), rng=np.random.default_rng(seed),
        kernel_width=settings["share"] * row.size**0.5, representation=settings["representation"],
        around=settings["around"], n_kept=settings["n_kept"], categorical=model.table.categorical,
    )  # fmt: skip


def conditions(settings: Settings, model: Model, row: np.ndarray) -> list[Text]:
    """What each coefficient is about: the feature's value, or the quarter of the table it lies in."""
    features, table = model.table.features, model.table
    if settings["representation"] == "raw":
        return [_is(table, j, value) for j, value in enumerate(row)]
    quarters = Quarters.of(model.table.X_train)
    edges, place = quarters.edges, quarters.find(row)
    names: list[Text] = []
    for j, (name, quarter) in enumerate(zip(features, place, strict=True)):
        if j in table.categorical:
            names.append(_is(table, j, row[j]))
            continue
        low, high = (edges[quarter - 1, j] if quarter > 0 else None), (edges[quarter, j] if quarter < 3 else None)
        if low is None:
            names.append(text("symbol.condition_most", name=name, high=high))
        elif high is None:
            names.append(text("symbol.condition_above", name=name, low=low))
        else:
            names.append(text("symbol.condition_between", name=name, low=low, high=high))
    return names


def _is(table: Table, feature: int, value: float) -> Text:
    """A feature and its value, or the name of its level."""
    key = "symbol.condition_called" if feature in table.categorical else "symbol.condition_is"
    return text(key, name=table.features[feature], value=table.said(feature, value))
