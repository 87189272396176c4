"""Steps 4 and 5: the gradient, checked with a nudge, and one update in four beats."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Code, Figure, Frame, Message
from lessons.kit.lesson import Gesture, Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core import linear
from nnviz_core.optimizers import SGD

from .data import at, samples
from .descent import AT_ZERO, Descent, advance_line, beginning, differ_from, start_line
from .pictures import data_figure, line_handles, path_marks, plane_figure, weight_extent
from .readouts import here, readouts, sample_numbers, sum_of_terms

HAND = 0.01
"""The sliders move by so much."""


def gradient_without_x(params: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The gradient with a fault: the chain rule's inner derivative, x, is forgotten in ∂L/∂w."""
    error = linear.residuals(params, x, y)
    gradient_w = -2 * np.mean(error, axis=-1)
    gradient_b = -2 * np.mean(error, axis=-1)
    return np.stack([gradient_w, gradient_b], axis=-1)


def which_way(moment: Moment) -> Frame:
    """The gradient as an arrow, as a sum over the samples, and beside its numeric twin."""
    settings, params = moment.settings, here(moment.settings)
    x, y = samples(settings)
    formula = gradient_without_x if settings["broken"] else linear.gradient
    analytic = formula(params, x, y)
    numeric = linear.numeric_gradient(params, x, y, settings["epsilon"])
    agree = bool(np.allclose(analytic, numeric, rtol=1e-6, atol=1e-6))
    return Frame(
        (
            plane_figure(settings, params, (*_nudges(settings, params), *slope_arrows(settings, params, analytic)),
                         handle="set_line", place="set_line", size="large", summary=_said("summary.slope", settings)),
            data_figure(settings, params, front=(line_handles(settings, params),)),
            _terms_figure(settings, params),
            _check_figure(analytic, numeric, agree),
        ),
        {**readouts(settings, params), "analytic_w": analytic[0], "analytic_b": analytic[1],
         "numeric_w": numeric[0], "numeric_b": numeric[1]},
        ("w", "b", "loss", "gradient_w", "gradient_b", "gradient_norm"),
        live={**sample_numbers(settings, params), "epsilon": settings["epsilon"]},
        formulas=gradient_terms(len(x)),
        code=source(formula, "gradient_w =", "gradient_b ="),
        message=Message("good", "message.agree") if agree else Message("bad", "message.disagree"),
    )  # fmt: skip


def _said(key: str, settings: Settings) -> str:
    """The text for what the arrows show; what a broken formula gives is not called the gradient."""
    return f"{key}_broken" if settings["broken"] else key


def arrow_scale(settings: Settings, gradient: np.ndarray, room: float = np.inf) -> float:
    """How much shorter than the gradient its arrow is drawn: the largest of 1, 0.5, 0.2, 0.1, … that fits into `room`
    and into two fifths of the map."""
    w_low, w_high, b_low, b_high = weight_extent(settings)
    length = float(np.hypot(*gradient))
    if not 0 < length < np.inf:
        return 1.0
    share = min(room, 0.4 * (w_high - w_low), 0.4 * (b_high - b_low)) / length
    power = 10.0 ** np.floor(np.log10(share))
    return float(min(1.0, max(digit * power for digit in (1, 2, 5) if digit * power <= share)))


def _room_both_ways(settings: Settings, params: np.ndarray, gradient: np.ndarray) -> float:
    """How long an arrow from here and its opposite can be without leaving the map. Close to the edge one of them does,
    or both would be too short to be seen."""
    w_low, w_high, b_low, b_high = weight_extent(settings)
    to_edge = np.minimum(params - (w_low, b_low), (w_high, b_high) - params)  # (2,)
    direction = np.abs(gradient) / max(float(np.hypot(*gradient)), 1e-300)
    return max(float(np.min(to_edge / np.maximum(direction, 1e-9))), 0.1 * (w_high - w_low))


def slope_arrows(settings: Settings, params: np.ndarray, gradient: np.ndarray) -> tuple[Mark, Mark]:
    """Uphill along the gradient, and downhill against it."""
    scale = arrow_scale(settings, gradient, _room_both_ways(settings, params, gradient))
    w, b = params
    up, down = params + scale * gradient, params - scale * gradient
    return (
        marks.arrows("downhill", [w], [b], down[:1], down[1:], role="path", width=3,
                     label=text(_said("label.downhill", settings), scale=scale)),
        marks.arrows("uphill", [w], [b], up[:1], up[1:], role="gradient", width=2, dash=True,
                     label=_said("label.uphill", settings)),
    )  # fmt: skip


def _nudges(settings: Settings, params: np.ndarray) -> tuple[Mark, ...]:
    """The four points at which the loss is asked for the numeric derivative."""
    around = params + settings["epsilon"] * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    return (
        marks.points("nudges", around[:, 0], around[:, 1], role="numeric", radius=4, symbol="diamond",
                     label="label.nudges"),
    )  # fmt: skip


def _terms_figure(settings: Settings, params: np.ndarray) -> Figure:
    x, y = samples(settings)
    missed = linear.residuals(params, x, y)
    rows = [text("label.sample_number", i=i + 1) for i in range(len(x))]
    table = np.stack([x, missed, missed * x], axis=-1)  # (n_samples, 3)
    heads = ["symbol.x", "symbol.residual", "symbol.term_w"]
    sums = linear.gradient(params, x, y)
    return Figure(
        "terms", "arrays", "figure.terms",
        text("summary.terms", n=len(x), gradient_w=sums[0], gradient_b=sums[1]),
        (marks.matrix("terms", table, role="residual", label="label.terms", rows=rows, columns=heads, link="sample"),),
    )  # fmt: skip


def _check_figure(analytic: np.ndarray, numeric: np.ndarray, agree: bool) -> Figure:
    table = np.stack([analytic, numeric, analytic - numeric], axis=-1)  # (2, 3)
    return Figure(
        "check", "arrays", "figure.check",
        text("summary.check_good" if agree else "summary.check_bad", difference=np.abs(analytic - numeric).max()),
        (marks.matrix("check", table, role="ok" if agree else "broken", label="label.check",
                      rows=["symbol.gradient_w", "symbol.gradient_b"],
                      columns=["symbol.analytic", "symbol.numeric", "symbol.gap"], format=".4f"),),
    )  # fmt: skip


def gradient_terms(n: int) -> dict[str, str]:
    """TeX of the two gradients with one linked term a residual."""
    with_x = r"\link{sample:#}{\role{residual}{(\live[.2f]{residual_#})}\,\role{data}{(\live[.1f]{x_#})}}"
    alone = r"\link{sample:#}{\role{residual}{(\live[.2f]{residual_#})}}"
    head = rf"-\tfrac{{2}}{{{n}}}"
    in_w, in_b = sum_of_terms(n, with_x), sum_of_terms(n, alone)
    return {
        "gradient_w": rf"\nabla_w L = {head}\big[{in_w}\big] = \role{{gradient}}{{\live[.3f]{{gradient_w}}}}",
        "gradient_b": rf"\nabla_b L = {head}\big[{in_b}\big] = \role{{gradient}}{{\live[.3f]{{gradient_b}}}}",
    }


def one_step(moment: Moment) -> Frame:
    """Predict, loss, gradient, update: each beat with its arrays and its line of code."""
    settings, state = moment.settings, moment.state
    landing, _ = state.optimizers[0].update(state.params, state.gradient, state.memory[0])
    guess = np.array([settings["guess_w"], settings["guess_b"]])
    open_now = settings["reveal"] or moment.beat == 3
    # The guess was about the first step, whatever step is on screen.
    known, first = open_now or moment.t > 0, landing if moment.t == 0 else moment.history("params")[1]
    distance, stride = np.hypot(*(guess - first)), np.hypot(*(landing - state.params))
    numbers = {
        **readouts(settings, state.params),
        "guess_distance": distance if known else np.nan,
        "step_length": stride if open_now else np.nan,
        "next_w": landing[0] if open_now else np.nan,
        "next_b": landing[1] if open_now else np.nan,
    }
    layers = (
        *path_marks(moment.history("params"), None),
        *_landing_marks(state, landing, open_now),
        *_guess_marks(guess, first, known),
    )
    return Frame(
        (
            plane_figure(settings, state.params, layers, place="set_guess", size="large", summary="summary.one_step"),
            data_figure(settings, state.params),
            _beat_figure(settings, state, landing, moment.beat),
        ),
        numbers,
        ("w", "b", "loss", "gradient_w", "gradient_b", "guess_distance", "step_length"),
        live={**sample_numbers(settings, state.params), **beginning(moment)},
        code=_beat_code(moment.beat),
        message=_score(distance, stride) if open_now and moment.t == 0 else None,
    )


def _landing_marks(state: Descent, landing: np.ndarray, on: bool) -> tuple[Mark, ...]:
    """The step on screen and where it lands."""
    w, b = state.params
    return (
        marks.arrows("step", [w], [b], landing[:1], landing[1:], role="path", width=3, label="label.step", on=on),
        marks.points("landing", landing[:1], landing[1:], role="path", radius=6, hollow=True, label="label.landing",
                     on=on),
    )  # fmt: skip


def _guess_marks(guess: np.ndarray, first: np.ndarray, known: bool) -> tuple[Mark, ...]:
    """The learner's guess, and once it is known how far that is from where the first step landed."""
    return (
        marks.arrows("miss", guess[:1], guess[1:], first[:1], first[1:], role="guess", head=False, dash=True,
                     width=1, on=known),
        marks.points("guess", guess[:1], guess[1:], role="guess", symbol="diamond", radius=8, handle="set_guess",
                     name="name.guess", label="label.guess"),
    )  # fmt: skip


def _score(distance: float, stride: float) -> Message:
    """Near means nearer than half the step is long, or as near as a hand can set it."""
    near = bool(distance < max(stride / 2, HAND))
    sentence = text("message.guess_near" if near else "message.guess_far", distance=distance, stride=stride)
    return Message("good" if near else "warn", sentence)


def _beat_figure(settings: Settings, state, landing: np.ndarray, beat: int) -> Figure:
    x, y = samples(settings)
    predicted = linear.predict(state.params, x)
    missed = y - predicted
    rate = settings["learning_rate"]
    column = lambda id, values, role, label, op=None: marks.matrix(  # noqa: E731
        id, values, role=role, label=label, operator=op, link="sample" if np.size(values) == len(x) else None,
        format=".3f",
    )  # fmt: skip
    beats: tuple[tuple[Mark, ...], ...] = (
        (column("x", x, "data", "symbol.x", "→"), column("prediction", predicted, "model", "symbol.prediction")),
        (column("y", y, "data", "symbol.y", "−"), column("prediction", predicted, "model", "symbol.prediction", "="),
         column("residual", missed, "residual", "symbol.residual", "→"),
         column("square", missed**2, "residual", "symbol.square", "→"),
         column("loss", state.loss, "loss", "symbol.loss")),
        (column("residual", missed, "residual", "symbol.residual", "·"), column("x", x, "data", "symbol.x", "="),
         column("term", missed * x, "residual", "symbol.term_w", "→"),
         column("gradient", state.gradient, "gradient", "symbol.gradient")),
        (column("params", state.params, "model", "symbol.params", "−"),
         column("rate", np.array(rate), "gradient", "symbol.rate", "·"),
         column("gradient", state.gradient, "gradient", "symbol.gradient", "="),
         column("landing", landing, "path", "symbol.new_params")),
    )  # fmt: skip
    return Figure(
        "beat", "arrays", f"figure.beat_{beat}",
        text(f"summary.beat_{beat}", n=len(x), loss=float(state.loss), gradient_w=state.gradient[0],
             gradient_b=state.gradient[1], w=landing[0], b=landing[1]),
        beats[beat],
    )  # fmt: skip


def _beat_code(beat: int) -> Code:
    return (
        source(linear.predict, "return"),
        source(linear.mse, "return"),
        source(linear.gradient, "gradient_w =", "gradient_b =", "return"),
        source(SGD.step, "multiply", "params -="),
    )[beat]


def set_guess(settings: Settings, gesture: Gesture) -> dict:
    """Where the learner thinks the step will land."""
    placed = at(gesture.x, gesture.y)
    return {"guess_w": placed["w0"], "guess_b": placed["b0"]}


STEPS = (
    Step("gradient", which_way, controls=("w0", "b0", "epsilon", "broken")),
    Step(
        "one-step", one_step, start_line, advance_line, length=20, beats=4, differ_from=differ_from,
        controls=("learning_rate", "guess_w", "guess_b", "reveal"),
        defaults={**AT_ZERO, "learning_rate": 0.05, "optimizer": "sgd"},
    ),
)  # fmt: skip
