"""Step 6: the network forgets, from its last layer to its first. What does an explanation that stays the same explain?

A fifth voice keeps the four company: it says how unusual each feature of the row is, and has never heard of the model.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from lessons.models.models import explained_model, row_of
from nnviz_core.explain.agreement import rank_correlation
from nnviz_core.initializers import find_initializer
from nnviz_core.network import Network

from .answers import named, padded, shares
from .explainers import EXPLAINERS, ROLES, Subject, attributions
from .readouts import parted
from .subjects import CHOICES, KEYS, differ_by, feature_names, key_of, network_settings, standardised, what

VOICES = (*EXPLAINERS, "deaf")
VOICE_ROLES = {**ROLES, "deaf": "ghost"}
N_TICKS = 20
"""In so many ticks everything is forgotten; each layer takes an equal part of them."""
N_ROWS, N_SHOWN, N_SAMPLES = 4, 8, 128


def forget(network: Network, share: float, seed: int) -> Network:
    """The network with a share of its layers drawn anew, from the last one on, as before any training.

    Of the layer that is being forgotten, weights go one by one in a random order. Fresh biases are 0.
    """
    rng, draw = np.random.default_rng([seed, 2]), find_initializer("glorot")
    copy = network.with_params(network.params.copy())
    left = share * len(copy.layers)
    for layer in reversed(copy.layers):
        fresh = np.vstack([draw(*layer.weights.shape, rng=rng), np.zeros(len(layer.biases))])
        gone = rng.permutation(fresh.size) < round(min(max(left, 0.0), 1.0) * fresh.size)
        layer.weights[...] = np.where(gone.reshape(fresh.shape), fresh, layer.block)[:-1]
        layer.biases[...] = np.where(gone.reshape(fresh.shape), fresh, layer.block)[-1]
        left -= 1
    return copy


def deaf(subject: Subject) -> np.ndarray:
    """How far each feature of the row is from the background's mean, in spreads, (n_features,): no model in it."""
    spread = subject.background.std(axis=0)
    return (subject.x - subject.background.mean(axis=0)) / np.where(spread > 0, spread, 1)


@lru_cache(maxsize=64)
def _heard(key: tuple, row: int, tick: int, seed: int) -> dict[str, np.ndarray]:
    subject = standardised(dict(key), row)
    forgetful = replace(subject, model=forget(subject.model, tick / N_TICKS, seed))
    return {**attributions(forgetful, EXPLAINERS, n_samples=N_SAMPLES, seed=0), "deaf": deaf(subject)}


def first_row(settings: Settings) -> int:
    """The chosen row, of the table whose network forgets."""
    return row_of(settings, explained_model(network_settings(settings)))


def heard(settings: Settings, row: int, tick: int) -> dict[str, np.ndarray]:
    """What each voice says of a row at that tick, (n_features,); kept."""
    return _heard(key_of(network_settings(settings)), row, tick, settings["seed"])


@dataclass(frozen=True)
class State:
    """How far forgetting has come, and what is left of each voice's ranking then, (n_voices,)."""

    tick: int
    kept: np.ndarray
    failure: Text | None = None


def left_of(settings: Settings, tick: int) -> np.ndarray:
    """Rank correlation of each voice with itself before, the mean over N_ROWS rows, (n_voices,)."""
    first = first_row(settings)
    rows = range(first, first + N_ROWS)
    before_after = [(heard(settings, row, 0), heard(settings, row, tick)) for row in rows]
    return np.array([np.mean([rank_correlation(a[name], b[name]) for a, b in before_after]) for name in VOICES])


def start(settings: Settings, rng: np.random.Generator) -> State:
    """Nothing is forgotten."""
    return State(0, left_of(settings, 0))


def advance(state: State, settings: Settings) -> State:
    """A little more."""
    return State(state.tick + 1, left_of(settings, state.tick + 1))


def forgetting(moment: Moment) -> Frame:
    """How much of each ranking is left; and the explanation of one row, before and now."""
    settings = moment.settings
    n_layers = len(standardised(network_settings(settings), 0).model.layers)
    kept = moment.history("kept")  # (t + 1, n_voices)
    now = dict(zip(VOICES, map(float, kept[-1]), strict=True))
    forgotten = moment.t / N_TICKS * n_layers
    return Frame(
        (_kept_figure(kept, n_layers), _before_after(settings, moment.t)),
        **parted({"forgotten": forgotten, "n_layers": n_layers, **{f"kept_{name}": now[name] for name in VOICES}},
         ("forgotten", *(f"kept_{name}" for name in VOICES))),
        code=source(forget, "gone", "layer.weights", "layer.biases"),
        message=_say(settings, now, moment.t, forgotten, n_layers),
        **what(settings),
    )  # fmt: skip


def _say(settings: Settings, now: dict[str, float], t: int, forgotten: float, n_layers: int) -> Message | None:
    forgetful = network_settings(settings)
    if forgetful is not settings:
        same = forgetful["table"] == settings["table"]
        return Message("warn", "message.only_networks_forget" if same else "message.other_table_forgets")
    if t == 0:
        return None
    if t < N_TICKS:
        return Message("good", text("message.forgets", i=forgotten, n=n_layers))
    most = max(EXPLAINERS, key=now.__getitem__)
    return Message("good", text("message.forgot_all", name=f"label.{most}", most=now[most]))


def _kept_figure(kept: np.ndarray, n_layers: int) -> Figure:
    x = np.arange(len(kept)) / N_TICKS * n_layers
    ticks = tuple((float(i), text("symbol.count", n=i)) for i in range(n_layers + 1))
    return Figure(
        "kept", "plane", "figure.kept",
        text("summary.kept", i=float(x[-1]), n=n_layers, shap=kept[-1, 0], gradient=kept[-1, 2]),
        (
            *(marks.line(name, x, kept[:, i], role=VOICE_ROLES[name], width=2.5, dash=name == "deaf",
                         label=f"label.{name}") for i, name in enumerate(VOICES)),
            *(marks.points(f"now-{name}", x[-1:], kept[-1:, i], role=VOICE_ROLES[name], radius=5, name=f"label.{name}")
              for i, name in enumerate(VOICES)),
        ),
        x=Scale((0, n_layers), "axis.forgotten", ticks=ticks), y=Scale((-0.5, 1.08), "axis.kept"), size="large",
    )  # fmt: skip


def _before_after(settings: Settings, tick: int) -> Figure:
    """For the chosen row: what the chosen explainer said of the network as it was, and what it says now."""
    witness, names = settings["witness"], feature_names(network_settings(settings))
    before, after = (shares(heard(settings, first_row(settings), i))[witness] for i in (0, tick))
    shown = np.argsort(-np.abs(before), kind="stable")[:N_SHOWN]
    y = np.arange(len(shown))[::-1].astype(float)
    zero = np.zeros(len(shown))
    return Figure(
        "before_after", "plane", text("figure.before_after", name=f"label.{witness}"),
        text("summary.before_after", name=f"label.{witness}", first=names[shown[0]], before=before[shown[0]],
             after=after[shown[0]]),
        (
            marks.rects("before", zero, y + 0.02, before[shown], y + 0.38, role="ghost", opacity=0.45, link="feature",
                        label="label.before"),
            marks.rects("after", zero, y - 0.38, after[shown], y - 0.02, role=ROLES[witness], opacity=0.75,
                        link="feature", label="label.after"),
        ),
        x=Scale(padded(np.concatenate([before[shown], after[shown]])), "axis.share_of_all"),
        y=named(y, [names[i] for i in shown]), size="medium",
    )  # fmt: skip


STEPS = (
    Step("forgetting", forgetting, start, advance, length=N_TICKS, differ_from=differ_by(*KEYS, "seed"),
         controls=(*(name for name in CHOICES if name not in ("output", "model_seed")), "witness", "seed")),
)  # fmt: skip
