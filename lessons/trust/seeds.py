"""Step 7: the same question again, with other random numbers. Does the answer stay?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core import explain
from nnviz_core.explain.agreement import rank_correlation, top_of, top_overlap

from .answers import named, padded
from .explainers import ROLES, Subject, attributions
from .readouts import parted
from .subjects import CHOICES, KEYS, chosen, differ_by, feature_names, what

N_REPEATS = 20
N_SHOWN = 8
DRAWN = ("shap", "lime")
"""The two that ask at random; gradient and permutation have no chance in them."""
GOAL_OVERLAP, GOAL_REPEATS = 0.8, 10


@dataclass(frozen=True)
class State:
    """One repeat.

    Attributes
    ----------
    repeat : int
    values : array of shape (2, n_features)
        Of Kernel SHAP and of LIME.
    errors : array of shape (n_features,)
        The standard errors that Kernel SHAP itself reports, infinite where too few coalitions were drawn to tell.
    """

    repeat: int
    values: np.ndarray
    errors: np.ndarray = field(metadata={"finite": False})
    failure: Text | None = None


def ask_again(subject: Subject, n_samples: int, seed: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Kernel SHAP and LIME with these random numbers, (2, n_features), and SHAP's own standard errors."""
    record = explain.kernel_shap(
        subject.model, subject.x, subject.background, n_samples=n_samples, rng=np.random.default_rng(seed)
    )
    lime = attributions(subject, ["lime"], n_samples=n_samples, seed=seed)["lime"]
    return np.array([subject.column(record.values), lime]), subject.column(record.standard_errors)


def _repeat(settings: Settings, repeat: int) -> State:
    values, errors = ask_again(chosen(settings), int(settings["n_samples"]), [settings["seed"], repeat])
    return State(repeat, values, errors)


def start(settings: Settings, rng: np.random.Generator) -> State:
    """The first time."""
    return _repeat(settings, 0)


def advance(state: State, settings: Settings) -> State:
    """Once more."""
    return _repeat(settings, state.repeat + 1)


def likeness(values: np.ndarray, k: int) -> tuple[float, float]:
    """Rank correlation and common top k of the repeats (n_repeats, n_features), the mean over all pairs of them."""
    pairs = [(a, b) for i, a in enumerate(values) for b in values[:i]]
    if not pairs:
        return np.nan, np.nan
    correlation, overlap = zip(*((rank_correlation(a, b), top_overlap(a, b, k)) for a, b in pairs), strict=True)
    return float(np.mean(correlation)), float(np.mean(overlap))


def scatter(values: np.ndarray) -> np.ndarray:
    """Standard deviation over the repeats (n_repeats, n_features) of each feature; 0 where only rounding differs."""
    if len(values) < 2:
        return np.full(values.shape[1], np.nan)
    spread = values.std(axis=0, ddof=1)
    return np.where(spread > 1e-12 * np.abs(values).max(), spread, 0.0)


def seeds(moment: Moment) -> Frame:
    """Every repeat's values, feature by feature, for both explainers."""
    settings = moment.settings
    values, errors = moment.history("values"), moment.history("errors")  # (n, 2, n_features), (n, n_features)
    shown = np.argsort(-np.abs(values.mean(axis=0)[0]), kind="stable")[:N_SHOWN]
    top = top_of(values.shape[2])
    (shap_rank, shap_top), (lime_rank, lime_top) = (likeness(values[:, i], top) for i in range(2))
    spread = scatter(values[:, 0])
    telling = errors[np.isfinite(errors).all(axis=1)][:, shown]  # few coalitions may not tell their own chance
    reported = float(np.sqrt(np.mean(telling**2))) if len(telling) else np.nan
    found = {"shap_top": shap_top, "lime_top": lime_top, "shap_rank": shap_rank, "lime_rank": lime_rank}
    reached = len(values) >= GOAL_REPEATS and min(shap_top, lime_top) >= GOAL_OVERLAP
    return Frame(
        tuple(_strips(settings, name, values[:, i], shown) for i, name in enumerate(DRAWN)),
        **parted({**found, "top": top, "n_repeats": len(values), "n_samples": int(settings["n_samples"]),
         "spread": float(np.sqrt(np.mean(spread[shown] ** 2))), "reported": reported},
         ("n_repeats", "shap_top", "lime_top", "spread", "reported")),
        code=source(ask_again, "record", "lime ="),
        message=_say(len(values), found, top) if len(telling) else _no_error(settings, errors.shape[1]),
        goal=Goal(text("goal.stays", n=len(values), shap=shap_top, lime=lime_top), bool(reached)),
        **what(settings),
    )  # fmt: skip


def _say(n: int, found: dict[str, float], top: int) -> Message | None:
    if n < 3:
        return None
    worst = min(found["shap_top"], found["lime_top"])
    tone, key = ("good", "message.top_stays") if worst >= GOAL_OVERLAP else ("warn", "message.top_shuffles")
    return Message(tone, text(key, k=top, n=n, shap=found["shap_top"], lime=found["lime_top"]))


def _no_error(settings: Settings, n_features: int) -> Message:
    return Message("warn", text("message.no_error", samples=int(settings["n_samples"]), features=n_features))


def _strips(settings: Settings, name: str, values: np.ndarray, shown: np.ndarray) -> Figure:
    """One strip of points a feature, one point a repeat; the latest is filled."""
    names = feature_names(settings)
    y = np.arange(len(shown))[::-1].astype(float)
    own = values[:, shown]
    mean = own.mean(axis=0)
    spread = own.std(axis=0, ddof=1) if len(own) > 1 else np.zeros(len(shown))
    return Figure(
        name, "plane", f"figure.repeats_{name}",
        text("summary.repeats", n=len(own), first=names[shown[0]], low=own[:, 0].min(), high=own[:, 0].max()),
        (
            marks.arrows("range", mean - 2 * spread, y, mean + 2 * spread, y, role="start", head=False, width=2,
                         link="feature", label="label.two_spreads"),
            marks.points("repeats", own.ravel(), np.tile(y, len(own)), role=ROLES[name], radius=4, hollow=True,
                         label="label.repeats"),
            marks.points("latest", own[-1], y, role=ROLES[name], radius=5, link="feature", label="label.latest_repeat"),
        ),
        x=Scale(padded(np.concatenate([own.ravel(), mean - 2 * spread, mean + 2 * spread])), "axis.contribution"),
        y=named(y, [names[i] for i in shown]), size="large",
    )  # fmt: skip


SHOWN = tuple(name for name in CHOICES if name not in ("output", "model_seed"))
STEPS = (
    Step("seeds", seeds, start, advance, length=N_REPEATS - 1, differ_from=differ_by(*KEYS, "n_samples", "seed"),
         controls=(*SHOWN, "n_samples", "seed"),
         defaults={"n_samples": 64.0}),
)  # fmt: skip
