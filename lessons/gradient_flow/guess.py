"""Step 3: guess the first layer's gradient from the last one's, look, and be scored.

A round is a network drawn by the number of the round, so that a link leads to the same one. What has been guessed is a
list of (round, power of ten) among the settings; a round in the list is one that lies open.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.errors import Refusal
from lessons.kit.figures import Figure, Frame, Goal, Message
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.inspection import gradient_norms

from .layers import signals_figure
from .pictures import bars_figure, network_figure
from .running import Plan, State, begin, engine

LEAST, MOST = -12.0, 3.0
"""The powers of ten that can be guessed."""
PER_POWER = 50.0
"""Points that a power of ten beside the truth costs, of 100."""
ENOUGH_ROUNDS, ENOUGH_POINTS = 5, 60.0
LAST_ROUND = 60
ACTIVATIONS = ("sigmoid", "tanh", "sigmoid", "relu")
"""Half of the networks are sigmoid networks, as only there it is worth counting layers."""
STARTS = ("small", "glorot", "he", "large")
DOMAIN = (1e-14, 10.0)
"""The same in every round, so that the axis gives nothing away."""


@lru_cache(maxsize=LAST_ROUND)
def drawn(number: int) -> tuple[Plan, State]:
    """The network of a round: the first one drawn whose gradient can be compared and guessed."""
    rng = np.random.default_rng([11, number])
    while True:
        plan = Plan(
            int(rng.integers(3, 13)), 8, ACTIVATIONS[rng.integers(4)], STARTS[rng.integers(4)], 0.1, "sgd",
            int(rng.integers(1000)),
        )  # fmt: skip
        state = begin(plan)
        if state.norms[-1] > 0 and state.norms[0] > 0 and LEAST < truth(state) < MOST:
            return plan, state


def truth(state: State) -> float:
    """The first layer's gradient over the last's, as a power of ten."""
    return float(np.log10(state.norms[0] / state.norms[-1]))


def points(number: int, power: float) -> float:
    """What a guess is worth, 0 to 100."""
    return max(0.0, 100.0 - PER_POWER * abs(power - truth(drawn(number)[1])))


def guesses(settings: Settings) -> dict[int, float]:
    """The guessed power of ten of each round that lies open."""
    return {int(number): power for number, power in settings["guesses"] if 1 <= number <= LAST_ROUND}


def guess(moment: Moment) -> Frame:
    """A network, its last bar and the guess; once it is made, everything."""
    settings = moment.settings
    number, made = settings["round"], guesses(settings)
    plan, state = drawn(number)
    own = engine(plan)
    is_open, shown = number in made, made.get(number, float(settings["guess_power"]))
    record = own.record(state.params)
    scores = [points(one, power) for one, power in made.items()]
    mean = float(np.mean(scores)) if scores else np.nan
    network = own.network.with_params(state.params)
    figures = (_norms(state, shown, is_open),
               network_figure(network, record.layers if is_open else None, size="medium"))  # fmt: skip
    return Frame(
        (*figures, signals_figure(record)) if is_open else figures,
        {"round": number, "points": points(number, made[number]) if is_open else np.nan, "n_rounds": len(made),
         "mean_points": mean, "ratio": 10 ** truth(state) if is_open else np.nan},
        ("round", "points", "n_rounds", "mean_points"),
        code=source(gradient_norms, "return"),
        message=_message(number, plan, state, made),
        goal=Goal(
            text("goal.guess", mean=mean if scores else 0.0, n=len(made)),
            len(made) >= ENOUGH_ROUNDS and mean >= ENOUGH_POINTS,
        ),
        disabled=("guess_power", "reveal_guess") if is_open else ("next_round", *(() if made else ("new_game",))),
    )  # fmt: skip


def _message(number: int, plan: Plan, state: State, made: dict[int, float]) -> Message:
    names = {"depth": plan.depth, "activation": f"option.{plan.activation}", "start": f"option.{plan.start}"}
    if number not in made:
        return Message("warn", text("message.round", **names))
    won = points(number, made[number])
    said = text("message.revealed", **names, points=won, ratio=10 ** truth(state), guessed=10 ** made[number])
    return Message("good" if won >= ENOUGH_POINTS else "warn", said)


def _norms(state: State, power: float, is_open: bool) -> Figure:
    """The bars of all layers, or that of the last alone; and the guess, a point over the first."""
    norms = state.norms
    last, guessed = norms[-1], norms[-1] * 10**power
    seen = norms if is_open else np.where(np.arange(len(norms)) == len(norms) - 1, norms, np.nan)
    key = "summary.guess_open" if is_open else "summary.guess"
    first = {"first": norms[0]} if is_open else {}
    return bars_figure(
        "norms", seen, title="figure.layer_norms", y_label="axis.norm", domain=DOMAIN, label="label.norm", size="large",
        summary=text(key, n=len(norms), last=last, guessed=guessed, **first),
        extra=(marks.points("guess", [0.0], [guessed], role="guess", symbol="diamond", radius=8, label="label.guess"),),
    )  # fmt: skip


def reveal_guess(settings: Settings, gesture: Gesture) -> dict:
    """The guess counts, and the round lies open."""
    if settings["round"] in guesses(settings):
        raise Refusal("refusal.already_open")
    return {"guesses": (*settings["guesses"], (settings["round"], settings["guess_power"]))}


def next_round(settings: Settings, gesture: Gesture) -> dict:
    """Another network."""
    if settings["round"] == LAST_ROUND:
        raise Refusal("refusal.last_round", last=LAST_ROUND)
    return {"round": settings["round"] + 1, "guess_power": 0.0}


def new_game(settings: Settings, gesture: Gesture) -> dict:
    """Forget all guesses; with other networks, as those are known now."""
    return {"guesses": (), "guess_power": 0.0, "round": settings["round"] % LAST_ROUND + 1}


STEPS = (
    Step("guess", guess, controls=("guess_power", "reveal_guess", "next_round", "new_game")),
)  # fmt: skip
