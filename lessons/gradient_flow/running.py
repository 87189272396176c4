"""A run: one deep network on its way down, an update at a time, each over all samples.

What an update needs besides the parameters (samples, buffers, the optimiser's rule) follows from a `Plan`, the settings
that matter; an `Engine` holds it and is made once for each plan. States keep the parameters, the optimiser's memory,
the gradient that the next update follows, and what is read off at every moment.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from math import inf
from typing import Any

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.errors import Refusal
from lessons.kit.text import Text, text
from nnviz_core.faults import first_fault
from nnviz_core.initializers import Initializer, Normal, find_initializer
from nnviz_core.losses import find_loss
from nnviz_core.network import Forward, Gradients, Network
from nnviz_core.optimizers import OPTIMIZERS
from nnviz_core.passes import BackwardPass, ForwardPass, run, with_ones
from nnviz_core.residual import residual_forward, residual_gradients
from nnviz_core.updates import Recipe

from .problem import LOSS, N_SAMPLES, moons

SPREADS = {"small": 0.1, "large": 1.5}
"""Standard deviations of the starts that do not look at the size of a layer."""
STARTS = ("zero", "small", "large", "glorot", "he")
ACTIVATION_NAMES = ("sigmoid", "tanh", "relu")
OPTIMIZER_NAMES = ("sgd", "momentum", "adam")
FEWEST, MOST = 2, 12


@dataclass(frozen=True)
class Plan:
    """The settings that a run depends on; `depth` counts layers of weights, `clip_norm` is inf without clipping."""

    depth: int
    width: int
    activation: str
    start: str
    learning_rate: float
    optimizer: str
    seed: int
    clip_norm: float = inf
    skip: bool = False

    @property
    def sizes(self) -> tuple[int, ...]:
        return (2, *(self.width,) * (self.depth - 1), 1)


def plan_of(settings: Settings, **changes: Any) -> Plan:
    """The plan of these settings, with changes."""
    kept = {one.name: settings[one.name] for one in fields(Plan) if one.name not in ("clip_norm", "skip")}
    clip_norm = settings["clip_norm"] if settings["clip"] else inf
    return replace(Plan(**kept, clip_norm=clip_norm, skip=settings["skip"]), **changes)


def initializer(name: str) -> Initializer:
    """How weights are drawn under that name."""
    return Normal(SPREADS[name]) if name in SPREADS else find_initializer({"zero": "zeros"}.get(name, name))


@dataclass(frozen=True, eq=False)
class State:
    """Where a run is: `params`, `gradient` (n_params,), the optimiser's `slots`, `norms` (n_layers,) of the gradient.

    `accuracy` is the share of samples called right, `length` the length of the whole gradient.
    """

    params: np.ndarray
    slots: np.ndarray
    t: int
    gradient: np.ndarray
    loss: float
    accuracy: float
    norms: np.ndarray
    length: float
    failure: Text | None = None


class Engine:
    """What runs under a plan need; its buffers hold what it computed last."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.X, self.y = moons()
        self.loss = find_loss(LOSS)
        self.network = self.fresh()
        self.targets = self.network.check_targets(self.X, self.y, self.loss)
        self.optimizer = OPTIMIZERS[plan.optimizer](learning_rate=plan.learning_rate)
        self.recipe = Recipe(self.loss, self.optimizer, N_SAMPLES, clip_norm=plan.clip_norm)
        self.trip = ForwardPass(self.network.parameters, self.network.functions, N_SAMPLES)
        self.back = BackwardPass(self.trip, self.loss)
        inputs = with_ones(self.X)
        self.calls = [*self.trip.plan(inputs), *self.back.plan(inputs, self.targets)]
        blocks = [layer.block.size for layer in self.network.parameters.layers]
        self.layer_starts = np.cumsum([0, *blocks[:-1]])

    def fresh(self) -> Network:
        """The network before the first update."""
        rng = np.random.default_rng(self.plan.seed)
        return Network.dense(
            self.plan.sizes, rng=rng, activation=self.plan.activation, output="sigmoid",
            initializer=initializer(self.plan.start),
        )  # fmt: skip

    def observe(self, params: np.ndarray, slots: np.ndarray, t: int) -> State:
        """The state of these parameters: one trip forward and one back."""
        gradient, losses, output = self._trip(params)
        with np.errstate(all="ignore"):
            norms = np.sqrt(np.add.reduceat(gradient * gradient, self.layer_starts))
            length = float(np.sqrt(norms @ norms))
        accuracy = float(((output[:, 0] > 0.5) == self.y).mean())
        return State(params, slots, t, gradient, float(losses.mean()), accuracy, norms, length)

    def _trip(self, params: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Gradient, each sample's loss, and output."""
        self.network.params[...] = params
        if self.plan.skip:
            record = residual_gradients(self.network, self.X, self.y, self.loss)
            return record.vector, record.losses, record.output
        with np.errstate(all="ignore"):
            run(self.calls)
            losses = self.loss.per_sample(self.back.scores, self.targets)
        return self.back.gradient.vector.copy(), losses, self.trip.output

    def step(self, state: State) -> tuple[np.ndarray, np.ndarray]:
        """Parameters and memory after the update that leaves `state`."""
        params, slots, gradient = state.params.copy(), state.slots.copy(), state.gradient.copy()
        with np.errstate(all="ignore"):
            self.recipe.finish(self.network, gradient)
            self.optimizer.step(params, gradient, slots, state.t, np.empty_like(params))
        return params, slots

    def record(self, params: np.ndarray) -> Gradients:
        """Everything on the way forward and back, for the eye."""
        net = self.network.with_params(params)
        return (residual_gradients if self.plan.skip else Network.gradients)(net, self.X, self.y, self.loss)

    def forward(self, params: np.ndarray, X: np.ndarray) -> Forward:
        """Everything on the way forward of other samples."""
        net = self.network.with_params(params)
        return residual_forward(net, X) if self.plan.skip else net.forward(X)

    def fault(self, params: np.ndarray, t: int) -> Text:
        """Where the first number that is not finite was born, after update `t` had led to these parameters."""
        largest = float(np.abs(params[np.isfinite(params)]).max(initial=0.0))
        found = None
        if np.isfinite(params).all() and not self.plan.skip:
            found = first_fault(self.network.with_params(params), self.X, self.y, self.loss, update=t)
        if found is None or found.layer is None:
            return text("failure.diverged", t=t, largest=largest)
        return text("failure.not_finite", t=t, layer=found.layer + 1, largest=largest,
                    operation=f"operation.{found.operation}")  # fmt: skip


@lru_cache(maxsize=24)
def engine(plan: Plan) -> Engine:
    """The engine of that plan."""
    return Engine(plan)


def engine_for(plan: Plan, state: State) -> Engine:
    """The engine of that plan; refuses a state of another shape, which a branch can bring."""
    own = engine(plan)
    if state.params.shape != own.network.params.shape or own.layer_starts.shape != state.norms.shape:
        raise Refusal("refusal.another_shape")
    return own


def begin(plan: Plan) -> State:
    """A fresh network."""
    own = engine(plan)
    params = own.fresh().params
    return own.observe(params, own.optimizer.start(params).slots, 0)


def go_on(state: State, plan: Plan) -> State:
    """One update on; where that gives a number that is not finite, the state stays and says so."""
    own = engine_for(plan, state)
    if len(state.slots) != len(own.optimizer.slot_names):  # a changed optimiser remembers nothing yet
        state = replace(state, slots=own.optimizer.start(state.params).slots)
    params, slots = own.step(state)
    after = own.observe(params, slots, state.t + 1)
    if not (np.isfinite(after.loss) and np.isfinite(after.length) and np.isfinite(params).all()):
        return replace(state, failure=own.fault(params, after.t))
    return after


def start(settings: Settings, rng: np.random.Generator) -> State:
    """The run of these settings, at its beginning."""
    return begin(plan_of(settings))


def advance(state: State, settings: Settings) -> State:
    """One update on."""
    return go_on(state, plan_of(settings))
