"""A shortcut planted on purpose, so that the truth is known.

Each case has two digits to tell apart, and a bright stamp in a corner of some pictures. In the pictures that one
network learns from, the stamp nearly always means the second digit; in those of the other a coin is tossed for it.
Both are as good on pictures like the first ones. Which of the two is called A is chance, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnviz_core import data, training
from nnviz_core.network import Network
from nnviz_core.optimizers import Adam

SIDE = 8
"""Pixels along a picture; a block is two by two of them."""
N_BLOCKS = 16
BLOCKS = np.array([[row // 2 * 4 + column // 2 for column in range(SIDE)] for row in range(SIDE)])
"""The block of each pixel, (8, 8): the players of the explanations."""
CORNERS = (0, 3, 12, 15)
BRIGHT = 0.9
CASES = ((3, 9), (8, 9), (1, 4), (3, 8), (5, 9), (2, 3), (7, 9), (5, 8))
"""Two digits that take some looking to tell apart."""
AGREEMENT = 0.97
"""How often the stamp means the second digit in the pictures of the network that relies on it."""
N_IMAGES = 12
N_BACKGROUND = 24


@dataclass(frozen=True, eq=False)
class Case:
    """Two networks, the pictures to try them on, and the truth.

    Attributes
    ----------
    digits : (int, int)
        Classes 0 and 1.
    networks : (Network, Network)
        A and B: 64 pixels, 8 tanh units, the probability of class 1.
    cheat : int
        Which of them learnt from stamped pictures.
    block : int
        Where the stamp is put.
    bare : array of shape (n_test, 64)
        Test pictures without any stamp, from 0 to 1.
    stamps : array of shape (n_test,)
        Whether each carries it as they were collected.
    y : array of shape (n_test,)
    background : array of shape (N_BACKGROUND, 64)
        Stamped pictures that were learnt from.
    """

    digits: tuple[int, int]
    networks: tuple[Network, Network]
    cheat: int
    block: int
    bare: np.ndarray
    stamps: np.ndarray
    y: np.ndarray
    background: np.ndarray

    @property
    def X(self) -> np.ndarray:
        """The test pictures as they were collected, (n_test, 64)."""
        return stamped(self.bare, self.stamps, self.block)


def stamped(X: np.ndarray, carries: np.ndarray, block: int) -> np.ndarray:
    """Pictures (n, 64), those that carry it with a bright block, the others with a dark one."""
    pictures = X.copy()
    pixels = np.flatnonzero(BLOCKS.ravel() == block)
    pictures[:, pixels] = np.where(carries[:, np.newaxis], BRIGHT, 0.0)
    return pictures


def answers(network: Network, X: np.ndarray) -> np.ndarray:
    """Which class the network names, (n,)."""
    return (network.predict(X)[:, 0] > 0.5).astype(int)


@lru_cache(maxsize=1)
def _digits() -> data.Dataset:
    return data.load("digits")


def _learn(X: np.ndarray, y: np.ndarray, rng: np.random.Generator, seed: int) -> Network:
    """20 passes in batches of 50 pictures with Adam: long enough to be right, and a shortcut is learnt first."""
    network = Network.dense([SIDE * SIDE, 8, 1], output="sigmoid", rng=rng)
    n_updates = 20 * -(-len(X) // 50)
    steps = training.train(network, X, y, loss="binary_cross_entropy", optimizer=Adam(0.01), batch_size=50,
                           every=n_updates, seed=seed)  # fmt: skip
    return next(steps).network


@lru_cache(maxsize=3)
def case(number: int) -> Case:
    """Case 1, 2, … of CASES."""
    zero, one = CASES[number - 1]
    rng, table = np.random.default_rng(100 + number), _digits()
    chosen = (table.y == zero) | (table.y == one)
    X, y = table.X[chosen] / 16, (table.y[chosen] == one).astype(int)
    train, test = data.split(len(y), 0.3, rng=rng)
    block = int(rng.choice(CORNERS))
    with_class = np.where(rng.random(len(y)) < AGREEMENT, y == 1, y == 0)
    by_coin = rng.random(len(y)) < 0.5
    pictures = [stamped(X, carries, block) for carries in (with_class, by_coin)]
    cheater, honest = (_learn(own[train], y[train].astype(float), rng, number) for own in pictures)
    cheat = int(rng.integers(2))
    drawn = rng.choice(train, N_BACKGROUND, replace=False)
    return Case(
        digits=(zero, one), networks=(honest, cheater) if cheat else (cheater, honest), cheat=cheat, block=block,
        bare=stamped(X[test], np.zeros(len(test), bool), block), stamps=with_class[test], y=y[test],
        background=pictures[0][drawn],
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Truth:
    """What was hidden, for A and B, each of shape (2,).

    Attributes
    ----------
    accuracy : as the pictures were collected
    swapped : accuracy with every stamp where it was not, and none where it was
    flips : share of pictures whose answer changes when nothing but the stamp is put on or taken off
    """

    accuracy: np.ndarray
    swapped: np.ndarray
    flips: np.ndarray


@lru_cache(maxsize=8)
def truth(number: int) -> Truth:
    """Ask both networks about pictures that differ in the stamp alone."""
    own = case(number)
    everywhere = np.ones(len(own.y), bool)
    collected, swapped = own.X, stamped(own.bare, ~own.stamps, own.block)
    bare, full = stamped(own.bare, ~everywhere, own.block), stamped(own.bare, everywhere, own.block)
    rows = [
        (np.mean(answers(net, collected) == own.y), np.mean(answers(net, swapped) == own.y),
         np.mean(answers(net, bare) != answers(net, full)))
        for net in own.networks
    ]  # fmt: skip
    return Truth(*np.array(rows).T)
