"""Steps 6 and 10: all four beats, over and over, on the small network and on the learner's own."""

from __future__ import annotations

from functools import partial

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.text import Text, text

from .formulas import beat_numbers, beat_tex
from .graph import graph_figure
from .nets import architecture, network_at, samples
from .readouts import every_number, readouts
from .tables import sums_figure
from .training import advance, start
from .view import view_of
from .walk import beats_in, code_of

GOAL = 0.01


def loss_curve(moment: Moment, size: str = "small") -> Figure:
    """The mean loss over all samples after each update."""
    loss = moment.history("loss")
    shown = np.where(np.isfinite(loss), loss, np.nan)
    top = float(max(0.1, np.nanmax(shown))) * 1.05
    t = np.arange(len(loss), dtype=float)
    behind = moment.ghost.history("loss") if moment.ghost else np.empty(0)
    return Figure(
        "curve", "plane", "figure.curve", text("summary.curve", t=moment.t, first=loss[0], loss=loss[-1]),
        (marks.line("ghost", np.arange(len(behind), dtype=float), np.where(np.isfinite(behind), behind, np.nan),
                    role="ghost", dash=True, label="label.ghost", on=moment.ghost is not None),
         marks.line("loss", t, shown, role="loss", width=3, label="label.mean_loss"),
         marks.points("now", t[-1:], shown[-1:], role="loss", radius=5)),
        x=Scale((0, moment.run.step.length), "axis.t"), y=Scale((0, _round_up(top)), "axis.loss"), size=size,
    )  # fmt: skip


def _round_up(value: float) -> float:
    """The next of 1, 2, 5, 10, … in the first digit, so that the axis holds still."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(power * next(step for step in (1, 2, 5, 10) if step * power >= value))


def outputs_figure(moment: Moment) -> Figure:
    """For each sample what the network says and what it should say."""
    X, y = samples(moment.settings)
    outputs = network_at(moment.settings, moment.state.params).predict(X)
    labels: list[Text] = [text("label.inputs_of", x1=float(x[0]), x2=float(x[1] if len(x) > 1 else 0)) for x in X]
    places = np.arange(len(X), dtype=float)
    right = int(np.sum(np.sign(outputs[:, 0]) == np.sign(y[:, 0])))
    bound = 1.6 if np.abs(outputs).max() <= 1.6 else 3.5
    return Figure(
        "outputs", "plane", "figure.outputs", text("summary.outputs", n=len(X), right=right),
        (marks.bars("outputs", outputs[:, 0], role="model", labels=labels, label="label.outputs"),
         marks.points("targets", places, y[:, 0], role="data", symbol="diamond", hollow=True, radius=6,
                      label="label.target"),
         marks.points("turn", [moment.t % len(X)], [0.0], role="path", radius=4, label="label.turn")),
        x=Scale((-0.5, len(X) - 0.5), "axis.inputs"), y=Scale((-bound, bound), "axis.output"), size="small",
    )  # fmt: skip


def run(moment: Moment) -> Frame:
    """Update after update on the four samples of XOR, as finely or as coarsely as the learner likes."""
    view, phase = view_of(moment), _phase(moment.settings)
    loss = float(moment.state.loss)
    return Frame(
        (graph_figure(view), outputs_figure(moment), loss_curve(moment)),
        {**readouts(view), "mean_loss": loss},
        ("mean_loss", "loss", "output_1", "done", "operations"),
        live={**every_number(view), **beat_numbers(view)},
        formulas={"beat": beat_tex(view, phase)},
        code=code_of(view, phase),
        message=failure(moment),
        goal=Goal(text("goal.xor", loss=loss, goal=GOAL), bool(loss < GOAL)),
    )


def _phase(settings: Settings) -> str:
    """What is said when no single line is looked at: by whole updates the rule backwards, else the first to come."""
    return "backward" if settings["granularity"] == "update" else "forward"


def failure(moment: Moment) -> Message | None:
    """Why the run ended, if it did."""
    return Message("bad", moment.state.failure) if moment.state.failure is not None else None


def own(moment: Moment) -> Frame:
    """The same four beats through a network of the learner's making."""
    settings, view, phase = moment.settings, view_of(moment), _phase(moment.settings)
    return Frame(
        (graph_figure(view), loss_curve(moment) if settings["granularity"] == "update" else sums_figure(view)),
        {**readouts(view), "mean_loss": float(moment.state.loss)},
        ("loss", "output_1", "n_params", "done", "operations"),
        live={**every_number(view), **beat_numbers(view)},
        formulas={"beat": beat_tex(view, phase)},
        code=code_of(view, phase),
        message=failure(moment) or _clipped(settings),
        absent=_absent(settings),
    )


def _absent(settings: Settings) -> tuple[str, ...]:
    """Controls of inputs and outputs that this network does not have."""
    structure = architecture(settings)
    n_inputs, n_outputs = structure.sizes[0], structure.sizes[-1]
    return (*(f"x{i}" for i in (2, 3) if i > n_inputs), *(f"y{k}" for k in (2,) if k > n_outputs))


def _clipped(settings: Settings) -> Message | None:
    """Cross-entropy compares probabilities: targets beyond 0 and 1 are taken as 0 and 1."""
    structure = architecture(settings)
    asked = [settings[f"y{k + 1}"] for k in range(structure.sizes[-1])]
    if structure.loss == "binary_cross_entropy" and not all(0 <= y <= 1 for y in asked):
        return Message("warn", "message.clipped")
    return None


STEPS = (
    Step("run", run, start, advance, length=400, beats=partial(beats_in, ""),
         controls=("granularity", "learning_rate", "activation"), defaults={"data": "xor", "granularity": "beat"}),
)  # fmt: skip
OWN = (
    Step("your-network", own, start, advance, length=200, beats=partial(beats_in, ""),
         controls=("granularity", "n_inputs", "hidden_1", "hidden_2", "n_outputs", "activation", "loss_kind"),
         groups={"numbers": ("x1", "x2", "x3", "y1", "y2"), "training": ("learning_rate", "seed")},
         defaults={"network": "own", "granularity": "unit", "data": "one"}),
)  # fmt: skip
