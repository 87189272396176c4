"""What the words of the first four steps on Kernel SHAP claim, each as an assertion about what they compute."""

from math import comb

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.kernel_shap import fitting
from nnviz_core.explain import exact_shapley
from tests.lessons.kernel_shap import (
    all_asked,
    budgeted,
    change,
    channel,
    frame,
    gesture,
    message,
    numbers,
    session_at,
    task_of,
)

pytestmark = pytest.mark.lesson("kernel-shap")

# 1: sample


def test_thirteen_numbers_of_a_wine_and_a_network_that_is_mostly_right_about_wines_it_never_saw():
    at, task = numbers("sample"), task_of("sample")
    said = task.model.predict(task.model.table.X_test).argmax(axis=1)
    assert at["n_players"] == at["n_active"] == 13
    assert_allclose(at["score"], np.mean(said == task.model.table.y_test))
    assert at["score"] > 0.9


def test_there_are_as_many_coalitions_as_subsets_so_each_feature_doubles_them():
    assert numbers("sample")["n_all"] == 2**13 and 2**30 > 1e9


def test_each_coalition_is_followed_by_its_mirror_image():
    known = channel("sample", "table", "coalitions", "values", t=23)[:, :, 0]
    assert known.shape == (48, 13)
    assert_allclose(known[::2] + known[1::2], 1)


def test_the_table_grows_by_a_pair_at_each_step_and_what_is_not_asked_is_not_drawn():
    for t in (0, 5, 23):
        x = channel("sample", "table", "coalitions", "x", t=t)
        assert np.isfinite(x).sum() == numbers("sample", t)["n_coalitions"] == 2 * (t + 1)


def test_the_weights_are_the_shapley_kernel():
    own = budgeted(n_samples=8190)
    sizes = own.coalitions(own.n_pairs).sum(axis=1)
    kernel = np.array([(13 - 1) / (comb(13, s) * s * (13 - s)) for s in sizes])
    assert_allclose(np.repeat(own.plan.weights(), 2), kernel / kernel.sum())
    assert_allclose(kernel.max(), kernel[(sizes == 1) | (sizes == 12)])
    assert kernel[(sizes > 1) & (sizes < 12)].max() < kernel.max()


def test_a_kernel_that_forgets_how_many_coalitions_a_size_has_is_not_the_one():
    own = budgeted(n_samples=8190)
    sizes = own.coalitions(own.n_pairs).sum(axis=1)
    wrong = 12.0 / (sizes * (13 - sizes))
    assert not np.allclose(np.repeat(own.plan.weights(), 2), wrong / wrong.sum(), rtol=0.1)


def test_the_outer_sizes_are_asked_whole_first_and_the_others_fill_up_from_the_outside_in():
    assert numbers("sample")["n_whole"] == 1 and numbers("sample")["n_wanted"] == 512
    before = np.zeros(12)
    for budget in (64, 512, 2048, 6000, 8190):
        asked = channel("sample", "sizes", "asked", "y", n_samples=budget)
        assert (np.diff(asked[:6]) <= 1e-6).all() and (asked >= before - 1e-6).all()
        assert_allclose(asked, asked[::-1])
        before = asked
    assert_allclose(before, 1)
    assert message("sample", n_samples=8190) == "message.whole_plan"


# 2: what missing means


def test_a_known_feature_is_the_row_s_own_and_the_other_stays_as_it_was():
    rings = [channel("missing", "plane", "background", axis) for axis in "xy"]
    for known, fixed in (("nobody", ()), ("only_x1", (0,)), ("only_x2", (1,)), ("both", (0, 1))):
        moved = [channel("missing", "plane", "filled", axis, known_here=known, x1=0.6, x2=-0.5) for axis in "xy"]
        for axis in (0, 1):
            assert_allclose(moved[axis], (0.6, -0.5)[axis] if axis in fixed else rings[axis], rtol=1e-6)


def test_the_value_is_what_a_feature_adds_averaged_over_both_orders():
    at = numbers("missing")
    first = (at["v_only_x1"] - at["v_nobody"] + at["v_both"] - at["v_only_x2"]) / 2
    second = (at["v_only_x2"] - at["v_nobody"] + at["v_both"] - at["v_only_x1"]) / 2
    assert_allclose([at["phi_1"], at["phi_2"]], [first, second])
    assert_allclose(at["phi_1"] + at["phi_2"], at["gain"])
    assert abs(at["v_only_x1"] - at["v_nobody"] - at["phi_1"]) > 0.01  # one order alone says something else


def test_opposite_pulls_are_not_there_at_first_but_somewhere_in_the_plane():
    assert not frame("missing")["goal"]["reached"]
    session = session_at("missing")
    places = [(x, y) for x in np.linspace(-1.2, 1.2, 13) for y in np.linspace(-1.2, 1.2, 13)]
    assert any(gesture(session, "set_point", x, y)["goal"]["reached"] for x, y in places)


def test_the_network_is_asked_about_rows_that_do_not_exist():
    rings = np.stack([channel("missing", "plane", "background", axis) for axis in "xy"], axis=1)
    filled = np.stack([channel("missing", "plane", "filled", axis) for axis in "xy"], axis=1)
    nearest = np.linalg.norm(filled[:, None] - rings, axis=2).min(axis=1)
    assert np.mean(nearest > 0.2) > 0.3


# 3: predict


def test_nothing_known_is_the_base_and_everything_known_the_prediction():
    task = task_of("predict")
    nothing = numbers("predict")
    assert_allclose(nothing["v_now"], nothing["base"])
    assert_allclose(nothing["base"], task.explained(task.background).mean())
    assert {numbers("predict", table="breast-cancer", row=row)["way"] for row in range(6)} == {0}
    everything = numbers("predict", known=[(j, 0) for j in range(13)])
    assert_allclose(everything["v_now"], everything["prediction"])
    assert_allclose(everything["prediction"], task.explained(task.x[np.newaxis])[0])
    assert message("predict") == "message.none_known"


def test_tapping_a_dot_knows_the_feature_and_tapping_again_forgets_it():
    session, task = session_at("predict"), task_of("predict")
    known = gesture(session, "toggle_feature", index=9)
    rows = np.where(np.arange(13) == 9, task.x, task.background)
    assert_allclose(known["readouts"]["v_now"], task.explained(rows).mean())
    assert known["readouts"]["n_known"] == 1
    assert gesture(session, "toggle_feature", index=9)["readouts"]["n_known"] == 0


def test_the_goal_asks_for_three_features_and_three_are_enough():
    own, coalitions = all_asked("predict"), all_asked("predict").coalitions(4095)
    earned = own.earned(own.n_pairs).ravel()
    three = coalitions.sum(axis=1) == 3
    best = coalitions[three][np.argmax(earned[three])]
    assert not frame("predict")["goal"]["reached"]
    assert frame("predict", known=[(int(j), 0) for j in np.flatnonzero(best)])["goal"]["reached"]
    assert not frame("predict", known=[(j, 0) for j in range(13)])["goal"]["reached"]  # too many


def test_of_thirty_features_the_goal_allows_as_many_as_it_takes():
    own, task = all_asked("predict", table="breast-cancer"), task_of("predict", table="breast-cancer")
    known: list[int] = []
    while len(known) < numbers("predict", table="breast-cancer")["most"]:
        rest = [j for j in range(30) if j not in known]
        rows = [np.where(np.isin(np.arange(30), [*known, j]), task.x, task.background) for j in rest]
        known.append(max(zip(rest, rows, strict=True), key=lambda one: own.gain * task.explained(one[1]).mean())[0])
        goal = frame("predict", table="breast-cancer", known=[(j, 0) for j in known])["goal"]
    assert len(known) > 3 and goal["reached"]


def test_a_feature_adds_less_or_more_when_another_is_there_already():
    alone = numbers("predict", known=[(6, 0)])["v_now"] - numbers("predict")["v_now"]
    later = numbers("predict", known=[(6, 0), (9, 0)])["v_now"] - numbers("predict", known=[(9, 0)])["v_now"]
    assert abs(later - alone) > 0.02


# 4: compute


def test_with_all_pairs_the_least_squares_answer_is_the_shapley_value():
    task, at = task_of("compute"), numbers("compute", t=2)
    strongest = np.argsort(-np.abs(exact_shapley(task.model.predict, task.x, task.background).values[:, task.output]))
    a, b = sorted(strongest[:2].tolist())
    groups = [[a], [b], [j for j in range(13) if j not in (a, b)]]
    exact = exact_shapley(task.model.predict, task.x, task.background, groups=groups).values[:, task.output]
    assert_allclose([at["best_a"], at["best_b"], at["best_c"]], exact, atol=1e-9)


def test_any_other_choice_that_adds_up_has_a_larger_error():
    at = numbers("compute", t=2)
    unit = max(abs(at["gain"]), abs(at["best_a"]), abs(at["best_b"]), abs(at["best_c"]))
    here = {"hand_a": at["best_a"] / unit, "hand_b": at["best_b"] / unit}
    assert frame("compute", t=2, **here)["goal"]["reached"]
    assert_allclose(numbers("compute", t=2, **here)["misfit"], at["lowest"])
    for angle in np.linspace(0, 2 * np.pi, 9):
        moved = {"hand_a": here["hand_a"] + 0.1 * np.cos(angle), "hand_b": here["hand_b"] + 0.1 * np.sin(angle)}
        away = frame("compute", t=2, **moved)
        assert away["readouts"]["misfit"] > at["lowest"] and not away["goal"]["reached"]


def test_what_a_and_b_leave_is_left_to_c():
    for a, b in ((0.0, 0.0), (0.6, -0.4), (-0.9, 0.9)):
        at = numbers("compute", hand_a=a, hand_b=b)
        assert_allclose(at["phi_a"] + at["phi_b"] + at["phi_c"], at["gain"])
        assert_allclose(at["sum"], at["gain"])


def test_the_goal_waits_for_all_three_lines_and_is_open_at_first():
    at = numbers("compute", t=2)
    assert message("compute", t=0) == message("compute", t=1) == "message.more_pairs" and at["n_asked"] == 6
    assert not frame("compute", t=2)["goal"]["reached"]


@pytest.mark.parametrize("model", ["network", "linear"])
def test_the_goal_is_reached_when_the_error_is_the_one_that_it_names(model):
    at = numbers("compute", t=2, table="diabetes", model=model)
    session = session_at("compute", t=2, table="diabetes", model=model)
    off = np.linspace(0, 0.3, 61) * abs(at["gain"])  # from the answer on, away from it
    goals = [gesture(session, "set_values", x=at["best_a"] + step, y=at["best_b"])["goal"] for step in off]
    reached = [goal["reached"] for goal in goals]
    assert reached == [bool(g["text"]["values"]["error"] <= g["text"]["values"]["target"]) for g in goals]
    assert reached[0] and not reached[-1]


def test_residuals_are_left_even_at_the_answer():
    assert numbers("compute")["lowest"] > 0.01
    sums = numbers("compute", model="linear", output="first", table="diabetes")
    assert sums["lowest"] < 1e-6 * abs(sums["gain"])  # the twin: of a linear model none are


def test_a_pair_is_content_on_its_line():
    at = numbers("compute", t=2)
    for k in range(3):
        x, y = (channel("compute", "plane", f"pair-{k}", axis, t=2) for axis in "xy")
        unit, tried, end = abs(at["gain"]), 0, fitting.REACH
        for a, b in zip(x, y, strict=True):
            # both residuals of a pair are equal there: neither side pulls more than the other
            here = {"hand_a": float(np.clip(a / unit, -end, end)), "hand_b": float(np.clip(b / unit, -end, end))}
            if not np.allclose([here["hand_a"] * unit, here["hand_b"] * unit], [a, b], atol=1e-5):
                continue
            tried += 1
            sums = channel("compute", "fit", "coalitions", "x", t=2, **here)[2 * k : 2 * k + 2]
            earned = channel("compute", "fit", "coalitions", "y", t=2, **here)[2 * k : 2 * k + 2]
            assert_allclose(earned[0] - sums[0], earned[1] - sums[1], atol=1e-4)
        assert tried


def test_the_name_of_each_coalition_stands_once_on_the_side_of_its_point_away_from_the_diagonal():
    x, y = (channel("compute", "fit", "coalitions", axis, t=2) for axis in "xy")
    for mark, chosen in (("names-above", y >= x), ("names-below", y < x)):
        assert 0 < chosen.sum() < 6
        assert_allclose(channel("compute", "fit", mark, "x", t=2), np.where(chosen, x, np.nan))


def test_dragging_the_point_sets_the_values():
    session = session_at("compute", t=2)
    moved = gesture(session, "set_values", 0.1, 0.2)
    assert_allclose([moved["readouts"]["phi_a"], moved["readouts"]["phi_b"]], [0.1, 0.2], atol=1e-3)
    assert change(session, answer=True)["settings"]["answer"]
