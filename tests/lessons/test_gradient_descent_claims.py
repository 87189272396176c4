"""What the words of steps 1 to 6 claim, each as an assertion about what the lesson computes.

Where a figure has another source than this code (arithmetic by hand, NumPy's own least squares, the eigenvalues of a
two-by-two matrix), it is compared with that.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.session import Session
from tests.lessons.gradient_descent import HESSIAN, ONE_OFF, X, Y, channel, frame, losses, message, numbers, opened

pytestmark = pytest.mark.lesson("gradient-descent")

# 1 to 3: five points and a line, every line is a point, the loss surface


def test_the_loss_is_the_mean_area_of_the_squares():
    shown = frame("five-points", w0=0.5, b0=0.25)
    areas = [shown["live"][f"square_{i}"] for i in range(5)]
    assert_allclose(areas, (Y - (0.5 * X + 0.25)) ** 2, rtol=1e-12)
    assert_allclose(shown["readouts"]["loss"], np.mean(areas), rtol=1e-12)


def test_at_zero_the_loss_is_3_6_and_the_goal_is_open():
    shown = frame("five-points")
    assert_allclose(shown["readouts"]["loss"], 3.6, rtol=1e-12)
    assert not shown["goal"]["reached"]
    assert frame("five-points", w0=0.9, b0=-0.7)["goal"]["reached"]


def test_one_large_miss_outweighs_many_small_ones():
    five_small = numbers("five-points", w0=1.0, b0=0.0)["loss"]  # every point is missed by 1
    one_large = numbers("five-points", w0=1.0, b0=-1.0, points=[[-1, -2], [1, 0], [2, 1], [3, 2], [4, -2]])["loss"]
    assert_allclose([five_small, one_large], [1, 5])  # missed by 5 in all, and 5 times the loss


def test_good_lines_form_a_narrow_band_from_the_upper_left_to_the_lower_right():
    along, across = (numbers("every-line", w0=1 + w, b0=-1 + b)["loss"] for w, b in [(-0.3, 0.96), (0.96, 0.3)])
    assert along < 0.5 and across > 10 * along


def test_lowering_a_line_that_is_too_steep_takes_back_half_of_its_loss():
    steep, lowered = (numbers("every-line", w0=1.5, b0=b)["loss"] for b in (-1.0, -1 - 0.5 * X.mean()))
    assert_allclose(lowered / steep, 0.5, atol=0.03)


def test_the_bottom_is_at_1_and_minus_1_with_loss_0():
    at = numbers("surface")
    assert_allclose([at["minimum_w"], at["minimum_b"]], np.polyfit(X, Y, 1), atol=1e-12)
    assert_allclose([at["minimum_w"], at["minimum_b"], at["minimum_loss"]], [1, -1, 0], atol=1e-12)


def test_there_is_one_valley_only():
    at = numbers("surface")
    assert 0 < at["lambda_min"] < at["lambda_max"]


def test_the_bottom_leaves_zero_when_the_points_are_not_in_a_row():
    assert numbers("surface", points=ONE_OFF)["minimum_loss"] > 0.5


# 4: which way is down?


def test_the_gradient_is_what_the_formulas_say():
    at = numbers("gradient", w0=0.3, b0=-0.4)
    error = Y - (0.3 * X - 0.4)
    assert_allclose(at["gradient_w"], -2 / 5 * np.sum(error * X), rtol=1e-12)
    assert_allclose(at["gradient_b"], -2 / 5 * np.sum(error), rtol=1e-12)
    assert_allclose(at["numeric_w"], at["analytic_w"], rtol=1e-9)


def cosine_to_the_bottom(w, b):
    at = numbers("gradient", w0=w, b0=b)
    down = -np.array([at["gradient_w"], at["gradient_b"]])
    way = np.array([at["minimum_w"] - w, at["minimum_b"] - b])
    return down @ way / np.linalg.norm(down) / np.linalg.norm(way)


def test_downhill_does_not_point_at_the_bottom_except_on_the_axes_of_the_bowl():
    assert cosine_to_the_bottom(0, 0) < 0.7
    for direction in np.linalg.eigh(HESSIAN)[1].T:
        w, b = np.array([1, -1]) + direction
        assert cosine_to_the_bottom(w, b) > 0.999999


def test_the_broken_formula_is_caught_but_not_at_the_bottom():
    assert message("gradient") == "message.agree"
    assert message("gradient", broken=True) == "message.disagree"
    assert message("gradient", broken=True, w0=1.0, b0=-1.0) == "message.agree"


def test_the_arrows_of_a_broken_formula_are_not_called_the_gradient():
    for broken in (False, True):
        plane = frame("gradient", broken=broken)["figures"][0]
        arrows = {mark["id"]: mark["label"] for mark in plane["marks"] if mark["id"] in ("downhill", "uphill")}
        said = [arrows["downhill"]["key"], arrows["uphill"], frame("gradient", broken=broken)["summaries"][0]["key"]]
        assert [key.endswith("_broken") for key in said] == [broken] * 3


def test_only_the_factor_x_is_missing_in_the_broken_formula():
    at = numbers("gradient", broken=True)
    assert_allclose([at["analytic_w"], at["analytic_b"]], [-1.6, -1.6], rtol=1e-12)
    assert_allclose(at["numeric_w"], -8.8, rtol=1e-9)


# 5: one step in four beats


def test_the_first_step_is_the_learning_rate_times_the_gradient():
    before, update = numbers("one-step"), numbers("one-step", beat=3)
    assert before["learning_rate"] == 0.05
    assert_allclose([before["gradient_w"], before["gradient_b"]], [-8.8, -1.6], rtol=1e-12)
    assert_allclose([update["next_w"], update["next_b"]], [0.05 * 8.8, 0.05 * 1.6], rtol=1e-12)
    after = numbers("one-step", t=1)
    assert_allclose([after["w"], after["b"]], [update["next_w"], update["next_b"]], rtol=1e-12)


def test_the_landing_point_stays_hidden_until_the_fourth_beat():
    assert [numbers("one-step", beat=beat)["guess_distance"] is None for beat in range(4)] == [True, True, True, False]
    assert message("one-step", beat=3, guess_w=0.44, guess_b=0.08) == "message.guess_near"
    assert message("one-step", beat=3) == "message.guess_far"


def test_the_guess_is_about_the_first_step_and_every_later_landing_is_hidden_again():
    first = numbers("one-step", beat=3)["guess_distance"]
    later = [numbers("one-step", t=1, beat=beat) for beat in range(4)]
    assert_allclose([at["guess_distance"] for at in later], first)
    for name in ("next_w", "next_b", "step_length"):
        assert [at[name] is None for at in later] == [True, True, True, False], name
    assert numbers("one-step", t=1, reveal=True)["next_w"] is not None


@pytest.mark.parametrize(("w", "b"), [(0, 0), (2.2, -1), (1, 0.3), (1.01, -1)])
def test_the_arrows_uphill_and_downhill_are_both_seen_to_their_heads(w, b):
    shown = opened("gradient", w0=w, b0=b)
    plane = next(one for one in shown[0]["figures"] if one["id"] == "plane")
    for name in ("uphill", "downhill"):
        for end, axis in (("x2", "x"), ("y2", "y")):
            low, high = plane[axis]["domain"]
            assert low <= channel(shown, "plane", name, end)[0] <= high, name


def test_the_words_tell_where_this_run_began():
    for step in ("one-step", "run"):
        live = frame(step, t=7, w0=2.0, b0=0.5, points=ONE_OFF)["live"]
        x, y = np.array(ONE_OFF, float).T
        missed = y - (2 * x + 0.5)
        assert_allclose([live["start_w"], live["start_b"], live["start_loss"]], [2, 0.5, np.mean(missed**2)])
        slope = [live["start_gradient_w"], live["start_gradient_b"]]
        assert_allclose(slope, [-2 * np.mean(missed * x), -2 * np.mean(missed)], rtol=1e-12)


# 6: let it run


def test_ten_updates_leave_a_fifth_and_five_hundred_leave_about_a_ten_thousandth():
    first, after_ten, last = losses("run", [0, 10, 500])
    assert_allclose(first, 3.6, rtol=1e-12)
    assert_allclose(after_ten / first, 0.2, atol=0.01)
    assert_allclose(last, 0.0001, atol=0.00001)


def test_each_update_is_an_epoch_and_keeps_the_same_98_3_percent():
    assert numbers("run", t=123)["epoch"] == 123
    loss = losses("run", range(100, 501, 50))
    assert_allclose((loss[1:] / loss[:-1]) ** (1 / 50), 0.983, atol=0.0005)


def test_first_steep_then_slow():
    first, second = (losses("run", times) for times in ([0, 20], [20, 40]))
    assert first[1] / first[0] < 0.2 < 0.6 < second[1] / second[0]


def test_a_branch_at_50_with_rate_0_1_overtakes_the_old_run():
    session = Session()
    session.handle({"do": "open", "lesson": "gradient-descent", "step": "run", "t": 50})
    session.handle({"do": "set", "changes": {"learning_rate": 0.1}, "branch": True})
    answer, _ = session.handle({"do": "seek", "t": 100})
    assert answer["frame"]["branches"] == [{"t": 50, "changes": {"learning_rate": 0.1}}]
    assert answer["frame"]["readouts"]["loss"] < numbers("run", t=100)["loss"] / 1000
    ghost = next(mark for mark in answer["frame"]["figures"][1]["marks"] if mark["id"] == "ghost")
    assert ghost.get("on", True) and ghost["dash"]
