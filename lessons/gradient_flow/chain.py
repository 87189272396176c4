"""Step 1: a chain of units, one a layer. The way back through it is a product of slopes and weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core import activations
from nnviz_core.activations import ACTIVATIONS
from nnviz_core.network import Network

from .pictures import bars_figure, decades

FAIR = 2.0
"""The goal: the first layer's derivative is within this factor of the last's."""
NEAR, FAR = 6.0, 12.0
"""How far the curve is shown to both sides: as far as needed, but no farther than FAR."""


@dataclass(frozen=True, eq=False)
class Chain:
    """Of each layer: z, a and the slope f'(z); `factors` = w f'(z), by which a derivative is multiplied on its way back
    through the layer; `derivatives` d output / d z. All (depth,)."""

    z: np.ndarray
    a: np.ndarray
    slopes: np.ndarray
    factors: np.ndarray
    derivatives: np.ndarray


@lru_cache(maxsize=64)
def chain(depth: int, activation: str, w: float, b: float, x: float) -> Chain:
    """Send x through `depth` units in a row, all with weight w and bias b, and a derivative back."""
    network = Network((1,) * (depth + 1), (activation,) * depth, np.tile([w, b], depth).astype(float))
    inputs = np.array([[x]])
    target = network.predict(inputs) - 0.5  # then the loss (ŷ − y)² has the slope 1, and deltas are d ŷ / d z
    record = network.gradients(inputs, target, "mse")
    z, a, deltas = (np.array([one[0, 0] for one in part]) for part in
                    (record.pre_activations, record.activations, record.deltas))  # fmt: skip
    slopes = ACTIVATIONS[activation].derivative(z)
    return Chain(z, a, slopes, w * slopes, deltas)


def chain_of(settings: Settings) -> Chain:
    """The chain that is set."""
    return chain(*(settings[name] for name in ("depth", "activation", "chain_w", "chain_b", "chain_x")))


def shrink(own: Chain) -> float:
    """The first derivative in units of the last."""
    first, last = np.abs(own.derivatives[[0, -1]])
    return float(first / last) if last > 0 else np.nan


def a_chain(moment: Moment) -> Frame:
    """Where each unit stands on its curve, the factor it gives, and the product of the factors."""
    settings = moment.settings
    own = chain_of(settings)
    ratio = shrink(own)
    reached = bool(1 / FAIR <= ratio <= FAIR) and settings["activation"] == "sigmoid" and settings["depth"] >= 10
    return Frame(
        (_curve(settings, own), _factors(own), _products(own)),
        {"ratio": ratio, "first": own.derivatives[0], "last": own.derivatives[-1], "factor": own.factors[1:].mean(),
         "largest_slope": own.slopes.max(), "w": settings["chain_w"], "b": settings["chain_b"],
         "depth": settings["depth"]},
        ("factor", "last", "first", "ratio"),
        live={f"factor_{i}": float(value) for i, value in enumerate(own.factors)},
        formulas={"product": _product(len(own.z))},
        code=source(getattr(activations, f"_{settings['activation']}_slope", activations.Activation.derivative)),
        message=_verdict(ratio),
        goal=Goal(text("goal.chain", ratio=ratio), reached),
    )  # fmt: skip


def _product(depth: int) -> str:
    """d z_last / d z_1 as a product, with the factors as live numbers."""
    terms = [rf"\link{{layer:{i}}}{{\live[.3g]{{factor_{i}}}}}" for i in range(depth - 1)]
    shown = terms if depth <= 5 else [*terms[:2], r"\cdots", terms[-1]]
    product = rf"\frac{{\partial z_{{{depth}}}}}{{\partial z_1}} = \prod_{{l=1}}^{{{depth - 1}}} w\,f'(z_l)"
    return product + " = " + r" \cdot ".join(shown).replace(r"\cdot \cdots \cdot", r"\cdots")


def _verdict(ratio: float) -> Message | None:
    if not np.isfinite(ratio):
        return Message("bad", "message.chain_dead")
    if ratio < 1e-3:
        return Message("warn", text("message.chain_vanishes", ratio=ratio))
    return Message("warn", text("message.chain_explodes", ratio=ratio)) if ratio > 1e3 else None


def _curve(settings: Settings, own: Chain) -> Figure:
    """The activation, its slope, and where each unit stands on both."""
    function = ACTIVATIONS[settings["activation"]]
    reach = NEAR if np.abs(own.z).max() <= NEAR else FAR
    curve = np.linspace(-reach, reach, 121)
    inside = np.where(np.abs(own.z) <= reach, own.z, np.nan)
    return Figure(
        "curve", "plane", "figure.curve",
        text("summary.curve", name=f"option.{settings['activation']}", largest=own.slopes.max(),
             least=own.slopes.min()),
        (marks.line("f", curve, function(curve), role="model", width=2.5, label="label.activation"),
         marks.line("slope", curve, function.derivative(curve), role="gradient", width=2.5, label="label.slope"),
         marks.points("on_f", inside, own.a, role="model", radius=5, link="layer", name="name.layer"),
         marks.points("on_slope", inside, own.slopes, role="gradient", radius=6, link="layer", symbol="diamond",
                      name="name.layer", label="label.units")),
        x=Scale((-reach, reach), "axis.z"), y=Scale((-1.1, 1.6), "axis.f"), size="medium",
    )  # fmt: skip


def _factors(own: Chain) -> Figure:
    top = max(1.25, float(np.ceil(np.abs(own.factors).max() * 4) / 4))
    low = -top if own.factors.min() < 0 else 0.0
    one = marks.line("one", [-0.6, len(own.z) - 0.4], [1, 1], role="start", width=1, dash=True, label="label.one")
    return bars_figure(
        "factors", own.factors, title="figure.factors", y_label="axis.factor", domain=(low, top), role="model",
        log=False, extra=(one,), size="small",
        summary=text("summary.factors", least=own.factors.min(), largest=own.factors.max()),
    )  # fmt: skip


def _products(own: Chain) -> Figure:
    sizes = np.abs(own.derivatives)
    return bars_figure(
        "products", sizes, title="figure.products", y_label="axis.derivative",
        domain=decades(sizes, np.ones(1), least=1e-36),
        summary=text("summary.products", first=sizes[0], last=sizes[-1], ratio=shrink(own)),
    )  # fmt: skip


STEPS = (
    Step("chain", a_chain, controls=("depth", "activation", "chain_w", "chain_b", "chain_x"),
         defaults={"depth": 10, "activation": "sigmoid"}),
)  # fmt: skip
