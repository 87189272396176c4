"""Step 8: say what you want to know, of what, for whom; and see which picture answers it, and what it costs."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text

from .examples import example, is_drawn_here
from .pictures_known import BUDGETS, N_BACKGROUND, N_COALITIONS, N_NEIGHBOURS, PICTURES, Fit, fit, ranked
from .readouts import parted
from .subjects import what

MODEL = ("table", "model", "row")
"""The controls of the example: they mean nothing where none is drawn."""
CRITERIA = ("question", "data", "model", "reader", "affordable")
LEAST, DEAREST = 0.5, 3e7


def guide(moment: Moment) -> Frame:
    """The best picture as it looks, those that answer the question by cost, and what speaks against the others."""
    settings = moment.settings
    fits = [
        fit(name, settings["question"], settings["data"], settings["access"], settings["reader"], settings["budget"])
        for name in PICTURES
    ]
    best = ranked(fits)
    drawable = bool(best) and settings["data"] == "table" and is_drawn_here(best[0].name)
    drawn = example(best[0].name, settings) if drawable else None
    answering = [one for one in fits if one.question]
    return Frame(
        (*((drawn,) if drawn else ()), _cost_figure(settings, answering, best), _table_figure(answering, best)),
        **parted({"n_pictures": len(fits), "n_fit": len(best), "cost": float(best[0].cost) if best else np.nan,
         "n_background": N_BACKGROUND, "n_coalitions": N_COALITIONS,
         "n_neighbours": N_NEIGHBOURS},
         ("n_fit", "cost")),
        code=source(ranked, "return"),
        message=_say(fits, best, missing=drawable and not drawn),
        **(what(settings) if drawable else {"absent": MODEL}),
    )  # fmt: skip


def nearest(fits: list[Fit]) -> Fit:
    """The picture against which least speaks, of those that answer the question; the cheapest of several."""
    return min(fits, key=lambda one: (1 - one.question, sum(getattr(one, name) == 0 for name in CRITERIA), one.cost))


def _say(fits: list[Fit], best: list[Fit], missing: bool) -> Message:
    """What to take and where it is drawn, or that the model of the moment cannot give it (`missing`)."""
    if best:
        why, lesson = f"message.why_{best[0].name}", f"message.lesson_{PICTURES[best[0].name].lesson}"
        where = "message.not_of_this_model" if missing else lesson
        return Message(
            "warn" if missing else "good", text("message.take", picture=_name(best[0]), why=why, lesson=where)
        )
    one = nearest(fits)
    obstacle = next(name for name in CRITERIA if getattr(one, name) == 0)
    return Message("warn", text("message.none_fits", picture=_name(one), obstacle=f"message.against_{obstacle}"))


def _name(one: Fit) -> Text:
    return f"symbol.{one.name}"


def _cost_figure(settings: Settings, fits: list[Fit], best: list[Fit]) -> Figure:
    """One bar a picture, as long as it is dear (each tick ten times the one before)."""
    y = np.arange(len(fits))[::-1].astype(float)
    cost = np.array([max(one.cost, 1) for one in fits], float)
    good = np.array([one.fits for one in fits])
    first = np.array([bool(best) and one.name == best[0].name for one in fits])
    limit = BUDGETS[settings["budget"]]
    key = "summary.guide" if best else "summary.guide_none"
    return Figure(
        "cost", "plane", "figure.guide",
        text(key, n=len(best), total=len(fits), first=_name(best[0]) if best else "", cost=cost[first].sum()),
        (
            _bars("others", cost, y, ~good, "ghost", "label.does_not_fit", 0.25),
            _bars("fitting", cost, y, good & ~first, "field", "label.fits", 0.6),
            _bars("first", cost, y, first, "ok", "label.take_this", 0.85),
            marks.line("budget", [limit, limit], [-0.7, len(fits) - 0.3], role="guess", width=2, dash=True,
                       label="label.budget"),
        ),
        x=Scale((LEAST, DEAREST), "axis.rows_asked", "log"),
        y=Scale((-0.7, len(fits) - 0.3), "axis.picture",
                ticks=tuple((float(place), _name(one)) for place, one in zip(y, fits, strict=True))),
        size="medium",
    )  # fmt: skip


def _bars(
    id: str, cost: np.ndarray, y: np.ndarray, which: np.ndarray, role: str, label: Text, opacity: float
) -> marks.Mark:
    """The bars of some of the pictures."""
    low, high, start = y[which] - 0.36, y[which] + 0.36, np.full(which.sum(), LEAST)
    return marks.rects(id, start, low, cost[which], high, role=role, label=label, opacity=opacity, on=bool(which.any()))


def _table_figure(fits: list[Fit], best: list[Fit]) -> Figure:
    """Picture by picture the five tests; 0 speaks against it."""
    order = [*best, *(one for one in fits if not one.fits)]
    table = np.array([[getattr(one, name) for name in CRITERIA] for one in order])
    return Figure(
        "tests", "arrays", "figure.tests", text("summary.tests", n=len(best), total=len(order)),
        (marks.matrix("tests", table, role="data", label="label.tests", rows=[_name(one) for one in order],
                      columns=[f"symbol.{name}" for name in CRITERIA], format=".0f", wrong=table == 0),),
        size="medium",
    )  # fmt: skip


STEPS = (Step("guide", guide, controls=("question", "data", "access", "reader", "budget"), groups={"model": MODEL}),)
