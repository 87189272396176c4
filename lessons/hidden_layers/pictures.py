"""The figures that most steps share: the map of the plane with its samples, the curves, the table of answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Message, Scale
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.text import Text, text
from nnviz_core import metrics

from .graph import unit_name
from .maps import Pictures, brought_out, regions_of, unit_map
from .problem import EXTENT, VIEW, Problem, own_points, problem
from .training import classes_of, engine

SYMBOLS = ("circle", "square", "triangle")
ROLES = ("class-0", "class-1", "class-2")
X, Y = Scale(VIEW, "axis.x1"), Scale(VIEW, "axis.x2")
_NOTHING_SHOWN = (marks.raster("ground", np.full((2, 2), np.nan), extent=EXTENT, role="class", domain=(0, 1)),)
"""A map that is still hidden, as large as it will be."""


def map_figure(
    moment: Moment, shown: Pictures, *, size: str = "large", front: Sequence[Mark] = (), place: str | None = None,
    hands: bool = True, id: str = "map", title: Text | None = None, hidden: bool = False,
) -> Figure:  # fmt: skip
    """What the output, or the unit that was brought out, says at every point; and the samples."""
    settings = moment.settings
    task = problem(settings)
    unit = brought_out(settings, shown)
    heading = title or ("figure.map" if unit is None else text("figure.map_of", unit=unit_name(settings, unit)))
    grounds = _NOTHING_SHOWN if hidden else _ground(settings, shown, unit)
    return Figure(
        id, "plane", heading,
        _map_summary(moment, task),
        (*grounds, *sample_marks(task, settings, hands), *front),
        x=X, y=Y, equal=True, size=size, place=place, readout="value",
    )  # fmt: skip


def _map_summary(moment: Moment, task: Problem) -> Text:
    """How many are right; of a regression how well it fits; and nothing of test points where there are none."""
    state, n_test = moment.state, len(task.y) - task.n_train
    test = {"n_test": n_test, "test": state.test_score} if n_test else {}
    key = f"summary.map{'_fit' if task.is_regression else ''}{'' if n_test else '_train'}"
    return text(key, t=moment.t, n_train=task.n_train, train=state.train_score, **test)


def _ground(settings: Settings, shown: Pictures, unit: int | None) -> tuple[Mark, ...]:
    task = problem(settings)
    if unit is not None:
        values, domain = unit_map(settings, shown, unit)
        return (marks.raster("ground", values, extent=EXTENT, role="class", domain=domain, label="label.unit_says"),)
    if task.n_classes > 2:
        called, sure = regions_of(shown.output, settings["discrete"])
        return (marks.regions("ground", called, sure, extent=EXTENT, roles=ROLES[: task.n_classes]),)
    values = shown.output[0].copy()
    domain, label = ((-1.2, 1.2), "label.value") if task.is_regression else ((0.0, 1.0), "label.probability")
    if settings["discrete"]:
        values = np.round(values * 2) / 2 if task.is_regression else (values > 0.5).astype(float)
    return (marks.raster("ground", values, extent=EXTENT, role="class", domain=domain, label=label),)


def sample_marks(task: Problem, settings: Settings, hands: bool = True) -> tuple[Mark, ...]:
    """The samples: one shape and colour a class, hollow to test on, with a grip where they are the learner's own."""
    return _sample_marks(task, own_points(settings), hands)


@lru_cache(maxsize=8)
def _sample_marks(task: Problem, own: Sequence[Sequence[tuple[float, float]]], hands: bool) -> tuple[Mark, ...]:
    if task.is_regression:
        return tuple(
            marks.points(name, *task.points[part].T, value=task.y[part], role="class", domain=(-1.2, 1.2),
                         radius=4.5 if name == "train" else 3.5, hollow=name == "test", label=f"label.{name}")
            for name, part in (("train", slice(None, task.n_train)), ("test", slice(task.n_train, None)))
        )  # fmt: skip
    drawn, test = slice(None, task.n_train - task.n_own), slice(task.n_train, None)
    return (
        *(_class_mark("train", task, drawn, k) for k in range(task.n_classes)),
        *(_class_mark("test", task, test, k) for k in range(task.n_classes)),
        *(_own_mark(k, points, hands, len(task.y[drawn]) == 0) for k, points in enumerate(own)),
    )


def _class_mark(name: str, task: Problem, part: slice, k: int) -> Mark:
    x, y = task.points[part][task.y[part] == k].T
    is_test = name == "test"
    label = f"role.{ROLES[k]}" if not is_test else "label.test" if k == 0 else None
    return marks.points(
        f"{name}-{k}", x, y, role=ROLES[k], symbol=SYMBOLS[k], radius=3.5 if is_test else 4.5, hollow=is_test,
        label=label if len(task.y[part]) else None,
    )  # fmt: skip


def _own_mark(k: int, points: Sequence[tuple[float, float]], hands: bool, alone: bool) -> Mark:
    x, y = np.array(points, float).reshape(-1, 2).T
    return marks.points(
        f"own-{k}", x, y, role=ROLES[k], symbol=SYMBOLS[k], radius=5, link=f"own_{k}", halo=False,
        handle=f"move_own_{k}" if hands else None, name="name.own_point",
        label=f"role.{ROLES[k]}" if alone and len(points) else None, on=len(points) > 0,
    )  # fmt: skip


def curves_figure(moment: Moment, *, size: str = "small") -> Figure:
    """Training and test loss after each epoch."""
    train, test = moment.history("train_loss"), moment.history("test_loss")
    t = np.arange(len(train), dtype=float)
    log = moment.settings["log_scale"]
    ghost = moment.ghost.history("train_loss") if moment.ghost else np.empty(0)
    return Figure(
        "curves", "plane", "figure.curves",
        _curves_summary(moment.t, train, test),
        (
            marks.line("ghost", np.arange(len(ghost), dtype=float), ghost, role="ghost", dash=True, label="label.ghost",
                       on=moment.ghost is not None),
            marks.line("test", t, test, role="residual", label="label.test_loss", on=bool(np.isfinite(test[-1]))),
            marks.line("train", t, train, role="loss", width=2.5, label="label.train_loss"),
        ),
        x=Scale((0.0, round_time(moment.t)), "axis.t"), y=loss_scale((train, test, ghost), log), size=size,
    )  # fmt: skip


def _curves_summary(t: int, train: np.ndarray, test: np.ndarray) -> Text:
    if np.isnan(test[0]):
        return text("summary.curves_train", t=t, first=train[0], train=train[-1])
    return text("summary.curves", t=t, first=train[0], train=train[-1], test=test[-1])


def round_time(t: int) -> float:
    """A round number of epochs that t fits in, so that the axis seldom moves."""
    return float(next((end for end in (50, 100, 200, 500, 1000) if t <= end), 2000))


def loss_scale(series: Sequence[np.ndarray], log: bool) -> Scale:
    """An axis on which all these losses have their place."""
    values = np.concatenate([np.ravel(part) for part in series])
    good = values[np.isfinite(values) & (values > 0)]
    top = float(good.max()) if good.size else 1.0
    if log:
        low = max(float(good.min()), top * 1e-6) if good.size else 0.1
        return Scale((10.0 ** np.floor(np.log10(low)), 10.0 ** np.ceil(np.log10(top) + 1e-9)), "axis.loss", "log")
    unit = 10.0 ** np.floor(np.log10(top))
    return Scale((0.0, float(np.ceil(top / unit * 2) / 2 * unit)), "axis.loss")


def answers_figure(moment: Moment) -> Figure:
    """The confusion matrix of the test samples (of the training samples where there are none to test on)."""
    task = problem(moment.settings)
    is_test = task.n_train < len(task.y)
    part = slice(task.n_train, None) if is_test else slice(None, task.n_train)
    called = classes_of(engine(moment.settings).outputs(moment.state.params)[part])
    table = metrics.confusion_matrix(task.y[part], called, n_classes=task.n_classes)
    names = [f"role.{role}" for role in ROLES[: task.n_classes]]
    wrong = int(table.sum() - np.trace(table))
    label = "label.answers_test" if is_test else "label.answers_train"
    return Figure(
        "answers", "arrays", "figure.answers", text("summary.answers", n=table.sum(), wrong=wrong),
        (marks.matrix("table", table, role="data", label=label, rows=names, columns=names, format=".0f"),),
        size="small",
    )  # fmt: skip


def readouts(moment: Moment) -> dict[str, float]:
    """The numbers beside the figures."""
    state, own = moment.state, engine(moment.settings)
    return {
        "epoch": state.epoch,
        "train_loss": state.train_loss,
        "test_loss": state.test_loss,
        "train_score": state.train_score,
        "test_score": state.test_score,
        "n_params": len(state.params),
        "n_units": sum(own.network.sizes[1:-1]),
        "n_updates": own.n_updates,
        "n_train": own.problem.n_train,
        "n_test": len(own.problem.y) - own.problem.n_train,
    }


SHOWN = ("train_loss", "test_loss", "train_score", "test_score", "n_params")


def failure(moment: Moment) -> Message | None:
    """Why the run stopped, if it did."""
    return Message("bad", moment.state.failure) if moment.state.failure is not None else None
