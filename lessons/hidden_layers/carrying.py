"""The way from here to the lessons on explanations: the network of this moment, with all that it was told."""

from __future__ import annotations

import numpy as np

from lessons.kit.errors import Refusal
from lessons.kit.player import Moment
from lessons.models.carried import Carried, word_of
from nnviz_core.data import Scaling

from .problem import problem
from .training import network_of


def carry(moment: Moment) -> str:
    """The network as it is now, its inputs and its samples, as a word."""
    params = moment.state.params
    if moment.state.failure is not None or not np.isfinite(params).all():
        raise Refusal("refusal.diverged_cannot_be_carried")
    task = problem(moment.settings)
    network = network_of(moment.settings, params)
    scaling = Scaling(task.mean, task.std)
    return word_of(Carried(network, task.features, scaling, task.points, task.y, task.n_train, task.n_classes))
