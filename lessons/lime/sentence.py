"""The step with a sentence: words are hidden by the toss of a coin. Guess first which one weighs most."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from lessons.kit import marks
from lessons.kit.controls import Settings
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Gesture, Step
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import Text, text
from nnviz_core.explain import neighbours
from nnviz_core.explain.lime import Lime

from .masking import LENGTH, N_SAMPLES, RIDGE, all_masks
from .nearby import never_differs
from .pictures import bars_figure, fit_figure, places_of, readouts
from .reading import Guestbook, guestbook, sentence_of, words_of
from .refit import n_seen, refit

N_ROWS = 7
"""Masked sentences that are shown at a time."""
FIRST, OWN = "soup", "own"
"""The sentence at first, and the one that the learner writes."""
NO_GUESS = -1
LEAST_TOLD = 0.005
"""What is worth less reads as 0.00: the network has not met the word, or does not care."""


def written(settings: Settings) -> str:
    """The sentence that is explained."""
    return sentence_of(settings["language"], settings["sentence"], settings["own_sentence"])


def words(settings: Settings) -> tuple[str, ...]:
    """Its different words."""
    return words_of(settings["language"], written(settings))


@lru_cache(maxsize=16)
def _drawn(language: str, seen: tuple[str, ...], width: float, seed: int) -> Lime:
    book, n = guestbook(language), len(seen)

    def predict(rows: np.ndarray) -> np.ndarray:
        return book.probability(seen, rows)

    return all_masks(predict, np.ones(n), np.zeros(n), None, width, seed)


@lru_cache(maxsize=64)
def _explanation(language: str, seen: tuple[str, ...], width: float, seed: int, n: int) -> Lime:
    return refit(_drawn(language, seen, width, seed), n, ridge=RIDGE)


def explanation(settings: Settings, t: int) -> Lime:
    """What the sentences with hidden words so far say."""
    return _explanation(settings["language"], words(settings), settings["mask_width"], settings["seed"], n_seen(t))


def without_each(book: Guestbook, seen: tuple[str, ...]) -> np.ndarray:
    """By how much the probability falls when one word alone is hidden, (n_words,)."""
    rows = np.vstack([np.ones(len(seen)), 1 - np.eye(len(seen))])
    p = book.probability(seen, rows)
    return p[0] - p[1:]


def ranking(coefficients: np.ndarray) -> np.ndarray:
    """The place of each word, 1 for the one that lowers the answer most."""
    return 1 + np.argsort(np.argsort(coefficients, kind="stable"), kind="stable")


def sentence(moment: Moment) -> Frame:
    """The worth of each word, the masks it comes from, and where the network has met the word."""
    settings = moment.settings
    book, seen, record = guestbook(settings["language"]), words(settings), explanation(settings, moment.t)
    guess = settings["guess"] if settings["guess"] < len(seen) else NO_GUESS
    revealed = guess != NO_GUESS or moment.t > 0
    judge = explanation(settings, LENGTH).coefficients  # a guess deserves all samples, however few are shown yet
    lowest = int(judge.argmin())
    rank = float(ranking(judge)[guess]) if guess >= 0 else np.nan
    counts = np.array([book.counts[book.column[word]] if word in book.column else [0, 0] for word in seen])
    return Frame(
        (_worth(seen, record, without_each(book, seen), revealed, guess), _masks(written(settings), seen, record),
         _met(seen, counts), fit_figure(record)),
        {**readouts(record), "accuracy": book.accuracy, "n_train": book.n_train, "n_test": book.n_test,
         "n_known": len(book.column), "guess_rank": rank,
         "lowest": judge[lowest], "met_bad": float(counts[lowest, 0]),
         "met_good": float(counts[lowest, 1])},
        ("n", "prediction", "local", "r2", "guess_rank"),
        code=source(neighbours.mask, "present =", "outputs=", "distances="),
        message=_message(seen, judge, guess, revealed),
        disabled=() if settings["sentence"] == OWN else ("own_sentence",),
    )  # fmt: skip


def _message(seen: tuple[str, ...], judge: np.ndarray, guess: int, revealed: bool) -> Message | None:
    if not revealed:
        return Message("good", "message.guess_word")
    lowest = int(judge.argmin())
    values: dict[str, Any] = {"word": seen[lowest], "value": judge[lowest], "n": N_SAMPLES}
    if np.abs(judge).max() < LEAST_TOLD:
        return Message("warn", "message.no_worth")
    if judge[lowest] > -LEAST_TOLD:
        return Message("good", text("message.none_lowers", **values))
    if guess == NO_GUESS:
        return Message("good", text("message.lowest_word", **values))
    rank = int(ranking(judge)[guess])
    if rank == 1:
        return Message("good", text("message.guessed", **values))
    return Message("warn", text("message.guessed_other", guess=seen[guess], rank=rank, **values))


def _names(seen: tuple[str, ...]) -> list[Text]:
    """Words as they are written: none of them is the key of a sentence."""
    return [text("symbol.word", word=word) for word in seen]


def _worth(seen: tuple[str, ...], record: Lime, alone: np.ndarray, revealed: bool, guess: int) -> Figure:
    n = len(seen)
    places = places_of(n)
    values = record.coefficients if revealed else np.zeros(n)
    chosen = np.arange(n) == guess
    front = (
        marks.points("alone", alone, places, role="data", symbol="diamond", radius=5, link="word",
                     label="label.alone", on=revealed),
        marks.points("guess", np.zeros(n), places, role="guess", radius=7, hollow=True, pick="guess_word",
                     link="word", name="name.guess_word", label="label.tap_word", on=not revealed),
        marks.points("guessed", np.zeros(chosen.sum()), places[chosen], role="guess", radius=7,
                     label="label.your_guess", on=revealed and guess >= 0),
    )  # fmt: skip
    return bars_figure(
        "worth", _names(seen), values, title="figure.words",
        summary=_told(seen, record, values, revealed), x_label="axis.word_worth", link="word", front=front,
        top=0.5 if np.abs(record.coefficients).max() <= 0.5 else 1.0, size="large",
    )  # fmt: skip


def _told(seen: tuple[str, ...], record: Lime, values: np.ndarray, revealed: bool) -> Text:
    if not revealed:
        return text("summary.words_hidden", n=len(seen), prediction=record.prediction)
    low, high = int(values.argmin()), int(values.argmax())
    return text("summary.words", n=len(seen), prediction=record.prediction, low=seen[low], least=values[low],
                high=seen[high], most=values[high])  # fmt: skip


def _masks(whole: str, seen: tuple[str, ...], record: Lime) -> Figure:
    """The sentence, and the last ones with hidden words as rows of ones and zeros: all that the line is told."""
    last = slice(len(record.weights) - N_ROWS, None)
    p, w = record.outputs[last], record.weights[last]
    return Figure(
        "masks", "arrays", text("figure.word_masks", sentence=whole),
        text("summary.word_masks", n=len(record.weights), low=p.min(), high=p.max()),
        (marks.matrix("seen", record.features[last], role="data", label="label.seen", columns=_names(seen),
                      format=".0f", link="sample"),
         marks.matrix("says", np.column_stack([p, w]), role="raises", label="label.says",
                      columns=["symbol.p", "symbol.weight"], format=".2f", link="sample")),
        size="medium",
    )  # fmt: skip


def _met(seen: tuple[str, ...], counts: np.ndarray) -> Figure:
    """In how many of the sentences it learned from each word stands: right the content guests, left the others."""
    n = len(seen)
    places = places_of(n)
    top = float(5 * np.ceil(max(counts.max(), 1) / 5))
    return Figure(
        "met", "plane", "figure.met",
        text("summary.met", most_bad=seen[int((counts[:, 0] - counts[:, 1]).argmax())],
             bad=counts[(counts[:, 0] - counts[:, 1]).argmax(), 0],
             good=counts[(counts[:, 0] - counts[:, 1]).argmax(), 1]),
        (marks.rects("good", np.zeros(n), places - 0.36, counts[:, 1], places + 0.36, role="raises", opacity=0.75,
                     link="word", label="label.met_good"),
         marks.rects("bad", np.zeros(n), places - 0.36, -counts[:, 0], places + 0.36, role="lowers", opacity=0.75,
                     link="word", label="label.met_bad")),
        x=Scale((-top, top), "axis.met"),
        y=Scale((0.4, n + 0.6), "", ticks=tuple(zip(places, _names(seen), strict=True))), size="medium",
    )  # fmt: skip


def guess_word(settings: Settings, gesture: Gesture) -> dict[str, int]:
    """The word that is tapped is the guess."""
    return {"guess": gesture.item(words(settings))}


def forget_guess(settings: Settings, gesture: Gesture) -> dict[str, int]:
    """Guess anew."""
    return {"guess": NO_GUESS}


def follow(moment: Moment, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Another sentence needs another guess, and in another language one's own sentence has no known words."""
    if not {"language", "sentence", "own_sentence"} & changes.keys():
        return {}
    lost = "language" in changes and "sentence" not in changes and moment.settings["sentence"] == OWN
    return {"guess": NO_GUESS, **({"sentence": FIRST} if lost else {})}


STEPS = (
    Step("sentence", sentence, length=LENGTH, follow=follow, differ_from=never_differs, spoken="language",
         controls=("language", "sentence", "own_sentence", "forget_guess"),
         groups={"samples": ("mask_width", "seed")}),
)  # fmt: skip
