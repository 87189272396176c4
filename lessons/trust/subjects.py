"""What is explained in the steps with a real model: which table, which model, which row, against which background."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.player import FOR_EVER
from lessons.kit.text import Text
from lessons.models.choices import absent_of
from lessons.models.models import explained_model, output_of, row_of

from .explainers import Subject

CHOICES = ("table", "model", "model_seed", "row", "output", "background_size", "background_kind")
KEYS = (*CHOICES, "carried")
N_TICKS = 30
"""Ticks of a race; where there are more features, several move in one."""


def key_of(settings: Settings) -> tuple[tuple[str, Any], ...]:
    """The settings that decide what is explained, as one key for what is kept."""
    return tuple((name, settings[name]) for name in KEYS)


def chosen(settings: Settings, row: int | None = None) -> Subject:
    """The row of the settings (or another) with the model of the settings, as a network where it is one."""
    own = explained_model(settings)
    x = own.table.X_test[row_of(settings, own) if row is None else row % n_rows(settings)]
    output = output_of(settings, own, x)
    background = own.background(settings["background_size"], 0, settings["background_kind"], output)
    categorical = tuple(j for j, names in enumerate(own.table.levels) if names)
    model = own.predict if own.network is None else own.network
    return Subject(model, x, background, output, categorical=categorical, neighbours=own.table.X_train)


def standardised(settings: Settings, row: int) -> Subject:
    """The same, as the network saw it when it learned: standardised rows."""
    own, plain = explained_model(settings), chosen(settings, row)
    x, background = own.table.standardised(plain.x[np.newaxis])[0], own.table.standardised(plain.background)
    neighbours = own.table.standardised(own.table.X_train)
    return Subject(own.standardised, x, background, plain.output, neighbours=neighbours)


def network_settings(settings: Settings) -> Settings:
    """The settings, with a network trained here in the place of a model whose features do not enter one by one."""
    own = explained_model(settings)
    if own.standardised is not None:
        return settings
    return {**settings, "model": "network", **({"table": "breast-cancer"} if own.table.has_categories else {})}


def n_rows(settings: Settings) -> int:
    """How many rows there are to ask about."""
    return len(explained_model(settings).table.X_test)


def feature_names(settings: Settings) -> tuple[Text, ...]:
    """What the features are called."""
    return explained_model(settings).table.features


def differ_by(*names: str) -> Callable[[Settings, Settings], int]:
    """For a step whose states depend on these settings alone: a change of any other keeps them all."""
    return lambda own, its: 0 if any(own[name] != its[name] for name in names) else FOR_EVER


def what(settings: Settings) -> dict[str, Any]:
    """Of a frame: the controls that mean nothing for this model."""
    return {"absent": absent_of(settings)}
