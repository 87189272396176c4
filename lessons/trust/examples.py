"""What a picture of the guide looks like: drawn here and now for the learner's own model and row.

Each drawer takes the settings and gives the marks and axes of one small figure. Pictures that have a lesson of their
own are left to that lesson.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Scale
from lessons.kit.marks import Mark
from lessons.kit.text import Text, text
from lessons.models.models import explained_model
from nnviz_core import explain

from .answers import asked, named, padded
from .explainers import ROLES
from .race import race
from .subjects import chosen, feature_names, key_of

N_SHOWN, N_SWARM, N_CURVES, N_REPEATS = 7, 24, 40, 4
Drawn = tuple[tuple[Mark, ...], Scale, Scale]


def is_drawn_here(name: str) -> bool:
    """Whether this lesson draws the picture, and not one of its own."""
    return name in _DRAWERS


def example(name: str, settings: Settings) -> Figure | None:
    """The picture for the model, the table and the row of the settings; None where these cannot give it, or where a
    lesson of its own draws it."""
    drawn = _DRAWERS[name](settings) if name in _DRAWERS else None
    if drawn is None:
        return None
    shown, x, y = drawn
    model = explained_model(settings)
    return Figure(
        "example", "plane", text("figure.example", picture=f"symbol.{name}"),
        text("summary.example", picture=f"symbol.{name}", model=f"option.{model.name}", score=model.score), shown,
        x=x, y=y, size="large",
    )  # fmt: skip


def _signed(values: np.ndarray, names: tuple[Text, ...], label: Text, kind: str = "role") -> Drawn:
    """Bars of the largest values that are not 0, up and down in their own colours."""
    first = np.argsort(-np.abs(values), kind="stable")[: min(N_SHOWN, max(1, np.count_nonzero(values)))]
    y = np.arange(len(first))[::-1].astype(float)
    own = values[first]
    bars = tuple(
        marks.rects(role, np.zeros(which.sum()), y[which] - 0.34, own[which], y[which] + 0.34, role=role, opacity=0.75,
                    label=f"{kind}.{role}", on=bool(which.any()))
        for role, which in (("raises", own > 0), ("lowers", own < 0))
    )  # fmt: skip
    return bars, Scale(padded(own), label), named(y, [names[i] for i in first])


def _of_row(explainer: str) -> Callable[[Settings], Drawn | None]:
    """Bars of what an explainer says of the row; nothing where it has no answer."""

    def draw(settings: Settings) -> Drawn | None:
        values = asked(settings)
        return _signed(values[explainer], feature_names(settings), "axis.contribution") if explainer in values else None

    return draw


def _waterfall(settings: Settings) -> Drawn:
    """From the mean prediction to this one, largest steps first, the rest in one."""
    values, subject, names = asked(settings)["shap"], chosen(settings), feature_names(settings)
    single = len(values) if len(values) <= N_SHOWN else N_SHOWN - 1
    first, rest = np.split(np.argsort(-np.abs(values), kind="stable"), [single])
    others = ["symbol.rest"] if len(rest) else []
    steps = np.array([*values[first], *(values[rest].sum() for _ in others)])
    ends = subject.outputs(subject.background).mean() + np.concatenate([[0.0], np.cumsum(steps)])
    y = np.arange(len(steps))[::-1].astype(float)
    bars = tuple(
        marks.rects(role, ends[:-1][which], y[which] - 0.34, ends[1:][which], y[which] + 0.34, role=role, opacity=0.75,
                    label=f"role.{role}", on=bool(which.any()))
        for role, which in (("raises", steps > 0), ("lowers", steps <= 0))
    )  # fmt: skip
    joints = marks.arrows("joints", ends[1:-1], y[:-1] - 0.34, ends[1:-1], y[1:] + 0.34, role="start", head=False,
                          width=1)  # fmt: skip
    room = 0.08 * (ends.max() - ends.min() or 1.0)
    x = Scale((float(ends.min() - room), float(ends.max() + room)), "axis.output")
    return (*bars, joints), x, named(y, [*(names[i] for i in first), *others])


@lru_cache(maxsize=8)
def _importance_of(key: tuple) -> explain.importance.PermutationImportance:
    model = explained_model(dict(key))
    score = "accuracy" if model.is_classification else "r2"
    predict = model.predict if model.network is None else model.network
    return explain.permutation_importance(predict, model.table.X_test, model.table.y_test, score=score,
                                          n_repeats=N_REPEATS, rng=np.random.default_rng(0))  # fmt: skip


def _importance(settings: Settings) -> Drawn:
    """How far the score on the test rows falls, with twice the standard error of the shuffles."""
    record, names = _importance_of(key_of(settings)), feature_names(settings)
    first = np.argsort(-record.values, kind="stable")[:N_SHOWN]
    y = np.arange(len(first))[::-1].astype(float)
    values, error = record.values[first], 2 * record.standard_errors[first]
    shown = (
        marks.rects("drop", np.zeros(len(first)), y - 0.34, values, y + 0.34, role=ROLES["permutation"], opacity=0.75),
        marks.arrows("error", values - error, y, values + error, y, role="data", head=False, width=2,
                     label="label.two_errors"),
    )  # fmt: skip
    ends = np.concatenate([values - error, values + error])
    return shown, Scale(padded(ends), "axis.drop"), named(y, [names[i] for i in first])


def _dependence(settings: Settings) -> Drawn:
    """The output as it follows SHAP's first feature: thin for single rows, thick on average."""
    subject, model = chosen(settings), explained_model(settings)
    feature = int(np.abs(asked(settings)["shap"]).argmax())
    record = explain.partial_dependence(subject.model, model.table.X_test[:N_CURVES], feature)
    curves = subject.column(record.curves.reshape(-1, record.curves.shape[-1])).reshape(record.curves.shape[:2])
    x = np.tile(np.append(record.grid, np.nan), len(curves))
    rows = np.concatenate([np.append(curve, np.nan) for curve in curves])
    shown = (
        marks.line("rows", x, rows, role="ghost", width=1, label="label.single_rows"),
        marks.line("mean", record.grid, curves.mean(axis=0), role="model", width=3, label="label.mean"),
    )
    low, high = float(curves.min()), float(curves.max())
    room = 0.05 * (high - low or 1.0)
    span = Scale((float(record.grid[0]), float(record.grid[-1])), feature_names(settings)[feature])
    return shown, span, Scale((low - room, high + room), "axis.output")


def _counterfactual(settings: Settings) -> Drawn | None:
    """What would have to change for another class, in the usual distances of each feature from its median."""
    subject, model = chosen(settings), explained_model(settings)
    if not model.is_classification:
        return None
    try:
        found = explain.counterfactual(subject.model, subject.x, model.table.X_train, categorical=subject.categorical)
    except ValueError:  # no row of another class within reach
        return None
    return _signed(found.changes / found.scale, feature_names(settings), "axis.change", "label")


@lru_cache(maxsize=4)
def _swarm_of(key: tuple) -> tuple[np.ndarray, np.ndarray]:
    """SHAP values of some rows, and the rows themselves: both (n_rows, n_features)."""
    settings = dict(key)
    subjects = [chosen(settings, row) for row in range(N_SWARM)]
    values = [
        explain.kernel_shap(one.model, one.x, one.background[:20], n_samples=128, rng=np.random.default_rng(0)).values
        for one in subjects
    ]
    rows = np.array([one.x for one in subjects])
    output = chosen(settings).output
    return np.array([value[:, output] if value.ndim > 1 else value for value in values]), rows


def _beeswarm(settings: Settings) -> Drawn:
    """A point for every row and feature: across its value of SHAP, coloured by the feature's own size."""
    values, rows = _swarm_of(key_of(settings))
    names = feature_names(settings)
    first = np.argsort(-np.abs(values).mean(axis=0), kind="stable")[:N_SHOWN]
    y = np.arange(len(first))[::-1].astype(float)
    size = rows[:, first].argsort(axis=0).argsort(axis=0) / (len(rows) - 1)
    shift = (np.arange(len(rows)) % 5 - 2) * 0.11
    shown = marks.points("rows", values[:, first].ravel(), (y + shift[:, np.newaxis]).ravel(), role="weight",
                         value=size.ravel(), domain=(0, 1), radius=4, label="label.feature_size")  # fmt: skip
    return (shown,), Scale(padded(values[:, first].ravel()), "axis.contribution"), named(y, [names[i] for i in first])


def _deletion(settings: Settings) -> Drawn:
    """SHAP's two curves, and the lot's."""
    runs = race(chosen(settings), {"shap": asked(settings)["shap"]}, settings["seed"])
    x = np.arange(len(runs["shap"].deletion), dtype=float)
    shown = tuple(
        marks.line(f"{name}-{kind}", x, getattr(one, kind), role=ROLES.get(name, "ghost"), width=2.5,
                   dash=name == "chance", label=f"label.{name}" if kind == "deletion" else None)
        for name, one in runs.items() for kind in ("deletion", "insertion")
    )  # fmt: skip
    ends = np.concatenate([one.deletion for one in runs.values()] + [one.insertion for one in runs.values()])
    room = 0.05 * (ends.max() - ends.min() or 1.0)
    y = Scale((float(ends.min() - room), float(ends.max() + room)), "axis.output")
    return shown, Scale((0, len(x) - 1), "axis.moved"), y


_DRAWERS: dict[str, Callable[[Settings], Drawn | None]] = {
    "gradient": _of_row("gradient"),
    "occlusion": _of_row("permutation"),
    "lime": _of_row("lime"),
    "waterfall": _waterfall,
    "importance": _importance,
    "dependence": _dependence,
    "counterfactual": _counterfactual,
    "beeswarm": _beeswarm,
    "deletion": _deletion,
}
