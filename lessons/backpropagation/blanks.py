"""Step 11: one number is missing; the learner works it out, and a wrong answer gets a hint that fits it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit.controls import Settings
from lessons.kit.figures import Frame, Goal, Message
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.text import text
from nnviz_core.losses import find_loss
from nnviz_core.network import Network

from .asking import is_another
from .formulas import beat_numbers, beat_tex
from .graph import graph_figure, spot_marks
from .mistakes import BLANKS, mistakes
from .names import number_text
from .nets import Architecture
from .program import program
from .readouts import every_number, readouts
from .tables import sums_figure
from .view import View

STRUCTURE = Architecture((2, 2, 1), ("tanh", "identity"), "mse")
RATE = 0.5
UNANSWERED = {"reply": 0.0, "answered": False, "solution": False}
NEAR = 0.0055
"""An answer this near counts as right: two digits after the point are enough."""
APART = 0.02
"""A question is asked only if every usual mistake misses the right answer by more than this."""


@lru_cache(maxsize=256)
def question(blank: str, seed: int) -> View:
    """A network and a sample with one digit after the point, in which each usual mistake shows."""
    rng = np.random.default_rng(seed)
    while True:
        view = _drawn(rng, blank)
        right = view.value_of(BLANKS[blank])
        wrong = np.array([*mistakes(view, blank).values(), 0.0])
        gaps = np.abs(wrong[:, None] - wrong[None])[np.triu_indices(len(wrong), 1)]
        if np.abs(wrong - right).min() > APART and gaps.min() > APART and abs(right) < 9:
            return view


def _drawn(rng: np.random.Generator, blank: str) -> View:
    network = Network(STRUCTURE.sizes, STRUCTURE.activations, _tenths(rng, 9, 0.9))
    x, y, loss = _tenths(rng, 2, 2.0), _tenths(rng, 1, 1.5), find_loss(STRUCTURE.loss)
    whole = program(STRUCTURE)
    first = whole.making(BLANKS[blank])[0]
    return View(network, x, y, loss, RATE, whole, first, first, first)


def _tenths(rng: np.random.Generator, n: int, most: float) -> np.ndarray:
    """Numbers with one digit after the point, none of them 0."""
    return np.round(rng.uniform(0.1, most, n), 1) * rng.choice([-1.0, 1.0], n)


def opened(view: View, number: str) -> View:
    """The same moment with the number found."""
    end = view.program.done[number]
    return View(view.network, view.x, view.y, view.loss, view.rate, view.program, end, view.position, end)


def verdict(settings: Settings) -> tuple[str, Message | None]:
    """ "right", "wrong" or "open", and what to say about the learner's answer."""
    view, blank, answer = question(settings["blank"], settings["seed"]), settings["blank"], settings["reply"]
    right = view.value_of(BLANKS[blank])
    if not (settings["answered"] or answer):
        return "open", None
    if abs(answer - right) <= NEAR:
        return "right", Message("good", text("message.right", value=right))
    for name, value in mistakes(view, blank).items():
        if abs(answer - value) <= NEAR:
            return "wrong", Message("warn", f"message.slip_{blank}_{name}")
    near = abs(answer - right) <= 10 * NEAR
    return "wrong", Message("warn", "message.rounding" if near else f"message.slip_{blank}")


def fill_in(moment: Moment) -> Frame:
    """The drawing up to the missing number, and from there on once it is found or shown."""
    settings = moment.settings
    number = BLANKS[settings["blank"]]
    state, message = verdict(settings)
    shown = state == "right" or settings["solution"]
    asked = question(settings["blank"], settings["seed"])
    view = opened(asked, number) if shown else asked
    spot = spot_marks(STRUCTURE, number, asked=not shown)
    summary = text("summary.blank_open" if shown else "summary.blank", number=number_text(number))
    return Frame(
        (graph_figure(view, title="figure.blank", extra=spot[:-1], front=spot[-1:], summary=summary),
         sums_figure(view, indices=view.program.making(number))),
        {**readouts(view), "reply": settings["reply"]},
        ("reply", "loss", "output_1", "learning_rate"),
        live={**every_number(view), **beat_numbers(view)},
        formulas={"rule": beat_tex(view, _phase(number))},
        message=message,
        goal=Goal(text("goal.blank", number=number_text(number)), state == "right"),
    )  # fmt: skip


def follow(moment: Moment, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Another blank, or other numbers, wait for an answer of their own; any answer, even 0, is one."""
    if "reply" in changes:
        return {"answered": True}
    return UNANSWERED if is_another(moment, changes, "blank", "seed") else {}


def _phase(number: str) -> str:
    whole = program(STRUCTURE)
    return whole.operations[whole.making(number)[0]].phase


STEPS = (
    Step("blanks", fill_in, controls=("blank", "reply", "solution", "seed"), defaults={"seed": 0}, follow=follow),
)  # fmt: skip
