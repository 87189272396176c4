"""What the words of steps 1 to 4 on gradient flow claim, each as an assertion about what the lesson computes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.gradient_flow import inside
from lessons.gradient_flow.chain import chain
from lessons.gradient_flow.running import engine, plan_of
from tests.lessons.gradient_flow import LESSON, frame, message, numbers, state

pytestmark = pytest.mark.lesson("gradient-flow")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# 1: a chain of derivatives


def test_the_derivative_through_the_chain_is_the_product_of_its_factors():
    own = chain(10, "sigmoid", 1.3, -0.2, 0.7)
    a, z, h = 0.7, [], 1e-5
    for _ in range(10):
        z.append(1.3 * a - 0.2)
        a = sigmoid(z[-1])
    assert_allclose(own.z, z, rtol=1e-12)

    def output(first):
        a = sigmoid(first)
        for _ in range(9):
            a = sigmoid(1.3 * a - 0.2)
        return a

    assert_allclose(own.derivatives[0], (output(z[0] + h) - output(z[0] - h)) / (2 * h), rtol=1e-4)


def test_the_shown_factors_multiply_to_the_derivative_of_the_last_sum_by_the_first():
    own = chain(6, "tanh", 1.4, 0.1, 0.3)
    h = 1e-6

    def last_sum(first):
        z = first
        for _ in range(5):
            z = 1.4 * np.tanh(z) + 0.1
        return z

    z = own.z[0]
    assert_allclose(np.prod(own.factors[:-1]), (last_sum(z + h) - last_sum(z - h)) / (2 * h), rtol=1e-7)


def test_the_slope_of_the_sigmoid_is_never_more_than_a_quarter_and_ten_units_leave_next_to_nothing():
    at = numbers("chain")
    assert at["largest_slope"] < 0.25 and at["factor"] < 0.25
    assert 1e-6 < at["ratio"] < 2e-6 < 0.25**9
    assert message("chain") == "message.chain_vanishes"


def test_tanh_loses_little_and_relu_nothing():
    assert numbers("chain", activation="tanh")["ratio"] > 0.2
    assert numbers("chain", activation="relu")["ratio"] == 1


def test_the_hint_reaches_the_goal_and_a_larger_weight_explodes():
    shown = frame("chain", chain_w=4.0, chain_b=-2.0)
    assert shown["goal"]["reached"] and not frame("chain")["goal"]["reached"]
    assert 0.5 < shown["readouts"]["ratio"] <= 2
    assert_allclose(shown["readouts"]["factor"], 1, atol=0.02)
    assert numbers("chain", activation="relu", chain_w=3.0)["ratio"] > 1e3
    assert not frame("chain", activation="relu")["goal"]["reached"]


# 2: one gradient a layer


def test_the_norms_are_those_of_the_formula():
    own = engine(plan_of(LESSON.settings(LESSON.step("layers"), {})))
    record = own.record(own.fresh().params)
    below = [record.inputs, *record.activations[:-1]]
    for layer, a, delta in zip(record.layers, below, record.deltas, strict=True):
        assert_allclose(layer.weights, a.T @ delta, rtol=1e-10, atol=1e-18)
    at = numbers("layers")
    assert_allclose(at["first"], np.linalg.norm(record.layers[0].block), rtol=1e-12)


def test_ten_sigmoid_layers_weaken_the_first_gradient_80_000_times_and_three_12_times():
    ten, three = (1 / numbers("layers", depth=depth)["ratio"] for depth in (10, 3))
    assert 79_000 < ten < 82_000
    assert 11.5 < three < 12.5
    assert 3 < (ten / three) ** (1 / 7) < 4  # what each further layer costs
    assert message("layers") == "message.vanishing"


@pytest.mark.parametrize("seed", range(5))
def test_with_any_seed_ten_sigmoid_layers_vanish(seed):
    assert numbers("layers", seed=seed)["ratio"] < 1e-4


def test_with_tanh_and_a_small_start_all_layers_are_low_and_alike():
    norms = state("over-time", activation="tanh", start="small", learning_rate=0.1).norms
    assert norms.max() < 1e-4 and norms.max() / norms.min() < 30
    assert message("layers", activation="tanh", start="small") == "message.faint"


def test_a_start_at_zero_has_no_gradient_and_relu_with_a_large_start_a_huge_one():
    assert numbers("layers", activation="tanh", start="zero")["length"] == 0
    assert message("layers", activation="tanh", start="zero") == "message.zero"
    assert numbers("layers", activation="relu", start="large")["length"] > 1000
    assert message("layers", activation="relu", start="large") == "message.exploding"


# 3: while it learns


def test_ten_sigmoid_layers_stay_at_guessing_and_only_the_last_one_moves():
    at = numbers("over-time", 400)
    assert_allclose(at["loss"], np.log(2), atol=1e-5)
    assert at["moved_last"] > 0.05 and at["moved_first"] < 0.001
    assert message("over-time", 400) == "message.stuck"


def test_the_last_layer_learns_the_best_guess_in_the_first_updates_and_nothing_more():
    early, late = (numbers("over-time", t)["moved_last"] for t in (30, 400))
    assert_allclose(early, late, rtol=0.01)


def test_a_larger_rate_does_not_help_but_three_layers_do():
    assert_allclose(numbers("over-time", 400, learning_rate=3.0)["loss"], np.log(2), atol=1e-4)
    assert_allclose(numbers("over-time", 400, depth=3)["loss"], 0.30, atol=0.005)


def test_ten_tanh_layers_learn_and_so_does_adam_with_sigmoids():
    assert_allclose(numbers("over-time", 400, activation="tanh", learning_rate=0.1)["loss"], 0.03, atol=0.005)
    assert numbers("over-time", 400, optimizer="adam", learning_rate=0.01)["loss"] < 0.4
    assert message("over-time", 400, optimizer="adam", learning_rate=0.01) == "message.learnt"


# 4: inside the layers


def test_weights_spread_a_little_while_the_network_learns():
    before, after = (numbers("inside", t)["spread_hidden"] for t in (0, 400))
    assert before < after < 1.5 * before
    assert numbers("inside", 0)["spread_first"] < numbers("inside", 400)["spread_first"]


def last_hidden_means(t):
    """Mean activation of each unit of the last hidden layer for each class, (2, n_units)."""
    settings = LESSON.settings(LESSON.step("inside"), {})
    own = engine(plan_of(settings))
    hidden = inside.numbers_of(own, state("inside", t), "activations")[-2]
    return np.stack([hidden[own.y == k].mean(axis=0) for k in (0, 1)])


def test_the_two_halves_of_the_last_hidden_layer_take_strong_and_opposite_colours():
    before, after = last_hidden_means(0), last_hidden_means(400)
    assert np.abs(before).mean() < 0.2 < 0.6 < np.abs(after).mean()
    assert (np.sign(after[0]) == -np.sign(after[1])).all()
    assert len(inside.shown_samples()) == 30


def test_a_small_start_shrinks_activations_to_0_28_in_each_layer():
    settings = LESSON.settings(LESSON.step("inside"), {"start": "small"})
    sizes = [
        a.std() for a in inside.numbers_of(engine(plan_of(settings)), state("inside", start="small"), "activations")
    ]
    per_layer = (sizes[4] / sizes[0]) ** (1 / 4)
    assert_allclose(per_layer, 0.1 * np.sqrt(8), rtol=0.1)
    assert_allclose(0.1 * np.sqrt(8), 0.28, atol=0.005)


def test_the_histograms_count_every_number_of_each_layer():
    own = state("inside", 3)
    weights, activations, gradients = own.histograms
    assert_allclose(weights.sum(axis=1), [16, 64, 64, 64, 64, 8])
    assert_allclose(gradients.sum(axis=1), weights.sum(axis=1))
    assert_allclose(activations.sum(axis=1), 120 * np.array([8, 8, 8, 8, 8, 1]))
