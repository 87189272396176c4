"""What is kept of a run when a setting changes, and what follows from a change at its moment."""

from dataclasses import replace

import pytest

from lessons.kit.controls import Edits, Slider
from lessons.kit.errors import Refusal
from lessons.kit.lesson import Gesture
from lessons.kit.player import FOR_EVER, Player
from tests.kit.toy import LESSON, advance, frame, start


def grows_from_ten(one, other):
    """A toy rule: `rate` matters from t = 10 on, `shade` only to the eye."""
    return 10 if one["rate"] != other["rate"] else FOR_EVER


def follow(moment, changes):
    return {"noted": moment.t} if "shade" in changes else {}


GROW = replace(LESSON.step("grow"), id="kept", frame=frame, start=start, advance=advance, length=40,
               differ_from=grows_from_ten, follow=follow)  # fmt: skip
KEEPING = replace(
    LESSON, steps=(GROW,), controls=(*LESSON.controls, Slider("shade", 0.0, 0.0, 1.0), Slider("noted", 0, 0, 99)),
    gestures={"note": lambda settings, gesture: {"noted": gesture.moment and gesture.moment.t}},
)  # fmt: skip


def test_what_matters_only_to_the_eye_keeps_all_states():
    player = Player(KEEPING, "kept")
    player.seek(20)
    states = list(player.run._states)
    player.set({"shade": 0.5})
    assert all(kept is state for kept, state in zip(player.run._states, states, strict=True))


def test_what_matters_later_keeps_the_states_before():
    player = Player(KEEPING, "kept")
    player.seek(20)
    states = list(player.run._states)
    player.set({"rate": 2.0})
    assert all(player.run._states[t] is states[t] for t in range(10))
    assert player.run._states[10] is not states[10]


def test_without_a_rule_every_change_begins_anew():
    player = Player(LESSON, "grow")
    player.seek(5)
    first = player.run._states[0]
    player.set({"rate": 2.0})
    assert player.run._states[0] is not first


def test_a_branch_keeps_the_run_up_to_where_it_leaves_it():
    player = Player(LESSON, "grow")
    player.seek(5)
    states = list(player.run._states)
    player.set({"rate": 2.0}, branch=True)
    player.seek(7)
    assert all(player.run._states[t] is states[t] for t in range(6))


def test_a_change_to_the_eye_leaves_a_branch_where_it_is():
    player = Player(KEEPING, "kept")
    player.seek(12)
    player.set({"rate": 2.0}, branch=True)
    player.set({"shade": 0.5})
    assert [branch.t for branch in player.branches] == [12]


def test_what_follows_from_a_change_knows_the_moment_and_so_does_a_gesture():
    player = Player(KEEPING, "kept")
    player.seek(17)
    player.set({"shade": 0.25})
    assert player.settings["noted"] == 17
    player.seek(3)
    player.gesture("note", Gesture(0, 0.0, 0.0, True))
    assert player.settings["noted"] == 3


def test_changes_by_hand_are_rows_of_four_numbers():
    control = Edits("edits", low=-5, high=5, most=2)
    assert control.validate([[3, 1, 90, 0.5]]) == ((3, 1, 90, 0.5),)
    assert control.describe()["width"] == 4


@pytest.mark.parametrize(
    "rows",
    ["3,1,90,0.5", [[3, 1, 90]], [[3.5, 1, 90, 0]], [[-1, 1, 90, 0]], [[3, 1, 90, 6]], [[3, 1, 90, "x"]],
     [[0, 1, 0, 0], [0, 1]], [[0, 1, 0, [0]]], [[3, 1, 90, float("nan")]], [[float("inf"), 1, 90, 0]], [3, 1, 90, 0],
     [{}], [[0, 1, 0, 0]] * 3, 7],
)  # fmt: skip
def test_other_changes_are_refused(rows):
    with pytest.raises(Refusal):
        Edits("edits", low=-5, high=5, most=2).validate(rows)
