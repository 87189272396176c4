"""Step 2: how near is near? One number, the kernel width, decides what the line is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.explain import lime
from nnviz_core.explain.lime import Lime

from .cloud import KEYS, N_SAMPLES, RIDGE, drawn, half_line, level
from .nearby import absent, ground, point_mark, sides, verdict
from .pictures import readouts, round_up
from .plane import VIEW, plane
from .refit import refit

NARROWEST, WIDEST = 0.1, 10.0
WIDTHS = np.geomspace(NARROWEST, WIDEST, 31)
DEFAULT = round(0.75 * 2**0.5, 2)
"""What LIME takes for two features when nothing is said, 0.75 √2."""
N_SEEDS = 10
GOAL_R2, GOAL_EFFECTIVE = 0.9, 30


@dataclass(frozen=True, eq=False)
class Sweep:
    """The explanation from the same samples for each of WIDTHS: `coefficients` (31, 2), the others (31,)."""

    coefficients: np.ndarray
    r2: np.ndarray
    share: np.ndarray


def sweep(settings: Settings) -> Sweep:
    """The samples stay; only their weights change with the width."""
    return _sweep(tuple((name, settings[name]) for name in KEYS if name != "width"))


@lru_cache(maxsize=32)
def _sweep(key: tuple) -> Sweep:
    base = drawn({**dict(key), "width": DEFAULT})
    records = [
        refit(base, N_SAMPLES, np.exp(-((base.distances / width) ** 2) / 2), ridge=RIDGE) for width in WIDTHS
    ]  # as `lime` weighs them
    return Sweep(
        np.array([record.coefficients for record in records]),
        np.array([record.r2 for record in records]),
        np.array([record.n_effective for record in records]) / N_SAMPLES,
    )


def others(settings: Settings) -> list[Lime]:
    """The explanation of the same point from ten draws of samples, this one's first."""
    return [drawn(settings, seed=settings["seed"] + k) for k in range(N_SEEDS)]


def width(moment: Moment) -> Frame:
    """The line of this width, and what each other width would say."""
    settings = moment.settings
    record, known = drawn(settings), sweep(settings)
    repeats = others(settings) if settings["ten_seeds"] else [record]
    coefficients = np.array([one.coefficients for one in repeats])
    numbers = {**readouts(record), "spread": coefficients.std(axis=0, ddof=1).max() if len(repeats) > 1 else np.nan}
    c1, c2 = record.coefficients
    return Frame(
        (_lines(settings, record, repeats), _quality(settings, record, known),
         _sizes(settings, record, known, coefficients)),
        {**numbers, "c1": c1, "c2": c2, "best_r2": known.r2.max(), "best_width": WIDTHS[known.r2.argmax()],
         "global_r2": known.r2[-1]},
        ("width", "r2", "n_effective", "c1", "c2", "spread"),
        code=source(lime, "usual =", "width =", "weights ="),
        message=_message(record, numbers["spread"]),
        goal=Goal(text("goal.width", r2=record.r2, n=record.n_effective),
                  bool(record.r2 >= GOAL_R2 and record.n_effective >= GOAL_EFFECTIVE)),
        absent=absent(settings),
    )  # fmt: skip


def _message(record: Lime, spread: float) -> Message | None:
    if np.isfinite(spread):
        return Message("good", text("message.ten_lines", spread=spread))
    return verdict(record)


def _lines(settings: Settings, record: Lime, repeats: list[Lime]) -> Figure:
    """All lines of the ten draws, with the pen lifted between them."""
    says = level(settings, record)
    ends = [np.vstack([line, [[np.nan, np.nan]]]) for one in repeats[1:] if len(line := half_line(one, says))]
    thin = np.concatenate(ends) if ends else np.empty((0, 2))
    own = half_line(record, says)
    return Figure(
        "cloud", "plane", "figure.cloud",
        text("summary.lines", n=len(repeats), width=record.kernel_width, r2=record.r2),
        (*ground(settings, record),
         marks.line("others", thin[:, 0], thin[:, 1], role="ghost", width=1.5, label="label.other_seeds",
                    on=len(repeats) > 1),
         marks.line("surrogate", own[:, 0], own[:, 1], role="guess", width=3.5, dash=True,
                    label=sides(plane(settings))[3]),
         point_mark(settings)),
        x=Scale(VIEW, "axis.x1"), y=Scale(VIEW, "axis.x2"), equal=True, size="large", place="explain_here",
    )  # fmt: skip


def _quality(settings: Settings, record: Lime, known: Sweep) -> Figure:
    here = settings["width"]
    return Figure(
        "quality", "plane", "figure.quality",
        text("summary.quality", width=here, r2=record.r2, share=record.n_effective / N_SAMPLES,
             best=WIDTHS[known.r2.argmax()], best_r2=known.r2.max()),
        (marks.line("usual", [DEFAULT, DEFAULT], [0, 1], role="start", width=1.5, dash=True, label="label.usual"),
         marks.line("share", WIDTHS, known.share, role="field", width=2.5, label="label.share"),
         marks.line("r2", WIDTHS, known.r2, role="guess", width=3, label="symbol.r2"),
         marks.points("now", [here], [record.r2], role="guess", radius=8, handle="set_width", name="name.width")),
        x=Scale((NARROWEST, WIDEST), "axis.width", "log"), y=Scale((0, 1), "axis.share"), size="medium",
        place="set_width",
    )  # fmt: skip


def _sizes(settings: Settings, record: Lime, known: Sweep, repeats: np.ndarray) -> Figure:
    """Both coefficients over the width; with ten seeds their spread at this one."""
    top = round_up(np.abs(known.coefficients).max())
    here = settings["width"]
    return Figure(
        "sizes", "plane", "figure.sizes",
        text("summary.sizes", width=here, c1=record.coefficients[0], c2=record.coefficients[1],
             far1=known.coefficients[-1, 0], far2=known.coefficients[-1, 1]),
        tuple(
            mark
            for j, role in enumerate(("run-3", "run-4"))
            for mark in (
                marks.line(f"c{j + 1}", WIDTHS, known.coefficients[:, j], role=role, width=2.5,
                           label=f"symbol.x{j + 1}"),
                marks.points(f"all{j + 1}", np.full(len(repeats), here), repeats[:, j], role=role, radius=4,
                             symbol=("circle", "square")[j]),
            )
        ),
        x=Scale((NARROWEST, WIDEST), "axis.width", "log"), y=Scale((-top, top), "axis.coefficients"), size="medium",
    )  # fmt: skip


def set_width(settings: Settings, gesture: Gesture) -> dict[str, float]:
    """A place on the axis of widths."""
    return {"width": round(float(np.clip(gesture.x, NARROWEST, WIDEST)), 3)}


STEPS = (
    Step(
        "width",
        width,
        controls=("model", "shape", "output", "x1", "x2", "width", "ten_seeds", "seed"),
        defaults={"width": DEFAULT},
    ),
)
