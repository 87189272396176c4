"""The same game with a network of ours, on a shorter way.

The first layer of a dense network is linear before its bend: z = x W + b. To swap one feature of a row from the
background's value to the instance's moves z by (x_j − b_j) W_j, whatever the other features are. So background and
instance pass the first layer once, and each coalition only sums the moves of its players: no row is filled, and the
first layer, the widest of most networks, is one product for all. From the first bend on, all goes on as ever.
"""

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy import ndarray as Array

from .. import checks
from ..activations import LARGEST_EXPONENT, Activation
from ..network import Network
from ..parameters import Parameters
from ..passes import Call, ForwardPass, run
from .game import Game, chunks
from .model import PredictError, check_table

CELLS_AT_ONCE = 2**18  # hidden activations in a chunk: two megabytes stay near the processor
MOST_MOVES = 2**23  # numbers kept of the moves, 64 MB; beyond, rows are filled as for any other model


def make_game(predict: Any, x: Any, background: Any, groups: Any, link: str) -> Game:
    """Return the game of a model; for a Network, or its method `predict`, on the shorter way."""
    network = network_behind(predict)
    if network is None:
        return Game(predict, x, background, groups, link)
    game = NetworkGame(network, x, background, groups, link)
    return game if game.moves_fit else Game(network.predict, x, background, groups, link)


def network_behind(predict: Any) -> Network | None:
    """Return the network that `predict` is, or whose method `predict` it is, or None."""
    owner = predict if isinstance(predict, Network) else getattr(predict, "__self__", None)
    if not isinstance(owner, Network) or type(owner).predict is not Network.predict:
        return None  # a subclass with a `predict` of its own is any model
    return owner if predict is owner or predict == owner.predict else None


class NetworkGame(Game):
    """A game whose model is a dense network. Parameters and attributes as in `Game`."""

    def __init__(self, network: Network, x: Any, background: Any, groups: Any = None, link: str = "identity") -> None:
        background = check_table("background", background, network.sizes[0])
        super().__init__(network.predict, x, background, groups, link)
        self.network = network
        self.n_hidden = network.sizes[1]
        self._trip: _Trip | None = None

    @property
    def moves_fit(self) -> bool:
        """Whether the moves of all players take no more memory than is worth it."""
        return self.n_hidden * len(self.background) * (self.n_active + 1) <= MOST_MOVES

    def means(self, coalitions: Array) -> Array:
        """Return the mean outputs over the background, shape (n, n_outputs)."""
        return self._travel(coalitions, 1)[:, 0]

    def pair_means(self, coalitions: Array) -> Array:
        """Return the mean outputs of each coalition and of its complement, shape (n, 2, n_outputs)."""
        return self._travel(coalitions, 2)

    def _travel(self, coalitions: Array, n_sides: int) -> Array:
        """Return the mean outputs of each coalition, on each of its sides, shape (n, n_sides, n_outputs)."""
        size = CELLS_AT_ONCE // (self.n_hidden * len(self.background) * n_sides)
        means = [self._means_of_sides(coalitions[chunk], n_sides) for chunk in chunks(len(coalitions), size)]
        return np.concatenate(means) if means else np.zeros((0, n_sides, self.gain.size))

    def _means_of_sides(self, coalitions: Array, n_sides: int) -> Array:
        if self._trip is None or (self._trip.n, self._trip.n_sides) != (len(coalitions), n_sides):
            self._trip = _Trip(self.network, self._moves, len(coalitions), n_sides)
        means = self._trip.means(coalitions)
        if not checks.is_squarable(means):
            raise PredictError(
                "The network's outputs are not finite or too large for some rows; its weights may have diverged."
            )
        return means

    @cached_property
    def _moves(self) -> Array:
        """Return what each player moves z by and, last, the background's z, (n_hidden · n_background, n_active + 1)."""
        layer = self.network.layers[0]
        differences = self.x - self.background  # (n_background, n_features)
        moves = [layer.weights[mine].T @ differences[:, mine].T for mine in self.members[self.active]]
        start = (self.background @ layer.weights + layer.biases).T  # (n_hidden, n_background)
        return np.stack([*moves, start], axis=-1).reshape(start.size, -1).astype(self.network.params.dtype)


class _Trip:
    """The way of n coalitions through the network, on buffers that stay; rows are (side, background, coalition).

    With two sides, the complements travel too.
    """

    def __init__(self, network: Network, moves: Array, n: int, n_sides: int) -> None:
        self.n, self.n_sides = n, n_sides
        n_hidden, n_moves, dtype = network.sizes[1], moves.shape[1], network.params.dtype
        self.chosen = np.ones((n_moves, n), dtype=dtype)  # (n_active + 1, n)
        wide = np.empty((n_hidden + 1, n_sides * len(moves) // n_hidden * n), dtype=dtype)  # (…, n_rows), ones last
        wide[-1] = 1
        bend, *bends = network.functions
        sides = wide[:-1].reshape(n_hidden, n_sides, -1, n)
        self.calls = _first_layer(bend, moves.reshape(n_hidden, -1, n_moves), self.chosen, sides)
        self.outputs = wide[:-1].T  # (n_rows, n_hidden)
        if bends:
            behind = Parameters(network.params[network.layers[0].block.size :], network.sizes[1:])
            rest = ForwardPass(behind, bends, wide.shape[1])
            self.calls += rest.plan(wide.T)
            self.outputs = rest.output

    def means(self, coalitions: Array) -> Array:
        """Return the mean outputs over the background, shape (n, n_sides, n_outputs)."""
        self.chosen[:-1] = coalitions.T
        with np.errstate(all="ignore"):  # exp may overflow to inf on its way to a right limit
            run(self.calls)
        each = self.outputs.T.reshape(self.outputs.shape[1], self.n_sides, -1, self.n)
        return (each.sum(axis=2, dtype=float) / each.shape[2]).T


def _first_layer(bend: Activation, moves: Array, chosen: Array, sides: Array) -> list[Call]:
    """Return the calls that write z and, over it, f(z) of the first layer.

    What a coalition and its complement move z by is together what all players move it by, so the second side is
    a subtraction. Where f is a function of exp(k z), it is a division: exp(both − z) = exp(both) / exp(z).

    Parameters
    ----------
    bend : Activation
    moves : array of shape (n_hidden, n_background, n_active + 1)
    chosen : array of shape (n_active + 1, n)
        The coalitions, to be filled in, and ones.
    sides : array of shape (n_hidden, one or two sides, n_background, n)
        Where to write.
    """
    first, flat = sides[:, 0], sides.reshape(len(sides), -1).T  # flat: (n_rows, n_hidden)
    if bend.from_exp:
        moves = moves * bend.exponent  # k is put into the moves once and not into every z
    both = moves.sum(axis=2, keepdims=True) + moves[:, :, -1:]
    sum_up = partial(np.matmul, moves, chosen, first)
    take_off = _second_side(np.subtract, both, sides)
    if bend.from_exp is None:
        return [sum_up, *take_off, partial(bend.apply, flat, flat)]
    bend_all = partial(bend.from_exp, flat, flat)
    if np.abs(moves).sum(axis=2).max() < LARGEST_EXPONENT[moves.dtype]:  # as far as any coalition can move z
        return [sum_up, partial(np.exp, first, first), *_second_side(np.divide, np.exp(both), sides), bend_all]
    return [sum_up, *take_off, partial(np.exp, flat, flat), bend_all]


def _second_side(operation: Callable[..., object], both: Array, sides: Array) -> list[Call]:
    """Return the call that makes the second side, if there is one, of what both sides have together and the first."""
    if sides.shape[1] == 1:
        return []
    both = np.repeat(both, sides.shape[3], axis=2)  # in full: to spread it costs more than to read it
    return [partial(operation, both, sides[:, 0], sides[:, 1])]
