"""A network that reads reviews of cafés: one weight a word, and not the slightest idea of grammar.

It is trained on the sentences of `reviews` when the step is first opened. Each different word of a sentence is a
player: hiding it means that the network is not shown it.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lessons.kit.errors import Refusal
from nnviz_core.losses import Penalty
from nnviz_core.network import Network
from nnviz_core.optimizers import Adam
from nnviz_core.training import train

from .reviews import CHINESE, ENGLISH, SAMPLES

CORPORA = {"en": ENGLISH, "zh": CHINESE}
EVERY, KEPT = 5, 3
"""Of each five lines the one with this number, counted from 0, is kept for the test."""
N_UPDATES, PENALTY = 200, Penalty(l2=0.01)
MOST_WORDS = 14
LONGEST = 4
"""Characters of the longest Chinese word."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, eq=False)
class Guestbook:
    """A corpus and the network that read it.

    `counts` (n_words, 2): in how many sentences of the training each word stands, of guests who were not content and
    of those who were; `column` the place of each word.
    """

    column: dict[str, int]
    counts: np.ndarray
    network: Network
    accuracy: float
    n_train: int
    n_test: int

    @property
    def weights(self) -> np.ndarray:
        """The weight of each word in the network, (n_words,)."""
        return self.network.layers[0].weights[:, 0]

    def probability(self, words: tuple[str, ...], shown: np.ndarray) -> np.ndarray:
        """The probability that the guest was content, shown (n, len(words)) telling which words are seen; (n,)."""
        bags = np.zeros((len(shown), len(self.column)))
        known = [i for i, word in enumerate(words) if word in self.column]
        bags[:, [self.column[words[i]] for i in known]] = shown[:, known]
        return self.network.predict(bags)[:, 0]


@lru_cache(maxsize=4)
def guestbook(language: str) -> Guestbook:
    """Train the network of a language: the same every time."""
    lines = [line.split() for line in CORPORA[language].strip().splitlines()]
    y = np.array([line[0] == "+" for line in lines], float)
    column = {word: i for i, word in enumerate(dict.fromkeys(word for line in lines for word in line[1:]))}
    X = np.zeros((len(lines), len(column)))
    for row, line in zip(X, lines, strict=True):
        row[[column[word] for word in line[1:]]] = 1
    kept = np.arange(len(lines)) % EVERY == KEPT
    fresh = Network((len(column), 1), ("sigmoid",), np.zeros(len(column) + 1))
    network = next(
        train(fresh, X[~kept], y[~kept], loss="binary_cross_entropy", optimizer=Adam(0.1),
              batch_size=int((~kept).sum()), penalty=PENALTY, every=N_UPDATES)
    ).network  # fmt: skip
    counts = np.column_stack([X[~kept & (y == k)].sum(axis=0) for k in (0, 1)])
    right = (network.predict(X[kept])[:, 0] > 0.5) == y[kept]
    return Guestbook(column, counts, network, float(right.mean()), int((~kept).sum()), int(kept.sum()))


def sentence_of(language: str, chosen: str, own: str) -> str:
    """The chosen sentence; the learner's own, as long as there is none, is the first of the others."""
    samples = SAMPLES[language]
    return samples.get(chosen) or own.strip() or next(iter(samples.values()))


def words_of(language: str, sentence: str) -> tuple[str, ...]:
    """The different words of a sentence, in their order."""
    found = tuple(dict.fromkeys(split(language, sentence)))
    if not 2 <= len(found) <= MOST_WORDS:
        raise Refusal("refusal.sentence", n=len(found), most=MOST_WORDS)
    return found


def split(language: str, sentence: str) -> list[str]:
    """Cut a sentence into words.

    Chinese is written without spaces: from the left, always take the longest word that the network knows (forward
    maximum matching); what lies between known words stays one piece.
    """
    runs = _WORD.findall(sentence.lower())
    return runs if language == "en" else [word for run in runs for word in _matched(run, guestbook("zh").column)]


def _matched(run: str, known: Container[str]) -> list[str]:
    words, strange = [], ""
    while run:
        size = next((n for n in range(min(LONGEST, len(run)), 0, -1) if run[:n] in known), 0)
        if size == 0:
            strange, run = strange + run[0], run[1:]
            continue
        words += [strange, run[:size]] if strange else [run[:size]]
        strange, run = "", run[size:]
    return [*words, strange] if strange else words
