"""Networks of ours, trained here in a moment: one recipe for every table.

They learn from standardised rows. Afterwards the standardising is moved into the first layer (z = ((x − mean) / std) W
+ b is x W' + b' as well), so that the network takes rows in their own units and an explainer can use its layers.
"""

from __future__ import annotations

import numpy as np

from nnviz_core.batches import n_batches
from nnviz_core.data import Scaling, fit_scaling
from nnviz_core.losses import Penalty, find_loss
from nnviz_core.network import Network
from nnviz_core.optimizers import Adam
from nnviz_core.updates import Recipe, Updates

from .tables import Table

N_HIDDEN = 12
BATCH_SIZE = 32
N_EPOCHS = 120
MOST_UPDATES = 4_000
"""Enough for every built-in table; a large table of the learner's own is stopped here, within a second or two."""
LEARNING_RATE = 0.01
L2 = 0.02


def trained(table: Table, *, hidden: tuple[int, ...], seed: int) -> Network:
    """A network that has learned a table from its standardised rows.

    A classification has one output a class and softmax, a regression one output for the standardised answer.
    """
    is_classes = table.is_classification
    sizes = (table.Z_train.shape[1], *hidden, len(table.outputs))
    output, loss = ("softmax", "softmax_cross_entropy") if is_classes else ("identity", "mse")
    network = Network.dense(sizes, rng=np.random.default_rng(seed), output=output)
    y = table.y_train if is_classes else answers(table).apply(table.y_train[:, np.newaxis])
    recipe = Recipe(find_loss(loss), Adam(LEARNING_RATE), BATCH_SIZE, seed, Penalty(l2=L2))
    updates = Updates(network, table.Z_train, y, recipe)
    updates.advance(min(N_EPOCHS * n_batches(len(y), BATCH_SIZE), MOST_UPDATES))
    return network.with_params(updates.network.params)


def answers(table: Table) -> Scaling:
    """The scaling of a regression's answers, as a column."""
    return fit_scaling(table.y_train[:, np.newaxis])


def in_own_units(network: Network, inputs: Scaling, outputs: Scaling | None = None) -> Network:
    """The same network for rows, and with `outputs` (after a layer without a bend) for answers, in their own units."""
    moved = network.with_params(network.params)
    first, last = moved.layers[0], moved.layers[-1]
    first.weights[...] /= inputs.std[:, np.newaxis]
    first.biases[...] -= inputs.mean @ first.weights
    if outputs is not None:
        last.weights[...] *= outputs.std
        last.biases[...] = last.biases * outputs.std + outputs.mean
    return moved


def as_two_classes(network: Network) -> Network:
    """A network with one sigmoid as the same with two outputs: softmax of (0, z) is (1 − σ(z), σ(z))."""
    blank = Network.dense((*network.sizes[:-1], 2), rng=np.random.default_rng(0), activation=network.activations[:-1],
                          output="softmax")  # fmt: skip
    for layer, own in zip(blank.layers[:-1], network.layers[:-1], strict=True):
        layer.block[...] = own.block
    blank.layers[-1].block[:, 0] = 0.0
    blank.layers[-1].block[:, 1] = network.layers[-1].block[:, 0]
    return blank
