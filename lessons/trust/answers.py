"""Step 1: one prediction, four explainers, side by side; and how far they agree."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core import explain
from nnviz_core.explain.agreement import Agreement, top_of

from .explainers import ROLES, attributions
from .readouts import parted
from .subjects import CHOICES, chosen, feature_names, key_of, what

N_SHOWN = 8
BAR = 0.8
"""What the bars of one feature take of the room between two names."""


@lru_cache(maxsize=16)
def _asked(key: tuple, n_samples: int, seed: int) -> dict[str, np.ndarray]:
    subject = chosen(dict(key))
    return attributions(subject, subject.names, n_samples=n_samples, seed=seed)


def asked(settings: Settings) -> dict[str, np.ndarray]:
    """What the explainers say of the chosen row, each (n_features,); kept, for models may be slow."""
    return _asked(key_of(settings), int(settings["n_samples"]), settings["seed"])


def shares(values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Each explanation in parts of all that it attributes, sizes summing to 1."""
    return {name: one / total if (total := np.abs(one).sum()) > 0 else one for name, one in values.items()}


def four_answers(moment: Moment) -> Frame:
    """The bars, the ranks, the table of agreement."""
    settings = moment.settings
    subject, values = chosen(settings), asked(settings)
    alike = explain.agreement(values, k=top_of(len(subject.x)))
    off = ~np.eye(len(values), dtype=bool)
    firsts = {name: int(np.abs(one).argmax()) for name, one in values.items()}
    return Frame(
        (_bars_figure(settings, values), _ranks_figure(settings, values), _agreement_figure(alike)),
        **parted({"prediction": float(subject.outputs(subject.x[np.newaxis])[0]),
         "base_value": float(subject.outputs(subject.background).mean()), "n_explainers": len(values),
         "n_features": len(subject.x), "n_background": len(subject.background), "n_firsts": len(set(firsts.values())),
         "agreement": float(alike.rank_correlation[off].mean()), "overlap": float(alike.top_overlap[off].mean()),
         "top": alike.k, "lowest": float(alike.rank_correlation[off].min()), "gain": float(values["shap"].sum())},
         ("prediction", "base_value", "agreement", "overlap")),
        code=source(shares, "return"),
        message=_say(settings, firsts),
        **what(settings),
    )  # fmt: skip


def _say(settings: Settings, firsts: dict[str, int]) -> Message:
    names = feature_names(settings)
    if "gradient" not in firsts:
        return Message("warn", "message.no_gradient")
    if len(set(firsts.values())) == 1:
        return Message("good", text("message.one_first", feature=names[firsts["shap"]]))
    return Message("warn", text("message.many_firsts", **{name: names[first] for name, first in firsts.items()}))


def leading(values: dict[str, np.ndarray]) -> np.ndarray:
    """The features that SHAP finds largest, at most N_SHOWN of them, largest first."""
    return np.argsort(-np.abs(values["shap"]), kind="stable")[:N_SHOWN]


def _bars_figure(settings: Settings, values: dict[str, np.ndarray]) -> Figure:
    """A group of thin bars for each feature, one an explainer."""
    shown, names = leading(values), feature_names(settings)
    drawn = shares(values) if settings["as_shares"] else values
    y = np.arange(len(shown))[::-1].astype(float)
    high = BAR / len(values)
    ends = np.concatenate([one[shown] for one in drawn.values()])
    bars = tuple(
        marks.rects(name, np.zeros(len(shown)), y + BAR / 2 - i * high, one[shown], y + BAR / 2 - (i + 0.88) * high,
                    role=ROLES[name], opacity=0.75, link="feature", label=f"label.{name}")
        for i, (name, one) in enumerate(drawn.items())
    )  # fmt: skip
    return Figure(
        "answers", "plane", "figure.answers",
        text("summary.answers", n=len(values), first=names[shown[0]], shap=drawn["shap"][shown[0]],
             lime=drawn["lime"][shown[0]]),
        bars,
        x=Scale(padded(ends), "axis.share_of_all" if settings["as_shares"] else "axis.contribution"),
        y=named(y, [names[i] for i in shown]), size="large",
    )  # fmt: skip


def padded(values: np.ndarray) -> tuple[float, float]:
    """An interval around 0 and all values, with a little room."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    room = 0.06 * (high - low or 1.0)
    return low - room * (low < 0), high + room * (high > 0 or low == 0)


def named(y: np.ndarray, names: list[Text], label: Text = "axis.feature") -> Scale:
    """An axis of things at the places y, highest first."""
    ticks = tuple((float(place), name) for place, name in zip(y, names, strict=True))
    return Scale((float(y.min()) - 0.6, float(y.max()) + 0.6), label, ticks=ticks)


def _ranks_figure(settings: Settings, values: dict[str, np.ndarray]) -> Figure:
    """The leading features in the order of each explainer, joined; what falls below the last row is at its foot."""
    shown, names = leading(values), feature_names(settings)
    places = np.array([np.abs(one).argsort(kind="stable")[::-1].argsort()[shown] for one in values.values()], float)
    rows = np.minimum(places, len(shown))  # (n_explainers, n_shown)
    y = len(shown) - rows
    columns = np.arange(len(values), dtype=float)
    steps: list[Mark] = [
        marks.arrows(f"from-{i}", np.full(len(shown), i), y[i], np.full(len(shown), i + 1), y[i + 1], role="start",
                     head=False, width=1.6, link="feature")
        for i in range(len(values) - 1)
    ]  # fmt: skip
    dots = [
        marks.points(name, np.full(len(shown), columns[i]), y[i], role=ROLES[name], radius=6, link="feature",
                     name=f"label.{name}")
        for i, name in enumerate(values)
    ]  # fmt: skip
    ticks = tuple((float(column), f"label.{name}") for column, name in zip(columns, values, strict=True))
    scale = named(y[0], [names[i] for i in shown])
    return Figure(
        "ranks", "plane", "figure.ranks",
        text("summary.ranks", n=len(shown), moved=int((rows != rows[0]).any(axis=0).sum())),
        (*steps, *dots),
        x=Scale((-0.3, len(values) - 0.7), "axis.explainer", ticks=ticks),
        y=Scale((-0.6, len(shown) + 0.6), scale.label, ticks=(*scale.ticks, (0.0, "symbol.further_down"))),
        size="medium",
    )  # fmt: skip


def _agreement_figure(alike: Agreement) -> Figure:
    names = [f"label.{name}" for name in alike.names]
    off = ~np.eye(len(names), dtype=bool)
    return Figure(
        "agreement", "arrays", "figure.agreement",
        text("summary.agreement", mean=alike.rank_correlation[off].mean(), lowest=alike.rank_correlation[off].min(),
             overlap=alike.top_overlap[off].mean(), k=alike.k),
        (marks.matrix("correlation", alike.rank_correlation, role="data", label="label.rank_correlation", rows=names,
                      columns=names),),
        size="small",
    )  # fmt: skip


STEPS = (
    Step("four-answers", four_answers, controls=(*(name for name in CHOICES if name != "model_seed"), "as_shares")),
)
