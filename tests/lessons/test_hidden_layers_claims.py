"""What the words of the lesson on hidden layers say, step by step, as assertions."""

import numpy as np
import pytest

from lessons.hidden_layers import goals
from lessons.hidden_layers.goals import dead_units
from lessons.hidden_layers.problem import VIEW, problem
from lessons.hidden_layers.training import network_of
from lessons.kit.figures import Goal
from lessons.kit.text import text
from tests.lessons.hidden_layers import LESSON, at, figure, mark, score

pytestmark = pytest.mark.lesson("hidden-layers")


def reached(player):
    goal = player.frame().goal
    assert goal is not None
    return goal.reached


# Two lines are enough


def test_one_unit_gets_at_most_three_clouds_of_four():
    assert max(score("two-lines", 1000, units_1=1, seed=seed) for seed in range(10)) <= 0.75


def test_two_units_learn_xor_and_about_half_of_the_seeds_get_stuck():
    solved = [score("two-lines", 1000, seed=seed) == 1 for seed in range(10)]
    assert 4 <= sum(solved) <= 6
    assert score("two-lines", 100) == 1


def test_with_three_units_none_of_the_first_ten_seeds_gets_stuck():
    assert [score("two-lines", 300, units_1=3, seed=seed) for seed in range(10)] == [1.0] * 10


def test_the_first_hidden_unit_is_the_formula_and_says_zero_along_its_line():
    player = at("two-lines", 60)
    numbers = player.frame().readouts
    network = network_of(player.settings, player.moment().state.params)
    line = mark(player, "map", "unit-0").channels
    ends = np.column_stack([line["x"], line["y"]])
    assert np.allclose(network.forward(ends).activations[0][:, 0], 0, atol=1e-12)
    point = np.array([[0.3, -0.8]])
    said = np.tanh(point @ [numbers["w_1"], numbers["w_2"]] + numbers["b_1"])
    np.testing.assert_allclose(network.forward(point).activations[0][:, 0], said)


# How many lines make a fence?


def test_one_line_is_little_better_than_guessing_two_make_a_band_and_three_a_triangle():
    tested = {units: [score("fence", 300, of="test", units_1=units, seed=s) for s in range(6)] for units in (1, 2, 3)}
    assert max(tested[1]) <= 0.72
    assert all(0.7 <= one <= 0.86 for one in tested[2])
    assert min(tested[3]) >= 0.95


def test_with_the_identity_all_hidden_units_together_draw_one_straight_line():
    player = at("fence", 100, units_1=5, activation="identity")
    network = network_of(player.settings, player.moment().state.params)
    straight = network.layers[0].weights @ network.layers[1].weights
    points = np.random.default_rng(0).uniform(*VIEW, (50, 2))
    offset = network.layers[0].biases @ network.layers[1].weights + network.layers[1].biases
    np.testing.assert_allclose(network.forward(points).pre_activations[-1], points @ straight + offset)
    assert score("fence", 1000, of="test", units_1=5, activation="identity") < 0.72


# The playground


def test_an_epoch_has_as_many_updates_as_the_words_say():
    numbers = at("playground").frame().readouts
    assert (numbers["n_train"], numbers["n_updates"]) == (150, 15)


def test_without_hidden_layers_the_boundary_of_the_moons_is_straight():
    player = at("playground", 200, n_layers=0)
    network = network_of(player.settings, player.moment().state.params)
    assert len(network.layers) == 1 and score("playground", 400, n_layers=2, units_1=8, units_2=8) > 0.95


def test_a_learning_rate_too_large_stops_with_the_place_and_the_last_good_network():
    player = at("playground", 500, learning_rate=10.0, data="hills", activation="relu")
    state = player.moment().state
    assert state.failure is not None and state.failure["key"] == "failure.not_finite"
    message = player.frame().message
    assert np.isfinite(state.params).all() and message is not None and message.tone == "bad"
    player.advance(-1)
    assert player.moment().state.failure is None


def test_a_rate_of_10_ends_in_one_class_and_explodes_where_numbers_are_learned():
    state = at("playground", 200, learning_rate=10.0).moment().state
    assert state.failure is None and state.train_loss > 2
    assert 0.5 < state.train_score < 0.55  # all of them called one class
    assert at("playground", 50, learning_rate=10.0, data="hills").moment().state.failure is not None


# The bent plane


def test_a_straight_cut_fails_on_the_inputs_and_works_after_the_last_layer():
    for seed in range(4):
        numbers = at("bend", 600, seed=seed).frame().readouts
        assert numbers["straight_inputs"] <= 0.72 and numbers["straight_last"] >= 0.99


def test_two_units_alone_cannot_lift_the_disc_out_and_three_can():
    two, three = (at("bend", 600, n_layers=1, units_1=units).frame().readouts for units in (2, 3))
    assert two["train_loss"] > 0.3 and three["train_loss"] < 0.05


def test_the_cut_is_where_the_output_is_one_half():
    player = at("bend", 200)
    network = network_of(player.settings, player.moment().state.params)
    cut = mark(player, "bent-2", "cut").channels
    hidden = np.column_stack([cut["x"], cut["y"]])
    z = hidden @ network.layers[-1].weights[:, 0] + network.layers[-1].biases[0]
    assert np.allclose(z, 0, atol=1e-9)


def test_the_disc_ends_in_a_part_of_the_layer_that_the_cut_parts_from_the_ring():
    player = at("bend", 600)
    task = problem(player.settings)
    network = network_of(player.settings, player.moment().state.params)
    z = network.forward(task.X[: task.n_train]).pre_activations[-1][:, 0]
    assert ((z > 0) == (task.y[: task.n_train] == 1)).all()
    assert figure(player, "bent-2").size == "large"


# Goals


def test_two_layers_of_six_untangle_the_spirals_within_400_epochs():
    for seed in range(3):
        player = at("spirals", 400, n_layers=2, units_1=6, units_2=6, seed=seed)
        assert player.moment().history("test_score").max() >= 0.95


def test_one_layer_of_eight_does_not_in_1500_epochs_but_does_with_the_sines():
    plain = at("spirals", 1500, units_1=8).moment().history("test_score")
    helped = at("spirals", 1500, units_1=8, use_sin_x1=True, use_sin_x2=True).moment().history("test_score")
    assert plain.max() < 0.95 <= helped.max()


def test_the_large_network_learns_by_heart_and_a_penalty_cures_it():
    sick, cured = at("by-heart", 1000), at("by-heart", 1000, l2=0.01)
    assert sick.frame().readouts["gap"] > 0.15 and not reached(sick)
    assert sick.moment().state.test_loss > 1.5 * sick.frame().readouts["best_test_loss"]
    assert reached(cured)


def test_a_start_without_a_dead_unit_and_one_with():
    assert not reached(at("dead-start"))
    assert reached(at("dead-start", seed=0))


@pytest.mark.parametrize(("seed", "t", "at_start", "now"), [(8, 5, 0, 2), (4, 5, 1, 4), (15, 20, 0, 0), (0, 0, 1, 1)])
def test_the_goal_is_a_unit_dead_at_the_start_and_those_that_die_on_the_way_are_counted_apart(seed, t, at_start, now):
    player = at("dead-start", t, seed=seed)
    frame = player.frame()
    assert (frame.readouts["n_dead_at_start"], frame.readouts["n_dead"]) == (at_start, now)
    assert len(dead_units(player.moment())) == now
    assert frame.goal == Goal(text("goal.dead", n=at_start), at_start > 0)
    player.set({"activation": "leaky_relu"}, branch=True)
    assert player.frame().readouts["n_dead_at_start"] == (at_start if t else 0)


def test_at_the_start_only_units_of_the_second_layer_are_dead_one_in_four():
    found = [dead_units(at("dead-start", seed=seed).moment()) for seed in range(100)]
    units = [one for dead in found for one in dead]
    assert all(one.unit >= 4 for one in units)  # two inputs and two units of the first layer come before
    assert all((one.weights <= 0).all() and one.largest <= 0 for one in units)
    assert 0.18 < len(units) / 400 < 0.32


def test_a_dead_unit_stays_as_it_is_while_nothing_wakes_it_and_leaky_relu_knows_none():
    player = at("dead-start", seed=0)
    (dead, *_) = dead_units(player.moment())
    player.seek(1)
    still = {one.unit: one.weights for one in dead_units(player.moment())}
    if dead.unit in still:
        np.testing.assert_array_equal(still[dead.unit], dead.weights)
    assert not dead_units(at("dead-start", seed=0, activation="leaky_relu").moment())


def test_the_lesson_has_the_steps_that_the_words_promise():
    assert len(LESSON.steps) == 11


def test_a_network_that_has_not_overfitted_yet_is_not_called_cured():
    ill = at("by-heart", 1000).moment()
    score = ill.history("test_score")
    seems_well = (ill.history("train_score") - score <= goals.CURED_GAP) & (score >= goals.CURED_SCORE)
    early = [t for t in range(300, goals.LATE) if seems_well[t]]
    assert early and not any(reached(at("by-heart", t)) for t in early)
    assert not any(reached(at("by-heart", t)) for t in range(goals.LATE, 1001, 25))


@pytest.mark.parametrize("data", ["sine", "hills"])
def test_of_two_kinds_of_regression_points_those_to_test_on_are_hollow(data):
    figure = next(one for one in at("playground", 0, data=data).frame().figures if one.id == "map")
    hollow = {mark.id: mark.options.get("hollow", False) for mark in figure.marks if mark.id in ("train", "test")}
    assert hollow == {"train": False, "test": True}
