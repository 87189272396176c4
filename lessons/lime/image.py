"""The step with an image: patches are hidden by the toss of a coin, and the network says what it still reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Goal, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.explain import neighbours
from nnviz_core.explain.lime import Lime

from .digits import SIDE, borders, centres, image_of, patches, reader, stand_in
from .masking import LENGTH, RIDGE, all_masks
from .nearby import never_differs
from .pictures import fit_figure, readouts, round_up
from .refit import BATCH, n_seen, refit

GAP = 2.0
"""Between the image and its explanation, in pixels of the image."""
KEYS = ("digit", "patches", "stand_in", "explained", "mask_width", "seed")
EXPLAINED = ("best", "runner_up")
GOAL_HIDDEN = 2
LEAST_TOLD = 0.2
"""Patches whose worth is this part of the largest or more carry it as a number."""


def outputs_of(settings: Settings) -> np.ndarray:
    """What the network says to the whole image, (10,)."""
    return reader().network.predict(image_of(settings)[np.newaxis])[0]


def class_of(settings: Settings) -> int:
    """The digit whose probability is explained: the one the network names, or its second choice."""
    order = np.argsort(-outputs_of(settings), kind="stable")
    return int(order[EXPLAINED.index(settings["explained"])])


def explanation(settings: Settings, t: int) -> Lime:
    """What the masked images so far say."""
    return _explanation(tuple((name, settings[name]) for name in KEYS), n_seen(t))


@lru_cache(maxsize=64)
def _explanation(key: tuple, n: int) -> Lime:
    return refit(_drawn(key), n, ridge=RIDGE)


@lru_cache(maxsize=16)
def _drawn(key: tuple) -> Lime:
    settings = dict(key)
    network, k = reader().network, class_of(settings)

    def predict(rows: np.ndarray) -> np.ndarray:
        return network.predict(rows)[:, k]

    return all_masks(predict, image_of(settings), stand_in(settings), patches(settings), settings["mask_width"],
                     settings["seed"])  # fmt: skip


def hidden_patches(settings: Settings) -> np.ndarray:
    """Which patches the learner has hidden, booleans (n_patches,); the setting holds one bit for each."""
    return (settings["hidden"] >> np.arange(patches(settings).max() + 1) & 1).astype(bool)


def shown_image(settings: Settings) -> np.ndarray:
    """The image with the learner's patches hidden, (64,)."""
    hidden = hidden_patches(settings)[patches(settings).ravel()]
    return np.where(hidden, stand_in(settings), image_of(settings))


def image(moment: Moment) -> Frame:
    """The image, its explanation, the last masks, and what is left of the answer without some patches."""
    settings = moment.settings
    record, k = explanation(settings, moment.t), class_of(settings)
    hidden = hidden_patches(settings)
    p = reader().network.predict(shown_image(settings)[np.newaxis])[0]
    said = float(record.intercept + (~hidden) @ record.coefficients)
    numbers = {
        **readouts(record), "explained": k, "truth": reader().y[settings["digit"]], "p_left": p[k], "said_left": said,
        "n_hidden": hidden.sum(), "reads": p.argmax(), "accuracy": reader().accuracy, "n_train": reader().n_train,
        "n_patches": len(hidden),
    }  # fmt: skip
    flipped = int(p.argmax()) != int(outputs_of(settings).argmax())
    return Frame(
        (_pictures(settings, record, k), _classes(settings, p, k), _masks(settings, record, k), fit_figure(record)),
        numbers,
        ("explained", "prediction", "r2", "n_hidden", "p_left", "said_left"),
        code=source(neighbours.mask, "present =", "known =", "outputs="),
        message=_message(numbers),
        goal=Goal(text("goal.image", n=hidden.sum(), target=GOAL_HIDDEN),
                  bool(flipped and hidden.sum() <= GOAL_HIDDEN)),
    )  # fmt: skip


def _message(numbers: dict) -> Message | None:
    if numbers["n_hidden"] == 0:
        return None
    values = {name: numbers[name] for name in ("n_hidden", "explained", "p_left", "said_left", "reads")}
    tone = "good" if abs(numbers["p_left"] - numbers["said_left"]) < 0.2 else "warn"
    return Message(tone, text("message.hidden", **values))


def upright(pixels: np.ndarray) -> np.ndarray:
    """Pixels (…, 64) as pictures with their lowest row first, as tiles want them."""
    return pixels.reshape(*pixels.shape[:-1], SIDE, SIDE)[..., ::-1, :]


def _pictures(settings: Settings, record: Lime, k: int) -> Figure:
    """Left what the network is given, right what each patch is worth."""
    labels, c = patches(settings), record.coefficients
    top = round_up(np.abs(c).max(), 0.0625)
    lines, middles = borders(labels), centres(labels)
    shift = SIDE + GAP
    both = np.vstack([lines, lines + [shift, 0]])
    best = int(c.argmax())
    told = np.abs(c) >= LEAST_TOLD * np.abs(c).max()
    hidden, unseen = hidden_patches(settings), np.zeros(len(c))
    return Figure(
        "pictures", "plane", "figure.pictures",
        text("summary.pictures", digit=k, prediction=record.prediction, n=len(c), best=c[best], least=c.min()),
        (marks.tiles("image", [SIDE / 2], [SIDE / 2], upright(shown_image(settings))[np.newaxis], size=(SIDE, SIDE),
                     role="ink", domain=(0, 1), smooth=False, name="name.image"),
         marks.tiles("worth", [shift + SIDE / 2], [SIDE / 2], upright(c[labels.ravel()])[np.newaxis],
                     size=(SIDE, SIDE), role="weight", domain=(-top, top), smooth=False, label="label.worth"),
         marks.line("borders", both[:, 0], both[:, 1], role="start", width=1.5, label="label.borders"),
         marks.numbers("values", np.where(told, middles[:, 0] + shift, np.nan), middles[:, 1], c, role="data",
                       format=".2f", size=0.9, link="patch", label="label.worth"),
         *(marks.points(id, np.where(which, middles[:, 0], np.nan), middles[:, 1], role="guess", hollow=True, radius=6,
                        strength=unseen, link="patch", pick="choose_patch", name=f"name.{id}")
           for id, which in (("patch_shown", ~hidden), ("patch_hidden", hidden)))),
        x=Scale((0, 2 * SIDE + GAP), ""), y=Scale((0, SIDE), ""), equal=True, bare=True, size="large",
        place="toggle_patch",
    )  # fmt: skip


def _masks(settings: Settings, record: Lime, k: int) -> Figure:
    """The ten samples that came last: what the network saw, and what it said."""
    last = slice(len(record.weights) - BATCH, None)
    columns = BATCH // 2
    x = (np.arange(BATCH) % columns) * 1.25 + 0.5
    y = (1 - np.arange(BATCH) // columns) * 1.8 + 0.5
    p, w = record.outputs[last], record.weights[last]
    return Figure(
        "masks", "plane", "figure.masks",
        text("summary.masks", n=len(record.weights), low=p.min(), high=p.max(), digit=k),
        (marks.tiles("samples", x, y, upright(record.samples[last]), size=(1, 1), role="ink", domain=(0, 1),
                     smooth=False, link="mask", name="name.masks"),
         marks.numbers("p", x, y - 0.5, p, role="raises", format=".2f", dy=9, link="mask", label="label.p"),
         marks.numbers("w", x, y - 0.5, w, role="guess", format=".2f", dy=22, link="mask", label="label.weight")),
        x=Scale((-0.15, columns * 1.25 - 0.1), ""), y=Scale((-0.55, 2.85), ""), equal=True, bare=True, size="medium",
    )  # fmt: skip


def _classes(settings: Settings, p: np.ndarray, k: int) -> Figure:
    """What the network reads now."""
    own, others = np.where(np.arange(10) == k, p, 0), np.where(np.arange(10) == k, 0, p)
    labels = [text("symbol.digit", k=digit) for digit in range(10)]
    return Figure(
        "classes", "plane", "figure.classes", text("summary.classes", digit=p.argmax(), p=p.max(), k=k, own=p[k]),
        (marks.bars("others", others, role="start", labels=labels),
         marks.bars("own", own, role="raises", labels=labels, label="label.explained")),
        x=Scale((-0.6, 9.6), "axis.digit"), y=Scale((0, 1), "axis.p"), size="small",
    )  # fmt: skip


def toggle_patch(settings: Settings, gesture: Gesture) -> dict[str, int]:
    """Hide the patch under the hand, in the image or in its explanation, or show it again."""
    column = int(np.floor(gesture.x - (SIDE + GAP if gesture.x > SIDE + GAP / 2 else 0)))
    row = SIDE - 1 - int(np.floor(gesture.y))
    if not (0 <= column < SIDE and 0 <= row < SIDE):
        return {}
    return choose_patch(settings, replace(gesture, index=int(patches(settings)[row, column])))


def choose_patch(settings: Settings, gesture: Gesture) -> dict[str, int]:
    """Hide that patch, or show it again."""
    return {"hidden": settings["hidden"] ^ (1 << gesture.item(range(patches(settings).max() + 1)))}


def show_all(settings: Settings, gesture: Gesture) -> dict[str, int]:
    """Hide nothing."""
    return {"hidden": 0}


def follow(moment: Moment, changes: Mapping[str, Any]) -> dict[str, int]:
    """Other patches, or another image: what was hidden has no meaning any more."""
    return {"hidden": 0} if {"digit", "patches"} & changes.keys() else {}


STEPS = (
    Step("image", image, length=LENGTH, follow=follow, differ_from=never_differs,
         controls=("digit", "explained", "show_all"),
         groups={"samples": ("patches", "stand_in", "mask_width", "seed")}),
)  # fmt: skip
