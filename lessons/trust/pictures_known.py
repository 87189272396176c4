"""Which picture answers which question, for which data, model and reader, and what it costs.

Cost is counted in rows: how often a model must be asked (or, where it is opened, sent through) to draw the picture
once, with the sizes below. Seconds depend on the machine and the model; rows do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

QUESTIONS = ("row", "whole", "what_if", "boundary", "inside", "training", "believe")
DATA = ("table", "image", "text")
ACCESSES = ("open", "closed")
READERS = ("builder", "concerned", "auditor")
BUDGETS = {"thousand": 1e3, "hundred_thousand": 1e5, "ten_million": 1e7}

N_PLAYERS = {"table": 30, "image": 16, "text": 12}
"""Columns of a table, patches of an image, words of a sentence."""
N_BACKGROUND, N_COALITIONS, N_NEIGHBOURS = 50, 512, 500
N_ROWS, N_REPEATS, N_STEPS, N_GRID, N_LAYERS = 100, 10, 64, 32, 3
MAP_SIDE, SURFACE_SIDE = 100, 41
N_TRIED, N_WALKED = 65, 528
"""Rows that the search for another answer asks about for each feature: values tried, and steps from 16 near rows."""


@dataclass(frozen=True)
class Picture:
    """One kind of picture.

    Attributes
    ----------
    questions, data : tuples of str
        What it answers, what it can show.
    opens : bool
        Whether it must look into the model (weights, gradients).
    readers : mapping
        How well each reader is served: 0 badly, 1 with help, 2 well.
    lesson : str
        Where it is drawn here.
    cost : mapping
        Rows asked for one picture, by data.
    """

    questions: tuple[str, ...]
    data: tuple[str, ...]
    opens: bool
    readers: Mapping[str, int]
    lesson: str
    cost: Mapping[str, int]


def _rows(per_player: float = 0, fixed: float = 0) -> dict[str, int]:
    """Rows asked, by data: so many for each player, and so many in any case."""
    return {kind: round(per_player * n + fixed) for kind, n in N_PLAYERS.items()}


def _for(builder: int, concerned: int, auditor: int) -> dict[str, int]:
    return dict(zip(READERS, (builder, concerned, auditor), strict=True))


PICTURES: Mapping[str, Picture] = {
    "weights": Picture(("inside",), ("table",), True, _for(2, 0, 1), "hidden-layers", _rows()),
    "units": Picture(("inside",), ("table",), True, _for(2, 0, 1), "hidden-layers", _rows(fixed=MAP_SIDE**2)),
    "flow": Picture(("training",), DATA, True, _for(2, 0, 1), "gradient-flow", _rows(fixed=N_ROWS)),
    "surface": Picture(
        ("training",), DATA, True, _for(1, 0, 0), "gradient-descent", _rows(fixed=SURFACE_SIDE**2 * N_ROWS)
    ),
    "map": Picture(("boundary", "inside"), ("table",), False, _for(2, 1, 2), "one-neuron", _rows(fixed=MAP_SIDE**2)),
    "gradient": Picture(("row",), DATA, True, _for(2, 0, 1), "trust", _rows(fixed=N_STEPS)),
    "occlusion": Picture(("row",), DATA, False, _for(1, 1, 1), "trust", _rows(per_player=N_BACKGROUND)),
    "lime": Picture(("row",), DATA, False, _for(1, 2, 0), "lime", _rows(fixed=N_NEIGHBOURS)),
    "waterfall": Picture(("row",), DATA, False, _for(2, 2, 2), "kernel-shap", _rows(fixed=N_COALITIONS * N_BACKGROUND)),
    "beeswarm": Picture(
        ("whole",), ("table",), False, _for(2, 0, 2), "kernel-shap",
        _rows(fixed=N_ROWS * N_COALITIONS * N_BACKGROUND),
    ),  # fmt: skip
    "importance": Picture(
        ("whole",), ("table",), False, _for(2, 2, 1), "trust", _rows(per_player=N_REPEATS * N_ROWS)
    ),
    "dependence": Picture(
        ("what_if", "boundary"), ("table",), False, _for(2, 1, 2), "trust", _rows(fixed=N_GRID * N_ROWS)
    ),
    "counterfactual": Picture(
        ("what_if", "boundary"), ("table",), False, _for(1, 2, 1), "trust",
        _rows(per_player=N_TRIED + N_WALKED, fixed=N_BACKGROUND),
    ),
    "deletion": Picture(
        ("believe",), DATA, False, _for(2, 0, 2), "trust", _rows(per_player=2 * N_BACKGROUND, fixed=2 * N_BACKGROUND)
    ),
    "forgetting": Picture(
        ("believe",), DATA, True, _for(2, 0, 1), "trust", _rows(fixed=N_LAYERS * N_COALITIONS * N_BACKGROUND)
    ),
    "repeats": Picture(("believe",), DATA, False, _for(1, 1, 2), "trust", _rows(fixed=N_REPEATS * N_NEIGHBOURS)),
}  # fmt: skip
"""In the order in which they are drawn, from the inside of a model to the belief in a picture."""


@dataclass(frozen=True)
class Fit:
    """How a picture meets a wish: each of the five is 0 or 1 but for `reader`, which goes to 2; `cost` is in rows."""

    name: str
    question: int
    data: int
    model: int
    reader: int
    affordable: int
    cost: int

    @property
    def fits(self) -> bool:
        """Whether nothing speaks against it."""
        return min(self.question, self.data, self.model, self.reader, self.affordable) > 0


def fit(name: str, question: str, data: str, access: str, reader: str, budget: str) -> Fit:
    """Hold a picture against a wish."""
    picture, cost = PICTURES[name], PICTURES[name].cost[data]
    return Fit(
        name, int(question in picture.questions), int(data in picture.data), int(access == "open" or not picture.opens),
        picture.readers[reader], int(cost <= BUDGETS[budget]), cost,
    )  # fmt: skip


def ranked(fits: list[Fit]) -> list[Fit]:
    """Those that fit, the one that serves the reader best first, the cheaper one before the dearer."""
    return sorted((one for one in fits if one.fits), key=lambda one: (-one.reader, one.cost))
