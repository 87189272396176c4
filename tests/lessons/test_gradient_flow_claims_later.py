"""What the words of steps 5 to 8 on gradient flow claim."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lessons.gradient_flow import ailments, cures, points, valley
from lessons.gradient_flow.running import begin, engine, go_on, plan_of
from lessons.gradient_flow.verdicts import MANY, THRESHOLDS, TOO_LONG, TOO_SHORT
from lessons.kit.lesson import Gesture
from lessons.kit.player import Player
from lessons.session import Session
from tests.lessons.gradient_flow import LESSON, frame, message, numbers, state

pytestmark = pytest.mark.lesson("gradient-flow")


def case(name, t=0):
    return {"case": name, **ailments.CASES[name]}, t


# 5: four ailments


def test_the_thresholds_are_those_that_the_words_state():
    assert (THRESHOLDS.vanishing, THRESHOLDS.exploding, THRESHOLDS.saturated) == (0.001, 1000, 0.01)
    assert (TOO_SHORT, TOO_LONG, MANY, THRESHOLDS.dead) == (1e-4, 100, 0.25, 0)


@pytest.mark.parametrize(
    ("name", "t", "said"),
    [
        ("healthy", 0, None),
        ("vanishing", 0, "message.vanishing"),
        ("vanishing", 100, "message.faint"),
        ("saturated", 0, "message.saturated"),
        ("exploding", 0, "message.exploding"),
        ("exploding", 5, "message.dead"),
    ],
)
def test_each_ailment_is_named_when_it_appears(name, t, said):
    settings, t = case(name, t)
    assert message("ailments", t, **settings) == said


def test_choosing_a_case_sets_what_brings_it_about():
    player = Player(LESSON, "ailments")
    player.set({"case": "exploding"})
    assert {name: player.settings[name] for name in ailments.CASES["exploding"]} == ailments.CASES["exploding"]


def test_the_exploding_network_has_15_dead_units_at_first_and_49_after_five_updates():
    settings, _ = case("exploding")
    before, after = (numbers("ailments", t, **settings) for t in (0, 5))
    assert (before["n_dead"], after["n_dead"], after["n_units"]) == (15, 49, 72)
    later = numbers("ailments", 200, **settings)
    assert_allclose([later["loss"], later["n_dead"]], [0.693, 49], atol=5e-4)


def test_a_dead_unit_is_never_changed_again():
    settings, _ = case("exploding")
    own = engine(plan_of(LESSON.settings(LESSON.step("ailments"), settings)))
    early, late = state("ailments", 20, **settings), state("ailments", 200, **settings)
    dead = (own.record(early.params).pre_activations[0] <= 0).all(axis=0)
    blocks = [own.network.with_params(s.params).layers[0].block[:, dead] for s in (early, late)]
    assert dead.any()
    assert_array_equal(blocks[0], blocks[1])


def test_the_saturated_network_learns_all_the_same():
    settings, _ = case("saturated")
    at = numbers("ailments", 200, **settings)
    assert at["saturation"] > MANY and at["loss"] < 0.05


# 6: three cures


def ward(patient, t=400):
    return numbers("cures", t, patient=patient)


def test_against_vanishing_a_start_and_residual_connections_help_and_clipping_cannot():
    at = ward("vanishing")
    assert_allclose(at["loss_untreated"], 0.693, atol=5e-4)
    assert at["loss_clipping"] == at["loss_untreated"]
    assert_allclose([at["loss_start"], at["loss_skip"]], [0.03, 0.30], atol=0.005)
    assert ward("vanishing", 10)["loss_skip"] < 0.66


def test_a_clipped_run_that_is_never_clipped_is_the_untreated_one_to_the_last_bit():
    runs = state("cures", 50, patient="vanishing").runs
    assert_array_equal(runs[0].params, runs[2].params)


def test_against_exploding_clipping_and_a_start_help_and_residual_connections_make_it_worse():
    at = ward("exploding")
    assert_allclose([at["loss_untreated"], at["loss_clipping"]], [0.693, 0.08], atol=0.005)
    assert at["loss_start"] == min(at[f"loss_{name}"] for name in ("untreated", "start", "clipping"))
    assert at["loss_skip"] is None  # it ended: a number was no longer finite
    at_first = ward("exploding", 0)
    assert at_first["first_skip"] > at_first["first_untreated"]


def test_a_clipped_step_is_never_longer_than_the_limit():
    settings = LESSON.settings(LESSON.step("cures"), {"patient": "exploding"})
    plan = cures.plans(settings)[2]
    before = begin(plan)
    after = go_on(before, plan)
    assert before.length > settings["clip_norm"]
    assert_allclose(np.linalg.norm(after.params - before.params), settings["clip_norm"] * plan.learning_rate)


# 7: the field of two weights


def test_all_starts_reach_two_valleys_six_each_and_the_valleys_are_mirrored():
    at = numbers("field", 300)
    assert (at["n_right"], at["n_left"], at["n_starts"]) == (6, 6, 12)
    losses, slopes = valley.landscape(2, 1.0)
    assert_allclose(losses, losses[::-1, ::-1], rtol=1e-12)
    assert_allclose(slopes, -slopes[::-1, ::-1], atol=1e-12)


def test_a_start_at_zero_never_moves():
    at = state("field", 300, starts=((0.0, 0.0),))
    assert_array_equal(at.params, [[0, 0]])
    assert_array_equal(at.gradient, [[0, 0]])
    assert valley.start_at_zero({}, Gesture(0, 0, 0, True)) == {"starts": ((0.0, 0.0),)}


def test_zero_is_a_saddle():
    ground = numbers("field", starts=((0.0, 0.0),))["mean_loss"]
    around = [numbers("field", starts=(place,))["mean_loss"] for place in ((0.3, 0.3), (-0.3, -0.3), (0.3, -0.3))]
    assert around[0] < ground and around[1] < ground < around[2]


def test_eight_layers_with_weaker_weights_between_are_flat_and_no_start_arrives():
    short, steep, flat = numbers("field"), numbers("field", depth=8), numbers("field", 300, depth=8, middle=0.5)
    assert_allclose([at["first_slope"] for at in (short, steep, flat)], [1.06, 0.43, 0.013], atol=0.005)
    assert flat["n_right"] + flat["n_left"] == 0
    losses = valley.landscape(8, 0.5)[0]
    assert np.ptp(losses) < 0.2 < 2 < np.ptp(valley.landscape(8, 1.0)[0])


# 8: points on their way


def test_the_points_are_real_activations_at_each_layer_and_on_a_straight_line_in_between():
    settings = LESSON.settings(LESSON.step("points"), {})
    own = engine(points.narrow(settings))
    record = own.forward(state("points", 50).params, own.X)
    stations = np.stack([record.inputs, *record.activations[:-1]])
    for k, station in enumerate(stations):
        assert_array_equal(points.between(stations, k), station)
    assert_allclose(points.between(stations, 1.5), (stations[1] + stations[2]) / 2, rtol=1e-12)
    adds = np.tanh(record.pre_activations[2])
    assert_allclose(stations[3] - stations[2], adds, rtol=1e-9, atol=1e-12)


def test_the_classes_come_apart_with_residual_connections_and_not_without():
    with_skip, without = numbers("points", 400), numbers("points", 400, skip=False)
    assert with_skip["accuracy"] == 1
    assert_allclose([with_skip["apart_last"], without["apart_last"], without["accuracy"]], [16.7, 3.2, 0.92], rtol=0.02)
    assert_allclose(with_skip["apart_first"], 2.53, atol=0.01)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_residual_connections_three_seeds_succeed(seed):
    assert numbers("points", 400, seed=seed)["accuracy"] == 1


def test_the_cut_parts_the_classes_at_the_end_of_the_way():
    shown = frame("points", 400)
    cut = next(mark for mark in shown["figures"][0]["marks"] if mark["id"] == "cut")
    hidden = next(mark for mark in frame("points", 400, way=0.5)["figures"][0]["marks"] if mark["id"] == "cut")
    assert cut["on"] and not hidden["on"]


# Bad input


def test_a_run_that_explodes_stops_with_a_sentence_and_its_last_good_state():
    shown = frame("over-time", 400, activation="relu", start="large", learning_rate=0.1)
    said = shown["message"]["text"]
    assert shown["t"] < 10 and shown["ended"] and said["key"] == "failure.not_finite"
    assert all(value is None or np.isfinite(value) for value in shown["readouts"].values())
    assert np.isfinite(shown["readouts"]["loss"])


@pytest.mark.parametrize("step", ["over-time", "inside", "ailments", "cures", "points"])
def test_a_branch_cannot_change_the_number_of_layers_and_nothing_is_lost(step):
    session = Session()
    session.handle({"do": "open", "lesson": "gradient-flow", "step": step, "t": 10})
    answer, _ = session.handle({"do": "set", "changes": {"depth": 5}, "branch": True})
    assert not answer["ok"] and answer["error"] == "refusal.another_shape"
    answer, _ = session.handle({"do": "advance", "n": 1})
    assert answer["ok"] and answer["frame"]["t"] == 11
    answer, _ = session.handle({"do": "set", "changes": {"learning_rate": 0.2}, "branch": True})
    assert answer["ok"] and answer["frame"]["branches"]


def test_an_explosion_is_named_with_the_number_that_shows_it():
    by_ratio = frame("ailments", activation="relu", start="small")
    said = by_ratio["message"]["text"]
    assert said["key"] == "message.exploding_layer" and said["values"]["ratio"] > said["values"]["limit"] == 1000
    assert by_ratio["readouts"]["length"] < 100
    by_length = frame("ailments", **case("exploding")[0])["message"]["text"]
    assert by_length["key"] == "message.exploding" and by_length["values"]["length"] > by_length["values"]["limit"]


def test_where_dead_units_stop_everything_they_are_named():
    dead = {"activation": "relu", "start": "large", "depth": 3, "learning_rate": 3, "seed": 2}
    shown = frame("ailments", 50, **dead)
    assert shown["readouts"]["length"] == 0 and shown["readouts"]["n_dead"] == 10
    assert message("ailments", 50, **dead) == "message.dead"
    assert message("layers", activation="tanh", start="zero") == "message.zero"  # nobody is dead there


def test_a_dead_unit_can_be_woken_by_the_layers_before_it():
    runs = {"activation": "relu", "start": "glorot", "depth": 6, "learning_rate": 0.5, "seed": 1}
    dead = [numbers("ailments", t, **runs)["n_dead"] for t in range(0, 120, 10)]
    assert min(np.diff(dead)) < 0
