"""Models of scikit-learn: a forest, boosted trees, a support vector machine. The library is brought when one is chosen.

They are explained as they are, as functions from rows to outputs; sizes are chosen so that they are trained in about a
second in a browser.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessons.kit.packages import need

from .tables import Table

BORROWED = ("forest", "boosting", "svm")
N_TREES = {"forest": 60, "boosting": 40}


def borrowed(name: str, table: Table, seed: int) -> Callable[[np.ndarray], np.ndarray]:
    """The function from rows (n, n_features) to outputs (n, n_outputs) of a model that has learned the table."""
    need("scikit-learn")
    model = _MAKERS[name](table.is_classification, seed)
    model.fit(table.inputs(table.X_train), table.y_train)
    if table.is_classification:
        return lambda rows: model.predict_proba(table.inputs(rows))
    return lambda rows: model.predict(table.inputs(rows))[:, np.newaxis]


def _forest(is_classification: bool, seed: int) -> Any:
    from sklearn import ensemble

    kind = ensemble.RandomForestClassifier if is_classification else ensemble.RandomForestRegressor
    return kind(n_estimators=N_TREES["forest"], min_samples_leaf=2, random_state=seed)


def _boosting(is_classification: bool, seed: int) -> Any:
    from sklearn import ensemble

    kind = ensemble.GradientBoostingClassifier if is_classification else ensemble.GradientBoostingRegressor
    return kind(n_estimators=N_TREES["boosting"], max_depth=2, learning_rate=0.2, random_state=seed)


def _svm(is_classification: bool, seed: int) -> Any:
    from sklearn import pipeline, preprocessing, svm

    machine = svm.SVC(probability=True, random_state=seed) if is_classification else svm.SVR(C=100.0)
    return pipeline.make_pipeline(preprocessing.StandardScaler(), machine)


_MAKERS: dict[str, Callable[[bool, int], Any]] = {"forest": _forest, "boosting": _boosting, "svm": _svm}
