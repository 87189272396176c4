"""What the words of steps 1 to 5 of the lesson on one neuron claim, each as an assertion about what it computes."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.lessons.one_neuron import frame, gesture, irises, message, numbers, session_at, wrong_by_hand

pytestmark = pytest.mark.lesson("one-neuron")
X, Y = irises()
HAND = {"w1": 1.8, "w2": 2.0, "b": 0.8}

# 1: two flowers, two numbers


def test_a_hundred_irises_are_counted_from_their_mean_in_spreads():
    live = frame("two-flowers")["live"]
    assert numbers("two-flowers")["n"] == len(Y) == 100
    assert_allclose([live["mean_1"], live["mean_2"]], [4.906, 1.676], atol=5e-4)
    assert_allclose([live["std_1"], live["std_2"]], [0.821, 0.423], atol=5e-4)


def test_the_count_of_wrong_flowers_is_that_of_arithmetic():
    for w1, w2, b in [(1.5, -1.0, 1.0), (1.8, 2.0, 0.8), (-2.0, 0.5, 0.3)]:
        assert numbers("two-flowers", w1=w1, w2=w2, b=b)["wrong"] == wrong_by_hand(np.array([w1, w2, b]), X, Y)


def test_the_line_is_at_minus_b_over_the_length_of_w():
    at = numbers("two-flowers", w1=3.0, w2=4.0, b=-2.0)
    assert_allclose([at["norm"], at["distance"]], [5, 0.4])


def test_the_goal_is_open_at_first_and_within_reach_of_the_sliders():
    assert not frame("two-flowers")["goal"]["reached"]
    reached = frame("two-flowers", **HAND)
    assert reached["goal"]["reached"] and reached["readouts"]["wrong"] == 3


def test_no_line_has_fewer_than_3_wrong():
    """Of all lines through two flowers, shifted a hair to each side, for both directions of the arrow."""
    i, j = np.triu_indices(100, 1)
    along = X[j] - X[i]
    apart = np.hypot(*along.T) > 0
    normal = np.stack([along[:, 1], -along[:, 0]], axis=1)[apart]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    level = np.sum(normal * X[i][apart], axis=1)
    scores = normal @ X.T  # (n_lines, 100)
    fewest = 100
    for shift in (1e-9, -1e-9):
        for tilt in (1e-7, -1e-7):  # the two flowers themselves may fall to different sides
            turned = scores + tilt * (np.stack([-normal[:, 1], normal[:, 0]], axis=1) @ X.T)
            wrong = np.sum((turned > (level + shift)[:, None]) != (Y == 1), axis=1)
            fewest = min(fewest, wrong.min(), (100 - wrong).min())
    assert fewest == 3


def test_a_longer_arrow_with_b_0_keeps_the_line_and_spreads_the_scores():
    short, long = (numbers("two-flowers", w1=w, w2=w, b=0.0) for w in (1.0, 2.0))
    assert short["wrong"] == long["wrong"] and short["distance"] == long["distance"] == 0
    assert long["norm"] == 2 * short["norm"]


def test_hands_turn_shift_and_pull():
    session = session_at("two-flowers", w1=2.0, w2=0.0, b=1.0)
    turned = gesture(session, "turn_line", 1.0, 2.0)["settings"]
    assert_allclose(turned["w1"] * 1 + turned["w2"] * 2 + turned["b"], 0, atol=0.03)  # through the hand
    assert_allclose(np.hypot(turned["w1"], turned["w2"]), 2, atol=0.01)
    assert turned["b"] == 1.0
    shifted = gesture(session, "shift_line", 0.5, 0.5)["settings"]
    assert (shifted["w1"], shifted["w2"]) == (turned["w1"], turned["w2"])
    assert_allclose(shifted["b"], -0.5 * (turned["w1"] + turned["w2"]), atol=0.01)
    pulled = gesture(session, "pull_arrow", 0.4, -0.8)["settings"]
    assert (pulled["w1"], pulled["w2"], pulled["b"]) == (1.0, -2.0, shifted["b"])


def test_without_an_arrow_there_is_no_line_and_it_says_so():
    assert message("two-flowers", w1=0.0, w2=0.0) == "message.no_line"
    session = session_at("two-flowers", w1=0.0, w2=0.0, b=1.0)
    assert gesture(session, "turn_line", 1.0, 1.0)["settings"]["w1"] == 0.0


# 2: the cliff


def test_the_belt_is_2_ln_9_over_the_length_of_w():
    at = numbers("cliff")
    assert_allclose(2 * math.log(9), 4.394, atol=5e-4)
    assert_allclose(at["band"], 2 * math.log(9) / at["norm"], rtol=1e-12)
    p = 1 / (1 + np.exp(-(X @ [1.6, 1.6] + 0.2)))
    assert at["unsure"] == np.sum((p > 0.1) & (p < 0.9))
    assert_allclose(at["margin"], np.min((2 * Y - 1) * (X @ [1.6, 1.6] + 0.2)) / at["norm"], rtol=1e-12)
    assert at["margin"] < 0 < at["wrong"]


def test_twice_as_steep_is_the_same_line_with_half_the_belt():
    once, twice = numbers("cliff"), numbers("cliff", steepness=2.0)
    assert_allclose(twice["band"], once["band"] / 2)
    assert (twice["wrong"], twice["margin"]) == (once["wrong"], pytest.approx(once["margin"]))
    assert twice["unsure"] < once["unsure"]


# 3: how wrong?


def test_the_two_losses_and_their_slopes_by_hand():
    at = numbers("how-wrong", score=-4.0)
    p = 1 / (1 + math.exp(4))
    assert_allclose([at["p"], at["value_cross_entropy"], at["value_squared_error"]], [p, -math.log(p), (p - 1) ** 2])
    assert_allclose([at["slope_cross_entropy"], at["slope_squared_error"]], [p - 1, 2 * (p - 1) * p * (1 - p)])
    zero = numbers("how-wrong", score=-4.0, truth="0")
    assert_allclose([zero["value_cross_entropy"], zero["slope_cross_entropy"]], [-math.log(1 - p), p])


def test_sure_and_wrong_the_squared_error_pushes_200_times_less():
    at = numbers("how-wrong", score=-6.0)
    assert -1 < at["slope_cross_entropy"] < -0.99
    assert_allclose(at["ratio"], 200, atol=5)
    assert at["value_squared_error"] < 1 < at["value_cross_entropy"]


def test_cross_entropy_has_no_limit_and_the_squared_error_has():
    far, farther = numbers("how-wrong", score=-4.0), numbers("how-wrong", score=-8.0)
    assert farther["value_cross_entropy"] > far["value_cross_entropy"] + 3.9
    assert far["value_squared_error"] < farther["value_squared_error"] < 1


@pytest.mark.parametrize(("score", "said"), [(-4.0, "surely_wrong"), (0.0, "unsure"), (4.0, "surely_right")])
def test_the_message_knows_how_sure_and_of_what(score, said):
    assert message("how-wrong", score=score) == f"message.{said}"
    assert message("how-wrong", score=-score, truth="0") == f"message.{said}"


# 4: two landscapes, one walk


def wrong(t, **settings):
    at = numbers("two-surfaces", t, **settings)
    return at["wrong_cross_entropy"], at["wrong_squared_error"]


def test_cross_entropy_arrives_by_20_and_the_squared_error_not_before_100_but_by_200():
    assert wrong(0) == (94, 94)
    assert wrong(20) == (6, 94)
    assert wrong(100) == (6, 94)
    assert wrong(200) == (6, 6)
    assert message("two-surfaces", t=100) == "message.stuck"


def test_from_minus_7_500_updates_are_not_enough_for_the_squared_error():
    cross, squared = wrong(500, w1=-7.0, w2=-7.0)
    assert cross == 6 and squared > 50


def test_the_plateau_is_flat_and_bends_down_where_the_bowl_bends_up():
    at = numbers("two-surfaces")
    assert at["slope_squared_error"] < 0.02 < 1 < at["slope_cross_entropy"]
    assert at["bend_squared_error"] < 0 < at["bend_cross_entropy"]
    for w1, w2 in [(-7.0, 2.0), (3.0, 3.0), (0.0, 0.0), (6.0, -6.0)]:
        assert numbers("two-surfaces", w1=w1, w2=w2)["bend_cross_entropy"] > 0


def test_the_walks_are_the_plain_loops():
    for name in ("cross_entropy", "squared_error"):
        w = np.array([-4.0, -4.0])
        for _ in range(30):
            p = 1 / (1 + np.exp(-X @ w))
            pull = p - Y if name == "cross_entropy" else 2 * (p - Y) * p * (1 - p)
            w = w - X.T @ pull / 100
        p = 1 / (1 + np.exp(-X @ w))
        loss = {"cross_entropy": -np.mean(np.log(np.where(Y == 1, p, 1 - p))), "squared_error": np.mean((p - Y) ** 2)}
        assert_allclose(numbers("two-surfaces", 30)[f"loss_{name}"], loss[name], rtol=1e-10)


# 5: let it learn


def test_after_20_updates_6_are_wrong_and_6_stay_wrong_while_the_loss_falls():
    at = [numbers("learn", t) for t in range(20, 501, 20)]
    assert {one["wrong"] for one in at} == {6}
    assert np.all(np.diff([one["loss"] for one in at]) < 0)
    assert numbers("learn")["wrong"] > 90


def test_the_minimum_is_where_the_loss_is_lowest_and_has_6_wrong_too():
    at = numbers("learn", learn_bias=True)
    w = np.array([at["minimum_w1"], at["minimum_w2"], at["minimum_b"]])
    p = 1 / (1 + np.exp(-(X @ w[:2] + w[2])))
    assert_allclose(np.column_stack([X, np.ones(100)]).T @ (p - Y), 0, atol=1e-8)
    assert wrong_by_hand(w, X, Y) == 6
    assert numbers("learn", 500)["loss"] > at["minimum_loss"]


def test_where_a_line_separates_the_weights_never_come_to_rest():
    apart = {"species": "setosa_versicolor"}
    norms = [numbers("learn", t, **apart)["norm"] for t in (100, 200, 300, 400, 500)]
    losses = [numbers("learn", t, **apart)["loss"] for t in (100, 200, 300, 400, 500)]
    assert np.all(np.diff(norms) > 0.1) and np.all(np.diff(losses) < 0) and losses[-1] > 0
    assert numbers("learn", **apart)["minimum_loss"] is None
    assert message("learn", 500, **apart) == "message.separated"


def test_a_learning_rate_far_too_large_is_named_and_never_overflows():
    settings = {"learning_rate": 20.0, "w1": 0.0, "features": "sepals"}
    frames = [frame("learn", t, **settings) for t in (0, 1, 2, 50, 500)]
    losses = [one["readouts"]["loss"] for one in frames]
    assert losses[1] > losses[0] and all(np.isfinite(losses))
    assert message("learn", 1, **settings) == "message.grew"
    sepals, _ = irises(columns=(0, 1))
    assert max(one["readouts"]["slope"] for one in frames) <= np.linalg.norm(sepals, axis=1).mean()


def test_learning_the_bias_too_moves_it_and_ends_lower():
    held, learnt = numbers("learn", 500), numbers("learn", 500, learn_bias=True)
    assert held["b"] == 0 and learnt["b"] > 0.1
    assert learnt["loss"] < held["loss"]
