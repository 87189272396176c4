"""The step that draws again: the same row, the same model, other samples, and the ranking shuffles."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core.explain.agreement import rank_correlation, stability, top_of, top_overlap

from .nearby import never_differs
from .pictures import SMALLEST, bars_figure
from .row import absent
from .rows import chosen, conditions, explanation, folded, key_of

LENGTH = 9
N_RANKS = 8
N_LINES = 5
GOAL_DRAWS = 10


def coefficients(key: tuple[tuple[str, Any], ...], seed: int, t: int) -> np.ndarray:
    """Of each draw so far, (t + 1, n_features)."""
    return np.array([explanation(key, seed + k).coefficients for k in range(t + 1)])


@lru_cache(maxsize=512)
def _with_earlier(key: tuple[tuple[str, Any], ...], seed: int, k: int) -> tuple[float, float, int]:
    """How draw k agrees with all before it: sums of rank correlations and of overlaps of the first, and how many."""
    rows = coefficients(key, seed, k)
    pairs = [(rank_correlation(rows[k], one), top_overlap(rows[k], one, top_of(rows.shape[1]))) for one in rows[:k]]
    return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs), len(pairs)


def alike(key: tuple[tuple[str, Any], ...], seed: int, t: int) -> tuple[float, float]:
    """Mean rank correlation and mean share of the first in common, over all pairs of draws; NaN for one draw."""
    sums = np.sum([_with_earlier(key, seed, k) for k in range(t + 1)], axis=0)
    return (sums[0] / sums[2], sums[1] / sums[2]) if sums[2] else (np.nan, np.nan)


def seeds(moment: Moment) -> Frame:
    """The places of the features from draw to draw, and their mean with its spread."""
    settings, t = moment.settings, moment.t
    key = key_of(settings)
    drawn = coefficients(key, settings["seed"], t)
    model, x, k = chosen(settings)
    names = conditions(settings, model, x)
    correlation, overlap = alike(key, settings["seed"], t)
    firsts = len({int(j) for j in np.abs(drawn).argmax(axis=1)})
    return Frame(
        (_places(drawn, names), _means(drawn, names, model.outputs[k]), _shares(moment, key, top_of(x.size))),
        {"draws": t + 1, "rank_correlation": correlation, "overlap": overlap, "firsts": firsts,
         "n_samples": settings["n_samples"], "r2": float(explanation(key, settings["seed"] + t).r2)},
        ("draws", "firsts", "overlap", "rank_correlation", "r2"),
        live={"top": top_of(x.size)},
        code=source(stability, "values =", "pairs ="),
        message=_message(t, firsts, overlap, top_of(x.size)),
        goal=Goal(text("goal.seeds", draws=t + 1, firsts=firsts), t + 1 >= GOAL_DRAWS and firsts == 1),
        absent=absent(settings),
    )  # fmt: skip


def _message(t: int, firsts: int, overlap: float, top: int) -> Message | None:
    if t == 0:
        return None
    key = "message.one_first" if firsts == 1 else "message.many_firsts"
    return Message("good" if overlap > 0.9 else "warn", text(key, draws=t + 1, firsts=firsts, overlap=overlap, top=top))


def _places(drawn: np.ndarray, names: list[Text]) -> Figure:
    """The place of each feature by the size of its coefficient, 1 at the top, from draw to draw."""
    place = 1 + np.argsort(np.argsort(-np.abs(drawn), axis=1, kind="stable"), axis=1, kind="stable")
    at = np.arange(1, len(drawn) + 1, dtype=float)
    first = np.argsort(place[0])[:N_LINES]
    others = [j for j in range(drawn.shape[1]) if j not in first and place[:, j].min() <= N_RANKS]
    shown = np.where(place <= N_RANKS, -place, np.nan).astype(float)
    lifted = [np.append(shown[:, j], np.nan) for j in others]
    steps = np.append(at, np.nan)
    lines: list[Mark] = [
        marks.line("rest", np.tile(steps, len(others)), np.concatenate([*lifted, []]), role="ghost", width=1.5,
                   label="label.rest"),
    ]  # fmt: skip
    for i, j in enumerate(first):
        lines.append(marks.line(f"line-{i}", at, shown[:, j], role=f"run-{i}", width=3, label=names[j]))
        lines.append(marks.points(f"points-{i}", at, shown[:, j], role=f"run-{i}", radius=5))
    n_ranks = min(N_RANKS, drawn.shape[1])
    ticks = tuple((-float(rank), text("symbol.rank", rank=rank)) for rank in range(1, n_ranks + 1))
    top = top_of(drawn.shape[1])
    changed = int((np.argsort(place, axis=1)[:, :top] != np.argsort(place, axis=1)[0, :top]).any(axis=1).sum())
    return Figure(
        "places", "plane", "figure.places",
        text("summary.places", draws=len(drawn), first=names[first[0]], changed=changed, top=top),
        tuple(lines),
        x=Scale((0.5, LENGTH + 1.5), "axis.draw"), y=Scale((-n_ranks - 0.5, -0.5), "axis.place", ticks=ticks),
        size="large",
    )  # fmt: skip


def _means(drawn: np.ndarray, names: list[Text], output: Text) -> Figure:
    mean = drawn.mean(axis=0)
    spread = drawn.std(axis=0, ddof=1) if len(drawn) > 1 else np.zeros_like(mean)
    order = np.argsort(-np.abs(mean), kind="stable")[:N_LINES]
    j = order[0]
    return bars_figure(
        "means", [names[i] for i in order], mean[order], title=text("figure.means", output=output),
        summary=text("summary.means", draws=len(drawn), first=names[j], mean=mean[j], spread=spread[j]),
        x_label="axis.mean", link="feature", spread=spread[order], least=SMALLEST,
    )  # fmt: skip


def _shares(moment: Moment, key: tuple[tuple[str, Any], ...], top: int) -> Figure:
    """How much the draws have agreed, after each of them."""
    at = np.arange(1, moment.t + 2, dtype=float)
    pairs = np.array([alike(key, moment.settings["seed"], k) for k in range(moment.t + 1)])
    return Figure(
        "shares", "plane", "figure.shares",
        text("summary.shares", draws=moment.t + 1, correlation=pairs[-1, 0], overlap=pairs[-1, 1], top=top)
        if moment.t else text("summary.shares_first"),
        (marks.line("correlation", at, pairs[:, 0], role="field", width=2.5, label="label.correlation"),
         marks.line("overlap", at, pairs[:, 1], role="guess", width=2.5, label="label.overlap"),
         marks.points("now", np.repeat(at[-1:], 2), pairs[-1], role="data", radius=4)),
        x=Scale((0.5, LENGTH + 1.5), "axis.draw"), y=Scale((0, 1), "axis.agreement"), size="small",
    )  # fmt: skip


STEPS = (
    Step("seeds", seeds, length=LENGTH, differ_from=never_differs,
         **folded("row", "n_samples")),
)  # fmt: skip
