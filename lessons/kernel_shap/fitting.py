"""Third stop: compute. The regression as a picture: pairs of coalitions are lines, the values a point between them.

Three players: the two features that say most, and all the others together as one. Their shares add up to the gain, so
two of them are free, a point of a plane; each pair of coalitions would have it on a line of its own, and the values
are the point that is wrong by least.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.errors import Refusal
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.marks import Mark
from lessons.kit.player import FOR_EVER, Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from lessons.models.choices import absent_of
from nnviz_core.explain.kernel_shap import solve

from .inquiry import Inquiry
from .pictures import by_size, sort_numbers
from .problem import Problem, problem, whole

N_MAP = 49
REACH = 1.1
"""How far the plane reaches from its middle, in units of the largest thing to be seen."""
NEAR, NEARLY = 1.02, 1e-3
"""By hand is good enough within 2 % of the lowest error and, as that may be 0, a thousandth of the plane's unit."""
LINES = ("run-1", "run-2", "data")


@dataclass(frozen=True, eq=False)
class Trio:
    """Three players, or two where there are no more features: their inquiry, their names, and which features lead."""

    inquiry: Inquiry
    names: tuple[Text, ...]
    leaders: tuple[int, int]
    unit: float

    @property
    def n(self) -> int:
        """How many players there are."""
        return self.inquiry.n_players

    def values(self, a: np.ndarray | float, b: np.ndarray | float) -> np.ndarray:
        """The values of all players, (…, n), given those of the first two: the third has what is left to share."""
        rest = [] if self.n == 2 else [self.inquiry.gain - a - b]
        return np.stack(np.broadcast_arrays(a, b, *rest), axis=-1)


def trio(settings: Settings) -> Trio:
    """The three players of these settings."""
    return _trio(whole(settings), problem(settings))


@lru_cache(maxsize=8)
def _trio(own: Inquiry, task: Problem) -> Trio:
    if own.n_players < 2:
        raise Refusal("refusal.one_feature")
    a, b = sorted(by_size(own.values(own.n_pairs))[:2].tolist())
    rest = [j for j in range(own.n_players) if j not in (a, b)]
    groups = [[a], [b], rest] if rest else [[a], [b]]
    grouped = Inquiry(own.predict, own.game.x, own.game.background, own.output, n_samples=6, seed=0, groups=groups)
    exact = grouped.values(grouped.n_pairs)
    unit = max(abs(grouped.gain), float(np.abs(exact).max()), 1e-6)
    called = (task.names[a], task.names[b], *(["label.the_others"] if rest else []))
    return Trio(grouped, called, (a, b), unit)


@dataclass(frozen=True)
class Pairs:
    """How many pairs the regression has seen, beside the first."""

    t: int = 0
    failure: Text | None = None


def start(settings: Settings, rng: np.random.Generator) -> Pairs:
    """The first pair."""
    return Pairs(0)


def advance(state: Pairs, settings: Settings) -> Pairs:
    """One pair more."""
    return Pairs(state.t + 1)


def compute(moment: Moment) -> Frame:
    """The error of every point of the plane, the lines of the pairs, and the learner's point."""
    settings = moment.settings
    own = trio(settings)
    asked = min(moment.t + 1, own.inquiry.n_pairs)
    hand, best = _hand(settings, own), own.inquiry.values(own.inquiry.n_pairs)
    error, lowest = own.inquiry.misfit(hand), own.inquiry.misfit(best)
    done = asked == own.inquiry.n_pairs
    target = NEAR * lowest + NEARLY * own.unit
    return Frame(
        (_plane(settings, own, asked, hand, best), _fit(own, asked, hand)),
        *sort_numbers(
            {"phi_a": hand[0], "phi_b": hand[1], "phi_c": hand[2] if own.n == 3 else np.nan,
             "misfit": error, "lowest": lowest, "gain": own.inquiry.gain, "n_asked": 2 * asked,
             "best_a": best[0], "best_b": best[1], "best_c": best[2] if own.n == 3 else np.nan,
             "sum": float(hand.sum())},
            ("phi_a", "phi_b", *(("phi_c",) if own.n == 3 else ()), "sum", "gain", "misfit")),
        code=source(solve, "rooted =", "inverse =", "coefficients =", "values ="),
        message=_message(own, asked),
        goal=Goal(text("goal.fit", error=error, target=target), done and error <= target),
        absent=(*absent_of(settings), *(("hand_b",) if own.n == 2 else ())),
    )  # fmt: skip


def _message(own: Trio, asked: int) -> Message | None:
    if own.inquiry.n_pairs == 0:
        return Message("warn", "message.nothing_to_ask")
    if own.n == 2:
        return Message("good", "message.two_players")
    left = own.inquiry.n_pairs - asked
    return Message("warn", text("message.more_pairs", n=left)) if left else None


def _hand(settings: Settings, own: Trio) -> np.ndarray:
    """The learner's values: of the first two players in units of the plane; the last has what is left."""
    a, b = own.unit * settings["hand_a"], own.unit * settings["hand_b"]
    return np.array([a, own.inquiry.gain - a]) if own.n == 2 else own.values(a, b)


@lru_cache(maxsize=32)
def _errors(own: Trio, asked: int) -> tuple[np.ndarray, float]:
    """The root mean square error at every point of the plane, (N_MAP, N_MAP), row = second player; and its top."""
    axis = np.linspace(-REACH, REACH, N_MAP) * own.unit
    values = own.values(*np.meshgrid(axis, axis))  # (N_MAP, N_MAP, n)
    earned = own.inquiry.earned(asked).ravel() - own.inquiry.base
    sums = values @ own.inquiry.coalitions(asked).T.astype(float)  # (N_MAP, N_MAP, 2 asked)
    weights = np.repeat(own.inquiry.plan.first(asked).weights(), 2)
    picture = np.sqrt((earned - sums) ** 2 @ weights)
    picture.flags.writeable = False
    return picture, float(picture.max()) or 1.0


def _plane(settings: Settings, own: Trio, asked: int, hand: np.ndarray, best: np.ndarray) -> Figure:
    picture, top = _errors(own, asked)
    end = REACH * own.unit
    extent = (-end, end, -end, end)
    shown = bool(settings["answer"])
    lines = [_pair_line(own, k, end, k < asked) for k in range(own.inquiry.n_pairs)]
    return Figure(
        "plane", "plane", "figure.fit_plane",
        text("summary.fit_plane", a=hand[0], b=hand[1], error=own.inquiry.misfit(hand), n=2 * asked),
        (marks.raster("error", picture, extent=extent, role="loss", domain=(0, top), scale="sqrt",
                      label="label.error"),
         marks.contour("levels", picture, extent=extent, role="loss", levels=[top * k / 10 for k in range(1, 10)]),
         *lines,
         marks.line("sum", [-end, end], [own.inquiry.gain + end, own.inquiry.gain - end], role="path", dash=True,
                    label="label.adds_up", on=own.n == 2) if own.n == 2 else _no_line("sum"),
         marks.points("best", best[:1], best[1:2], role="minimum", symbol="cross", radius=8, label="label.values",
                      on=shown),
         marks.points("hand", hand[:1], hand[1:2], role="guess", radius=9, handle="set_values", name="name.hand",
                      label="label.hand")),
        x=Scale((-end, end), text("axis.value_a", name=own.names[0])),
        y=Scale((-end, end), text("axis.value_b", name=own.names[1])), equal=True, size="large", place="set_values",
        readout="value",
    )  # fmt: skip


def _no_line(id: str) -> Mark:
    return marks.line(id, [], [], role="path", on=False)


def _pair_line(own: Trio, k: int, end: float, on: bool) -> Mark:
    """Where a pair is content: the fit differs between its two sides by just what they earned."""
    side = own.inquiry.coalitions(k + 1)[2 * k]
    earned = own.inquiry.earned(k + 1)[k]
    sign = np.where(side, 1.0, -1.0)  # Σ sign φ = v(S) − v(complement)
    right = float(earned[0] - earned[1])
    if own.n == 3:  # φ_C = gain − φ_A − φ_B
        sign, right = sign[:2] - sign[2], right - sign[2] * own.inquiry.gain
    along = np.linspace(-end, end, 2)
    ends = (along, (right - sign[0] * along) / sign[1]) if sign[1] else (np.full(2, right / sign[0]), along)
    name = text("label.pair", k=k + 1)
    return marks.line(f"pair-{k}", *ends, role=LINES[k], width=2.5, label=name, on=on, veiled=not on or None)


def _fit(own: Trio, asked: int, hand: np.ndarray) -> Figure:
    """What each coalition earns against what the values add up to; on the diagonal they agree."""
    base = own.inquiry.base
    earned = own.inquiry.earned(asked).ravel()
    sums = base + own.inquiry.coalitions(asked) @ hand
    every = own.inquiry.earned(own.inquiry.n_pairs)
    low = min(base, own.inquiry.prediction, float(every.min(initial=base))) - 0.5 * own.unit
    high = max(base, own.inquiry.prediction, float(every.max(initial=base))) + 0.5 * own.unit
    ends = np.array([base, own.inquiry.prediction])
    names = [_called(own, row) for row in own.inquiry.coalitions(asked)]
    above = earned >= sums  # names stand on the outer side, away from residuals and diagonal
    return Figure(
        "fit", "plane", "figure.fit",
        text("summary.fit", n=len(sums), worst=float(np.abs(earned - sums).max(initial=0.0)),
             error=own.inquiry.misfit(hand)),
        (marks.line("agree", [low, high], [low, high], role="start", width=1.5, dash=True, label="label.agree"),
         marks.arrows("residuals", sums, sums, sums, earned, role="residual", head=False, width=3, link="coalition",
                      label="label.residual"),
         marks.points("ends", ends, ends, role="minimum", symbol="square", radius=6, label="label.ends"),
         marks.points("coalitions", sums, earned, role="field", radius=6, link="coalition", label="label.coalition"),
         marks.words("names-above", np.where(above, sums, np.nan), earned, names, role="field", anchor="end", dx=-9,
                     dy=-9),
         marks.words("names-below", np.where(above, np.nan, sums), earned, names, role="field", dx=9, dy=9)),
        x=Scale((low, high), "axis.sum"), y=Scale((low, high), "axis.earned"), size="medium",
    )  # fmt: skip


def _called(own: Trio, row: np.ndarray) -> Text:
    """A coalition by the letters of its players."""
    return "".join(letter for letter, present in zip("ABC", row, strict=False) if present)


def set_values(settings: Settings, gesture: Gesture) -> dict[str, float]:
    """Carry the values to that point of the plane."""
    own = trio(settings)
    a, b = (round(float(np.clip(v / own.unit, -REACH, REACH)), 3) for v in (gesture.x, gesture.y))
    return {"hand_a": a, "hand_b": b}


STEPS = (
    Step("compute", compute, start, advance, length=2,
         controls=("answer", "hand_a", "hand_b", "table", "model", "row", "output"),
         differ_from=lambda one, other: FOR_EVER),
)  # fmt: skip
