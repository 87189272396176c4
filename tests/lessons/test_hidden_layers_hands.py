"""What hands do in the lesson on hidden layers: weights changed at a time, points of one's own, an outline."""

import json

import numpy as np
import pytest

from lessons.catalogue import load
from lessons.hidden_layers.edits import codes_of
from lessons.hidden_layers.graph import NUMBER, TILE, layout
from lessons.hidden_layers.landscape import landscape
from lessons.hidden_layers.maps import pictures
from lessons.hidden_layers.predict import agreement, inside
from lessons.hidden_layers.training import engine, network_of
from lessons.kit.errors import Refusal
from lessons.session import Session
from tests.lessons.hidden_layers import at, tap

pytestmark = pytest.mark.lesson("hidden-layers")


def params(player):
    return player.moment().state.params


# Weights in hand


def test_to_select_a_weight_puts_the_slider_where_the_weight_is():
    player = at("weights", 40)
    tap(player, "select_weight", 3)
    assert player.settings["weight_value"] == pytest.approx(params(player)[3], abs=0.005)
    assert not player.settings["edits"]


def test_to_type_a_weight_changes_it_now_and_not_before():
    player = at("weights", 40)
    before, later = params(player).copy(), at("weights", 60).moment().state.params
    tap(player, "select_weight", 1)
    player.set({"weight_value": 7.5})
    assert params(player)[1] == 7.5 and np.count_nonzero(params(player) != before) == 1
    player.seek(39)
    np.testing.assert_array_equal(params(player), at("weights", 39).moment().state.params)
    player.seek(60)
    assert not np.allclose(params(player), later)


def test_undo_restores_the_very_same_bytes():
    player = at("weights", 40)
    before = params(player).tobytes()
    for weight, value in ((1, 7.5), (2, -3.0)):
        tap(player, "select_weight", weight)
        player.set({"weight_value": value})
    tap(player, "undo_edit")
    assert params(player)[1] == 7.5
    tap(player, "undo_edit")
    assert params(player).tobytes() == before
    with pytest.raises(Refusal, match="nothing_to_undo"):
        tap(player, "undo_edit")


def test_to_drag_a_slider_is_one_change_and_the_same_weight_typed_again_gives_the_same_map():
    player = at("weights", 10)
    tap(player, "select_weight", 0)
    for value in (1.0, 2.0, 3.0):
        player.set({"weight_value": value, "dragging": True})
    player.set({"weight_value": 3.0, "dragging": False})
    assert player.frame().readouts["n_edits"] == 1
    first = pictures(player.settings, params(player)).units.copy()
    player.set({"weight_value": 4.0})
    player.set({"weight_value": 3.0})
    np.testing.assert_array_equal(pictures(player.settings, params(player)).units, first)


def test_a_changed_run_is_the_same_when_it_is_opened_from_its_address():
    player = at("weights", 40)
    tap(player, "select_bias", 2)
    player.set({"weight_value": -2.0})
    player.seek(90)
    again = at("weights", 90, **json.loads(json.dumps(player.settings)))
    assert params(again).tobytes() == params(player).tobytes()


def test_a_change_of_a_unit_that_is_no_longer_there_is_left_out():
    assert at("weights", 5, edits=[[0, 1, 7, 3.0]]).frame().readouts["n_edits"] == 1


@pytest.mark.parametrize("rows", [[[0, 1, 2]], [[0, 1, 2, "x"]], [[0.5, 1, 2, 3]], [[0, 1, 2, 99]], "0,1,2,3", 7])
def test_changes_that_make_no_sense_are_refused(rows):
    with pytest.raises(Refusal):
        at("weights", 0, edits=rows)


def test_the_slider_stands_where_the_held_weight_is_also_while_training_moves_it():
    player = at("weights", 0)
    standing = [player.frame().standing["weight_value"], params(player)[0]]
    player.advance(40)
    standing += [player.frame().standing["weight_value"], params(player)[0]]
    assert standing[0] == standing[1] and standing[2] == standing[3]
    assert abs(standing[0] - standing[2]) > 0.1 and standing[0] != player.settings["weight_value"]
    player.set({"weight_value": -3.0})
    assert player.frame().standing["weight_value"] == params(player)[0] == -3.0


# The surface


def test_the_surface_under_the_dot_is_the_loss_of_this_network():
    for plane in ("two", "random", "path"):
        player = at("surface", 30, plane=plane)
        land = landscape(player.moment())
        own = engine(player.settings)
        rows, columns = np.linspace(*land.extent[2:], 41), np.linspace(*land.extent[:2], 41)
        there = network_of(player.settings, land.plane.at(columns[7], rows[33]))
        assert land.losses[33, 7] == pytest.approx(there.loss(own.X, own.y, own.loss))


@pytest.mark.parametrize("plane", ["two", "random", "path"])
def test_a_tap_on_the_surface_sets_the_weights(plane):
    player = at("surface", 30, plane=plane)
    land = landscape(player.moment())
    x, y = land.extent[0] * 0.7 + land.extent[1] * 0.3, land.extent[2] * 0.4 + land.extent[3] * 0.6
    tap(player, "set_weights", 0, x, y)
    np.testing.assert_allclose(landscape(player.moment()).plane.project(params(player)), (x, y), rtol=1e-3, atol=2e-3)
    assert landscape(player.moment()).extent == land.extent  # what is seen stays put under the hand
    tap(player, "undo_edit")
    np.testing.assert_array_equal(params(player), at("surface", 30).moment().state.params)


def test_two_hidden_units_swapped_are_another_network_with_the_same_loss():
    player = at("surface", 30)
    network, own = network_of(player.settings, params(player)), engine(player.settings)
    swapped = network.with_params(network.params)
    swapped.layers[0].block[...] = network.layers[0].block[:, ::-1]
    swapped.layers[1].weights[...] = network.layers[1].weights[::-1]
    assert not np.allclose(swapped.params, network.params)
    assert swapped.loss(own.X, own.y, own.loss) == pytest.approx(network.loss(own.X, own.y, own.loss), rel=1e-12)


# Points of one's own


def test_a_tap_adds_a_point_a_brush_scatters_and_dragging_over_the_edge_deletes():
    player = at("playground", 5, data="own")
    tap(player, "add_point", x=0.5, y=-0.4)
    assert player.settings["points_a"][-1] == (0.5, -0.4)
    player.set({"brush": 6, "draw_class": "c"})
    tap(player, "add_point", x=0.0, y=0.0)
    assert len(player.settings["points_c"]) == 6 and engine(player.settings).problem.n_classes == 3
    tap(player, "move_own_0", 8, 1.3, 0.2)
    assert len(player.settings["points_a"]) == 8


def test_points_are_added_to_drawn_data_too_but_not_to_a_regression():
    player = at("playground")
    tap(player, "add_point", x=0.1, y=0.1)
    assert player.frame().readouts["n_train"] == 151
    player.set({"data": "sine"})
    with pytest.raises(Refusal, match="no_own_in_regression"):
        tap(player, "add_point", x=0.1, y=0.1)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"use_x1": False, "use_x2": False}, "refusal.no_features"),
        ({"data": "own", "points_a": [[0, 0], [1, 1]]}, "refusal.one_class"),
        ({"n_samples": 20, "test_share": 0.8, "seed": 2}, "refusal.one_class_drawn"),
        ({"learning_rate": "fast"}, "refusal.not_a_number"),
        ({"n_layers": 7}, "refusal.out_of_range"),
        ({"units_1": 9}, "refusal.out_of_range"),
        ({"edits": [[0, 1, 2, float("nan")]]}, "refusal.not_a_number"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_the_state_stays(changes, key):
    session = Session()
    before, _ = session.handle({"do": "open", "lesson": "hidden-layers", "step": "playground", "t": 3})
    answer, _ = session.handle({"do": "set", "changes": changes})
    assert not answer["ok"]
    assert (answer["error"] if isinstance(answer["error"], str) else answer["error"]["key"]) == key
    after, _ = session.handle({"do": "seek", "t": 3})
    assert after["frame"]["readouts"] == before["frame"]["readouts"]


# The outline


def test_the_score_is_the_share_of_the_map_on_the_same_side():
    square = ((-1.3, -1.3), (0.0, -1.3), (0.0, 1.3), (-1.3, 1.3))
    left = np.zeros((100, 100), int)
    left[:, :50] = 1
    assert agreement(square, left) > 0.98
    assert agreement(square, 1 - left) < 0.02
    assert np.isnan(agreement(square[:2], left))


def test_a_point_in_a_notch_is_outside():
    notched = ((-1, -1), (1, -1), (1, 1), (0, 0), (-1, 1))
    assert inside(notched, np.array([0.0, 0.0]), np.array([-0.5, 0.5])).tolist() == [True, False]


# Two runs


def test_the_second_run_is_that_of_its_own_settings():
    player = at("two-runs", 30)
    alone = at("playground", 30, **{**player.settings, "optimizer": "adam"})
    np.testing.assert_array_equal(player.moment().state.second.params, params(alone))


def test_adam_halves_the_loss_and_a_penalty_raises_it():
    adam = at("two-runs", 500).frame().readouts
    assert 0.4 < adam["train_loss_2"] / adam["train_loss"] < 0.6
    assert abs(adam["test_score"] - adam["test_score_2"]) <= 0.03
    price = at("two-runs", 500, difference="l2").frame().readouts
    assert price["train_loss_2"] > price["train_loss"]
    large = at("two-runs", 0, difference="initializer").frame().readouts
    assert large["train_loss_2"] > 1.2 * large["train_loss"]


def test_a_branch_may_change_the_optimiser_but_not_the_shape():
    player = at("playground", 20)
    player.set({"optimizer": "adam"}, branch=True)
    player.advance(5)
    assert player.moment().ghost is not None
    with pytest.raises(Refusal, match="branch_of_another_shape"):
        player.set({"units_1": 6}, branch=True)
        player.advance(5)


def test_what_matters_only_to_the_eye_keeps_the_run():
    player = at("playground", 50)
    states = player.run._states
    player.set({"discrete": True, "shown": 3})
    assert player.run._states[50] is states[50]
    player.set({"noise": 0.2})
    assert player.run._states[0] is not states[0]


def test_codes_name_every_parameter_once():
    codes = codes_of((7, 8, 8, 8, 8, 8, 8, 3))
    assert len(set(codes)) == len(codes) == 7 * 8 + 8 + 5 * 72 + 27
    assert codes[0] == 0 and codes_of((2, 2, 1))[4] == 90  # the first bias follows the four weights


def test_the_surface_is_made_every_twenty_epochs_and_after_a_change_by_hand():
    player = at("surface", 47)
    assert landscape(player.moment()).t == 40
    tap(player, "set_weights", 0, 1.0, 1.0)
    assert landscape(player.moment()).t == 47
    prepared, fresh = at("surface", 0), at("surface", 20)
    for t in range(21):
        prepared.seek(t)
        prepared.frame()
    np.testing.assert_array_equal(landscape(prepared.moment()).losses, landscape(fresh.moment()).losses)


@pytest.mark.parametrize("sizes", [(2, 1, 1), (2, 2, 1), (2, 3, 1), (2, 4, 1), (3, 3, 1), (2, 2, 3), (2, 4, 2, 1)])
def test_the_numbers_of_weights_do_not_stand_on_each_other_in_a_small_graph(sizes):
    place = layout(sizes)
    dx, dy = (np.abs(part[:, None] - part) for part in (place.number_x, place.number_y))
    apart = np.maximum(dx / NUMBER[0], dy / NUMBER[1]) + 9 * np.eye(len(dx))
    assert apart.min() > 0.9
    between = place.number_x[:, None] - np.unique(place.x)
    assert np.abs(between).min() > TILE / 2  # and not on a unit's picture


@pytest.mark.parametrize("step", [step.id for step in load("hidden-layers").steps])
@pytest.mark.parametrize("changes", [{"units_1": 5}, {"data": "blobs"}, {"use_product": True}])
def test_a_branch_of_another_shape_is_refused_with_a_sentence(step, changes):
    session = Session()
    assert session.handle({"do": "open", "lesson": "hidden-layers", "step": step, "settings": {}, "t": 3})[0]["ok"]
    before = session.handle({"do": "advance", "n": 0})[0]["frame"]["readouts"]
    answer, _ = session.handle({"do": "set", "changes": changes, "branch": True})
    assert answer["error"] == "refusal.branch_of_another_shape"
    assert session.handle({"do": "advance", "n": 0})[0]["frame"]["readouts"] == before  # nothing is lost
