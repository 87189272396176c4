"""The network that the learner trained in hidden-layers, carried over as a word in the address.

The word holds all that an explanation needs: the parameters to the last bit, what the network is told of a point, and
the samples it learned from. It may come from anywhere, so every part of it is checked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit.errors import Refusal
from lessons.kit.packing import Damaged, TooLarge, pack, unpack
from nnviz_core import checks, storage
from nnviz_core.data import Scaling
from nnviz_core.features import PLANE_FEATURES, plane_features
from nnviz_core.network import Network

KIND, VERSION = "nnviz-carried", 1
MOST_BYTES = 300_000
MOST_POINTS, MOST_PARAMS, FARTHEST = 2_000, 5_000, 100.0
MOST_CLASSES = 3
LARGEST = 1e100
"""No training comes to such parameters or scales; their products would soon be no numbers any more."""


@dataclass(frozen=True, eq=False)
class Carried:
    """A network of the plane: `points` (n, 2) and `y` (n,), the `n_train` it learned from first.

    `n_classes` is 0 for a regression. The network is given `features` of a point, scaled.
    """

    network: Network
    features: tuple[str, ...]
    scaling: Scaling
    points: np.ndarray
    y: np.ndarray
    n_train: int
    n_classes: int

    def inputs(self, points: np.ndarray) -> np.ndarray:
        """What the network is given at points (n, 2)."""
        return self.scaling.apply(plane_features(points, self.features))


def word_of(carried: Carried) -> str:
    """The network and its samples as a word."""
    return pack({
        "kind": KIND, "version": VERSION, "network": json.loads(storage.save(carried.network)),
        "features": list(carried.features), "mean": carried.scaling.mean.tolist(), "std": carried.scaling.std.tolist(),
        "points": carried.points.tolist(), "y": carried.y.tolist(), "n_train": carried.n_train,
        "n_classes": carried.n_classes,
    })  # fmt: skip


@lru_cache(maxsize=4)
def read(word: str) -> Carried:
    """The network of a word; refuses none, a damaged and an oversized one."""
    if not word:
        raise Refusal("refusal.nothing_carried")
    try:
        return _checked(unpack(word, MOST_BYTES))
    except TooLarge:
        raise Refusal("refusal.carried_too_large") from None
    except (Damaged, ValueError, KeyError, TypeError, OverflowError):
        raise Refusal("refusal.carried_damaged") from None


def _checked(found: Any) -> Carried:
    """The record of a document; raises one of the errors above for whatever does not fit."""
    if (found["kind"], found["version"]) != (KIND, VERSION):
        raise ValueError("another kind of document")
    features = tuple(found["features"])
    if not features or len(set(features)) < len(features) or not set(features) <= set(PLANE_FEATURES):
        raise ValueError("unknown features")
    n_classes = found["n_classes"]
    if n_classes not in (0, *range(2, MOST_CLASSES + 1)):
        raise ValueError("impossible number of classes")
    points = checks.table_of_numbers("points", found["points"], 2)
    y = np.array(found["y"], dtype=int if n_classes else float)
    n_train = checks.whole("n_train", found["n_train"], 1)
    if y.shape != (len(points),) or not n_train <= len(points) <= MOST_POINTS or np.abs(points).max() > FARTHEST:
        raise ValueError("samples that do not fit")
    if not np.isfinite(y).all() or (n_classes and not np.isin(y, range(n_classes)).all()):
        raise ValueError("impossible answers")
    scaling = Scaling(*(checks.table_of_numbers(part, [found[part]], len(features))[0] for part in ("mean", "std")))
    if (scaling.std <= 0).any() or np.abs([scaling.mean, scaling.std, 1 / scaling.std]).max() > LARGEST:
        raise ValueError("impossible scaling")
    carried = Carried(_network(found, len(features), n_classes), features, scaling, points, y, n_train, n_classes)
    corners = FARTHEST * np.array([(-1, -1), (-1, 1), (1, -1), (1, 1)])
    with np.errstate(all="ignore"):
        said = carried.network.predict(carried.inputs(np.concatenate([points, corners])))
    if not np.isfinite(said).all():
        raise ValueError("a network that answers with no numbers")
    return carried


def _network(found: Any, n_features: int, n_classes: int) -> Network:
    network = storage.load(json.dumps(found["network"])).network
    output = {0: (1, "identity"), 2: (1, "sigmoid")}.get(n_classes, (n_classes, "softmax"))
    if network.sizes[0] != n_features or (network.sizes[-1], network.activations[-1]) != output:
        raise ValueError("a network of another shape")
    if network.n_params > MOST_PARAMS or np.abs(network.params).max() > LARGEST:
        raise ValueError("too large a network, or too large parameters")
    return network
