"""The controls with which a lesson lets the learner choose what is explained."""

from __future__ import annotations

from lessons.kit.controls import Choice, Control, Integer, Packed, Seed, Settings

from .carried import MOST_BYTES
from .models import BACKGROUNDS, MODELS, OUTPUTS, explained_model
from .tables import OWN, TABLES

MOST_ROWS = 141
"""The number of the last test row of the largest table."""


def controls(table: str = "wine", model: str = "network", background_size: int = 40) -> tuple[Control, ...]:
    """All of them; a step lists the ones it shows by name."""
    return (
        Choice("table", table, (*TABLES, OWN), marked=OWN),
        Choice("model", model, MODELS),
        Seed("model_seed", 0),
        Integer("row", 0, 0, MOST_ROWS),
        Choice("output", "predicted", OUTPUTS),
        Integer("background_size", background_size, 1, 100),
        Choice("background_kind", "random_rows", BACKGROUNDS),
        Packed("carried", "", most=MOST_BYTES),
    )


def last_row(settings: Settings) -> int:
    """The number of the last row that can be explained."""
    return len(explained_model(settings).table.X_test) - 1


def absent_of(settings: Settings) -> tuple[str, ...]:
    """Those that mean nothing for this model."""
    absent = ["table", "model_seed"] if settings["model"] == "carried" else []
    if not explained_model(settings).is_classification:
        absent.append("output")
    if settings["background_kind"] == "mean_row":
        absent.append("background_size")
    return tuple(absent)
