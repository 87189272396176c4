"""What the words say about weights in hand, the surface and the outline, as assertions."""

import numpy as np
import pytest

from lessons.hidden_layers.landscape import landscape
from lessons.hidden_layers.maps import boundary_sides, pictures
from lessons.hidden_layers.problem import VIEW, problem
from lessons.hidden_layers.training import network_of
from tests.lessons.hidden_layers import at, mark

pytestmark = pytest.mark.lesson("hidden-layers")


def first_line(player):
    """Foot and direction of the line of the first hidden unit."""
    network = network_of(player.settings, player.moment().state.params)
    w, b = network.layers[0].weights[:, 0], network.layers[0].biases[0]
    return -b * w / (w @ w), w / np.hypot(*w)


def changed(code, value, t=0):
    return at("weights", t, edits=[[t, 1, code, value]])


def test_a_first_layer_weight_turns_the_line_its_bias_shifts_it_and_a_later_weight_leaves_it():
    foot, direction = first_line(at("weights"))
    assert not np.allclose(first_line(changed(0, 3.0))[1], direction)
    shifted, same = first_line(changed(90, 1.0))
    assert not np.allclose(shifted, foot) and np.allclose(same, direction)
    np.testing.assert_array_equal(first_line(changed(100, 5.0))[1], direction)


@pytest.mark.parametrize("code", [0, 1, 10, 11])
def test_training_repairs_a_broken_weight_of_the_first_layer(code):
    assert at("weights", 200).moment().state.train_score == 1
    broken = changed(code, 0.0, t=200)
    assert broken.moment().state.train_loss > 1.5 * at("weights", 200).moment().state.train_loss
    broken.seek(500)
    assert broken.moment().state.train_score == 1


def test_a_unit_without_weights_has_a_picture_of_one_colour():
    player = at("weights", 50, edits=[[50, 1, 0, 0.0], [50, 2, 10, 0.0]])
    unit = pictures(player.settings, player.moment().state.params).units[2]
    assert np.ptp(unit) < 1e-12


def test_the_slope_of_the_weight_held_is_what_a_nudge_measures():
    player = at("weights", 40)
    slope, value = (player.frame().readouts[name] for name in ("held_slope", "held_value"))
    losses = [changed(0, float(f"{value + h:.4g}"), t=40) for h in (-0.01, 0.01)]
    low, high = (one.moment().state for one in losses)
    assert (high.train_loss - low.train_loss) / (high.params[0] - low.params[0]) == pytest.approx(slope, rel=0.02)


def test_a_plane_through_two_weights_has_more_than_one_valley():
    losses = landscape(at("surface", 30).moment()).losses
    walled = np.pad(losses, 1, constant_values=np.inf)
    n = len(losses)
    around = [walled[1 + dy : n + 1 + dy, 1 + dx : n + 1 + dx] for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
    assert np.all([losses < one for one in around], axis=0).sum() >= 2


def test_the_plane_of_the_path_holds_most_of_it():
    assert landscape(at("surface", 60, plane="path").moment()).explained > 0.9


def test_the_dot_walks_on_the_surface_where_the_surface_was_made():
    player = at("surface", 40)
    dot = mark(player, "surface", "here").channels
    assert dot["z"][0] == pytest.approx(player.moment().state.train_loss)


def test_other_seeds_of_the_start_agree_near_the_points_and_differ_far_away():
    """The same data, other first weights: a later branch of the seed would change the data, so they are set by hand."""
    player = at("predict", 600)
    task = problem(player.settings)
    xs = np.linspace(*VIEW, 100)
    x, y = np.meshgrid(xs, xs)
    away = np.sqrt(((np.stack([x, y], -1)[..., None, :] - task.points[: task.n_train]) ** 2).sum(-1)).min(-1)
    sides = []
    for start in range(4):
        rng = np.random.default_rng(start)
        codes = [10 * row + unit for row in (0, 1) for unit in range(6)]
        edits = [[0, n + 1, code, round(float(rng.normal()), 3)] for n, code in enumerate(codes)]
        other = at("predict", 600, edits=edits)
        network = network_of(other.settings, other.moment().state.params)
        shown = pictures(other.settings, other.moment().state.params)
        sides.append(boundary_sides(network, task, shown.output))
    differ = np.ptp(sides, axis=0) > 0
    assert differ[away < 0.15].mean() < differ[away > 0.5].mean() / 2
