"""What the words of steps 6 and 7 of the lesson on one neuron claim, and what it refuses."""

import json
import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.one_neuron.xor import crosses
from lessons.session import Session
from nnviz_core import data
from tests.lessons.one_neuron import DATA, frame, gesture, message, numbers, session_at

pytestmark = pytest.mark.lesson("one-neuron")
CORNERS = np.array([[-1.0, -1], [1, 1], [-1, 1], [1, -1]])
CLASSES = np.array([0, 0, 1, 1])
APART = [[-1, -1], [-1, 1], [1, 1], [1, -1]]
"""The corners dragged so that the circles are at the left, the squares at the right."""

# 6: the threshold


def tumours():
    """Radius and concave points (569, 2), and 1 for malignant, straight from the file."""
    document = json.loads((DATA / "breast_cancer.json").read_text("utf-8"))
    names = [feature["name"] for feature in document["features"]]
    rows = np.array(document["rows"])
    columns = [names.index("mean radius"), names.index("mean concave points")]
    return rows[:, columns], (rows[:, -1] == document["targets"].index("malignant")).astype(int)


def test_the_counts_of_the_trial():
    at = numbers("threshold")
    assert (at["n_train"], at["n"], at["n_malignant"]) == (341, 228, 86)
    assert (at["misses"], at["alarms"], at["cost"]) == (13, 12, 142)
    assert at["found"] + at["misses"] == at["n_malignant"]
    assert at["cleared"] + at["alarms"] + at["found"] + at["misses"] == at["n"]


def test_recall_and_precision_are_shares():
    at = numbers("threshold")
    assert_allclose([at["recall"], at["precision"]], [73 / 86, 73 / 85])
    assert_allclose(at["accuracy"], 203 / 228)


def test_a_low_threshold_makes_more_mistakes_and_costs_less():
    half, low = numbers("threshold"), numbers("threshold", threshold=0.12)
    assert half["misses"] + half["alarms"] == 25 and low["misses"] + low["alarms"] == 28
    assert (low["misses"], low["alarms"], low["cost"]) == (2, 26, 46)
    assert low["accuracy"] < half["accuracy"] and low["cost"] < half["cost"]
    assert (low["best_threshold"], low["best_cost"]) == (0.12, 46)
    assert_allclose(low["fair_threshold"], 1 / 11)


@pytest.mark.parametrize("seed", [0, 1, 43])
def test_the_words_set_two_thresholds_against_each_other_with_the_numbers_of_this_seed(seed):
    told = frame("threshold", seed=seed, miss_cost=7)["live"]
    for name, value in (("half", 0.5), ("low", 0.12)):
        at = numbers("threshold", seed=seed, miss_cost=7, threshold=value)
        assert [told[f"{name}_{what}"] for what in ("misses", "alarms", "cost")] == [
            at["misses"], at["alarms"], at["cost"]
        ]  # fmt: skip
        assert told[f"{name}_mistakes"] == at["misses"] + at["alarms"]


def test_the_goal_is_reached_near_the_best_threshold_only():
    reached = [frame("threshold", threshold=t)["goal"]["reached"] for t in (0.05, 0.09, 0.12, 0.5, 0.9)]
    assert reached == [False, True, True, False, False]
    assert message("threshold", threshold=0.12) == "message.cheap"
    assert message("threshold") == "message.costly"


def test_the_area_is_the_chance_that_a_malignant_one_scores_higher():
    X, y = tumours()
    train, test = data.split(len(y), 0.4, rng=np.random.default_rng(0))
    Z = (X - X[train].mean(axis=0)) / X[train].std(axis=0)
    w = np.zeros(3)
    A = np.column_stack([Z, np.ones(len(Z))])
    for _ in range(30):  # Newton's method once more, without the core
        p = 1 / (1 + np.exp(-A[train] @ w))
        w = w - np.linalg.solve((A[train].T * (p * (1 - p))) @ A[train], A[train].T @ (p - y[train]))
    score = A[test] @ w
    higher = score[y[test] == 1][:, None] > score[y[test] == 0]
    assert_allclose(numbers("threshold")["area"], higher.mean(), atol=1e-12)
    called = score >= 0
    assert np.sum(~called & (y[test] == 1)) == numbers("threshold")["misses"]


def test_the_threshold_can_be_set_by_hand_in_both_curves():
    session = session_at("threshold")
    assert gesture(session, "set_threshold", 0.123, 50)["settings"]["threshold"] == 0.12
    chosen = gesture(session, "set_by_rates", 0.0, 0.7)["readouts"]
    assert abs(chosen["false_rate"]) < 0.05 and abs(chosen["recall"] - 0.7) < 0.1


# 7: XOR


def test_three_of_four_is_the_most_a_line_can_do():
    grid = np.linspace(-8, 8, 33)
    w1, w2, b = (axis.ravel()[:, None] for axis in np.meshgrid(grid, grid, grid))
    right = ((w1 * CORNERS[:, 0] + w2 * CORNERS[:, 1] + b >= 0) == (CLASSES == 1)).sum(axis=1)
    assert right.max() == 3
    assert numbers("xor", w1=-1.0, w2=-1.0, b=0.5)["right"] == 3
    assert not frame("xor", w1=-1.0, w2=-1.0, b=0.5)["goal"]["reached"]


@pytest.mark.parametrize(
    ("w1", "w2", "b", "right"), [(1.5, 0.5, 0.4, 2), (-1.0, -1.0, 0.5, 3), (1.0, 1.0, -1.0, 1), (8.0, -8.0, 3.0, None)]
)
def test_wherever_it_starts_training_ends_at_ln_2_and_no_arrow(w1, w2, b, right):
    at = numbers("xor", 500, w1=w1, w2=w2, b=b)
    assert_allclose(at["loss"], math.log(2), atol=1e-7)
    assert at["norm"] < 1e-3 and abs(at["b"]) < 1e-3
    assert right is None or at["right"] == right
    assert at["right"] in (1, 2, 3) and at["accuracy"] == at["right"] / 4


def test_the_default_run_ends_with_every_probability_at_one_half_and_two_right():
    at = numbers("xor", 500)
    p = 1 / (1 + np.exp(-(CORNERS @ [at["w1"], at["w2"]] + at["b"])))
    assert_allclose(p, 0.5, atol=1e-9)
    assert (at["right"], at["accuracy"]) == (2, 0.5)
    assert message("xor", 500) == "message.gave_up"
    assert_allclose(at["ln_2"], 0.6931, atol=5e-5)


def test_the_loss_never_falls_below_ln_2():
    rng = np.random.default_rng(0)
    for w1, w2, b in rng.uniform(-8, 8, (20, 3)).round(2):
        assert numbers("xor", w1=w1, w2=w2, b=b)["loss"] >= math.log(2)


@pytest.mark.parametrize("seed", range(20))
def test_two_ways_cross_exactly_where_no_line_separates_their_ends(seed):
    """Against trying all directions: between corners of this grid, one of these separates if any does."""
    rng = np.random.default_rng(seed)
    directions = np.stack(np.meshgrid(np.arange(-8, 9), np.arange(-8, 9)), axis=-1).reshape(-1, 2)
    for _ in range(20):
        X = rng.integers(-2, 3, (4, 2)).astype(float)  # a coarse grid: often on one line, or on each other
        along = directions @ X.T  # (n_directions, 4)
        separated = along[:, :2].max(axis=1) < along[:, 2:].min(axis=1)
        assert crosses(X) == (not separated.any()), X


def test_corners_side_by_side_on_one_line_do_not_cross():
    assert not crosses(np.array([[-2.0, 0], [-1, 0], [1, 0], [2, 0]]))
    assert crosses(np.array([[-2.0, 0], [1, 0], [-1, 0], [2, 0]]))


def test_the_ways_cross_until_a_corner_is_dragged_and_then_a_line_is_found():
    assert crosses(CORNERS) and not crosses(np.array(APART, float))
    assert message("xor", proof=True) == "message.proof"
    assert message("xor", proof=True, corners=APART, w1=-1.0) == "message.no_proof"
    learnt = frame("xor", 500, corners=APART, w1=-2.0)
    assert learnt["goal"]["reached"] and learnt["readouts"]["loss"] < 0.1


def test_dragging_one_corner_past_the_others_is_enough():
    session = session_at("xor")
    frame_ = gesture(session, "move_corner_1", 1.8, 1.8, index=1)  # the square at the lower right, beyond a circle
    assert not crosses(np.array(frame_["settings"]["corners"]))
    session.handle({"do": "seek", "t": 500})
    assert session.player.settings["corners"][3] == (1.8, 1.8)


# What is refused


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"w1": "much"}, "refusal.not_a_number"),
        ({"w1": math.nan}, "refusal.not_a_number"),
        ({"b": 9}, "refusal.out_of_range"),
        ({"learning_rate": 1e9}, "refusal.out_of_range"),
        ({"species": "rose"}, "refusal.unknown_option"),
        ({"corners": []}, "refusal.another_number"),
        ({"corners": [[0, 0], [1, 1], [0, 1], [5, 0]]}, "refusal.out_of_range"),
        ({"corners": [[0, 0], [1, 1], [0, 1], "x"]}, "refusal.not_pairs"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_the_last_state_kept(changes, reason):
    session = Session()
    before, _ = session.handle({"do": "open", "lesson": "one-neuron", "step": "xor", "t": 7})
    refused, _ = session.handle({"do": "set", "changes": changes})
    assert not refused["ok"] and refused["error"]["key"] == reason
    after, _ = session.handle({"do": "advance", "n": 0})
    assert after["frame"]["readouts"] == before["frame"]["readouts"]


def test_corners_that_all_fall_together_break_nothing():
    together = [[0.5, 0.5]] * 4
    at = numbers("xor", 500, corners=together)
    assert_allclose(at["loss"], math.log(2), atol=1e-6)
    assert message("xor", 500, corners=together) == "message.gave_up"
