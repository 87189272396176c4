"""Step 9: every derivative beside the slope that nudging finds, and programs with a mistake in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Code, Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core.gradient_check import gradient_check
from nnviz_core.network import Network

from .asking import is_another
from .layout import RADIUS, layout
from .names import edge_text, letters
from .nets import Architecture, architecture, network_at, samples
from .program import program
from .suspects import MARKS, Suspect, suspect
from .training import advance, start

AGREE = 1e-6
"""Two slopes that differ by less than this agree; rounding alone gives about 1e-9."""


@lru_cache(maxsize=64)
def _numeric(structure: Architecture, params: bytes, X: bytes, y: bytes) -> np.ndarray:
    """The slopes of the loss by moving one parameter at a time."""
    network = Network(structure.sizes, structure.activations, np.frombuffer(params))
    shapes = ((X, structure.sizes[0]), (y, structure.sizes[-1]))
    inputs, targets = (np.frombuffer(part).reshape(-1, n) for part, n in shapes)
    return gradient_check(network, inputs, targets, structure.loss).numeric


def compare(settings: Settings, params: np.ndarray) -> tuple[Suspect, np.ndarray, np.ndarray]:
    """The program at hand, its gradient as one vector, and the numeric one."""
    at_hand = suspect(settings["broken"], settings["seed"])
    network, (X, y) = network_at(settings, params), samples(settings)
    blocks = at_hand.program(network, X, y)
    analytic = np.concatenate([np.concatenate([w.ravel(), b.ravel()]) for w, b in blocks])
    numeric = _numeric(architecture(settings), network.params.tobytes(), X.tobytes(), y.tobytes())
    return at_hand, analytic, numeric


def check(moment: Moment) -> Frame:
    """The program's derivatives, the nudged ones, and where they disagree."""
    settings = moment.settings
    at_hand, analytic, numeric = compare(settings, moment.state.params)
    wrong = np.abs(analytic - numeric) > AGREE
    largest = float(np.abs(analytic - numeric).max())
    return Frame(
        (_map(settings, wrong), _table(settings, analytic, numeric, wrong)),
        {"n_wrong": float(wrong.sum()), "n_params": float(len(wrong)), "difference": largest,
         "loss": float(moment.state.loss)},
        ("n_wrong", "n_params", "difference", "loss"),
        code=_code(at_hand, settings["answer"]),
        message=_verdict(at_hand, settings, int(wrong.sum()), len(wrong), largest),
        disabled=() if settings["broken"] else ("answer", "seed"),
    )  # fmt: skip


def _code(at_hand: Suspect, answer: str) -> Code:
    """The program that runs; the wrong line is marked once it has been named."""
    named = answer == at_hand.line and answer != "none"
    mark = MARKS[at_hand.line] if named else None
    if at_hand.mistake == "no_slope":
        mark = MARKS["back"] if named else None  # the line is not there; it should follow this one
    return source(at_hand.program, *((mark,) if mark else ()))


def _verdict(at_hand: Suspect, settings: Settings, n_wrong: int, n: int, largest: float) -> Message:
    if at_hand.line == "none":
        return Message("good", text("message.all_agree", n=n, difference=largest))
    if settings["answer"] == "none":
        return Message("bad", text("message.disagree", n=n, wrong=n_wrong))
    if settings["answer"] == at_hand.line:
        return Message("good", text("message.found", why=f"message.fault_{at_hand.mistake}"))
    return Message("warn", text("message.not_this", why=f"message.innocent_{settings['answer']}"))


def follow(moment: Moment, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Another program has another faulty line, or none."""
    return {"answer": "none"} if is_another(moment, changes, "broken", "seed") else {}


def _map(settings: Settings, wrong: np.ndarray) -> Figure:
    """The network with the edges and units whose derivatives disagree."""
    structure = architecture(settings)
    plan, whole = layout(structure), program(structure)
    bad = dict(zip(whole.edges, wrong, strict=True))
    edges = np.array([bad[f"{plan.keys[a]}_{plan.keys[b]}"] for a, b in plan.edges])
    units = np.array([bool(bad.get(f"b_{key}", False)) for key in plan.keys])
    inner = plan.x > 0
    reach = plan.height / 2 + 0.4
    names: list[Text] = [letters(key) for key in plan.keys]
    return Figure(
        "graph", "plane", "figure.check_map",
        text("summary.check_map", edges=int(edges.sum()), biases=int(units.sum())),
        (*_lines(plan, "ok", ~edges), *_lines(plan, "broken", edges),
         marks.points("ok_units", plan.x[inner & ~units], plan.y[inner & ~units], role="ok", hollow=True,
                      radius=RADIUS),
         marks.points("broken_units", plan.x[units], plan.y[units], role="broken", radius=RADIUS + 3, symbol="diamond",
                      hollow=True),
         marks.points("inputs", plan.x[~inner], plan.y[~inner], role="data", hollow=True, radius=RADIUS),
         marks.words("names", plan.x, plan.y, names, role="data", anchor="middle", dx=0, dy=0)),
        x=Scale((-0.4, len(structure.sizes) - 0.6), "axis.graph"), y=Scale((-reach, reach), "axis.graph"),
        size="medium", bare=True,
    )  # fmt: skip


def _lines(plan, role: str, chosen: np.ndarray) -> tuple[Mark, ...]:
    tail, head = plan.tail[chosen], plan.head[chosen]
    bad = role == "broken"
    return (marks.arrows(role, plan.x[tail], plan.y[tail], plan.x[head], plan.y[head], role=role, head=False,
                         width=4 if bad else 2, dash=bad, label=f"label.{role}"),)  # fmt: skip


def _table(settings: Settings, analytic: np.ndarray, numeric: np.ndarray, wrong: np.ndarray) -> Figure:
    """For each weight and bias, layer by layer: by the program, by nudging, and the difference."""
    n = int(wrong.sum())
    table = marks.matrix(
        "derivatives", np.stack([analytic, numeric, analytic - numeric], axis=-1),  # (n_params, 3)
        role="broken" if n else "ok", label=text("label.n_disagree", n=n) if n else "label.all_agree",
        rows=[edge_text(name) for name in program(architecture(settings)).edges],
        columns=["symbol.formula", "symbol.nudged", "symbol.difference"], format=".3g",
        wrong=np.repeat(wrong, 3).reshape(-1, 3),
    )  # fmt: skip
    summary = text("summary.check", n=len(wrong), wrong=n)
    return Figure("check", "arrays", "figure.check", summary, (table,), size="large")


STEPS = (
    Step("check", check, start, advance, length=40, controls=("broken", "answer", "seed"),
         defaults={"network": "deeper", "data": "xor", "activation": "tanh", "weight_scale": 1.0, "seed": 23},
         follow=follow),
)  # fmt: skip
