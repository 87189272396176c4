"""Steps 1 to 5: the drawing, then one update in four beats, each walked through number by number."""

from __future__ import annotations

from functools import partial

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Code, Figure, Frame, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.losses import LOSSES

from . import arithmetic
from .formulas import beat_numbers, beat_tex
from .graph import graph_figure
from .names import edge_tex, edge_text, tex
from .nets import architecture
from .program import stops
from .readouts import every_number, readouts
from .tables import arrays_figure, sums_figure
from .training import advance, start
from .view import View, view_at, view_of

_LINES = {
    "product": "total += layer.weights", "bias": "total += layer.biases", "activate": "above[j] =",
    "error": "delta = error[j]", "collect": "delta += network.layers", "slope": "delta *= slope",
    "weight_gradient": "yield values[index][i] * delta", "bias_gradient": "yield 1.0 * delta",
    "step": "layer.weights[i, j] - rate", "step_bias": "layer.biases[j] - rate",
}  # fmt: skip
"""What to look for in the source to find the line of each kind of operation."""
_FUNCTIONS = {"forward": arithmetic.forward, "backward": arithmetic.backward, "update": arithmetic.update}


def code_of(view: View, phase: str = "forward") -> Code:
    """The loop that is running, with the line of the operation that just happened."""
    op = view.current
    if (op.phase if op else phase) == "loss":
        return source(LOSSES[view.program.structure.loss].per_sample, "return")
    kinds = {one.kind for one in (view.window if view.coarse else view.window[-1:])}
    return source(_FUNCTIONS[op.phase if op else phase], *sorted(_LINES[kind] for kind in kinds if kind in _LINES))


def beats_in(phase: str, settings: Settings) -> int:
    """How many beats the phase (or, without a name, the whole update) has under these settings."""
    return len(stops(architecture(settings), settings["granularity"], phase))


def the_graph(moment: Moment) -> Frame:
    """Inputs, weights and biases in their places; nothing has been computed."""
    view = view_at(moment.settings, moment.state.params, 0, 0)
    return Frame(
        (graph_figure(view), arrays_figure(view)),
        readouts(view),
        ("n_params", "operations"),
        live=every_number(view),
    )


def _walked(moment: Moment, phase: str) -> tuple[View, dict]:
    """The parts of a frame that all phases share."""
    view = view_of(moment, phase)
    shared = {
        "readouts": readouts(view),
        "shown": ("loss", "output_1", "learning_rate", "done", "operations"),
        "live": {**every_number(view), **beat_numbers(view)},
        "code": code_of(view, phase),
    }
    return view, shared


def forward(moment: Moment) -> Frame:
    """One multiply-add after the other, from the inputs to the output."""
    view, shared = _walked(moment, "forward")
    return Frame((graph_figure(view), sums_figure(view, "forward")), formulas={"beat": beat_tex(view, "forward")},
                 **shared)  # fmt: skip


def the_loss(moment: Moment) -> Frame:
    """The error of this one sample as a parabola, and its slope at the output: the first derivative."""
    view = view_at(moment.settings, moment.state.params, 0, _after_first_error(moment.settings), _until_loss(moment))
    return Frame(
        (graph_figure(view, size="medium"), _parabola(view)),
        readouts(view),
        ("loss", "output_1"),
        live={**every_number(view), "output_slope": float(view.record.deltas[-1][0, 0])},
        code=source(LOSSES[view.program.structure.loss].per_sample, "return"),
    )


def _until_loss(moment: Moment) -> int:
    return stops(architecture(moment.settings), "beat")[1]


def _after_first_error(settings: Settings) -> int:
    return stops(architecture(settings), "beat")[2] + 1


def _parabola(view: View) -> Figure:
    """L over the first output, the other outputs as they are."""
    output, target, loss = float(view.record.output[0, 0]), float(view.y[0]), view.record.loss
    outputs = np.linspace(-3.5, 3.5, 141)
    scores = np.tile(view.record.pre_activations[-1][0], (len(outputs), 1))
    scores[:, 0] = outputs
    at = float(view.record.pre_activations[-1][0, 0])
    curve = view.loss.per_sample(scores, np.tile(view.y, (len(outputs), 1)))
    slope = float(view.record.deltas[-1][0, 0])
    run = np.array([-0.7, 0.7]) / np.hypot(1, slope / 4)
    return Figure(
        "parabola", "plane", "figure.parabola",
        text("summary.parabola", output=output, target=target, loss=loss, slope=slope),
        (marks.line("loss", outputs, curve, role="loss", width=3, label="label.loss"),
         marks.line("target", [target, target], [0, 13], role="data", dash=True, width=1, label="label.target"),
         marks.line("tangent", at + run, loss + slope * run, role="gradient", width=3, label="label.tangent"),
         marks.points("here", [at], [loss], role="loss", radius=7, label="label.here")),
        x=Scale((-3.5, 3.5), "axis.output"), y=Scale((0, 13), "axis.loss"), place="set_target", size="medium",
    )  # fmt: skip


def set_target(settings: Settings, gesture: Gesture) -> dict:
    """A tap on the parabola says what the output should be."""
    return {"y1": float(np.clip(round(gesture.x, 2), -3, 3))}


def backward(moment: Moment) -> Frame:
    """One factor of the chain rule after the other, from the loss to every weight."""
    view, shared = _walked(moment, "backward")
    return Frame((graph_figure(view), sums_figure(view, "backward")),
                 formulas={"beat": beat_tex(view, "backward"), "chain": chain_tex(view)}, **shared)  # fmt: skip


def chain_tex(view: View) -> str:
    """The derivative for the first weight of a network with one hidden layer and one output, factor by factor."""
    whole = view.program
    first, hidden, *above = (whole.key(column, 0) for column in range(len(whole.structure.sizes)))
    edge = rf"\role{{weight}}{{{edge_tex(f'{first}_{hidden}')}}}"
    if len(above) > 1 or whole.structure.sizes[-1] > 1:
        letters, numbers = [rf"\role{{gradient}}{{\delta_{{{tex(hidden)}}}}}"], [rf"\live[.3f]{{d_{hidden}}}"]
    else:
        (output,) = above
        delta, weight = rf"\delta_{{{tex(output)}}}", edge_tex(f"{hidden}_{output}")
        letters = [rf"\role{{gradient}}{{{delta}}}", rf"\role{{weight}}{{{weight}}}", rf"f'(z_{{{tex(hidden)}}})"]
        numbers = [
            rf"\live[.3f]{{d_{output}}}",
            rf"(\live[.3f]{{old_{hidden}_{output}}})",
            rf"\live[.3f]{{slope_{hidden}}}",
        ]
    letters.append(tex(first))
    numbers.append(rf"(\live[.3f]{{{first}}})")
    spelled, counted = r"\,".join(letters), r"\cdot ".join(numbers)
    result = rf"\live[.4f]{{g_{first}_{hidden}}}"
    left = rf"\frac{{\partial L}}{{\partial {edge}}}"
    return rf"\begin{{aligned}} {left} &= {spelled} \\ &= {counted} = {result} \end{{aligned}}"


def the_update(moment: Moment) -> Frame:
    """Every weight a step against its derivative, and what that does to the loss."""
    view, shared = _walked(moment, "update")
    numbers = shared["readouts"]
    done = view.position == view.program.end("update")
    numbers["loss_after"] = (
        view.network.with_params(view.after).loss(view.x[None], view.y[None], view.loss) if done else np.nan
    )
    numbers["moved"] = float(view.position - view.program.begin("update"))
    message = None
    if done:
        before, after = numbers["loss"], numbers["loss_after"]
        fell = Message("good", text("message.fell", before=before, after=after))
        message = fell if after < before else Message("warn", text("message.rose", before=before, after=after))
    return Frame((graph_figure(view), _moves(view)), formulas={"beat": beat_tex(view, "update")}, message=message,
                 **{**shared, "shown": ("loss", "loss_after", "learning_rate", "moved", "n_params")})  # fmt: skip


def _moves(view: View) -> Figure:
    """Old value, derivative and new value of every weight and bias."""
    whole, old, slopes, new = view.program, view.network.params, view.record.vector, view.after
    names = list(whole.edges)
    known = np.array([view.known(f"w_{name}") for name in names])
    table = np.stack([old, slopes, np.where(known, new, np.nan)], axis=-1)  # (n_params, 3)
    rows = [text("symbol.row", row=edge_text(name)) for name in names]
    return Figure(
        "moves", "arrays", "figure.moves", text("summary.moves", n=len(names), done=int(known.sum())),
        (marks.matrix("moves", table, role="weight", label="label.moves", rows=rows,
                      columns=["symbol.old", "symbol.derivative", "symbol.new"], format=".4g"),),
        size="medium",
    )  # fmt: skip


_SAMPLE = ("x1", "x2", "y1")

STEPS = (
    Step("graph", the_graph, start, advance, controls=_SAMPLE),
    Step("forward", forward, start, advance, length=20, beats=partial(beats_in, "forward"),
         controls=("granularity", "activation", "x1", "x2")),
    Step("loss", the_loss, start, advance, controls=_SAMPLE),
    Step("backward", backward, start, advance, length=20, beats=partial(beats_in, "backward"),
         controls=("granularity", "activation", *_SAMPLE)),
    Step("update", the_update, start, advance, length=20, beats=partial(beats_in, "update"),
         controls=("granularity", "learning_rate")),
)  # fmt: skip
