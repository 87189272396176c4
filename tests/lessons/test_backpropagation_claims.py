"""What the words of steps 1 to 8 claim, each as an assertion about what the lesson computes.

The small network is typed once more in tests/lessons/backpropagation.py and worked out by NumPy's own formulas.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.backpropagation.layout import number_spots
from lessons.backpropagation.lesson import LESSON
from lessons.backpropagation.program import program
from lessons.backpropagation.why import NUMBERS, SMALL
from lessons.kit.lesson import Gesture
from lessons.kit.player import Player
from tests.lessons.backpropagation import B1, B2, W1, W2, X, at, last, losses, mark, message

pytestmark = pytest.mark.lesson("backpropagation")
Z = X @ W1 + B1
H = np.tanh(Z)
OUTPUT = H @ W2 + B2


# 1 and 2: every number has its place, forward


def test_nine_numbers_can_be_learned_and_a_round_needs_36_lines():
    numbers = at("graph").readouts
    assert (numbers["n_params"], numbers["operations"], numbers["done"]) == (9, 36, 0)


def test_before_anything_is_computed_moving_x1_changes_nothing_else():
    one, other = at("graph").live, at("graph", x1=2.0).live
    assert {name for name in one if not np.array_equal(one[name], other[name], equal_nan=True)} == {"x1"}


def test_each_press_does_one_line_and_after_twelve_the_network_has_answered():
    player = Player(LESSON, "forward")
    for line in range(13):
        assert (player.t, player.beat, player.frame().readouts["done"]) == (0, line, line)
        known = player.frame().readouts["output_1"]
        assert np.isfinite(known) == (line == 12)
        player.advance(1)
    assert (player.t, player.beat) == (1, 0)


def test_the_first_line_is_a_weight_times_a_value():
    live = at("forward", beat=1).live
    assert (live["left"], live["right"], live["result"]) == (0.5, 1.0, 0.5)
    assert_allclose(at("forward", beat=3).live["result"], Z[0], rtol=1e-12)


def test_h2_ends_up_below_zero():
    live = last("forward").live
    assert_allclose(-0.3 * 1 + 0.6 * (-0.5) - 0.2, live["z_h2"], rtol=1e-12)
    assert_allclose([live["z_h2"], live["a_h2"]], [-0.8, -0.664], atol=5e-4)
    assert_allclose([live["a_h1"], live["a_h2"]], H, rtol=1e-12)
    assert_allclose([live["z_y"], live["a_y"]], [OUTPUT, OUTPUT], rtol=1e-12)  # the output does not bend


def test_back_undoes_the_lines_one_by_one():
    player = Player(LESSON, "forward")
    frames = [repr(player.frame())]
    for _ in range(20):
        player.advance(1)
        frames.append(repr(player.frame()))
    for line in reversed(range(20)):
        player.advance(-1)
        assert repr(player.frame()) == frames[line]


# 3: the loss


def test_the_loss_is_the_square_and_its_slope_twice_the_difference():
    live = at("loss").live
    assert_allclose([live["loss"], live["d_y"]], [OUTPUT**2, 2 * OUTPUT], rtol=1e-12)
    for target, sign in ((OUTPUT, 0), (OUTPUT + 0.5, -1), (OUTPUT - 0.5, 1)):
        slope = at("loss", y1=float(target)).live["d_y"]
        assert np.sign(np.round(slope, 12)) == sign


# 4 and 5: backward and update


def test_the_hidden_unit_with_the_weaker_weight_gets_the_larger_delta():
    live = last("backward").live
    assert abs(W2[1]) > abs(W2[0])
    deltas = 2 * OUTPUT * W2 * (1 - H**2)
    assert_allclose([live["d_h1"], live["d_h2"]], deltas, rtol=1e-12)
    assert_allclose(deltas, [1.259, -0.942], atol=5e-4)
    assert_allclose([live["slope_h1"], live["slope_h2"]], [0.961, 0.559], atol=5e-4)


def test_the_chain_of_four_factors_is_the_derivative_of_the_first_weight():
    live = last("backward").live
    chain = live["d_y"] * live["old_h1_y"] * live["slope_h1"] * live["x1"]
    assert_allclose(chain, live["g_x1_h1"], rtol=1e-12)
    h = 1e-6

    def loss(w):
        return (np.tanh(X @ np.array([[w, W1[0, 1]], W1[1]]) + B1) @ W2 + B2) ** 2

    assert_allclose(chain, (loss(0.5 + h) - loss(0.5 - h)) / (2 * h), rtol=1e-8)


def test_backward_has_fourteen_lines_and_update_nine():
    assert [Player(LESSON, step).beats_at(0) - 1 for step in ("forward", "backward", "update")] == [12, 14, 9]


def test_all_derivatives_are_there_before_anything_moves():
    start, end = at("update"), last("update")
    gradients = [name for name in end.live if name.startswith("g_")]
    assert len(gradients) == 9
    assert all(start.live[name] == end.live[name] for name in gradients)
    assert_allclose(end.live["w_x1_h1"], 0.5 - 0.1 * end.live["g_x1_h1"], rtol=1e-12)


def test_a_rate_of_0_1_lowers_the_loss_and_0_5_jumps_over_the_target():
    small, large = last("update").readouts, last("update", learning_rate=0.5).readouts
    assert_allclose([small["loss"], small["loss_after"]], [0.876, 0.135], atol=5e-4)
    assert_allclose(large["loss_after"], 1.534, atol=5e-4)
    assert message(last("update")) == "message.fell"
    assert message(last("update", learning_rate=0.5)) == "message.rose"
    before, after = (at("forward", t=t, beat=12, learning_rate=0.5).readouts["output_1"] for t in (0, 1))
    assert before > 0 > after  # on the other side of the target 0


# 6: round after round


def test_xor_stays_above_0_6_for_50_updates_and_is_solved_after_104():
    loss = losses("run", 400)
    assert loss[:51].min() > 0.6
    assert np.flatnonzero(loss < 0.01)[0] == 104 and loss[-1] < 1e-6
    assert at("run", t=104).goal.reached and not at("run", t=103).goal.reached


def test_the_solved_network_answers_all_four_samples():
    outputs = mark(at("run", t=400), "outputs", "outputs").channels["value"]
    assert_allclose(outputs, [-1, 1, 1, -1], atol=1e-3)


def test_relu_sticks_at_0_67_and_a_rate_of_0_3_does_not_get_there():
    assert_allclose(losses("run", 400, activation="relu")[-1], 0.67, atol=0.005)
    assert losses("run", 400, learning_rate=0.3).min() > 0.01


def test_with_relu_hidden_units_are_flat_for_some_samples():
    player = Player(LESSON, "run", {"activation": "relu"})
    player.seek(400)
    params = player.moment().state.params
    z = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]]) @ params[:4].reshape(2, 2) + params[4:6]
    assert (z <= 0).any(axis=0).all()


def test_a_learning_rate_that_explodes_ends_in_a_sentence():
    shown = at("run", t=400, learning_rate=50.0, activation="relu")
    assert shown.message.tone == "bad" and message(shown) == "failure.not_finite"


# 7: why this number?


@pytest.mark.parametrize("number", program(SMALL).numbers)
def test_every_number_opens_into_lines_that_end_in_it(number):
    shown = at("why", number=number)
    table = mark(shown, "sums", "sums").channels["values"]
    assert_allclose(table[-1, 3], shown.readouts["value"], rtol=1e-12)
    assert shown.code is not None and shown.code.lines


def test_derivatives_of_weights_that_leave_x2_have_the_opposite_sign_of_their_delta():
    live = last("backward").live
    for unit in ("h1", "h2"):
        assert np.sign(live[f"g_x2_{unit}"]) == -np.sign(live[f"d_{unit}"])
        assert np.sign(live[f"g_x1_{unit}"]) == np.sign(live[f"d_{unit}"])


def test_influence_is_how_fast_the_loss_grows():
    h = 1e-6
    shown = at("why", number="a_h1")
    ahead, behind = ((np.array([H[0] + d, H[1]]) @ W2 + B2) ** 2 for d in (h, -h))
    assert_allclose(shown.readouts["influence"], (ahead - behind) / (2 * h), rtol=1e-7)


def test_a_tap_chooses_the_number_that_stands_there():
    player = Player(LESSON, "why")
    numbers = [number for number in number_spots(SMALL) if not number.startswith("w_")]
    for unit in (75, 92, 140, 180):  # pixels: a phone, a notebook, a large screen
        for number in numbers:
            tap(player, number, unit)
            assert player.settings["number"] == number


def test_what_is_written_above_and_beside_the_small_network_is_not_cut_in_a_narrow_drawing():
    figure = at("saturated").figures[0]
    (left, right), (low, high) = figure.x.domain, figure.y.domain
    unit, half_line = (294 - 12) / (right - left), 6  # pixels: a window of 1024 px
    for x, y, dx, dy in number_spots(SMALL).values():
        assert low * unit - 6 + half_line <= y * unit - dy <= high * unit + 6 - half_line
        assert x * unit + dx + 28 <= right * unit + 6
    y_of = {name: y * unit - dy for name, (_, y, _, dy) in number_spots(SMALL).items()}
    assert y_of["g_x1_h2"] - y_of["w_x2_h1"] >= 2 * half_line  # where the edges cross


def test_after_the_update_a_tap_chooses_the_new_weight():
    player = Player(LESSON, "why", {"number": "w_x2_h2"})
    tap(player, "w_b_h1", 140)
    assert player.settings["number"] == "w_b_h1"


def tap(player, number, unit):
    """A tap where a number of the small network is written, in a drawing of so many pixels a unit."""
    x, y, dx, dy = number_spots(SMALL)[number]
    player.gesture("choose_number", Gesture(0, x + dx / unit, y - dy / unit, True, unit=unit))


def test_a_given_number_says_where_it_comes_from_and_what_uses_it():
    shown = at("why", number="x1")
    assert message(shown) == "message.from_data" and shown.readouts["value"] == X[0]
    assert len(mark(shown, "sums", "sums").channels["values"]) == 2
    assert_allclose(shown.readouts["influence"], W1[0] @ shown_deltas(shown))
    assert message(at("why", number="old_b_h1")) == "message.from_start"
    assert message(at("why", t=3, number="old_b_h1")) == "message.from_before"
    assert at("why", number="old_x1_h1").readouts["value"] == W1[0, 0]
    assert at("why", number="target_1").readouts["value"] == 0.0


def shown_deltas(shown):
    return np.array([shown.live["d_h1"], shown.live["d_h2"]])


def test_the_legend_is_the_same_whichever_number_is_chosen():
    entries = {tuple(m.options["label"] for m in f.marks if "label" in m.options and m.options.get("on", True))
               for number in NUMBERS for f in at("why", number=number).figures if f.id == "graph"}  # fmt: skip
    assert len(entries) == 1


# 8: units that let nothing through


def test_the_sigmoid_is_never_steeper_than_a_quarter_and_tanh_reaches_1():
    for activation, most in (("sigmoid", 0.25), ("tanh", 1.0)):
        slope = mark(at("saturated", activation=activation), "activation", "slope").channels["y"]
        assert_allclose(slope.max(), most, atol=1e-9)
    assert mark(at("saturated", activation="relu"), "activation", "slope").channels["y"][:80].max() == 0


def test_h1_is_saturated_and_h2_is_not():
    shown = at("saturated")
    assert_allclose([shown.live["z_h1"], shown.live["z_h2"]], [15.2, -1.6], rtol=1e-9)
    assert shown.readouts["slope_h1"] < 1e-6 < 0.1 < shown.readouts["slope_h2"]
    assert len(mark(shown, "graph", "flat").channels["x"]) == 1 and message(shown) == "message.flat"
    assert len(mark(at("saturated", weight_scale=1.0), "graph", "flat").channels["x"]) == 0


def test_the_loss_falls_but_h1_learns_nothing():
    player = Player(LESSON, "saturated")
    player.seek(200)
    params = player.moment().history("params")
    moved = np.abs(params[-1] - params[0])
    assert player.moment().history("loss")[-1] < 1e-20
    assert moved[[0, 2, 4]].max() < 1e-6 < 0.1 < moved[6:].max()
