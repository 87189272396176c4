"""The lesson's table of contents: what can be set, the steps in order, what hands can do."""

from __future__ import annotations

from pathlib import Path

from lessons.kit.controls import Action, Choice, Integer, Pairs, Seed, Slider, Toggle
from lessons.kit.lesson import Lesson
from lessons.models import choices

from . import answers, forgetting, guide, pictures_known, planted, race, seeds, shortcut, twins
from .explainers import EXPLAINERS

CONTROLS = (
    *choices.controls("breast-cancer"),
    Slider("n_samples", 256.0, 16, 4096, 1, "log"),
    Toggle("as_shares", True),
    Integer("case", 1, 1, len(planted.CASES)),
    Integer("image", 1, 1, planted.N_IMAGES),
    Choice("lens", "none", shortcut.LENSES),
    Slider("belief", 0.5, 0.0, 1.0),
    Toggle("reveal"),
    Action("next_case", None),
    Action("forget_verdicts", None),
    Pairs("verdicts", (), low=0, high=len(planted.CASES), least=0, most=len(planted.CASES)),
    Slider("correlation", 0.99, 0.0, 1.0),
    Choice("witness", "shap", EXPLAINERS),
    Choice("question", "row", pictures_known.QUESTIONS),
    Choice("data", "table", pictures_known.DATA),
    Choice("access", "open", pictures_known.ACCESSES),
    Choice("reader", "builder", pictures_known.READERS),
    Choice("budget", "hundred_thousand", tuple(pictures_known.BUDGETS)),
    Seed("seed", 0),
)

LESSON = Lesson(
    id="trust",
    folder=Path(__file__).parent,
    data=("breast_cancer", "diabetes", "digits", "iris", "wine"),
    controls=CONTROLS,
    steps=(
        *answers.STEPS, *race.STEPS, *shortcut.STEPS, *twins.STEPS, *forgetting.STEPS, *seeds.STEPS, *guide.STEPS,
    ),
    limits={"row": choices.last_row},
    gestures={"next_case": shortcut.next_case, "forget_verdicts": shortcut.forget_verdicts},
)  # fmt: skip
