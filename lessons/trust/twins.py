"""Step 5: two features that are nearly copies. Network after network learns the same data, and shares the credit anew.

The truth is known, for the data are made here: y = x₁ + 0.7 x₃ + noise, and x₂ is x₁ with noise of its own. One tick
trains one more network; only its first weights and the order of its samples differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core import training
from nnviz_core.explain.importance import r2
from nnviz_core.network import Network
from nnviz_core.optimizers import Adam

from .explainers import EXPLAINERS, ROLES, Subject, attributions
from .readouts import parted
from .subjects import differ_by

N_SAMPLES, N_BACKGROUND, N_NETWORKS = 200, 50, 16
TOGETHER = np.array([0, 0, 1])
"""x₁ and x₂ as one player, x₃ as the other."""
VIEW, CREDIT = (-3.4, 3.4), (-0.7, 1.9)
PLAYERS = ("x1", "x2", "x3", "together")
WANDERS = 0.2
"""The networks do not agree when what they give x₁ reaches over more than this part of the truth."""


@dataclass(frozen=True, eq=False)
class Data:
    """Samples to learn from and as many to try on: X (n_samples, 3), y (n_samples,); and the row to explain."""

    X: np.ndarray
    y: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    x: np.ndarray

    @property
    def truth(self) -> float:
        """What x₁ really adds: its weight, which is 1, times its distance from the background's mean."""
        return float(self.x[0] - self.background[:, 0].mean())

    @property
    def background(self) -> np.ndarray:
        """Rows that stand in for what is not known, (N_BACKGROUND, 3)."""
        return self.X[:N_BACKGROUND]


@lru_cache(maxsize=8)
def samples(correlation: float) -> Data:
    """Draw the samples; the row lies where x₂ is what x₁ lets one expect."""
    rng = np.random.default_rng(0)
    x1, own, x3, noise = rng.standard_normal((4, 2 * N_SAMPLES))
    x2 = correlation * x1 + np.sqrt(1 - correlation**2) * own
    X, y = np.stack([x1, x2, x3], axis=1), x1 + 0.7 * x3 + 0.1 * noise
    half = slice(None, N_SAMPLES), slice(N_SAMPLES, None)
    return Data(X[half[0]], y[half[0]], X[half[1]], y[half[1]], np.array([1.5, 1.5 * correlation, 1.0]))


@lru_cache(maxsize=32)
def network(correlation: float, seed: int) -> Network:
    """3 inputs, 8 tanh units and one output, 40 passes in batches of 50 with Adam."""
    own = samples(correlation)
    fresh = Network.dense([3, 8, 1], rng=np.random.default_rng(seed))
    steps = training.train(fresh, own.X, own.y, optimizer=Adam(0.02), batch_size=50, every=160, seed=seed)
    return next(steps).network


@dataclass(frozen=True)
class State:
    """What one more network says.

    Attributes
    ----------
    seed : int
        Of the latest network.
    values : array of shape (n_explainers, 4)
        For x₁, x₂, x₃, and for x₁ and x₂ as one player.
    score : float
        R² on the samples to try on.
    """

    seed: int
    values: np.ndarray
    score: float
    failure: Text | None = None


def credit(correlation: float, seed: int) -> np.ndarray:
    """What each explainer says of one network, (n_explainers, 4)."""
    own, net = samples(correlation), network(correlation, seed)
    alone = Subject(net, own.x, own.background)
    paired = Subject(net, own.x, own.background, groups=TOGETHER)
    single, pair = (attributions(subject, EXPLAINERS, n_samples=256, seed=seed) for subject in (alone, paired))
    return np.array([[*single[name], pair[name][0]] for name in EXPLAINERS])


def _trained(settings: Settings, seed: int) -> State:
    own, net = samples(settings["correlation"]), network(settings["correlation"], seed)
    return State(seed, credit(settings["correlation"], seed), r2(own.y_test, net.predict(own.X_test)))


def start(settings: Settings, rng: np.random.Generator) -> State:
    """The first network."""
    return _trained(settings, settings["seed"] % 2**20)


def advance(state: State, settings: Settings) -> State:
    """One network more."""
    return _trained(settings, state.seed + 1)


def far_from_all(rows: np.ndarray, X: np.ndarray) -> float:
    """The share of rows that lie farther from every sample than 99 in 100 samples lie from their nearest other."""
    nearest = np.sort(np.linalg.norm(X[:, np.newaxis] - X, axis=2), axis=1)[:, 1]
    away = np.linalg.norm(rows[:, np.newaxis] - X, axis=2).min(axis=1)
    return float(np.mean(away > np.quantile(nearest, 0.99)))


def made_up(own: Data) -> np.ndarray:
    """The rows that explainers ask about when they know x₁ of the row and not x₂: (N_BACKGROUND, 2)."""
    return np.stack([np.full(N_BACKGROUND, own.x[0]), own.background[:, 1]], axis=1)


def twins(moment: Moment) -> Frame:
    """The samples, the credit of x₁ against that of x₂, and how much each player's credit varies."""
    settings = moment.settings
    own, index = samples(settings["correlation"]), EXPLAINERS.index(settings["witness"])
    values, scores = moment.history("values")[:, index], moment.history("score")  # (t + 1, 4), (t + 1,)
    invented = made_up(own)
    spread = values.std(axis=0, ddof=1) if len(values) > 1 else np.full(4, np.nan)
    numbers = {
        "correlation": settings["correlation"], "n_networks": len(values), "score": scores[-1], "lowest": scores.min(),
        "spread_1": spread[0], "spread_2": spread[1], "spread_together": spread[3],
        "least": values[:, 0].min(), "most": values[:, 0].max(),
        "far": far_from_all(invented, own.X[:, :2]), "truth": own.truth,
    }  # fmt: skip
    return Frame(
        (_credit_figure(settings, values, own.truth), _samples_figure(own, invented, numbers["far"]),
         _spread_figure(settings, values, spread)),
        **parted(numbers, ("n_networks", "lowest", "spread_1", "spread_together", "far")),
        code=source(made_up, "return"),
        message=_say(numbers, values),
    )  # fmt: skip


def _say(numbers: dict[str, float], values: np.ndarray) -> Message | None:
    if len(values) < 4:
        return None
    unsure = numbers["most"] - numbers["least"] > WANDERS * numbers["truth"]
    tone, key = ("warn", "message.credit_wanders") if unsure else ("good", "message.credit_stays")
    return Message(tone, text(key, n=len(values), least=numbers["least"], most=numbers["most"]))


def _credit_figure(settings: Settings, values: np.ndarray, truth: float) -> Figure:
    """One point a network; along the dashed line the two together get what they get on average."""
    total = values[:, :2].sum(axis=1).mean()
    ends = np.array(CREDIT)
    role = ROLES[settings["witness"]]
    return Figure(
        "credit", "plane", "figure.credit",
        text("summary.credit", n=len(values), x1=values[-1, 0], x2=values[-1, 1], least=values[:, 0].min(),
             most=values[:, 0].max()),
        (
            marks.line("sum", ends, total - ends, role="start", width=1.5, dash=True, label="label.same_sum"),
            marks.points("networks", values[:, 0], values[:, 1], role=role, radius=5, link="network",
                         label="label.networks"),
            marks.points("latest", values[-1:, 0], values[-1:, 1], role=role, radius=9, hollow=True,
                         label="label.latest"),
            marks.points("truth", [truth], [0], role="ok", symbol="diamond", radius=8, hollow=True,
                         label="label.truth_12"),
        ),
        x=Scale(CREDIT, "axis.credit_1"), y=Scale(CREDIT, "axis.credit_2"), equal=True, size="large",
    )  # fmt: skip


def _samples_figure(own: Data, invented: np.ndarray, far: float) -> Figure:
    return Figure(
        "samples", "plane", "figure.samples",
        text("summary.samples", n=len(own.y), far=far),
        (
            marks.points("samples", own.X[:, 0], own.X[:, 1], role="data", radius=3, label="label.samples"),
            marks.points("invented", invented[:, 0], invented[:, 1], role="broken", symbol="cross", radius=4,
                         label="label.invented"),
            marks.points("row", own.x[:1], own.x[1:2], role="guess", symbol="diamond", radius=8, label="label.row"),
        ),
        x=Scale(VIEW, "axis.x1"), y=Scale(VIEW, "axis.x2"), equal=True, size="medium",
    )  # fmt: skip


def _spread_figure(settings: Settings, values: np.ndarray, spread: np.ndarray) -> Figure:
    """Every network's credit for each feature, and for the two as one player."""
    y = np.arange(4)[::-1].astype(float)
    across, up = values.T.ravel(), np.repeat(y, len(values))
    low, high = values.min(axis=0), values.max(axis=0)
    ticks = tuple((float(place), f"symbol.{name}") for place, name in zip(y, PLAYERS, strict=True))
    return Figure(
        "spread", "plane", "figure.spread",
        text("summary.spread", x1=spread[0], x2=spread[1], together=spread[3]),
        (
            marks.arrows("range", low, y, high, y, role="start", head=False, width=2),
            marks.points("all", across, up, role=ROLES[settings["witness"]], radius=4, label="label.networks"),
        ),
        x=Scale((-0.7, 2.3), "axis.credit"), y=Scale((-0.6, 3.6), "axis.player", ticks=ticks), size="medium",
    )  # fmt: skip


STEPS = (
    Step("twins", twins, start, advance, length=N_NETWORKS - 1, differ_from=differ_by("correlation", "seed"),
         controls=("correlation", "witness", "seed"),
         defaults={"correlation": 0.99, "witness": "shap"}),
)  # fmt: skip
