"""Time is a value: every way to a moment leads to the same bytes."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.kit.errors import Refusal
from lessons.kit.lesson import Gesture
from lessons.kit.player import Branch, Player
from tests.kit.toy import LESSON


def value(player):
    return player.frame().readouts["value"]


@given(st.lists(st.integers(-30, 30), max_size=12))
def test_any_walk_ends_where_a_seek_leads(moves):
    walker, seeker = Player(LESSON, "grow"), Player(LESSON, "grow")
    for n in moves:
        walker.advance(n)
    seeker.seek(walker.t)
    assert walker.moment().state.value.tobytes() == seeker.moment().state.value.tobytes()


@given(st.integers(0, 20), st.integers(0, 20))
def test_forward_and_back_restores_the_bytes(t, k):
    player = Player(LESSON, "grow")
    player.seek(t)
    before = player.moment().state.value.tobytes()
    reached = min(20, t + k) - t
    player.advance(k)
    player.advance(-reached)
    assert (player.t, player.moment().state.value.tobytes()) == (t, before)


def test_beats_divide_an_update():
    player = Player(LESSON, "beats")
    player.advance(3)
    assert (player.t, player.beat, value(player)) == (0, 3, 0.0)
    player.advance(1)
    assert (player.t, player.beat, value(player)) == (1, 0, 2.0)
    player.advance(-2)
    assert (player.t, player.beat) == (0, 2)
    player.advance(1000)
    assert (player.t, player.beat, player.moment().ended) == (5, 0, True)


def test_settings_may_decide_how_finely_an_update_is_divided():
    player = Player(LESSON, "fine", {"rate": 3})
    player.advance(6)
    assert (player.t, player.beat, player.beats_at(1)) == (1, 2, 4)
    player.set({"rate": 6})  # two thirds of the update stay two thirds
    assert (player.t, player.beat, player.beats_at(1)) == (1, 4, 7)
    player.set({"rate": 0})
    assert (player.t, player.beat) == (1, 0)


def test_beats_are_counted_by_the_settings_of_their_own_update():
    player = Player(LESSON, "fine", {"rate": 1}, [Branch(2, {"rate": 4})])
    player.advance(2 * 2 + 5 + 1)
    assert (player.t, player.beat) == (3, 1)
    player.advance(-7)
    assert (player.t, player.beat) == (1, 1)
    player.advance(-100)
    assert (player.t, player.beat) == (0, 0)
    player.advance(100)
    assert (player.t, player.beat) == (5, 0)


def test_a_changed_setting_runs_again_from_the_start_to_the_same_t():
    player = Player(LESSON, "grow")
    player.seek(6)
    player.set({"rate": 2})
    assert (player.t, value(player)) == (6, 12.0)


def test_a_branch_changes_only_what_follows_and_leaves_a_ghost():
    player = Player(LESSON, "grow")
    player.seek(6)
    player.set({"rate": 3}, branch=True)
    assert value(player) == 6.0
    player.advance(2)
    assert value(player) == 6 + 2 * 3
    ghost = player.moment().ghost
    assert ghost is not None and ghost.state.value[1] == 8.0
    player.seek(4)
    assert value(player) == 4.0 and player.moment().ghost is None
    assert player.frame().readouts["rate"] == 1.0  # the setting that was in force at t = 4


def test_branches_in_an_address_give_the_same_as_branching_by_hand():
    by_hand = Player(LESSON, "grow")
    by_hand.seek(3)
    by_hand.set({"rate": 4}, branch=True)
    by_hand.seek(5)
    by_hand.set({"rate": -1}, branch=True)
    by_hand.seek(9)
    from_address = Player(LESSON, "grow", {}, [Branch(3, {"rate": 4}), Branch(5, {"rate": -1})])
    from_address.seek(9)
    assert value(by_hand) == value(from_address) == 3 + 2 * 4 - 4
    assert by_hand.branches == from_address.branches


def test_a_branch_before_another_replaces_it():
    player = Player(LESSON, "grow", {}, [Branch(8, {"rate": 4})])
    player.seek(3)
    player.set({"rate": 0}, branch=True)
    assert [branch.t for branch in player.branches] == [3]


def test_a_failing_run_ends_there_and_can_still_be_watched():
    player = Player(LESSON, "grow", {"rate": 30})
    player.seek(20)
    assert player.t == 2 and player.moment().ended and player.moment().state.failure is not None
    player.advance(1)
    assert player.t == 2
    player.advance(-1)
    assert player.t == 1 and not player.moment().ended


def test_the_seed_decides_and_nothing_else():
    one, two, other = (Player(LESSON, "grow", {"seed": seed}) for seed in (1, 1, 2))
    values = [player.moment().state.value[0] for player in (one, two, other)]
    assert values[0] == values[1] != values[2]


def test_step_defaults_hold_until_changed():
    assert Player(LESSON, "beats").settings["rate"] == 2.0
    assert Player(LESSON, "beats", {"rate": 5}).settings["rate"] == 5.0


def test_a_gesture_becomes_a_setting():
    player = Player(LESSON, "grow")
    player.gesture("pull", Gesture(0, 0.0, 2.5, True))
    assert player.settings["rate"] == 2.5


def test_a_gesture_leaves_alone_what_is_held_and_the_branches_with_it():
    player = Player(LESSON, "grow", branches=(Branch(1, {"rate": 3.0}),))
    player.gesture("pull", Gesture(0, 0.0, 2.5, True), held={"rate"})
    assert player.settings["rate"] == 3.0 and len(player.branches) == 1
    player.gesture("pull", Gesture(0, 0.0, 2.5, True), held={"seed"})
    assert player.settings["rate"] == 2.5


@pytest.mark.parametrize(
    "act",
    [
        lambda player: player.seek(-1),
        lambda player: player.seek(1, beat=1),
        lambda player: player.set({"speed": 1}),
        lambda player: player.set({"rate": 1e9}),
        lambda player: player.gesture("push", Gesture(0, 0.0, 0.0, True)),
        lambda player: Player(LESSON, "nowhere"),
        lambda player: Player(LESSON, "grow", {}, [Branch(99, {"rate": 1})]),
    ],
)
def test_the_impossible_is_refused_and_nothing_is_lost(act):
    player = Player(LESSON, "grow", {"rate": 3})
    player.seek(2)
    with pytest.raises(Refusal):
        act(player)
    assert (player.t, value(player)) == (2, 6.0)


def test_a_column_is_the_states_stacked():
    player = Player(LESSON, "grow")
    for t in (3, 20, 7):
        player.seek(t)
        states: list[Any] = [player.run.state(i) for i in range(t + 1)]
        expected = np.stack([state.value for state in states])
        np.testing.assert_array_equal(player.moment().history("value"), expected)
