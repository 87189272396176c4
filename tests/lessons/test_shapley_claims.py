"""What the words of the lesson on Shapley values claim of the game, the orders and the four promises."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lessons.kit.lesson import Gesture
from lessons.shapley import game, rules
from lessons.shapley.by_hand import GUESSES
from lessons.shapley.cube import N_TERMS
from lessons.shapley.orders import N_ORDERS
from nnviz_core.explain import contributions_of_game, orders_of_game, shapley_of_game
from tests.lessons.shapley import figure, frame, mark, player

pytestmark = pytest.mark.lesson("shapley")
MEANS = game.worths(dict(zip(game.WORTHS, game.START, strict=True)))
games = arrays(float, 7, elements=st.integers(0, 30).map(float)).map(lambda worths: np.concatenate([[0.0], worths]))


# pay-off


def test_the_first_game_is_the_one_in_the_words():
    live = frame("pay-off").live
    assert (live["worth_a"], live["worth_b"], live["worth_c"]) == (6, 3, 0)
    assert live["alone"] == 9 and live["lost_c"] == 18 - 12 and live["lost"] == 27
    np.testing.assert_allclose(shapley_of_game(MEANS), [9, 6, 3])


def test_the_answer_is_hidden_until_it_is_asked_for_and_the_goal_wants_a_good_guess():
    hidden = frame("pay-off", guess_a=9, guess_b=6, guess_c=3)
    assert not hidden.goal.reached and np.isnan(mark(hidden, "shares", "numbers").channels["value"]).all()
    assert frame("pay-off", guess_a=9, guess_b=7, guess_c=3, reveal=True).goal.reached
    assert not frame("pay-off", guess_a=9, guess_b=8, guess_c=3, reveal=True).goal.reached


def test_coins_that_are_left_and_coins_that_are_too_many_are_told():
    assert frame("pay-off", guess_a=10).message.text["values"]["n"] == 8
    assert frame("pay-off", guess_a=30).message.text["key"] == "message.too_much"
    assert frame("pay-off", guess_a=18).message is None


def test_cho_gets_the_most_when_the_others_need_cho():
    changed = {"worth_ac": 18, "worth_bc": 18, "worth_ab": 0, "worth_a": 0, "worth_b": 0}
    shares = frame("pay-off", reveal=True, **changed).readouts
    assert shares["fair_c"] > max(shares["fair_a"], shares["fair_b"])


def test_the_number_of_a_share_stands_at_its_bar_wherever_the_diamond_is():
    shown = frame("pay-off", guess_a=12, guess_b=9, reveal=True)
    number, guess = mark(shown, "shares", "numbers"), mark(shown, "shares", "guess")
    np.testing.assert_allclose(number.channels["y"], number.channels["value"])
    assert (number.channels["x"] < guess.channels["x"]).all()  # a 9 over a diamond at 12 would name the diamond


def test_a_bar_and_a_guess_are_dragged_in_whole_coins_and_within_their_range():
    opened = player("pay-off")
    opened.gesture("set_worth", Gesture(6, 3.0, 20.4, True))
    opened.gesture("set_guess", Gesture(1, 2.0, 99.0, True))
    assert opened.settings["worth_abc"] == 20 and opened.settings["guess_b"] == 30
    opened.gesture("first_game", Gesture(0, 0, 0, True))
    assert [opened.settings[name] for name in game.WORTHS] == list(game.START)
    assert opened.settings[GUESSES[1]] == 30


def test_a_step_of_a_key_is_a_coin_and_a_tap_moves_nothing():
    assert game.whole(6.5, 6, 0) == 7 and game.whole(5.5, 6, 0) == 5 and game.whole(6.2, 6, 0) == 6
    assert game.whole(-0.5, 0, 0) == 0 and game.whole(-0.5, 0, -30) == -1


# orders


def test_each_order_shares_out_everything_and_the_means_end_at_the_shapley_values():
    shown = frame("orders", N_ORDERS)
    np.testing.assert_allclose(mark(shown, "ledger", "orders").channels["values"].sum(axis=1), 18)
    means = [shown.readouts[f"mean_{letter}"] for letter in "abc"]
    np.testing.assert_allclose(means, shapley_of_game(MEANS))
    start, end = (mark(at, "shares", "fair") for at in (frame("orders"), shown))
    np.testing.assert_array_equal(start.channels["y"], end.channels["y"])
    assert start.options["on"]  # a legend that comes at the end would push the figure down


def test_ada_comes_last_in_two_orders_and_brings_what_is_lost_without_her():
    walk = orders_of_game(MEANS)
    last = walk.orders[:, -1] == 0
    assert last.sum() == 2
    np.testing.assert_array_equal(walk.contributions[last, 0], frame("orders").live["last_a"])


@pytest.mark.parametrize(("t", "beat", "known"), [(0, 0, 1), (0, 2, 3), (1, 0, 4), (5, 2, 18), (6, 0, 18)])
def test_one_contribution_more_is_known_with_each_beat(t, beat, known):
    values = mark(frame("orders", t, beat), "ledger", "orders").channels["values"]
    assert np.isfinite(values).sum() == known


def test_the_first_order_is_ada_ben_cho():
    order = figure(frame("orders"), "staircase").title["values"]["order"]["values"]
    assert list(order.values()) == ["coalition.a", "coalition.b", "coalition.c"]


# coalitions


def test_the_weights_are_the_part_of_all_orders_that_walk_along_an_edge():
    found, walk = contributions_of_game(MEANS), orders_of_game(MEANS)
    for player_, (without, weights) in enumerate(zip(found.without, found.weights, strict=True)):
        before = [sum(1 << other for other in order[: list(order).index(player_)]) for order in walk.orders.tolist()]
        np.testing.assert_allclose(weights, [before.count(coalition) / N_ORDERS for coalition in without])
    np.testing.assert_allclose(found.weights[0], [2 / 6, 1 / 6, 1 / 6, 2 / 6])


@given(games)
def test_the_pieces_of_each_bar_make_its_share(means):
    worths = dict(zip(game.WORTHS, means[list(game.BY_SIZE)], strict=True))
    shown = frame("coalitions", **worths)
    for k, letter in enumerate("abc"):
        piece = mark(shown, "pieces", f"terms-{k}").channels
        assert (piece["y2"] - piece["y1"]).sum() == pytest.approx(shown.readouts[f"fair_{letter}"], abs=1e-9)
        assert len(piece["y1"]) == N_TERMS


def test_a_piece_its_edge_and_its_row_are_linked():
    shown = frame("coalitions", player="b")
    linked = [
        mark(shown, *where).options["link"]
        for where in (("cube", "joins-1"), ("pieces", "terms-1"), ("table", "terms"))
    ]
    assert linked == ["term_1"] * 3
    product = mark(shown, "table", "terms").channels["values"][:, -1]
    pieces = mark(shown, "pieces", "terms-1").channels
    np.testing.assert_allclose(product, pieces["y2"] - pieces["y1"])


# the promises


@given(games)
def test_shapley_keeps_all_promises_in_every_game(means):
    np.testing.assert_allclose(rules.broken(means)[0], 0, atol=1e-9)


@given(games)
@example(np.array([0.0, 0, 0, 1, 0, 0, 0, 0]))
@example(np.array([0.0, 0, 0, 2, 0, 1, 0, 5]))
def test_each_other_rule_keeps_the_three_promises_that_it_is_said_to_keep(means):
    table = rules.broken(means)
    for row, name in enumerate(rules.RULES):
        for column, promise in enumerate(rules.PROMISES):
            if rules.BREAKS[promise] != name:
                assert abs(table[row, column]) < 1e-9, (name, promise)


def test_each_other_rule_breaks_one_promise_in_the_first_game():
    table = np.abs(rules.broken(MEANS)) > 0.5
    broken = {
        (rule, promise) for i, rule in enumerate(rules.RULES) for j, promise in enumerate(rules.PROMISES) if table[i, j]
    }
    assert broken == {(rule, promise) for promise, rule in rules.BREAKS.items()}


@pytest.mark.parametrize("promise", rules.PROMISES)
def test_the_goal_of_each_step_is_reached_by_the_rule_that_breaks_its_promise_and_by_no_other(promise):
    reached = {rule for rule in rules.RULES if frame(promise, rule=rule).goal.reached}
    assert reached == {rules.BREAKS[promise]}


def test_even_leave_one_out_can_come_out_right_by_chance():
    additive = {"worth_a": 6, "worth_b": 3, "worth_c": 0, "worth_ab": 9, "worth_ac": 6, "worth_bc": 3, "worth_abc": 9}
    shown = frame("efficiency", rule="by_absence", **additive)
    assert not shown.goal.reached and shown.message.text == "message.by_chance"


def test_a_tower_of_shares_below_nothing_goes_down_as_far_as_their_sum():
    shown = frame("efficiency", rule="by_absence", worth_c=30, worth_abc=2)
    assert [shown.readouts[f"share_{letter}"] for letter in "abc"] == [-4, -7, -10]
    pieces = [mark(shown, "tower", f"piece-{k}").channels for k in range(3)]
    assert [(each["y1"][0], each["y2"][0]) for each in pieces] == [(0, -4), (-4, -11), (-11, -21)]
    assert figure(shown, "tower").y.domain[0] <= -21


def test_whoever_comes_later_gets_more_when_more_is_earned_together():
    twins = rules.twins(MEANS)
    assert twins[3] > twins[1] + twins[2]
    assert rules.by_arrival(twins)[1] > rules.by_arrival(twins)[0]


def test_twins_and_a_guest_stay_what_they_are_when_their_bars_are_dragged():
    opened = player("symmetry")
    opened.gesture("set_twin", Gesture(1, 0.0, 11.0, True))  # B
    opened.gesture("set_twin", Gesture(4, 0.0, 13.0, True))  # AC
    shown = mark(opened.frame(), "game", "tops").channels["y"]
    assert (shown[0], shown[1], shown[4], shown[5]) == (11, 11, 13, 13)
    opened = player("dummy")
    opened.gesture("set_with_guest", Gesture(4, 0.0, 8.0, True))  # AC: as high as A
    opened.gesture("set_with_guest", Gesture(2, 0.0, 8.0, True))  # C alone: nothing to set
    shown = mark(opened.frame(), "game", "tops").channels["y"]
    assert (shown[0], shown[2], shown[4]) == (8, 0, 8)


def test_in_proportion_shares_out_everything_treats_twins_alike_and_gives_a_guest_nothing():
    row = rules.broken(MEANS)[list(rules.RULES).index("in_proportion")]
    np.testing.assert_allclose(row[:3], 0, atol=1e-12)
    assert abs(row[3]) > 1


def test_the_means_so_far_are_said_of_what_has_come_and_at_the_end_of_all_orders():
    under_way, end = frame("orders", t=4), frame("orders", t=6)
    said, last = figure(under_way, "shares").summary, figure(end, "shares").summary
    assert (said["key"], last["key"]) == ("summary.so_far", "summary.all_orders")
    assert said["values"]["a"] + said["values"]["b"] + said["values"]["c"] != pytest.approx(under_way.live["pay_off"])
    assert last["values"]["a"] + last["values"]["b"] + last["values"]["c"] == pytest.approx(end.live["pay_off"])
