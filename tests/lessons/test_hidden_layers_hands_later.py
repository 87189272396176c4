"""More of what hands do in the lesson on hidden layers: undo, the free network in hand, what a step does not offer."""

import numpy as np
import pytest

from lessons.catalogue import load
from lessons.hidden_layers.edits import codes_of
from lessons.hidden_layers.maps import pictures
from lessons.kit.lesson import Gesture
from tests.lessons.hidden_layers import at, figure, mark, tap

pytestmark = pytest.mark.lesson("hidden-layers")


def params(player):
    return player.moment().state.params


def said(player):
    """The key of the message on screen, or None."""
    message = player.frame().message
    return message and (message.text if isinstance(message.text, str) else message.text["key"])


def test_undo_goes_back_by_one_typed_value():
    player = at("weights", 10)
    for value in (1.5, -2.0, 3.0):
        player.set({"weight_value": value})
    assert player.frame().readouts["n_edits"] == 3
    for value in (-2.0, 1.5):
        tap(player, "undo_edit")
        assert params(player)[0] == value


def test_undo_goes_back_by_one_tap_or_one_whole_drag_on_the_surface():
    player = at("surface", 10)
    tap(player, "set_weights", 0, 1.0, 1.0)
    first = params(player).tobytes()
    tap(player, "set_weights", 0, -1.0, 1.0)
    tap(player, "undo_edit")
    assert params(player).tobytes() == first
    for x in (0.5, 0.0, -0.5):
        player.gesture("set_weights", Gesture(0, x, 0.0, False))
    player.gesture("set_weights", Gesture(0, -0.5, 0.0, True))
    tap(player, "undo_edit")
    assert params(player).tobytes() == first


def test_a_weight_of_the_free_network_can_be_typed_and_undone():
    player = at("playground", 20)
    before = params(player).tobytes()
    tap(player, "select_weight", 9)
    player.set({"weight_value": 2.5})
    assert 2.5 in params(player) and player.frame().standing["weight_value"] == 2.5
    tap(player, "undo_edit")
    assert params(player).tobytes() == before


def test_in_a_wide_layer_the_unit_brought_out_has_the_number_of_its_bias():
    player = at("playground", 5, units_1=8)
    numbers = mark(player, "network", "bias_numbers")
    assert len(numbers.channels["value"]) == 0
    tap(player, "show_unit", 4)  # after two inputs, the third unit of the first layer
    index = codes_of((2, 8, 2, 1)).index(92)
    np.testing.assert_array_equal(mark(player, "network", "bias_numbers").channels["value"], params(player)[[index]])


@pytest.mark.parametrize("step", ["bend", "predict"])
def test_heights_are_not_offered_where_classes_are_needed_and_a_link_to_them_says_so(step):
    offered = next(one for one in load("hidden-layers").describe()["steps"] if one["id"] == step)["offers"]["data"]
    assert "moons" in offered and not {"sine", "hills"} & set(offered)
    player = at(step, 5, data="sine", reveal=True, outline=[[0, 0], [1, 0], [1, 1]])
    assert said(player) == "message.no_classes"
    assert np.isnan(player.frame().readouts.get("agreement", np.nan))


def test_the_bent_plane_says_what_it_does_not_show():
    assert said(at("bend", 5, n_layers=0)) == "message.nothing_bent"
    assert said(at("bend", 5, n_layers=6)) == "message.last_layers"
    assert said(at("bend", 5)) is None


def test_each_unit_can_be_shown_large_in_place_of_what_stands_there():
    player = at("playground", 5, data="blobs")
    units = mark(player, "network", "units")
    place, shown = units.options["enlarged"], pictures(player.settings, params(player))
    assert len(place["titles"]) == len(units.channels["values"]) == 2 + 4 + 2 + 3
    assert mark(player, place["figure"], place["mark"]).type == "regions"
    low, high = place["extent"][:2]
    x = np.linspace(low, high, units.channels["values"].shape[2])
    large = shown.layers[0][0, 0]  # what the first input says along a row is x₁ itself
    np.testing.assert_allclose(x, large[np.abs(large[:, None] - x).argmin(axis=0)], rtol=1e-5)
    np.testing.assert_allclose(units.channels["values"][0, 0], x / x.max(), rtol=1e-5)
    assert place["now"] == -1 and len(shown.units) == 11
    tap(player, "show_unit", 9)
    assert mark(player, "network", "units").options["enlarged"]["now"] == 9
    ground = mark(player, "map", "ground")
    np.testing.assert_array_equal(ground.channels["values"], pictures(player.settings, params(player)).output[1])


def test_the_only_output_is_what_stands_there_until_another_unit_is_brought_out():
    player = at("playground", 5)
    assert mark(player, "network", "units").options["enlarged"]["now"] == 8
    tap(player, "show_unit", 8)
    assert figure(player, "map").title == "figure.map"
    tap(player, "show_unit", 3)
    assert mark(player, "network", "units").options["enlarged"]["now"] == 3


def test_what_would_take_back_nothing_of_an_outline_is_not_offered():
    player = at("predict")
    assert player.frame().disabled == ("undo_corner", "clear_outline")
    player.set({"reveal": True})
    assert player.frame().disabled == ("undo_corner",)  # to draw anew hides the network again
    tap(player, "add_corner", 0, 0.5, 0.5)
    assert player.frame().disabled == ()


def test_four_clouds_without_points_to_test_on_have_no_test_score():
    assert at("two-lines", 3).frame().shown == ("train_loss", "train_score", "n_params")
