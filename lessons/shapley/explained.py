"""A prediction as a game: the features of a row are the players, and a coalition earns what the model
says when it knows only them.

All coalitions are asked, so there may not be too many players. Columns that measure the same thing (mean, error and
worst of a tumour's radius) play together; and a model that is not a network of ours is asked about the few features
that do most alone, and about all the others as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.text import Text
from lessons.models.models import Model, explained_model, output_of, row_of
from nnviz_core.explain import shapley_of_game
from nnviz_core.explain.network_game import make_game
from nnviz_core.explain.players import all_coalitions

CHOICES = ("table", "model", "model_seed", "row", "output", "background_kind", "background_size")
MOST_PLAYERS = 13
"""Players among whom a network of ours is asked about every coalition, …"""
MOST_PLAYERS_OF_OTHERS = 8
"""… and players that any other model is asked about. Where there are more features, the last player is all the rest."""


@dataclass(frozen=True, eq=False)
class Explained:
    """Exact Shapley values and the game behind them.

    `names` and `groups` say who the players are, `means` is the pay-off of every coalition, (2^n_players,), in the
    core's order, for the output explained. `background` are the rows that stand in for what is not known.
    """

    model: Model
    row: int
    output: int
    x: np.ndarray
    background: np.ndarray
    names: tuple[Text, ...]
    groups: tuple[tuple[int, ...], ...]
    means: np.ndarray
    values: np.ndarray

    @property
    def n_players(self) -> int:
        return len(self.names)

    @property
    def output_name(self) -> Text:
        """The class, or what is measured."""
        return self.model.outputs[self.output]

    @property
    def base(self) -> float:
        return float(self.means[0])

    @property
    def prediction(self) -> float:
        return float(self.means[-1])

    @property
    def numbers(self) -> tuple[float, ...]:
        """The row's own number for each player; NaN for one that stands for several features."""
        return tuple(float(self.x[group[0]]) if len(group) == 1 else np.nan for group in self.groups)


def explained(settings: Settings, kind: str | None = None) -> Explained:
    """The game of these settings; with another kind of background if one is named."""
    model = explained_model(settings)
    row = row_of(settings, model)
    output = output_of(settings, model, model.table.X_test[row])
    return _explained(model, row, output, settings["background_size"], kind or settings["background_kind"])


@lru_cache(maxsize=24)
def _explained(model: Model, row: int, output: int, size: int, kind: str) -> Explained:
    x = model.table.X_test[row]
    background = model.background(size, kind=kind, output=output)
    names, groups = _players(model, x, model.background(size), output)  # the same for every kind of background
    means = _pay_offs(model, x, background, groups)[:, output]
    return Explained(model, row, output, x, background, names, groups, means, shapley_of_game(means))


def _pay_offs(model: Model, x: np.ndarray, background: np.ndarray, groups: tuple[tuple[int, ...], ...]) -> np.ndarray:
    """What every coalition earns, (2^n_players, n_outputs); a player like the whole background changes nothing."""
    game = make_game(model.network or model.predict, x, background, groups, "identity")
    coalitions = all_coalitions(len(groups))
    return game.values(coalitions[:, game.active])


def _players(
    model: Model, x: np.ndarray, background: np.ndarray, output: int
) -> tuple[tuple[Text, ...], tuple[tuple[int, ...], ...]]:
    names, groups = _measures(model)
    most = MOST_PLAYERS if model.network is not None else MOST_PLAYERS_OF_OTHERS
    if len(groups) <= most:
        return names, groups
    alone = _alone(model, x, background, groups, output)
    kept = sorted(np.argsort(-np.abs(alone), kind="stable")[: most - 1].tolist())
    rest = tuple(feature for k, group in enumerate(groups) if k not in kept for feature in group)
    return (*(names[k] for k in kept), "feature.others"), (*(groups[k] for k in kept), rest)


def _measures(model: Model) -> tuple[tuple[Text, ...], tuple[tuple[int, ...], ...]]:
    """Features with a measure in common as one player, the others one by one."""
    members: dict[str, list[int]] = {}
    labels: dict[str, Text] = {}
    for index, feature in enumerate(model.table.features):
        measure = feature["values"].get("of") if isinstance(feature, dict) else None
        key = measure or str(index)
        members.setdefault(key, []).append(index)
        labels[key] = measure or feature
    return tuple(labels.values()), tuple(tuple(features) for features in members.values())


def _alone(model: Model, x: np.ndarray, background: np.ndarray, groups: Any, output: int) -> np.ndarray:
    """What each player adds to nobody, (n_players,)."""
    game = make_game(model.network or model.predict, x, background, groups, "identity")
    first = game.values(np.eye(len(groups), dtype=bool)[:, game.active])[:, output]
    return first - game.base_value[output]
