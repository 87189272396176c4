"""Step 1: click a point; samples fall around it, and a straight line is fitted to those nearby."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.marks import Mark
from lessons.kit.player import FOR_EVER, Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.explain import lime
from nnviz_core.explain.lime import Lime

from .cloud import LENGTH, explanation, half_line, level
from .pictures import bars_figure, fit_figure, opacity, readouts
from .plane import EXTENT, VIEW, Plane, plane

SHADE = 0.45
"""How deep the colour of a side is at its deepest, in [0, 1]."""
GOAL_R2, GOAL_N = 0.2, 200
POOR_R2, FEW, FEW_OF = 0.4, 20, 0.2
"""Below this R², and this number and share of samples that count, an explanation is worth a warning."""
NAMES = ("symbol.x1", "symbol.x2")


def nearby(moment: Moment) -> Frame:
    """The cloud, the line, its two coefficients and how well it fits."""
    settings = moment.settings
    record, model = explanation(settings, moment.t), plane(settings)
    numbers = {**readouts(record), "accuracy": model.accuracy}
    c1, c2 = record.coefficients
    return Frame(
        (_cloud(settings, record), _bars(model, record), _fit(model, record)),
        {**numbers, "c1": c1, "c2": c2, "x1": settings["x1"], "x2": settings["x2"], "level": level(settings, record)},
        ("n", "r2", "prediction", "local", "n_effective"),
        code=source(lime, "near = make(", "weights =", "fitted ="),
        message=verdict(record),
        goal=Goal(text("goal.nearby", r2=record.r2), bool(record.r2 <= GOAL_R2 and len(record.weights) >= GOAL_N)),
        absent=absent(settings),
    )  # fmt: skip


def absent(settings: Settings) -> tuple[str, ...]:
    """A network that was carried over has its own samples; which output is asked only where there are many."""
    shape = ("shape",) if settings["model"] == "carried" else ()
    return shape if plane(settings).is_one_of_many else (*shape, "output")


def verdict(record: Lime) -> Message | None:
    """What is wrong with this explanation, if anything: nobody was near, or there was no line to find."""
    if record.n_effective < min(FEW, FEW_OF * len(record.weights)):
        return Message("warn", text("message.few", n=record.n_effective, drawn=len(record.weights)))
    if record.r2 < POOR_R2:
        return Message("warn", text("message.poor", r2=record.r2))
    return None


def sides(model: Plane) -> tuple[tuple[str, str], tuple[str, str], str, str]:
    """How the two sides of the level are drawn and called, and the model's own line of it, and the dashed one."""
    if model.is_value:
        return ("lowers", "raises"), ("label.sample_less", "label.sample_more"), "label.same", "label.surrogate_same"
    if model.is_one_of_many:
        return (("ghost", f"class-{model.output}"), ("label.sample_other", "label.sample_this"), "label.half",
                "label.surrogate")  # fmt: skip
    return ("class-0", "class-1"), ("label.sample_0", "label.sample_1"), "label.boundary", "label.surrogate"


def _sides(model: Plane, says: float) -> tuple[Mark, ...]:
    off = model.map - says
    roles, _, line, _ = sides(model)
    return (
        marks.regions("sides", off >= 0, SHADE * np.abs(off) / max(np.abs(off).max() if model.is_value else 0.5, 1e-12),
                      extent=EXTENT, roles=roles),
        marks.contour("boundary", model.map, extent=EXTENT, role="data", levels=[says], label=line),
    )  # fmt: skip


def ring(record: Lime) -> Mark:
    """Where a sample weighs exp(−½) = 0.61: one kernel width from the point."""
    angles = np.linspace(0, 2 * np.pi, 73)
    x, y = record.samples[0][:, None] + record.kernel_width * record.scale[:, None] * [np.cos(angles), np.sin(angles)]
    return marks.line("ring", x, y, role="guess", width=1.5, dash=True, label="label.ring")


def ground(settings: Settings, record: Lime) -> tuple[Mark, ...]:
    """The model's sides and boundary, and the samples: as opaque as they count, the symbol of what the model says."""
    near = np.abs(record.samples).max(axis=1) <= VIEW[1]
    model, says = plane(settings), level(settings, record)
    roles, labels, *_ = sides(model)
    called = record.outputs >= says
    shown = np.arange(len(near)) > 0
    kinds = tuple(
        marks.points(
            f"sample-{k}", *record.samples[chosen].T, role=roles[k], symbol=symbol, radius=5,
            strength=opacity(record.weights[chosen]), label=labels[k],
        )
        for k, symbol in enumerate(("circle", "square"))
        for chosen in [shown & near & (called == k)]
    )  # fmt: skip
    return (*_sides(model, says), *kinds, ring(record))


def point_mark(settings: Settings) -> Mark:
    """The point that is explained."""
    return marks.points("row", [settings["x1"]], [settings["x2"]], role="guess", symbol="diamond", radius=9,
                        handle="explain_here", name="name.row")  # fmt: skip


def _cloud(settings: Settings, record: Lime) -> Figure:
    ends, slopes = half_line(record, level(settings, record)), record.slopes
    length = float(np.hypot(*slopes))
    arrow = 0.35 * slopes / length if length > 0 else slopes
    x, y = record.samples[0]
    return Figure(
        "cloud", "plane", "figure.cloud",
        text("summary.cloud", n=len(record.weights), x1=x, x2=y, r2=record.r2, prediction=record.prediction),
        (*ground(settings, record),
         marks.line("surrogate", ends[:, 0], ends[:, 1], role="guess", width=3.5, dash=True,
                    label=sides(plane(settings))[3]),
         marks.arrows("up", [x], [y], [x + arrow[0]], [y + arrow[1]], role="guess", width=3),
         point_mark(settings)),
        x=Scale(VIEW, "axis.x1"), y=Scale(VIEW, "axis.x2"), equal=True, size="large", place="explain_here",
    )  # fmt: skip


def _fit(model: Plane, record: Lime) -> Figure:
    """The line against the model, on the scale of a probability or of the values."""
    if not model.is_value:
        return fit_figure(record)
    return fit_figure(record, low=float(np.floor(record.outputs.min())), high=float(np.ceil(record.outputs.max())))


def _bars(model: Plane, record: Lime) -> Figure:
    c1, c2 = record.coefficients
    is_usual = not model.is_value and not model.is_one_of_many
    return bars_figure(
        "bars", NAMES, record.coefficients, summary=text("summary.two", c1=c1, c2=c2),
        title="figure.coefficients" if is_usual else text("figure.row", output=model.outputs[model.output]),
        x_label="axis.per_spread", link="feature", size="small",
    )  # fmt: skip


def explain_here(settings: Settings, gesture: Gesture) -> dict[str, float]:
    """A place in the plane is the point to explain."""
    return {name: round(float(np.clip(value, *VIEW)), 2) for name, value in (("x1", gesture.x), ("x2", gesture.y))}


def never_differs(one: Settings, other: Settings) -> int:
    """The states are empty: all that is shown depends on the settings and t."""
    return FOR_EVER


STEPS = (
    Step("nearby", nearby, length=LENGTH, differ_from=never_differs,
         controls=("model", "shape", "output", "x1", "x2", "width", "around", "seed")),
)  # fmt: skip
