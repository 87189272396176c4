"""What hands do in the lesson on gradient descent, beyond moving the line."""

import pytest

from lessons.gradient_descent import data
from lessons.gradient_descent.lesson import LESSON
from lessons.kit.errors import Refusal
from lessons.kit.lesson import Gesture
from lessons.kit.player import Player
from tests.lessons.gradient_descent import ONE_OFF, frame


@pytest.mark.parametrize(("lit", "gone"), [(2, 2), (0, 0), (-1, 4), (7, 4)])
def test_the_lit_sample_is_deleted_or_else_the_last(lit, gone):
    player = Player(LESSON, "five-points")
    player.gesture("delete_point", Gesture(lit, 0, 0, True))
    assert player.settings["points"] == tuple(p for i, p in enumerate(data.ARTICLE) if i != gone)


@pytest.mark.parametrize(("step", "gesture"), [("five-points", "move_point"), ("flow", "move_start")])
@pytest.mark.parametrize("index", [-1, 12])
def test_what_is_not_there_cannot_be_moved(step, gesture, index):
    player = Player(LESSON, step)
    with pytest.raises(Refusal, match="no_such_item"):
        player.gesture(gesture, Gesture(index, 0, 0, True))
    assert player.settings == Player(LESSON, step).settings


@pytest.mark.parametrize(
    ("step", "look"),
    [("run", {"log_scale": False}), ("too-large", {"log_scale": False}), ("check", {"answer": "n_by_n"})],
)
def test_a_change_of_looks_leaves_the_branch(step, look):
    player = Player(LESSON, step)
    player.seek(20)
    player.set({"learning_rate": 0.03}, branch=True)
    player.seek(40)
    before = player.frame().readouts
    player.set(look)
    assert player.frame().readouts == before
    assert len(player.branches) == 1 and player.moment().ghost is not None


@pytest.mark.parametrize("step", [step for step in LESSON.steps if step.length], ids=lambda step: step.id)
def test_a_run_begins_as_its_words_say_and_not_with_what_another_step_left(step):
    """Settings go along from step to step unless a step has its own: a hidden one would belie the words."""
    used = {"flow": {"learning_rate"}, "race": {"w0", "b0", "standardise"}, "check": {"w0", "b0"}}
    needed = used.get(step.id, {"w0", "b0", "optimizer"})
    assert needed <= {*step.defaults, "optimizer" if "optimizer" in step.controls else ""}


@pytest.mark.parametrize("change", [{"learning_rate": 0.03}, {"w0": 1.0}, {"optimizer": "adam"}, {"points": ONE_OFF}])
def test_a_change_of_the_run_does_not(change):
    player = Player(LESSON, "run")
    player.seek(20)
    player.set({"learning_rate": 0.05}, branch=True)
    player.seek(40)
    before = player.frame().readouts
    player.set(change)
    assert player.frame().readouts != before


@pytest.mark.parametrize(("n", "shown"), [(5, 5), (8, 8), (9, 7), (30, 7)])
def test_many_points_leave_formula_and_bars_legible(n, shown):
    player = Player(LESSON, "five-points", {"points": [[i / 10, 1] for i in range(n)]})
    formula = player.frame().formulas["loss_terms"]
    assert formula.count(r"\link") == shown
    assert (r"\cdots" in formula) == (n > shown) and rf"square_{n - 1}}}" in formula
    (bars,) = (mark for mark in player.frame().figures[1].marks if mark.type == "bars")
    assert len(bars.options["labels"]) == n
    assert sum(label != "" for label in bars.options["labels"]) <= 15


@pytest.mark.parametrize(
    ("step", "button", "change"),
    [
        ("five-points", "reset_points", {"points": ONE_OFF}),
        ("surface", "reset_points", {"points": ONE_OFF}),
        ("every-line", "clear_tries", {"tries": [[1, 0]]}),
        ("flow", "reset_starts", {"starts": [[0, 0]]}),
    ],
)
def test_a_button_rests_until_there_is_something_to_put_back(step, button, change):
    assert button in frame(step)["disabled"]
    assert button not in frame(step, **change)["disabled"]
