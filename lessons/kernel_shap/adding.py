"""A game: four explanations that add up to the last digit, and one of them is right. What tells it from the others?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from lessons.models.choices import absent_of

from .inquiry import Inquiry
from .pictures import by_size, feature_axis, places, push_bars, sort_numbers, upright
from .problem import CHOICES, problem, whole

LETTERS = ("A", "B", "C", "D")
KINDS = ("computed", "hurried", "shuffled", "made_up")
"""All coalitions asked; hardly more than one pair a player; the right bars on other features; numbers from nowhere."""
MOST_BARS = 13
PANEL = 0.86
"""How wide a chart is; charts are 1 apart."""


@dataclass(frozen=True, eq=False)
class Round:
    """Four explanations, (4, n_players), in the order in which they are shown, and which kind each is."""

    values: np.ndarray
    kinds: tuple[str, ...]
    misfits: np.ndarray

    @property
    def right(self) -> tuple[str, ...]:
        """The letters of what all coalitions give; of two players the hurried has asked them all, too."""
        computed = self.values[self.kinds.index("computed")]
        alike = np.isclose(self.values, computed, atol=1e-9 * np.abs(computed).max(initial=1e-9)).all(axis=1)
        return tuple(letter for letter, same in zip(LETTERS, alike, strict=True) if same)


@lru_cache(maxsize=16)
def _round(own: Inquiry, number: int) -> Round:
    rng = np.random.default_rng([number, own.n_players])
    computed = own.values(own.n_pairs)
    hurried = Inquiry(own.predict, own.game.x, own.game.background, own.output,
                      n_samples=2 * own.game.n_active, seed=number)  # fmt: skip
    scale = float(np.abs(computed).mean()) or 1.0
    every = {
        "computed": computed,
        "hurried": hurried.values(hurried.n_pairs),
        "shuffled": computed[_moved(own.n_players, rng)],
        "made_up": add_up(scale * rng.standard_normal(own.n_players), own.gain),
    }
    kinds = tuple(KINDS[k] for k in rng.permutation(len(KINDS)))
    values = np.array([every[kind] for kind in kinds])
    return Round(values, kinds, np.array([own.misfit(each) for each in values]))


def add_up(values: np.ndarray, gain: float) -> np.ndarray:
    """Any numbers, made to add up to the gain: what is missing is spread evenly. Nothing more is needed."""
    return values + (gain - values.sum()) / len(values)


def _moved(n: int, rng: np.random.Generator) -> np.ndarray:
    """The players one after the other, each given what belongs to the next: nobody keeps its own."""
    order = rng.permutation(n)
    moved = np.empty(n, int)
    moved[order] = np.roll(order, 1)
    return moved


def add_up_step(moment: Moment) -> Frame:
    """Four charts; once a letter is chosen, which is which, and the test that tells."""
    settings = moment.settings
    own = whole(settings)
    game = _round(own, settings["round"])
    told = settings["guess"] != "none"
    played = settings["played"]
    return Frame(
        (_charts(settings, own, game), _sums(settings, own, game, told)),
        *sort_numbers(
            {"gain": own.gain, "base": own.base, "prediction": own.prediction,
             "worst_sum": float(np.abs(game.values.sum(axis=1) - own.gain).max()),
             "n_played": len(played), "n_right": float(sum(right for _, right in played)), "n_asked": 2 * own.n_pairs,
             "best_misfit": float(game.misfits.min()), "worst_misfit": float(game.misfits.max())},
            ("gain", "n_played", "n_right")),
        code=source(add_up, "return"),
        message=_message(settings, game),
        disabled=() if told else ("another",),
        absent=absent_of(settings),
    )  # fmt: skip


def _charted(own: Inquiry) -> np.ndarray:
    """The players that have a bar, in the order of the table: sorted by size, the right one would be a staircase."""
    return np.sort(by_size(own.values(own.n_pairs))[:MOST_BARS])


def _charts(settings: Settings, own: Inquiry, game: Round) -> Figure:
    """The four charts side by side over the same names, each around a line of its own."""
    names = problem(settings).names
    order = _charted(own)
    y = places(order, own.n_players)
    shown = game.values[:, order]
    low, high = min(0.0, float(shown.min())), max(0.0, float(shown.max()))
    unit = PANEL / ((high - low) or 1.0)
    zeros = np.arange(1.0, 5.0) - PANEL / 2 - unit * low
    axis = feature_axis([names[j] for j in order])
    layers: list[Mark] = []
    for zero, letter, values in zip(zeros.tolist(), LETTERS, game.values, strict=True):
        layers += [
            *push_bars(letter, np.full(len(y), zero), zero + unit * values, y, labels=letter == "A"),
            upright(zero, axis, id=f"zero-{letter}", role="start", label=None, width=1),
        ]
    return Figure(
        "charts", "plane", "figure.charts",
        text("summary.charts", **{letter: names[int(by_size(values)[0])]
                                  for letter, values in zip(LETTERS, game.values, strict=True)}),
        tuple(layers),
        x=Scale((0.5, 4.5), "axis.letters", ticks=tuple((1.0 + k, letter) for k, letter in enumerate(LETTERS))), y=axis,
        size="large",
    )  # fmt: skip


def _sums(settings: Settings, own: Inquiry, game: Round, told: bool) -> Figure:
    """The bars as numbers, and below them what a reader can check; once a letter is chosen, what nobody checks, too."""
    names, order, sums = problem(settings).names, _charted(own), game.values.sum(axis=1)
    rows: list[np.ndarray] = [*game.values.T[order]]
    heads: list[Text] = [names[j] for j in order]
    if others := own.n_players - len(order):
        rows.append(sums - game.values[:, order].sum(axis=1))
        heads.append(text("label.rest", n=others))
    rows += [sums, np.full(4, own.gain)]
    heads += ["symbol.sum", "symbol.gain"]
    if told:
        rows.append(game.misfits)
        heads.append("symbol.misfit")
    return Figure(
        "sums", "arrays", "figure.sums",
        text("summary.sums_told" if told else "summary.sums", gain=own.gain, best=game.misfits.min(),
             worst=game.misfits.max()),
        (marks.matrix("sums", np.stack(rows), role="data", label="label.sums", rows=heads, columns=list(LETTERS),
                      format=".3f"),),
        size="large",
    )  # fmt: skip


def _message(settings: Settings, game: Round) -> Message:
    guess = settings["guess"]
    if guess == "none":
        return Message("warn", "message.choose")
    n, n_right = len(settings["played"]), sum(right for _, right in settings["played"])
    told = {letter: f"label.{kind}" for letter, kind in zip(LETTERS, game.kinds, strict=True)}
    good = guess in game.right
    key = "message.right" if good else "message.not_right"
    return Message(
        "good" if good else "bad", text(key, right=guess if good else game.right[0], n=n, n_right=n_right, **told)
    )


def follow(moment: Moment, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The first letter chosen in a round counts; another model or row begins the score anew."""
    settings = {**moment.settings, **changes}
    played = settings["played"]
    if any(name in changes and changes[name] != moment.settings[name] for name in (*CHOICES, "carried")):
        return {"played": (), "guess": "none"}
    if "guess" not in changes or changes["guess"] == "none" or any(n == settings["round"] for n, _ in played):
        return {}
    right = changes["guess"] in _round(whole(settings), settings["round"]).right
    return {"played": (*played, (settings["round"], float(right)))}


def another(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """A new round."""
    return {"round": settings["round"] + 1, "guess": "none"}


STEPS = (Step("add-up", add_up_step, controls=("guess", "another", "table", "model", "row"), follow=follow),)
