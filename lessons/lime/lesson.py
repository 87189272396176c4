"""The lesson's table of contents: what can be set, the steps in order, what hands can do."""

from __future__ import annotations

from pathlib import Path

from lessons.kit.controls import Action, Choice, Integer, Seed, Slider, Toggle, Writing
from lessons.kit.lesson import Lesson
from lessons.models import choices

from . import digits, image, masking, nearby, plane, reviews, row, seeds, sentence, width

CONTROLS = (
    Choice("shape", "circle", plane.SHAPES),
    Slider("x1", -0.4, *plane.VIEW, 0.01),
    Slider("x2", 0.4, *plane.VIEW, 0.01),
    Slider("width", width.DEFAULT, width.NARROWEST, width.WIDEST, 0.01, "log"),
    Choice("around", "instance", ("instance", "background")),
    Toggle("ten_seeds"),
    *choices.controls(table="breast-cancer"),
    Choice("representation", "raw", ("raw", "quartiles")),
    Slider("share", 0.75, 0.05, 3.0, 0.01, "log"),
    Slider("n_samples", 500.0, 50.0, 3000.0, 10.0, "log"),
    Integer("n_kept", 30, 1, 30),
    Seed("seed", 0),
    Integer("digit", 0, 0, 448),
    Choice("patches", "alike", digits.WAYS),
    Choice("stand_in", "paper", digits.STAND_INS),
    Choice("explained", "best", image.EXPLAINED),
    Slider("mask_width", masking.USUAL_WIDTH, 0.05, 2.0, 0.01, "log"),
    Integer("hidden", 0, 0, 2**16 - 1),
    Action("show_all", None),
    Choice("language", "en", tuple(reviews.SAMPLES)),
    Choice("sentence", sentence.FIRST, (*reviews.SAMPLES["en"], sentence.OWN)),
    Writing("own_sentence", ""),
    Integer("guess", sentence.NO_GUESS, sentence.NO_GUESS, 40),
    Action("forget_guess", None),
)

LESSON = Lesson(
    id="lime",
    folder=Path(__file__).parent,
    data=("iris", "wine", "breast_cancer", "diabetes", "digits"),
    controls=CONTROLS,
    steps=(*nearby.STEPS, *width.STEPS, *row.STEPS, *seeds.STEPS, *image.STEPS, *sentence.STEPS),
    limits={"row": choices.last_row},
    gestures={
        "explain_here": nearby.explain_here,
        "set_width": width.set_width,
        "toggle_patch": image.toggle_patch,
        "choose_patch": image.choose_patch,
        "show_all": image.show_all,
        "guess_word": sentence.guess_word,
        "forget_guess": sentence.forget_guess,
    },
)
