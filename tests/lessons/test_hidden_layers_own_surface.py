"""The loss surface of the network that the learner has built in the playground."""

import numpy as np
import pytest

from lessons.hidden_layers.edits import ROOM
from lessons.hidden_layers.landscape import COARSE, FINE, landscape
from lessons.hidden_layers.training import engine, network_of
from lessons.kit.errors import Refusal
from tests.lessons.hidden_layers import at, figure, mark, tap

pytestmark = pytest.mark.lesson("hidden-layers")

LARGEST = {"n_layers": 6, **{f"units_{k}": 8 for k in range(1, 7)}}
NETWORKS = {
    "moons": {},
    "the largest": {**LARGEST, "n_samples": 500, "activation_3": "relu"},
    "three classes": {"data": "blobs", "n_layers": 3, "l2": 0.01},
    "a regression": {"data": "hills", "use_product": True},
    "no hidden layer": {"n_layers": 0},
}
PLANES = ("two", "random", "path")


def built(t=7, **settings):
    """The playground with its surface in sight."""
    return at("playground", t, show_surface=True, **settings)


def params(player):
    return player.moment().state.params


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_the_surface_is_the_loss_of_the_network_that_the_learner_built(network, plane):
    player = built(plane=plane, **network)
    land, own = landscape(player.moment()), engine(player.settings)
    n = len(land.losses)
    rows, columns = np.linspace(*land.extent[2:], n), np.linspace(*land.extent[:2], n)
    there = network_of(player.settings, land.plane.at(columns[5], rows[14]))
    assert land.losses[14, 5] == pytest.approx(there.loss(own.X, own.y, own.loss, penalty=own.penalty))


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_a_tap_on_it_sets_the_weights_the_dot_is_there_and_undo_takes_it_back(network, plane):
    player = built(t=20, plane=plane, **network)  # the surface is of this very time
    before, land = params(player), landscape(player.moment())
    x, y = np.array([[0.7, 0.3], [0.4, 0.6]]) @ np.reshape(land.extent, (2, 2)).T
    tap(player, "set_weights", 0, x[0], y[1])
    dot = mark(player, "above", "here").channels
    reach = np.ptp(land.extent[:2])
    np.testing.assert_allclose([dot["x"][0], dot["y"][0]], [x[0], y[1]], atol=5e-3 * reach)
    now, own = landscape(player.moment()), engine(player.settings)
    assert now.extent == land.extent
    here = network_of(player.settings, now.plane.at(dot["x"][0], dot["y"][0]))
    loss = player.moment().state.train_loss
    assert here.loss(own.X, own.y, own.loss, penalty=own.penalty) == pytest.approx(loss)
    beside = network_of(player.settings, now.plane.at(dot["x"][0] + 0.2 * reach, dot["y"][0]))
    assert beside.loss(own.X, own.y, own.loss, penalty=own.penalty) != pytest.approx(loss)
    tap(player, "undo_edit")
    np.testing.assert_array_equal(params(player), before)


def test_moving_the_weight_in_hand_walks_the_dot_along_its_axis():
    player = built(t=20)
    dot = mark(player, "above", "here").channels
    player.set({"weight_value": 2.5})
    moved = mark(player, "above", "here").channels
    assert moved["x"][0] == pytest.approx(2.5)
    assert moved["y"][0] == pytest.approx(dot["y"][0])


def test_the_weights_tapped_last_are_the_axes_in_a_large_network_too():
    player = built(**LARGEST)
    for index in (200, 301):
        tap(player, "select_weight", index)
    above = figure(player, "above")
    names = [(axis.label["values"]["start"], axis.label["values"]["end"]) for axis in (above.x, above.y)]
    assert names[0] != names[1]
    land = landscape(player.moment())
    assert [np.count_nonzero(direction) for direction in land.plane.directions] == [1, 1]


def test_a_surface_that_would_take_long_is_coarser_and_says_so():
    small, large = built(), built(**LARGEST, n_samples=500)
    assert small.frame().message.text["values"]["n"] == FINE == len(landscape(small.moment()).losses)
    assert large.frame().message.text["values"]["n"] == COARSE == len(landscape(large.moment()).losses)


def test_without_the_wish_there_is_none_and_its_controls_are_away():
    plain = at("playground", 3).frame()
    assert {"plane", "span"} <= set(plain.absent)
    assert [one.id for one in plain.figures] == ["network", "map", "curves", "answers"]
    wished = built(3).frame()
    assert not {"plane", "span"} & set(wished.absent)
    assert [one.id for one in wished.figures] == ["network", "map", "surface", "above"]


def test_a_network_of_nothing_but_zeros_has_no_plane_in_proportion_to_it():
    assert built(t=0, initializer="zeros", plane="random").frame().message.text == "message.no_plane"
    assert built(t=0, plane="random").frame().message.text["key"] == "message.random_plane"


def test_a_network_that_trained_below_all_that_is_in_sight_stays_in_sight():
    player, below = at("surface"), 0
    for t in range(60):
        player.seek(t)
        low, high = landscape(player.moment()).domain
        below += player.moment().state.train_loss < low
        assert low <= mark(player, "surface", "here").channels["z"][0] <= high
    assert below  # it happens


def test_weights_beyond_what_a_hand_may_set_are_refused_not_bent_to_fit():
    player = built(t=4, plane="random", data="hills", learning_rate=10, optimizer="sgd", activation="relu")
    assert np.abs(params(player)).max() > 50
    land = landscape(player.moment())
    with pytest.raises(Refusal, match="out_of_range"):
        tap(player, "set_weights", 0, land.extent[1], land.extent[3])
    assert player.settings["edits"] == ()


def tapped(taps, **settings):
    """A network after taps on its surface, and its parameters before them and after each."""
    player = built(plane="random", **settings)
    known = [params(player).copy()]
    for k in range(taps):
        extent = landscape(player.moment()).extent
        tap(player, "set_weights", 0, extent[1] * np.cos(k) / 2, extent[3] * np.sin(k) / 2)
        known.append(params(player).copy())
    return player, known


def test_taps_on_the_surface_of_the_largest_network_have_no_end_and_the_last_one_can_be_undone():
    player, known = tapped(14, **LARGEST)
    assert len({row[1] for row in player.settings["edits"]}) == 2
    tap(player, "undo_edit")
    np.testing.assert_array_equal(params(player), known[13])
    tap(player, "undo_edit")
    np.testing.assert_array_equal(params(player), known[0])
    assert player.settings["edits"] == ()


def test_taps_on_the_surface_of_the_largest_network_at_many_times_are_all_kept():
    player, known = built(plane="random", **LARGEST), {}
    for t in range(0, 80, 5):
        player.seek(t)
        x, y = landscape(player.moment()).plane.project(params(player))
        tap(player, "set_weights", 0, x + 0.01, y)
        known[t] = params(player).copy()
    assert len(player.settings["edits"]) > 5000
    for t in (0, 35, 75):
        player.seek(t)
        np.testing.assert_array_equal(params(player), known[t])


def test_taps_on_the_surface_of_a_small_network_can_be_undone_and_still_fit_into_a_link():
    player, known = tapped(25)
    rows = player.settings["edits"]
    assert len(rows) <= ROOM and len(";".join(",".join(map(str, row)) for row in rows)) < 7800  # of 8,000 letters
    for back in range(24, 10, -1):
        tap(player, "undo_edit")
        np.testing.assert_array_equal(params(player), known[back])


def test_what_goes_for_want_of_room_leaves_the_run_as_it_is():
    player, known = tapped(3, **LARGEST)
    player.set({"weight_value": 2.5})
    player.seek(9)
    later = params(player)
    for x in (0.1, 0.2, 0.3):  # the third tap hides the two before it; the number typed hides none
        tap(player, "set_weights", 0, x, 0.0)
    assert sorted({row[:2] for row in player.settings["edits"]}) == [(7, 3), (7, 4), (9, 6), (9, 7)]
    player.seek(7)
    assert params(player)[0] == 2.5
    np.testing.assert_array_equal(params(player)[1:], known[3][1:])
    for _ in range(2):
        tap(player, "undo_edit")
    player.seek(9)
    np.testing.assert_array_equal(params(player), later)
