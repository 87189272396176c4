"""Step 4: two networks, one of which has found a shortcut. Guess which, from explanations; then look at the truth."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text

from . import planted
from .explainers import EXPLAINERS, Subject, attributions
from .readouts import parted

LENSES = ("none", *EXPLAINERS)
N_SAMPLES = 256
NETWORKS = ("symbol.a", "symbol.b")
COLUMNS = (2.75, 3.87)
"""Where the maps of A and of B stand."""
GOAL_CASES, GOAL_BRIER = 4, 0.1


@lru_cache(maxsize=64)
def _maps(number: int, image: int, lens: str) -> np.ndarray:
    """What an explainer says of the 16 blocks of a picture, for both networks, (2, 16)."""
    own = planted.case(number)
    subjects = (
        Subject(network, own.X[image - 1], own.background, groups=planted.BLOCKS.ravel()) for network in own.networks
    )
    return np.array([attributions(one, [lens], n_samples=N_SAMPLES, seed=0)[lens] for one in subjects])


def share_of_stamp(values: np.ndarray, block: int) -> np.ndarray:
    """The part of all attribution, by size, that falls on the stamp's block, (2,)."""
    sizes = np.abs(values)
    return sizes[:, block] / sizes.sum(axis=1)


def brier_score(beliefs: np.ndarray, outcomes: np.ndarray) -> float:
    """The mean squared distance of probabilities from what was true: 0 is perfect, 0.25 is always ½ (Brier, 1950)."""
    return float(np.mean((beliefs - outcomes) ** 2)) if len(beliefs) else np.nan


def verdicts(settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """The beliefs that A cheats, as they were when the truth came out, and whether it did: each (n_verdicts,)."""
    rows = np.array(settings["verdicts"], float).reshape(-1, 2)
    rows = rows[(rows[:, 0] >= 1) & (rows[:, 1] <= 1)]  # an address may hold any pairs
    return rows[:, 1], np.array([1.0 - planted.case(int(number)).cheat for number in rows[:, 0]])


def shortcut(moment: Moment) -> Frame:
    """The picture and the opened explanations; when it is revealed, the truth."""
    settings = moment.settings
    number, revealed = settings["case"], settings["reveal"]
    own, hidden = planted.case(number), planted.truth(number)
    beliefs, outcomes = verdicts(settings)
    right = float(np.sum((beliefs > 0.5) == (outcomes == 1)))
    figures = [_pictures(settings, own), _truth_figure(hidden, revealed)]
    if revealed:
        figures.insert(1, _shares_figure(settings, own))
    return Frame(
        tuple(figures),
        **parted({"zero": own.digits[0], "one": own.digits[1], "accuracy_a": hidden.accuracy[0], "n_test": len(own.y),
         "accuracy_b": hidden.accuracy[1], "belief": settings["belief"], "n_verdicts": len(beliefs), "right": right,
         "brier": brier_score(beliefs, outcomes), "agreement": planted.AGREEMENT},
         ("accuracy_a", "accuracy_b", "n_verdicts", "right", "brier")),
        code=source(share_of_stamp, "return") if revealed else None,
        message=_say(settings, own, hidden),
        goal=Goal(text("goal.verdicts", n=len(beliefs), brier=brier_score(beliefs, outcomes)),
                  len(beliefs) >= GOAL_CASES and brier_score(beliefs, outcomes) <= GOAL_BRIER),
        disabled=() if settings["belief"] != 0.5 or revealed else ("reveal",),
    )  # fmt: skip


def _say(settings: Settings, own: planted.Case, hidden: planted.Truth) -> Message:
    if not settings["reveal"]:
        if settings["belief"] == 0.5:
            return Message("warn", "message.say_first" if settings["lens"] != "none" else "message.open_a_lens")
        return Message("good", text("message.now_reveal", belief=settings["belief"]))
    cheat = own.cheat
    believed = settings["belief"] if cheat == 0 else 1 - settings["belief"]
    tone, key = ("good", "message.found") if believed > 0.5 else ("warn", "message.fooled")
    return Message(tone, text(key, name=NETWORKS[cheat], flips=hidden.flips[cheat], honest=hidden.flips[1 - cheat],
                              belief=believed))  # fmt: skip


def _opened(settings: Settings) -> tuple[str, ...]:
    """The explainers that are on screen: the one chosen, and when the truth is out all of them."""
    return EXPLAINERS if settings["reveal"] else tuple(name for name in EXPLAINERS if name == settings["lens"])


def _pictures(settings: Settings, own: planted.Case) -> Figure:
    """The picture at the left; beside it, explainer by explainer, what each block does in A and in B."""
    number, image = settings["case"], settings["image"]
    opened = _opened(settings)
    heights = {name: 1.12 * (len(EXPLAINERS) - 1 - row) for row, name in enumerate(EXPLAINERS)}
    maps = [(COLUMNS[network], heights[name], name, network) for name in opened for network in (0, 1)]
    values = np.array([_relief(_maps(number, image, name)[network]) for _, _, name, network in maps]).reshape(-1, 4, 4)
    x, y = np.array([place[:2] for place in maps]).reshape(-1, 2).T
    shut = [(column, heights[name]) for name in EXPLAINERS if name not in opened for column in COLUMNS]
    shut_x, shut_y = np.array(shut).reshape(-1, 2).T
    pixels = own.X[image - 1].reshape(planted.SIDE, planted.SIDE)[::-1]
    digit = own.digits[own.y[image - 1]]
    return Figure(
        "pictures", "plane", "figure.pictures", text("summary.pictures", digit=digit, n=len(opened), image=image),
        (
            marks.tiles("picture", [0], [1.68], pixels[np.newaxis], size=(1.7, 1.7), role="ink", domain=(0, 1),
                        name="label.picture", smooth=False),
            marks.tiles("maps", x, y, values, size=(1.0, 1.0), role="weight", domain=(-1, 1), name="label.maps",
                        label="label.maps", smooth=False),
            marks.rects("closed", shut_x - 0.5, shut_y - 0.5, shut_x + 0.5, shut_y + 0.5, role="ghost", opacity=0.04,
                        on=bool(shut)),
            _stamp(own.block, [(0, 1.68, 1.7), *((left, low, 1.0) for left, low, _, _ in maps)], settings["reveal"]),
            marks.words("names", [COLUMNS[0] - 0.6] * 4, list(heights.values()),
                        [f"label.{name}" for name in EXPLAINERS], role="data", anchor="end", dx=0, dy=0),
            marks.words("networks", COLUMNS, [4.1, 4.1], list(NETWORKS), role="data", anchor="middle", dx=0, dy=0),
            marks.words("digit", [0], [2.75], [text("symbol.digit", digit=digit)], role="data", anchor="middle",
                        dx=0, dy=0),
        ),
        x=Scale((-0.95, 4.45), "axis.network"), y=Scale((-0.6, 4.35), "axis.explainer"), equal=True, size="large",
        bare=True,
    )  # fmt: skip


def _stamp(block: int, tiles: list[tuple[float, float, float]], on: bool) -> marks.Mark:
    """A frame around the stamp's block in each tile, given by its middle and its side."""
    row, column = divmod(block, 4)
    left, top, side = np.array([
        (x - side / 2 + column * side / 4, y + side / 2 - row * side / 4, side / 4) for x, y, side in tiles
    ]).T  # fmt: skip
    return marks.rects("stamp", left, top, left + side, top - side, role="broken", opacity=0.0, label="label.stamp",
                       on=on)  # fmt: skip


def _relief(values: np.ndarray) -> np.ndarray:
    """Values of 16 blocks as a picture (4, 4), lowest row first, in units of the largest."""
    largest = np.abs(values).max()
    return (values / largest if largest > 0 else values).reshape(4, 4)[::-1]


def _truth_figure(hidden: planted.Truth, revealed: bool) -> Figure:
    """What everybody may know, and what comes out at the end."""
    table = np.stack([hidden.accuracy, hidden.swapped, hidden.flips])
    if not revealed:
        table[1:] = np.nan
    key = "summary.truth" if revealed else "summary.truth_hidden"
    return Figure(
        "truth", "arrays", "figure.truth",
        text(key, a=table[0, 0], b=table[0, 1], flips_a=table[2, 0], flips_b=table[2, 1]),
        (marks.matrix("truth", table, role="data", label="label.truth", format=".1%", columns=list(NETWORKS),
                      rows=["symbol.accuracy", "symbol.swapped", "symbol.flips"]),),
        size="small",
    )  # fmt: skip


def _shares_figure(settings: Settings, own: planted.Case) -> Figure:
    """How much of each explanation falls on the stamp, for the network that cheats and for the honest one."""
    number, image = settings["case"], settings["image"]
    shares = np.array([share_of_stamp(_maps(number, image, name), own.block) for name in EXPLAINERS])
    y = np.arange(len(EXPLAINERS))[::-1].astype(float)
    cheat, honest = shares[:, own.cheat], shares[:, 1 - own.cheat]
    return Figure(
        "shares", "plane", "figure.shares",
        text("summary.shares", best=_name_of(int(cheat.argmax())), most=cheat.max(), honest=honest.max()),
        (
            marks.rects("cheat", np.zeros(4), y + 0.02, cheat, y + 0.36, role="broken", opacity=0.7,
                        label=text("label.cheats", name=NETWORKS[own.cheat])),
            marks.rects("honest", np.zeros(4), y - 0.36, honest, y - 0.02, role="ok", opacity=0.7,
                        label=text("label.honest", name=NETWORKS[1 - own.cheat])),
            marks.line("chance", np.full(2, 1 / planted.N_BLOCKS), [-0.6, 3.6], role="start", dash=True, width=1.5,
                       label="label.by_chance"),
        ),
        x=Scale((0, 1), "axis.share"), y=Scale((-0.6, 3.6), "axis.explainer", ticks=_ticks(y)), size="medium",
    )  # fmt: skip


def _name_of(index: int) -> Text:
    return f"label.{EXPLAINERS[index]}"


def _ticks(y: np.ndarray) -> tuple[tuple[float, Text], ...]:
    return tuple((float(place), f"label.{name}") for place, name in zip(y, EXPLAINERS, strict=True))


def remember(moment: Moment, changes: Mapping[str, Any]) -> dict[str, Any]:
    """When the truth comes out, keep what was believed; a new case begins undecided."""
    after = {**moment.settings, **changes}
    if after["case"] != moment.settings["case"]:
        return {"reveal": False, "belief": 0.5, "lens": "none"}
    judged = {int(number) for number, _ in after["verdicts"]}
    if changes.get("reveal") and after["belief"] == 0.5:
        return {"reveal": False}
    if changes.get("reveal") and after["case"] not in judged:
        return {"verdicts": (*after["verdicts"], (after["case"], after["belief"]))}
    return {}


def next_case(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """On to the next pair of networks, round and round."""
    return {"case": settings["case"] % len(planted.CASES) + 1}


def forget_verdicts(settings: Settings, gesture: Gesture) -> dict[str, Any]:
    """Begin the record anew."""
    return {"verdicts": (), "reveal": False, "belief": 0.5}


STEPS = (
    Step("shortcut", shortcut, follow=remember,
         controls=("case", "image", "lens", "belief", "reveal", "next_case", "forget_verdicts")),
)  # fmt: skip
