"""What the words of the last steps on Kernel SHAP claim: the pictures of one row and of many, other backgrounds."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.kernel_shap.many import swarm_offsets
from nnviz_core.explain import exact_shapley, kernel_shap
from tests.lessons.kernel_shap import all_asked, channel, frame, message, numbers, settings_of, task_of

pytestmark = pytest.mark.lesson("kernel-shap")

# 7: draw


def test_the_waterfall_goes_from_the_base_to_the_prediction():
    at = numbers("draw")
    starts = [channel("draw", "waterfall", f"steps-{role}", "x1") for role in ("raises", "lowers")]
    ends = [channel("draw", "waterfall", f"steps-{role}", "x2") for role in ("raises", "lowers")]
    assert_allclose(at["base"] + at["raised"] + at["lowered"], at["prediction"])
    assert_allclose(starts[0][-1] if ends[0][-1] > starts[0][-1] else ends[1][-1], at["base"], atol=1e-6)
    assert_allclose(ends[0][0], at["prediction"], atol=1e-6)


def test_the_last_step_is_the_largest():
    sizes = np.abs(channel("draw", "waterfall", "after-raises", "value", most_bars=15))
    assert (np.diff(sizes) <= 1e-9).all() and sizes[0] == np.float32(abs(numbers("draw")["largest"]))


@pytest.mark.parametrize("row", [0, 3, 5])
def test_each_value_of_the_waterfall_is_written_once_and_where_there_is_room_for_it(row):
    low, high = frame("draw", row=row)["figures"][0]["x"]["domain"]
    after, before = (
        np.concatenate([channel("draw", "waterfall", f"{side}-{role}", "x", row=row) for role in ("raises", "lowers")])
        for side in ("after", "before")
    )
    assert np.isfinite(after).sum() + np.isfinite(before).sum() == len(after) / 2
    room = np.concatenate([high - after, before - low])
    assert room[np.isfinite(room)].min() > 0.19 * (high - low)  # 40 pixels of a projector's 200


def test_forces_meet_at_the_prediction():
    at = numbers("draw")
    raises, lowers = ([channel("draw", "forces", f"force-{role}", end) for end in ("x1", "x2")]
                      for role in ("raises", "lowers"))  # fmt: skip
    up, down = raises[1] > raises[0], lowers[1] > lowers[0]
    assert_allclose(raises[1][up].max(), at["prediction"], atol=1e-6)
    assert_allclose(lowers[0][down].min(), at["prediction"], atol=1e-6)
    assert_allclose((raises[1] - raises[0]).sum(), at["raised"], atol=1e-5)
    assert_allclose((lowers[1] - lowers[0]).sum(), -at["lowered"], atol=1e-5)


def test_few_bars_put_the_others_together_and_nothing_is_lost():
    for most in (3, 9, 15):
        drawn = channel("draw", "waterfall", "after-raises", "value", most_bars=most)
        assert len(drawn) == min(most, 13)
        assert_allclose(drawn.sum(), numbers("draw")["gain"], atol=1e-6)


# 8: many rows


def test_each_row_is_explained_on_its_own_and_adds_up():
    for t in (0, 4, 20):
        at = numbers("many", t)
        assert_allclose(at["base"] + at["sum"], at["prediction"])
    task = task_of("many", row=5)
    record = kernel_shap(task.model.predict, task.x, task.background, n_samples=256, rng=np.random.default_rng(0))
    top = int(np.argmax(np.abs(channel("many", "summary", "sizes", "x2", t=5))))
    assert np.isfinite(top) and record.values.shape == (13, 3)
    drawn = [channel("many", "swarm", f"feature-{j}", "x", t=5)[5] for j in range(13)]
    assert_allclose(drawn, record.values[:, 0], atol=1e-6)


def test_the_order_over_all_rows_is_not_that_of_the_first():
    first, last = (frame("many", t)["figures"][0]["y"]["ticks"] for t in (0, 59))
    assert [name for _, name in first] != [name for _, name in last]
    assert message("many", t=59) == "message.all_rows"


def test_the_first_line_pushes_one_way_when_high_and_the_other_when_low():
    assert numbers("many", t=59)["slope"] > 0.8


def test_bars_are_mean_lengths_whatever_the_sign():
    lengths = np.sort(channel("many", "summary", "sizes", "x2", t=20))
    dots = [np.abs(channel("many", "swarm", f"feature-{j}", "x", t=20)).mean() for j in range(13)]
    assert_allclose(lengths, np.sort(dots), rtol=1e-5)


def test_no_dot_leaves_the_figure():
    for t in range(0, 44, 7):
        low, high = frame("many", t)["figures"][0]["x"]["domain"]
        for j in range(13):
            dots = channel("many", "swarm", f"feature-{j}", "x", t=t)
            assert low < dots.min() and dots.max() < high


def test_dots_go_aside_and_never_reach_the_next_line():
    offsets = swarm_offsets(np.zeros(40), 1.0)
    assert len(np.unique(offsets)) == 40 and np.abs(offsets).max() <= 1
    assert_allclose(swarm_offsets(np.array([-0.4, 0.1, 0.4]), 1.0), 0)


# 9: backgrounds


def test_the_prediction_stays_and_the_base_moves():
    at = numbers("background")
    assert_allclose(at["prediction"], all_asked("background", background_kind="random_rows").prediction)
    assert abs(at["other_base"] - at["base"]) > 0.05
    assert_allclose(at["other_base"] + at["sum"], at["prediction"])


def test_against_the_mean_row_some_values_change_their_sign():
    assert settings_of("background")["background_kind"] == "mean_row"
    assert numbers("background")["n_flipped"] == 2 and message("background") == "message.flipped"
    assert numbers("background")["n_background"] == 1


def test_the_same_background_moves_nothing():
    same = numbers("background", background_kind="random_rows")
    assert same["n_flipped"] == 0 and same["moved"] == 0 and message("background", background_kind="random_rows")


def test_against_other_classes_there_is_more_to_explain():
    for row in range(12):
        other = numbers("background", background_kind="other_rows", row=row)
        assert other["other_gain"] > other["gain"] > 0


# Other models


@pytest.mark.parametrize("model", ["linear", "forest", "boosting", "svm"])
def test_a_model_of_another_kind_is_asked_in_the_same_way(model):
    task = task_of("draw", model=model, table="iris")
    own = all_asked("draw", model=model, table="iris")
    exact = exact_shapley(task.model.predict, task.x, task.background).values[:, task.output]
    assert_allclose(own.values(own.n_pairs), exact, atol=1e-9)
