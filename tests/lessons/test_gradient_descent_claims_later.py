"""What the words of steps 7 to 11 claim, each as an assertion about what the lesson computes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.lessons.gradient_descent import (
    LIMIT,
    ONE_OFF,
    STEEPEST,
    X,
    Y,
    channel,
    frame,
    losses,
    message,
    numbers,
    opened,
)

pytestmark = pytest.mark.lesson("gradient-descent")

# 7: too large a step


def test_the_limit_is_two_over_the_largest_eigenvalue():
    at = numbers("too-large")
    assert_allclose(at["rate_limit"], LIMIT, rtol=1e-12)
    assert_allclose(LIMIT, 0.1479, atol=0.00005)
    assert_allclose(at["lambda_max"], 13.525, atol=0.0005)
    assert at["learning_rate"] == 0.14
    assert_allclose(at["factor"], 1 - 0.14 * at["lambda_max"], rtol=1e-12)


@pytest.mark.parametrize(
    ("rate", "said"),
    [(0.07, "message.smooth"), (0.14, "message.zigzag"), (0.15, "message.diverges"), (0.2, "message.diverges")],
)
def test_the_message_knows_what_a_rate_will_do(rate, said):
    assert message("too-large", t=3, learning_rate=rate) == said


def test_just_under_the_limit_the_loss_falls_and_just_over_it_grows():
    under = losses("too-large", [100, 200], learning_rate=round(LIMIT - 0.001, 4))
    over = losses("too-large", [100, 200], learning_rate=round(LIMIT + 0.001, 4))
    assert under[1] < under[0] and over[1] > over[0]


def test_at_0_15_the_loss_grows_6_percent_an_update_and_at_0_2_it_nearly_triples():
    slow, fast = losses("too-large", [100, 101], learning_rate=0.15), losses("too-large", [50, 51], learning_rate=0.2)
    assert_allclose(slow[1] / slow[0], 1.06, atol=0.005)
    assert 2.8 < fast[1] / fast[0] < 3


def test_at_0_2_the_run_ends_at_663_where_the_squares_no_longer_fit():
    shown = frame("too-large", t=1000, learning_rate=0.2)
    said = shown["message"]["text"]
    assert (shown["t"], shown["ended"], said["key"]) == (663, True, "failure.not_finite")
    assert said["values"]["operation"] in ("operation.squares", "operation.mean")
    assert 1e154 < said["values"]["largest"] < np.inf
    assert shown["readouts"]["loss"] is None


def test_after_100_updates_the_zig_zag_is_far_lower_than_the_smooth_run():
    zigzag, smooth = (losses("too-large", [100], learning_rate=rate)[0] for rate in (0.14, 0.07))
    assert zigzag < smooth / 1000


# 8: one sample at a time


def test_a_single_sample_gets_about_as_low_in_as_many_updates():
    single, full = (losses("one-sample", [50, 500], batch_size=size) for size in (1, 5))
    assert_allclose(np.log10(single), np.log10(full), atol=0.5)
    assert numbers("one-sample", t=50, batch_size=1)["epoch"] == 10
    assert numbers("one-sample", t=50, batch_size=5)["epoch"] == 50


def test_a_single_sample_trembles_and_all_five_do_not():
    def rises(size):
        return np.sum(np.diff(losses("one-sample", range(40), batch_size=size)) > 0)

    assert rises(1) > 5 and rises(5) == 0


def test_it_comes_to_rest_on_the_line_but_never_with_a_point_off_it():
    rest, restless = (
        [numbers("one-sample", t=t, batch_size=1, **points) for t in range(480, 501)]
        for points in ({}, {"points": ONE_OFF})
    )
    assert np.ptp([at["w"] for at in rest]) < 1e-4
    assert np.ptp([at["w"] for at in restless]) > 0.05


def test_a_smaller_rate_or_a_larger_batch_calms_it():
    def restlessness(**settings):
        return np.ptp([numbers("one-sample", t=t, points=ONE_OFF, **settings)["w"] for t in range(470, 501)])

    wild = restlessness(batch_size=1, learning_rate=0.02)
    assert restlessness(batch_size=1, learning_rate=0.005) < wild / 2
    assert restlessness(batch_size=5, learning_rate=0.02) < wild / 2


# 9: a race


def arrivals(**settings):
    shown = numbers("race", t=500, **settings)
    return {name.removeprefix("arrived_"): t for name, t in shown.items() if name.startswith("arrived_")}


def test_at_the_first_rate_all_arrive_and_plain_gradient_descent_is_last():
    arrived = arrivals()
    assert numbers("race")["learning_rate"] == 0.01
    assert sorted(arrived, key=lambda name: arrived[name]) == ["nesterov", "momentum", "rmsprop", "adam", "sgd"]


def test_at_0_1_plain_gradient_descent_is_first():
    arrived = {name: t for name, t in arrivals(learning_rate=0.1).items() if t is not None}
    assert min(arrived, key=lambda name: arrived[name]) == "sgd"


def test_standardised_the_bowl_is_round_and_a_single_step_is_enough():
    at = numbers("race", standardise=True)
    assert_allclose([at["lambda_min"], at["lambda_max"], at["rate_limit"]], [2, 2, 1], rtol=1e-12)
    assert arrivals(standardise=True, learning_rate=0.5)["sgd"] == 1
    assert arrivals(learning_rate=0.5)["sgd"] is None


# 10: gradient flow


def test_twelve_starts_fall_into_one_valley_first_and_then_reach_one_bottom():
    start, valley, end = (opened("flow", t=t) for t in (0, 30, 300))
    assert start[0]["readouts"]["n_starts"] == 12 == end[0]["readouts"]["n_arrived"]
    assert np.ptp(places(valley) @ STEEPEST) < np.ptp(places(start) @ STEEPEST) / 100
    assert np.ptp(places(valley) @ [-STEEPEST[1], STEEPEST[0]]) > 1  # still spread along its floor


def places(shown):
    """(n, 2): where the points of the plane are now."""
    return np.stack([channel(shown, "plane", "now", axis) for axis in "xy"], axis=-1)


def test_at_0_14_the_points_leap_over_the_valley_and_at_0_02_they_do_not():
    def side(t, rate):
        return np.sign((places(opened("flow", t=t, learning_rate=rate)) - [1, -1]) @ STEEPEST)

    assert (side(0, 0.14) == -side(1, 0.14)).all()
    assert (side(0, 0.02) == side(1, 0.02)).all()


# 11: check it


def test_the_closed_form_is_the_one_in_the_words():
    w = (np.mean(X * Y) - X.mean() * Y.mean()) / (np.mean(X**2) - X.mean() ** 2)
    at = numbers("check")
    assert_allclose([at["minimum_w"], at["minimum_b"]], [w, Y.mean() - w * X.mean()], atol=1e-12)


def test_the_program_as_printed_ends_nearly_flat_with_a_printed_loss_near_3():
    at = numbers("check", t=500)
    assert abs(at["w"]) < 0.01
    assert_allclose(at["b"], Y.mean(), atol=0.02)
    assert 2.96 <= at["printed_loss"] < 2.97


def test_its_loss_cannot_fall_below_the_variance_of_the_targets():
    pairs = np.array([((w * X[:, None] + b - Y) ** 2).mean() for w in np.linspace(-2, 2, 81) for b in np.arange(-2, 3)])
    assert_allclose(Y.var(), 2.96, rtol=1e-12)
    assert pairs.min() >= Y.var()


def test_the_difference_of_the_shapes_is_5_by_5_and_the_right_answer_is_taken():
    assert (np.zeros((5, 1)) - np.zeros(5)).shape == (5, 5)
    assert message("check", answer="n_by_n") == "message.shape_right"
    assert message("check", answer="n_by_1") == "message.shape_wrong"
    hidden, shown = (frame("check", answer=answer)["figures"][1]["marks"][2] for answer in ("none", "n_by_n"))
    assert hidden["on"] is False and shown.get("on", True) and shown["shape"] == [5, 5]


def test_mended_the_printed_loss_is_the_true_one_and_goes_to_zero():
    at = numbers("check", t=500, target="mended")
    assert_allclose(at["printed_loss"], at["true_loss"], rtol=1e-12)
    assert at["printed_loss"] < 0.001
    assert message("check", target="mended", surface_drawn="loss") == "message.both_mended"


def test_the_board_lies_level_before_the_first_update_on_an_axis_that_can_be_read():
    low, high = frame("check")["figures"][2]["z"]["domain"]
    assert (low, high) == (-0.5, 0.5)
    low, high = frame("check", t=100)["figures"][2]["z"]["domain"]
    heights = channel(opened("check", t=100), "surface", "surface", "values")
    assert np.allclose([low, high], [heights.min(), heights.max()])


def test_the_surface_drawn_as_printed_is_a_flat_board_and_the_mended_one_is_not():
    def bend(**settings):
        heights = channel(opened("check", t=100, **settings), "surface", "surface", "values")
        return np.abs(np.diff(heights, 2, axis=0)).max() + np.abs(np.diff(heights, 2, axis=1)).max()

    assert bend() < 1e-5 < 0.01 < bend(surface_drawn="loss")


def test_a_ring_lies_under_the_sample_that_it_marks():
    data = next(one for one in frame("one-sample", t=3)["figures"] if one["id"] == "data")
    order = [mark["id"] for mark in data["marks"]]
    assert order.index("batch") < order.index("samples")


def test_a_run_that_grows_is_told_in_a_sentence_that_stands_still():
    sentences = [frame("run", t=t, learning_rate=0.2)["message"]["text"] for t in (8, 20)]
    assert sentences[0]["key"] == "message.grew" and sentences[0] == sentences[1]
    first, before, then = losses(
        "run", [0, sentences[0]["values"]["t"] - 1, sentences[0]["values"]["t"]], learning_rate=0.2
    )
    assert before <= 10 * first < then


def test_epochs_count_the_samples_that_were_looked_at():
    told = [numbers("one-sample", t=t, batch_size=2)["epoch"] for t in range(5)]
    assert_allclose(told, [0, 0.4, 0.8, 1.0, 1.4])
    seven = [(float(k), float(k)) for k in range(-2, 5)]
    assert numbers("run", t=20, points=seven)["epoch"] == 20  # all samples at a time, however many there are
