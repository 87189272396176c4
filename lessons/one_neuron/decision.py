"""Step 6: from a probability to a decision. The neuron is fitted to some tumours and tried on the others."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core import metrics, neuron

from .pictures import class_marks, line_mark, sides_mark
from .samples import Screening, screening

LABELS = ("label.benign", "label.malignant")
VIEW = (-2.2, 4.2)
THRESHOLDS = np.round(np.linspace(0.01, 0.99, 99), 2)
GOAL_COST = 5
COMPARED = {"half": 0.5, "low": 0.12}
"""Two thresholds that the words set against each other."""


def decide(p: np.ndarray, threshold: float) -> np.ndarray:
    """1 (call it malignant) where the probability reaches the threshold, else 0."""
    return (p >= threshold).astype(int)


@lru_cache(maxsize=8)
def _trial(seed: int) -> tuple[np.ndarray, np.ndarray, metrics.RocCurve, float]:
    """Misses and alarms at each of THRESHOLDS, (99,), the ROC curve and the area under it, all on the test part."""
    trial = screening(seed)
    y, p = trial.test.y, neuron.probability(trial.params, trial.test.X)
    called = p >= THRESHOLDS[:, None]  # (99, n_test)
    misses, alarms = np.sum(~called & (y == 1), axis=1), np.sum(called & (y == 0), axis=1)
    return misses, alarms, metrics.roc_curve(y.astype(int), p), metrics.roc_auc(y.astype(int), p)


def threshold(moment: Moment) -> Frame:
    """Where to draw the line between yes and no, and what each choice costs."""
    settings = moment.settings
    trial = screening(settings["seed"])
    y = trial.test.y.astype(int)
    p = neuron.probability(trial.params, trial.test.X)
    called = decide(p, settings["threshold"])
    confusion = metrics.confusion_matrix(y, called, n_classes=2)
    numbers = _numbers(settings, y, called, confusion)
    best = float(THRESHOLDS[np.argmin(_costs(settings))])
    return Frame(
        (_tumours(settings, trial, called), _roc_figure(settings, numbers), _cost_figure(settings, numbers, best),
         _confusion_figure(confusion)),
        {**numbers, "best_threshold": best, "best_cost": float(_costs(settings).min()),
         "area": _trial(settings["seed"])[3], "fair_threshold": 1 / (1 + settings["miss_cost"]), "n": len(y),
         "n_malignant": int(y.sum()), "n_train": len(trial.train.y)},
        ("threshold", "misses", "alarms", "accuracy", "recall", "precision", "cost"),
        live=_compared(settings),
        code=source(decide, "return"),
        message=_verdict(numbers, best, settings),
        goal=_goal(settings, numbers),
    )  # fmt: skip


def _costs(settings: Settings) -> np.ndarray:
    """What all mistakes cost at each of THRESHOLDS, in alarms, (99,)."""
    misses, alarms, _, _ = _trial(settings["seed"])
    return settings["miss_cost"] * misses + alarms


def _compared(settings: Settings) -> dict[str, float]:
    """What goes wrong at each of the thresholds compared, and what that costs."""
    misses, alarms, _, _ = _trial(settings["seed"])
    numbers: dict[str, float] = {}
    for name, value in COMPARED.items():
        at = int(np.searchsorted(THRESHOLDS, value))
        numbers |= {
            f"{name}_misses": misses[at], f"{name}_alarms": alarms[at], f"{name}_mistakes": misses[at] + alarms[at],
            f"{name}_cost": _costs(settings)[at],
        }  # fmt: skip
    return numbers


def _numbers(settings: Settings, y: np.ndarray, called: np.ndarray, confusion: np.ndarray) -> dict[str, float]:
    scores = metrics.precision_recall(y, called, n_classes=2)
    misses, alarms = int(confusion[1, 0]), int(confusion[0, 1])
    return {
        "threshold": settings["threshold"],
        "misses": misses,
        "alarms": alarms,
        "found": int(confusion[1, 1]),
        "cleared": int(confusion[0, 0]),
        "accuracy": metrics.accuracy(y, called),
        "recall": float(scores.recall[1]),
        "precision": float(scores.precision[1]),
        "false_rate": float(1 - scores.recall[0]),
        "miss_cost": settings["miss_cost"],
        "cost": settings["miss_cost"] * misses + alarms,
    }


def _goal(settings: Settings, numbers: dict[str, float]) -> Goal:
    """As cheap as can be, but for a few alarms."""
    lowest = float(_costs(settings).min())
    reached = numbers["cost"] <= lowest + GOAL_COST
    return Goal(text("goal.cost", cost=numbers["cost"], target=lowest + GOAL_COST), bool(reached))


def _verdict(numbers: dict[str, float], best: float, settings: Settings) -> Message:
    tone = "good" if numbers["cost"] <= _costs(settings).min() + GOAL_COST else "warn"
    key = "message.cheap" if tone == "good" else "message.costly"
    return Message(tone, text(key, misses=numbers["misses"], alarms=numbers["alarms"], cost=numbers["cost"]))


def _tumours(settings: Settings, trial: Screening, called: np.ndarray) -> Figure:
    """The test part over the map of p, with the line p = threshold and rings around the mistakes."""
    X, y, params = trial.test.X, trial.test.y, trial.params
    missed, alarmed = X[(y == 1) & (called == 0)].T, X[(y == 0) & (called == 1)].T
    return Figure(
        "tumours", "plane", "figure.tumours",
        text("summary.tumours", n=len(y), misses=missed.shape[1], alarms=alarmed.shape[1],
             threshold=settings["threshold"]),
        (sides_mark(params, VIEW, settings["threshold"]),
         line_mark(params, VIEW, id="half", role="start", width=1.5, dash=True, label="label.half"),
         line_mark(params, VIEW, settings["threshold"], label="label.threshold"),
         marks.points("misses", missed[0], missed[1], role="broken", radius=9, hollow=True, label="label.misses"),
         marks.points("alarms", alarmed[0], alarmed[1], role="guess", radius=9, hollow=True, label="label.alarms"),
         *class_marks(X, y, labels=LABELS, radius=4)),
        x=Scale(VIEW, "axis.radius"), y=Scale(VIEW, "axis.dents"), equal=True, size="large",
    )  # fmt: skip


def _confusion_figure(confusion: np.ndarray) -> Figure:
    (cleared, alarms), (misses, found) = confusion
    return Figure(
        "confusion", "arrays", "figure.confusion",
        text("summary.confusion", cleared=cleared, alarms=alarms, misses=misses, found=found),
        (marks.matrix("confusion", confusion, role="data", label="label.confusion", format=".0f",
                      rows=["symbol.is_benign", "symbol.is_malignant"],
                      columns=["symbol.called_benign", "symbol.called_malignant"]),),
        size="small",
    )  # fmt: skip


def _roc_figure(settings: Settings, numbers: dict[str, float]) -> Figure:
    """Recall against the share of false alarms for every threshold there is."""
    _, _, curve, area = _trial(settings["seed"])
    here = numbers["false_rate"], numbers["recall"]
    return Figure(
        "roc", "plane", "figure.roc",
        text("summary.roc", area=area, recall=numbers["recall"], false_rate=numbers["false_rate"]),
        (marks.line("chance", [0, 1], [0, 1], role="start", width=1, dash=True, label="label.chance"),
         marks.line("curve", curve.false_positive_rate, curve.true_positive_rate, role="field", width=3,
                    label="label.roc"),
         marks.points("now", [here[0]], [here[1]], role="data", radius=8, handle="set_by_rates", name="name.threshold",
                      label="label.now")),
        x=Scale((0, 1), "axis.false_rate"), y=Scale((0, 1), "axis.recall"), place="set_by_rates",
    )  # fmt: skip


def _cost_figure(settings: Settings, numbers: dict[str, float], best: float) -> Figure:
    costs = _costs(settings)
    top = float(max(100, 50 * np.ceil(costs[THRESHOLDS <= 0.9].max() / 50)))
    return Figure(
        "cost", "plane", "figure.cost", text("summary.cost", cost=numbers["cost"], best=best, lowest=costs.min()),
        (marks.line("cost", THRESHOLDS, costs, role="loss", width=3, label="label.cost"),
         marks.points("best", [best], [costs.min()], role="minimum", symbol="cross", radius=7, label="label.best"),
         marks.points("now", [settings["threshold"]], [numbers["cost"]], role="data", radius=8, handle="set_threshold",
                      name="name.threshold")),
        x=Scale((0, 1), "axis.threshold"), y=Scale((0, top), "axis.cost"), size="medium", place="set_threshold",
    )  # fmt: skip


def set_threshold(settings: Settings, gesture: Gesture) -> dict[str, float]:
    """A place on an axis of probabilities."""
    return {"threshold": round(float(np.clip(gesture.x, THRESHOLDS[0], THRESHOLDS[-1])), 2)}


def set_by_rates(settings: Settings, gesture: Gesture) -> dict[str, float]:
    """The threshold whose point on the ROC curve is nearest."""
    trial = screening(settings["seed"])
    misses, alarms, _, _ = _trial(settings["seed"])
    positive = trial.test.y.sum()
    false_rate, recall = alarms / (len(trial.test.y) - positive), 1 - misses / positive
    nearest = np.argmin(np.hypot(false_rate - gesture.x, recall - gesture.y))
    return {"threshold": float(THRESHOLDS[nearest])}


STEPS = (Step("threshold", threshold, controls=("threshold", "miss_cost", "seed")),)
