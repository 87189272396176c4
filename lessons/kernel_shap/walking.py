"""Third stop, on the way: the estimate with its error bars walks to the exact values as samples arrive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import FOR_EVER, Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from lessons.models.choices import absent_of
from nnviz_core.explain.kernel_shap import standard_errors

from .inquiry import Inquiry, pairs_at
from .pictures import by_size, feature_axis, places, push_bars, sort_numbers
from .problem import one_subject, problem, whole

LENGTH = 100
SIGMAS = 2.0
"""Error bars reach so many standard errors to both sides."""
MOST_BARS = 13


@dataclass(frozen=True, eq=False)
class Estimate:
    """After `t` ticks: pairs asked, values and standard errors of all players, (n_players,), NaN while unknown."""

    t: int
    n_pairs: int
    values: np.ndarray
    errors: np.ndarray
    failure: Text | None = None


def _after(t: int, own: Inquiry) -> Estimate:
    n = pairs_at(t, own.n_pairs, LENGTH)
    over = "failure.all_asked" if n == own.n_pairs and t else None
    return Estimate(t, n, own.values(n), own.errors(n), over)


def start(settings: Settings, rng: np.random.Generator) -> Estimate:
    """The first pair is asked, so that there is something to see."""
    return _after(1, whole(settings))


def advance(state: Estimate, settings: Settings) -> Estimate:
    """A few pairs more."""
    return _after(state.t + 1, whole(settings))


def walk(moment: Moment) -> Frame:
    """Bars with error bars, the truth beside them, and how the error falls."""
    one_subject(moment)
    own, state = whole(moment.settings), moment.state
    exact = truth(own)
    order, watched = _order(moment, own, exact)
    off = np.abs(state.values - exact) if exact is not None else np.full(own.n_players, np.nan)
    told = np.isfinite(state.errors)
    inside = float(np.sum(off[told] <= SIGMAS * state.errors[told] + 1e-9)) if exact is not None else np.nan
    return Frame(
        (_bars(moment, own, exact, order), _course(moment, own, exact, watched), _fall(moment, own, exact)),
        *sort_numbers(
            {"n_asked": 2 * state.n_pairs, "n_wanted": 2 * own.n_pairs, "n_players": own.n_players,
             "worst": float(off.max()) if exact is not None else np.nan, "rms": float(np.sqrt(np.mean(off**2))),
             "error": float(state.errors[watched]), "value": float(state.values[watched]),
             "exact": float(exact[watched]) if exact is not None else np.nan,
             "inside": inside if told.any() else np.nan, "base": own.base, "prediction": own.prediction,
             "sum": float(state.values.sum()), "gain": own.gain},
            ("n_asked", "value", "error", "exact", "worst", "inside")),
        code=source(standard_errors, "true_left =", "variance =", "sums =", "variance[:, output] -="),
        message=_message(moment, own, exact, inside if told.any() else np.nan),
        absent=absent_of(moment.settings),
    )  # fmt: skip


def truth(own: Inquiry) -> np.ndarray | None:
    """The exact values, where every coalition is asked in the end; otherwise nobody knows them."""
    return own.values(own.n_pairs) if own.is_whole else None


def _order(moment: Moment, own: Inquiry, exact: np.ndarray | None) -> tuple[np.ndarray, int]:
    """The players as they stand below each other, and the one that is watched."""
    final = own.values(own.n_pairs) if exact is None else exact
    order = by_size(final)[:MOST_BARS]
    return order, int(order[min(moment.settings["watched"], len(order) - 1)])


def _bars(moment: Moment, own: Inquiry, exact: np.ndarray | None, order: np.ndarray) -> Figure:
    state = moment.state
    names = problem(moment.settings).names
    y = places(order, own.n_players)
    values, reach = state.values, SIGMAS * state.errors
    final = own.values(own.n_pairs)
    most = 1.6 * float(np.abs(final).max()) or 1.0
    watched = int(order[min(moment.settings["watched"], len(order) - 1)])
    known = np.full(own.n_players, np.nan) if exact is None else exact
    return Figure(
        "bars", "plane", "figure.estimate",
        text("summary.estimate", n=2 * state.n_pairs, name=names[order[0]], value=values[order[0]],
             error=state.errors[order[0]]),
        (*push_bars("estimate", np.zeros(len(y)), values, y),
         marks.arrows("errors", values - reach, y, values + reach, y, role="data", head=False, width=2.5,
                      link="feature", label="label.error_bar"),
         marks.points("exact", known, y, role="minimum", symbol="diamond", radius=5, link="feature",
                      label="label.exact", on=exact is not None),
         marks.points("choose", np.full(len(y), -most), y, role="ghost", radius=5, hollow=True, link="feature",
                      pick="watch", name="name.watch"),
         marks.points("watched", [-most], [y[watched]], role="guess", radius=5)),
        x=Scale((-1.06 * most, 1.06 * most), "axis.value"), y=feature_axis([names[j] for j in order]), size="medium",
    )  # fmt: skip


def _course(moment: Moment, own: Inquiry, exact: np.ndarray | None, watched: int) -> Figure:
    """The watched value over the samples, with the band of its error bar."""
    n, values = 2 * moment.history("n_pairs"), moment.history("values")[:, watched]
    before = moment.ghost
    ghost_n, ghost = np.zeros(0), np.zeros(0)
    if before is not None:
        ghost_n, ghost = 2.0 * before.history("n_pairs"), before.history("values")[:, watched]
    reach = SIGMAS * moment.history("errors")[:, watched]
    final = own.values(own.n_pairs)[watched]
    room = 1.2 * float(np.abs(own.values(own.n_pairs)).max()) or 1.0
    end = float(2 * max(own.n_pairs, 2))
    return Figure(
        "course", "plane", text("figure.course", name=problem(moment.settings).names[watched]),
        text("summary.course", n=n[-1], value=values[-1], low=values[-1] - reach[-1], high=values[-1] + reach[-1]),
        (marks.line("exact", [2, end], [final, final], role="minimum", width=1.5, dash=True, label="label.exact",
                    on=exact is not None),
         marks.line("ghost", ghost_n, ghost, role="ghost", width=2, dash=True, label="label.ghost",
                    on=before is not None),
         marks.line("low", n, values - reach, role="data", width=1),
         marks.line("high", n, values + reach, role="data", width=1, label="label.band"),
         marks.line("value", n, values, role="model", width=3, label="label.estimate"),
         marks.points("now", n[-1:], values[-1:], role="model", radius=5)),
        x=Scale((2, end), "axis.samples", "log"), y=Scale((final - room, final + room), "axis.value"), size="medium",
    )  # fmt: skip


def _fall(moment: Moment, own: Inquiry, exact: np.ndarray | None) -> Figure:
    """How wrong the estimate is and how wrong it says it is, both over all players, on logarithmic axes."""
    n, values, errors = 2 * moment.history("n_pairs"), moment.history("values"), moment.history("errors")
    off = np.full(len(n), np.nan) if exact is None else np.sqrt(np.mean((values - exact) ** 2, axis=1))
    said = np.sqrt(np.mean(errors**2, axis=1))
    top = 2 * float(np.abs(own.values(own.n_pairs)).max()) or 1.0
    end = float(2 * max(own.n_pairs, 2))
    guide = top * np.sqrt(2 / np.array([2.0, end]))
    visible = (top * 1e-4, top)
    off, said = (np.where((v > visible[0]) & np.isfinite(v), v, np.nan) for v in (off, said))
    return Figure(
        "fall", "plane", "figure.fall", text("summary.fall", n=n[-1], off=off[-1], said=said[-1]),
        (marks.line("guide", [2, end], 0.5 * guide, role="ghost", width=1, dash=True, label="label.root_n"),
         marks.line("said", n, said, role="data", width=2, label="label.said"),
         marks.line("off", n, off, role="broken", width=2.5, label="label.off", on=exact is not None)),
        x=Scale((2, end), "axis.samples", "log"), y=Scale(visible, "axis.off", "log"), size="medium",
    )  # fmt: skip


def _message(moment: Moment, own: Inquiry, exact: np.ndarray | None, inside: float) -> Message | None:
    state = moment.state
    if state.n_pairs == own.n_pairs:
        key = "message.exact_now" if own.is_whole else "message.budget_spent"
        return Message("good", text(key, n=2 * own.n_pairs))
    if not np.isfinite(state.errors).any():
        return Message("warn", text("message.too_early", n=2 * state.n_pairs, players=own.game.n_active))
    if exact is not None:
        return Message("good", text("message.inside", inside=inside, n=own.n_players))
    return Message("warn", "message.no_truth")


def watch(settings: Settings, gesture: Gesture) -> dict[str, int]:
    """Follow that feature."""
    own = whole(settings)
    player = gesture.item(range(own.n_players))
    order = by_size(own.values(own.n_pairs))[:MOST_BARS].tolist()
    return {"watched": order.index(player)} if player in order else {}


def differ_from(one: Settings, other: Settings) -> int:
    """Only another inquiry gives other estimates."""
    return FOR_EVER if whole(one) is whole(other) else 0


STEPS = (
    Step(
        "walk",
        walk,
        start,
        advance,
        length=LENGTH - 1,
        controls=("seed", "table", "model", "row", "output", "background_size"),
        differ_from=differ_from,
    ),
)
