"""What is explained: a row, a model's output for it, and the rows that stand in for what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.errors import Refusal
from lessons.kit.player import Moment
from lessons.kit.text import Text, text
from lessons.models.models import Model, explained_model, output_of, row_of

from .inquiry import ALL_OF, MOST_OF_NETWORKS, MOST_OF_OTHERS, Inquiry

CHOICES = ("table", "model", "model_seed", "row", "output", "background_kind", "background_size")
"""The controls that decide what is explained."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A test row of a model's table, one of its outputs, and background rows (n_background, n_features)."""

    model: Model
    row: int
    output: int
    background: np.ndarray

    @property
    def x(self) -> np.ndarray:
        """The row explained, (n_features,)."""
        return self.rows[self.row]

    @property
    def rows(self) -> np.ndarray:
        """All rows that can be explained, (n_rows, n_features)."""
        return self.model.table.X_test

    @property
    def n_features(self) -> int:
        """How many numbers a row has."""
        return self.model.table.n_features

    @property
    def names(self) -> tuple[Text, ...]:
        """What the features are called."""
        return self.model.table.features

    @property
    def output_name(self) -> Text:
        """What the output explained is of."""
        return self.model.outputs[self.output]

    @property
    def axis(self) -> Text:
        """The name of an axis of answers."""
        return "axis.probability" if self.model.is_classification else "axis.answer"

    @property
    def span(self) -> tuple[float, float] | None:
        """Between what the answers lie, if that is known."""
        return (0.0, 1.0) if self.model.is_classification else None

    @property
    def is_quick(self) -> bool:
        """Whether the model is a network of ours, which explainers know to ask on a shorter way."""
        return self.model.network is not None

    @property
    def can_ask_all(self) -> bool:
        """Whether every coalition can be asked in a moment."""
        return self.is_quick and self.n_features <= ALL_OF

    def explained(self, rows: np.ndarray) -> np.ndarray:
        """The output explained for any rows, (n,)."""
        return self.model.predict(rows)[:, self.output]

    def standardised(self, rows: np.ndarray) -> np.ndarray:
        """Rows counted from the mean of the training rows, in their spreads."""
        return self.model.table.in_spreads(rows)

    def called(self, feature: int) -> Text:
        """A feature with the row's own number."""
        unit = self.model.table.units[feature]
        value = self.model.table.said(feature, self.x[feature])
        return text("label.feature_is", name=self.names[feature], value=value, unit=f" {unit}" if unit else "")


def problem(settings: Settings) -> Problem:
    """What these settings ask about; the same record for the same settings."""
    return _problem(tuple((name, settings[name]) for name in (*CHOICES, "carried")))


@lru_cache(maxsize=512)
def _problem(pairs: tuple[tuple[str, Any], ...]) -> Problem:
    settings = dict(pairs)
    model = explained_model(settings)
    row = row_of(settings, model)
    output = output_of(settings, model, model.table.X_test[row])
    background = model.background(settings["background_size"], kind=settings["background_kind"], output=output)
    return Problem(model, row, output, background)


def one_subject(moment: Moment) -> None:
    """Refuse a branch that would go on with another model, row or background: its numbers would not be of one thing."""
    if any(problem(settings) is not problem(moment.settings) for _, settings in moment.run.segments):
        raise Refusal("refusal.branch_of_another_subject")


def inquiry(settings: Settings) -> Inquiry:
    """The coalitions of the budget that the learner gives."""
    return inquire(problem(settings), settings["n_samples"], settings["seed"])


def whole(settings: Settings) -> Inquiry:
    """As many coalitions as can be waited for: all of them, where there are not too many."""
    task = problem(settings)
    most = 2**ALL_OF - 2 if task.can_ask_all else MOST_OF_NETWORKS if task.is_quick else MOST_OF_OTHERS
    return inquire(task, most, settings["seed"])


@lru_cache(maxsize=256)
def inquire(task: Problem, n_samples: int, seed: int) -> Inquiry:
    """The questions to a model; the same record for the same arguments, so that nothing is asked twice."""
    return Inquiry(task.model.predict, task.x, task.background, task.output, n_samples=n_samples, seed=seed)
