"""What is wrong with a network, by name, with the number that shows it.

The core's thresholds compare each layer's gradient with the last's. Where all layers shrink or grow together that
comparison sees nothing; so the length of the whole gradient is looked at, too. All thresholds are conventions, and the
words state them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lessons.kit.figures import Message
from lessons.kit.text import Text, text
from nnviz_core.inspection import LayerHealth, Thresholds, health
from nnviz_core.network import Gradients, Network

THRESHOLDS = Thresholds()
MANY = 0.25
"""The share of dead units, or of saturated activations, above which they are named."""
TOO_SHORT, TOO_LONG = 1e-4, 100.0
"""A whole gradient shorter or longer than this vanishes or explodes, whatever the layers say of each other."""


@dataclass(frozen=True, eq=False)
class Findings:
    """`layers` as the core judges them (the last one, which gives the answer, is not counted among the units).

    `saturation` is the share of all activations of hidden units that lie near an end of their range.
    """

    layers: list[LayerHealth]
    n_units: int
    n_dead: int
    n_saturated: int
    saturation: float
    length: float

    @property
    def ratios(self) -> np.ndarray:
        """Root mean square gradient of each layer over that of the last, (n_layers,)."""
        return np.array([layer.gradient_ratio for layer in self.layers])

    @property
    def vanishing(self) -> bool:
        return any(layer.vanishing for layer in self.layers) or self.length < TOO_SHORT

    @property
    def exploding(self) -> bool:
        return any(layer.exploding for layer in self.layers) or self.length > TOO_LONG


def examine(network: Network, record: Gradients) -> Findings:
    """Count dead and saturated hidden units and weigh the gradients."""
    layers = health(network, record, THRESHOLDS)
    hidden = layers[:-1]
    return Findings(
        layers,
        sum(len(layer.dead) for layer in hidden),
        int(sum(layer.dead.sum() for layer in hidden)),
        int(sum(layer.saturated.sum() for layer in hidden)),
        float(np.mean([layer.saturation for layer in hidden])),
        float(np.linalg.norm(record.vector)),
    )


def verdict(network: Network, record: Gradients) -> Message | None:
    """The gravest finding as a sentence."""
    found = examine(network, record)
    if found.exploding:
        return Message("bad", _explosion(found))
    if found.n_dead > MANY * found.n_units:
        return Message("bad", text("message.dead", n=found.n_dead, of=found.n_units))
    if found.length == 0:
        return Message("bad", "message.zero")
    if found.vanishing:
        return Message("warn", _vanishing(found))
    if found.saturation > MANY:
        return Message("warn", text("message.saturated", share=100 * found.saturation))
    return None


def _explosion(found: Findings) -> Text:
    if found.length > TOO_LONG:
        return text("message.exploding", length=found.length, limit=TOO_LONG)
    layer = int(np.nanargmax(found.ratios))
    return text("message.exploding_layer", layer=layer + 1, ratio=found.ratios[layer], limit=THRESHOLDS.exploding)


def _vanishing(found: Findings) -> Text:
    layer = int(np.nanargmin(found.ratios))
    if found.layers[layer].vanishing:
        return text("message.vanishing", layer=layer + 1, ratio=found.ratios[layer])
    return text("message.faint", length=found.length, limit=TOO_SHORT)
