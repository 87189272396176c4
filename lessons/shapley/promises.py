"""Steps 4 to 7: four promises, each with a game that puts it to the test and a rule that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core.explain import shapley_of_game

from . import rules
from .game import LETTERS, PLAYERS, ROLES, worths
from .pictures import HALF, game_figure, rounded, share_bars, shares_figure

ENOUGH = 0.5
"""A promise counts as broken when it is off by more than this many coins."""


def _frame(moment: Moment, promise: str, tested: np.ndarray, figures: Sequence[Figure], shares: np.ndarray,
           more: dict[str, float]) -> Frame:  # fmt: skip
    """What the four steps have in common: the shares, the table of rules and promises, the verdict."""
    settings = moment.settings
    means, rule = worths(settings), rules.RULES[settings["rule"]]
    off = round(rules.PROMISES[promise](rule, means), 9) + 0.0
    is_broken = abs(off) > ENOUGH
    numbers = {f"share_{letter}": shares[k] for k, letter in enumerate(LETTERS)}
    return Frame(
        (*figures, _ledger(means, settings["rule"], promise)),
        {**numbers, "off": off, **more},
        (*numbers, *(name for name in more if name != "pay_off"), "off"),
        goal=Goal(text(f"goal.{promise}", rule=f"option.{settings['rule']}", off=abs(off)), is_broken),
        message=_verdict(settings["rule"], promise, off, is_broken),
        code=source(rule) if settings["rule"] != "shapley" else source(shapley_of_game, "factor =", "return"),
    )  # fmt: skip


def _verdict(rule: str, promise: str, off: float, is_broken: bool) -> Message | None:
    if rule == "shapley":
        return None
    if is_broken:
        return Message("bad", text(f"message.broken_{promise}", rule=f"option.{rule}", off=abs(off)))
    if rule == rules.BREAKS[promise]:
        return Message("warn", "message.by_chance")
    return Message("good", text("message.kept", rule=f"option.{rule}", promise=f"promise.{promise}"))


def _ledger(means: np.ndarray, rule: str, promise: str) -> Figure:
    """Each rule and each promise: by how many coins it is broken here."""
    table = rules.broken(means)
    table = np.where(np.abs(table) < 1e-9, 0.0, table)
    n_broken = int((np.abs(table[list(rules.RULES).index(rule)]) > ENOUGH).sum())
    return Figure(
        "rules", "arrays", "figure.rules",
        text("summary.rules", rule=f"option.{rule}", n=n_broken),
        (marks.matrix("rules", table, role="data", label="label.off", rows=[f"short.{name}" for name in rules.RULES],
                      columns=[f"promise.{name}" for name in rules.PROMISES], format=".2f",
                      wrong=np.abs(table) > ENOUGH, link="rule"),),
        size="medium",
    )  # fmt: skip


def _against(
    shares: np.ndarray, means: np.ndarray, *, title: Text = "figure.shares", more: Sequence[Mark] = ()
) -> Figure:
    """The shares of the chosen rule, and Shapley's beside them."""
    fair = shapley_of_game(means)
    return shares_figure(
        shares,
        (marks.points("fair", np.arange(1.0, 4.0), fair, role="minimum", symbol="diamond", radius=6, link="player",
                      label="label.shapley"), *more),
        text("summary.shares", a=shares[0], b=shares[1], c=shares[2]), title=title,
        low=float(fair.min()), reach=20.0, aside=True,
    )  # fmt: skip


def efficiency(moment: Moment) -> Frame:
    """Do the shares add up to the pay-off? Stacked beside it."""
    means, rule = worths(moment.settings), rules.RULES[moment.settings["rule"]]
    shares = rule(means)
    figures = (game_figure(means), _against(shares, means), _tower(shares, means[-1]))
    return _frame(moment, "efficiency", means, figures, shares, {"sum": shares.sum(), "pay_off": means[-1]})


def _tower(shares: np.ndarray, pay_off: float) -> Figure:
    """The shares on top of each other, what somebody has to pay below the ground, beside what there is to share."""
    ends = np.where(shares >= 0, np.cumsum(np.maximum(shares, 0)), np.cumsum(np.minimum(shares, 0)))
    highest = max(0.0, float(ends.max()))
    bottom, top = rounded(float(ends.min()), max(pay_off, highest))
    own = tuple(
        marks.rects(f"piece-{k}", [1 - HALF], [ends[k] - shares[k]], [1 + HALF], [ends[k]], role=role, opacity=0.75,
                    label=PLAYERS[k])
        for k, role in enumerate(ROLES)
    )  # fmt: skip
    x = Scale((0.4, 2.6), "", ticks=((1.0, "label.all_shares"), (2.0, "label.pay_off")))
    return Figure(
        "tower", "plane", "figure.tower", text("summary.tower", sum=shares.sum(), all=pay_off),
        (*own, marks.rects("pay-off", [2 - HALF], [0.0], [2 + HALF], [pay_off], role="field", opacity=0.35),
         marks.line("level", [0.4, 2.6], [pay_off, pay_off], role="field", width=1.5, dash=True),
         marks.numbers("numbers", [1.0, 2.0], [highest, pay_off], [shares.sum(), pay_off], role="data",
                       format=".2f", dy=-12)),
        x=x, y=Scale((bottom, top + 3), "axis.coins"), size="medium",
    )  # fmt: skip


def symmetry(moment: Moment) -> Frame:
    """A and B are made alike; do they get the same?"""
    return _made_so(moment, "symmetry", rules.twins(worths(moment.settings)), "set_twin", "figure.twins")


def dummy(moment: Moment) -> Frame:
    """C is made to add nothing; does C get nothing?"""
    return _made_so(moment, "dummy", rules.with_a_guest(worths(moment.settings)), "set_with_guest", "figure.guest")


def _made_so(moment: Moment, promise: str, tested: np.ndarray, handle: str, title: str) -> Frame:
    """A game that was made so that it tests a promise, and its shares by the rule that is chosen."""
    shares = rules.RULES[moment.settings["rule"]](tested)
    figures = (game_figure(tested, handle=handle, title=title), _against(shares, tested))
    return _frame(moment, promise, tested, figures, shares, {})


def additivity(moment: Moment) -> Frame:
    """Two days: the shares of both together, beside the shares of each, added."""
    means, rule = worths(moment.settings), rules.RULES[moment.settings["rule"]]
    first, second, both = rule(means), rule(rules.SECOND_DAY), rule(means + rules.SECOND_DAY)
    day = game_figure(means, title="figure.first_day")
    other = game_figure(rules.SECOND_DAY, handle=None, title="figure.second_day", id="second_day")
    shares = shares_figure(
        both, share_bars("added", first + second, shift=0.19, half=0.17, opacity=0.3),
        text("summary.additivity", a=both[0], apart=first[0] + second[0]), title="figure.both_days", shift=-0.19,
        half=0.17,
    )  # fmt: skip
    return _frame(moment, "additivity", means, (day, other, shares), both,
                  {f"added_{letter}": (first + second)[k] for k, letter in enumerate(LETTERS)})  # fmt: skip


FRAMES: dict[str, Callable[[Moment], Frame]] = {
    "efficiency": efficiency, "symmetry": symmetry, "dummy": dummy, "additivity": additivity,
}  # fmt: skip
STEPS = tuple(
    Step(name, frame, controls=("rule", "first_game"), defaults={"rule": "shapley"})
    for name, frame in FRAMES.items()
)  # fmt: skip
