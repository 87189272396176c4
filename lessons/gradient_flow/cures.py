"""Step 6: the sick network and three cures, side by side, from the same seed and on the same clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core import residual
from nnviz_core.updates import Recipe

from .pictures import decades, positive
from .problem import GUESSING
from .running import Plan, State, begin, engine_for, go_on, plan_of

LENGTH = 400
RUNS = ("untreated", "start", "clipping", "skip")
SYMBOLS = ("circle", "square", "diamond", "triangle")
PATIENTS = {"vanishing": ("tanh", "small"), "exploding": ("relu", "large")}
"""Activation and start of the sick network."""
BETTER_START = {"tanh": "glorot", "relu": "he", "sigmoid": "glorot"}
CURED = 0.2
"""A run whose loss is below this is cured."""
TOP = 999.0
"""A run that explodes leaves the picture here, so that the others can still be told apart."""


@dataclass(frozen=True, eq=False)
class Ward:
    """Four runs at the same t: each one's `losses` (4,), `norms` (4, n_layers), `lengths` (4,); NaN once it failed."""

    runs: tuple[State, ...]
    losses: np.ndarray
    norms: np.ndarray
    lengths: np.ndarray
    failure: Text | None = None


def plans(settings: Settings) -> tuple[Plan, ...]:
    """What the four runs do."""
    activation, spread = PATIENTS[settings["patient"]]
    sick = plan_of(settings, activation=activation, start=spread, clip_norm=np.inf, skip=False)
    return (
        sick,
        replace(sick, start=BETTER_START[activation]),
        replace(sick, clip_norm=settings["clip_norm"]),
        replace(sick, skip=True),
    )


def _ward(runs: tuple[State, ...]) -> Ward:
    alive = np.array([1.0 if run.failure is None else np.nan for run in runs])
    return Ward(
        runs,
        alive * [run.loss for run in runs],
        alive[:, np.newaxis] * np.stack([run.norms for run in runs]),
        alive * [run.length for run in runs],
    )


def start_ward(settings: Settings, rng: np.random.Generator) -> Ward:
    """Four networks of the same seed."""
    return _ward(tuple(begin(plan) for plan in plans(settings)))


def advance_ward(ward: Ward, settings: Settings) -> Ward:
    """One update of each that has not failed."""
    pairs = zip(ward.runs, plans(settings), strict=True)
    return _ward(tuple(run if run.failure is not None else go_on(run, plan) for run, plan in pairs))


def cures(moment: Moment) -> Frame:
    """Losses, lengths of the whole gradient, and the layers' gradients now."""
    ward = moment.state
    for plan, run in zip(plans(moment.settings), ward.runs, strict=True):
        engine_for(plan, run)
    named = zip(RUNS, ward.losses, ward.norms, ward.runs, strict=True)
    numbers: dict[str, float] = {}
    for name, loss, norms, run in named:
        numbers |= {f"loss_{name}": loss, f"first_{name}": norms[0], f"accuracy_{name}": run.accuracy}
    return Frame(
        (_losses(moment), _layers(moment), _lengths(moment)),
        {**numbers, "clip_norm": moment.settings["clip_norm"], "length_clipped": ward.lengths[2]},
        tuple(f"loss_{name}" for name in RUNS),
        code=source(Recipe.finish, "length", "gradient *=") if moment.settings["code"] == "clipping"
        else source(residual._trip, "below = below +"),
        message=_verdict(moment, ward),
    )  # fmt: skip


def _lines(xs: np.ndarray, ys: np.ndarray) -> tuple[Mark, ...]:
    """A line for each run over the same x; ys is (n, 4)."""
    return tuple(
        marks.line(name, xs, ys[:, i], role=f"run-{i}", width=2.5, label=f"label.run_{name}", dash=i == 0)
        for i, name in enumerate(RUNS)
    )


def _ends(xs: np.ndarray, ys: np.ndarray) -> tuple[Mark, ...]:
    """Where each run is, by a shape of its own; xs (n,), ys (n, 4)."""
    return tuple(
        marks.points(f"now-{name}", xs, ys[:, i], role=f"run-{i}", symbol=SYMBOLS[i], radius=5.5)
        for i, name in enumerate(RUNS)
    )


def _losses(moment: Moment) -> Figure:
    losses = moment.history("losses")  # (t + 1, 4)
    t = np.arange(len(losses), dtype=float)
    shown = positive(losses)
    return Figure(
        "losses", "plane", "figure.losses",
        text("summary.losses", t=moment.t, **dict(zip(RUNS, losses[-1], strict=True))),
        (marks.line("guessing", [0, LENGTH], [GUESSING, GUESSING], role="start", width=1, dash=True,
                    label="label.guessing"),
         *_lines(t, shown), *_ends(t[-1:], shown[-1:])),
        x=Scale((0, LENGTH), "axis.t"), size="large",
        y=Scale(decades(np.minimum(losses, TOP), np.array([0.02, 2.0]), few=2), "axis.loss", "log"),
    )  # fmt: skip


def _layers(moment: Moment) -> Figure:
    norms = moment.state.norms  # (4, n_layers)
    layer = np.arange(1, norms.shape[1] + 1, dtype=float)
    shown = positive(norms).T
    return Figure(
        "layers", "plane", "figure.cures_layers",
        text("summary.cures_layers", **dict(zip(RUNS, norms[:, 0], strict=True))),
        (*_lines(layer, shown), *_ends(layer, shown)),
        x=Scale((0.4, norms.shape[1] + 0.6), "axis.layer"), y=Scale(decades(norms), "axis.norm", "log"),
    )  # fmt: skip


def _lengths(moment: Moment) -> Figure:
    lengths = moment.history("lengths")
    t = np.arange(len(lengths), dtype=float)
    limit = moment.settings["clip_norm"]
    return Figure(
        "lengths", "plane", "figure.lengths", text("summary.lengths", t=moment.t, limit=limit, clipped=lengths[-1, 2]),
        (marks.line("limit", [0, LENGTH], [limit, limit], role="start", width=1, dash=True, label="label.limit"),
         *_lines(t, positive(lengths))),
        x=Scale((0, LENGTH), "axis.t"),
        y=Scale(decades(np.minimum(lengths, TOP), np.array([limit])), "axis.length", "log"),
    )  # fmt: skip


def _verdict(moment: Moment, ward: Ward) -> Message | None:
    """Who is cured, who is not, who is lost."""
    failed = [i for i, run in enumerate(ward.runs) if run.failure is not None]
    cured = [i for i in range(4) if ward.losses[i] < CURED]
    if not failed and not cured:
        return None
    if not cured:
        lost = ward.runs[failed[0]]
        return Message("warn", text("message.lost", name=f"label.run_{RUNS[failed[0]]}", t=lost.t + 1))
    best = min(cured, key=lambda i: ward.losses[i])
    return Message("good", text("message.cured", n=len(cured), name=f"label.run_{RUNS[best]}", loss=ward.losses[best],
                                failed=len(failed)))  # fmt: skip


STEPS = (
    Step("cures", cures, start_ward, advance_ward, length=LENGTH,
         controls=("patient", "depth", "clip_norm", "learning_rate", "seed", "code"),
         defaults={"patient": "vanishing", "depth": 10, "learning_rate": 0.1, "seed": 1, "clip_norm": 1.0}),
)  # fmt: skip
