"""A network that reads handwritten digits, trained when the step is first opened, and the digits it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit.controls import Settings
from nnviz_core import data
from nnviz_core.explain import segments
from nnviz_core.network import Network
from nnviz_core.optimizers import Adam
from nnviz_core.training import train

SIDE = 8
N_PATCHES = 16
WAYS = ("alike", "squares_2", "squares_4")
"""How the image is cut into patches."""
STAND_INS = ("paper", "mean")
"""What a hidden patch is filled with: white paper, or the mean of the training images."""
DARKEST = 16.0
NUMBER_SIZE = np.array([2.0, 1.0])
"""Width and height of a patch's number where windows are small, in pixels of the image,"""
GIVE_WAY = 4.0
"""and how far it goes out of the way of another: as squared pixels from the middle, if it lay upon it altogether."""
TEST_SHARE, N_HIDDEN, N_UPDATES, BATCH_SIZE = 0.25, 32, 200, 100


@dataclass(frozen=True, eq=False)
class Reader:
    """The network, 64 brightnesses in [0, 1] to 10 probabilities, and the images kept for the test."""

    network: Network
    X: np.ndarray
    y: np.ndarray
    mean: np.ndarray
    n_train: int
    accuracy: float


@lru_cache(maxsize=1)
def reader() -> Reader:
    """Train it: the same every time."""
    digits = data.load("digits")
    X = digits.X / DARKEST
    learnt, kept = data.split(len(X), TEST_SHARE, rng=np.random.default_rng(0))
    fresh = Network.dense([SIDE * SIDE, N_HIDDEN, 10], rng=np.random.default_rng(0), activation="relu",
                          output="softmax")  # fmt: skip
    network = next(
        train(fresh, X[learnt], digits.y[learnt], loss="softmax_cross_entropy", optimizer=Adam(0.01),
              batch_size=BATCH_SIZE, every=N_UPDATES)
    ).network  # fmt: skip
    right = network.predict(X[kept]).argmax(axis=1) == digits.y[kept]
    return Reader(network, X[kept], digits.y[kept], X[learnt].mean(axis=0), len(learnt), float(right.mean()))


def image_of(settings: Settings) -> np.ndarray:
    """The chosen image, row by row from the top, (64,)."""
    return reader().X[settings["digit"]]


def stand_in(settings: Settings) -> np.ndarray:
    """What is seen where a patch is hidden, (64,)."""
    return np.zeros(SIDE * SIDE) if settings["stand_in"] == "paper" else reader().mean


def patches(settings: Settings) -> np.ndarray:
    """The patch of each pixel, (8, 8), row 0 at the top."""
    return _patches(settings["digit"], settings["patches"])


@lru_cache(maxsize=64)
def _patches(digit: int, way: str) -> np.ndarray:
    if way == "alike":
        return segments.alike(reader().X[digit].reshape(SIDE, SIDE), N_PATCHES)
    return segments.squares(SIDE, SIDE, int(way[-1]))


def borders(labels: np.ndarray) -> np.ndarray:
    """The borders between patches as a line with its pen lifted, (n, 2), in pixels, y upwards from the lower edge."""
    height, width = labels.shape
    ends = []
    for r, c in zip(*np.nonzero(labels[:, 1:] != labels[:, :-1]), strict=True):
        ends.append([[c + 1, height - r], [c + 1, height - r - 1]])
    for r, c in zip(*np.nonzero(labels[1:] != labels[:-1]), strict=True):
        ends.append([[c, height - r - 1], [c + 1, height - r - 1]])
    lifted = [[*pair, [np.nan, np.nan]] for pair in ends]
    return np.array(lifted, float).reshape(-1, 2)


def centres(labels: np.ndarray) -> np.ndarray:
    """For each patch its pixel nearest to the middle of it, (n_patches, 2), y upwards from the lower edge.

    A number stands there, two pixels wide: a patch of several pixels gives way to those that have fewer.
    """
    places = np.empty((0, 2))
    by_size = np.argsort(np.bincount(labels.ravel()), kind="stable")
    for label in by_size:
        rows, columns = np.nonzero(labels == label)
        own = np.stack([columns + 0.5, labels.shape[0] - rows - 0.5], axis=1)
        apart = (np.abs(own[:, np.newaxis] - places) / NUMBER_SIZE).max(axis=2).min(axis=1, initial=1.0)  # in numbers
        off = ((own - own.mean(axis=0)) ** 2).sum(axis=1)
        places = np.vstack([places, own[np.argmin(off + GIVE_WAY * (1 - apart))]])
    return places[np.argsort(by_size)]
