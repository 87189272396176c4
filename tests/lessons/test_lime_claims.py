"""What the words of steps 1 to 4 of the lesson on LIME claim, each as an assertion about what it computes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.lime import cloud, plane, rows, seeds, width
from lessons.lime.lesson import LESSON
from lessons.lime.refit import n_seen, refit
from nnviz_core.explain import lime
from tests.lessons.asking import change
from tests.lessons.lime import channel, frame, gesture, line_by_hand, message, numbers, session_at

pytestmark = pytest.mark.lesson("lime")
LAST = 49
ROW = {"table": "breast-cancer", "row": 0}


def settings_of(step, **changes):
    return LESSON.settings(LESSON.step(step), changes)


# 1: a line that is right nearby


@pytest.mark.parametrize("t", [0, 7, LAST])
def test_the_line_from_the_samples_so_far_is_what_lime_gives_for_so_many(t):
    settings = settings_of("nearby")
    model = plane.plane(settings)
    whole = lime(
        model.predict, np.array([-0.4, 0.4]), model.background, n_samples=n_seen(t), rng=np.random.default_rng(0),
        kernel_width=settings["width"], around="instance", ridge=0.0,
    )  # fmt: skip
    shown = numbers("nearby", t)
    assert_allclose([shown["c1"], shown["c2"]], whole.coefficients, rtol=1e-9)
    assert_allclose([shown["r2"], shown["n_effective"], shown["n"]], [whole.r2, whole.n_effective, n_seen(t)])


def test_the_line_is_the_weighted_least_squares_of_the_textbook():
    record = cloud.explanation(settings_of("nearby"), LAST)
    c, intercept, r2 = line_by_hand(record.features, record.outputs, record.weights)
    shown = numbers("nearby", LAST)
    assert_allclose([shown["c1"], shown["c2"], shown["intercept"], shown["r2"]], [*c, intercept, r2], rtol=1e-8)


def test_all_weights_alike_would_be_another_line():
    """The twin: without the kernel the coefficients are others."""
    record = cloud.explanation(settings_of("nearby"), LAST)
    c, _, _ = line_by_hand(record.features, record.outputs, np.ones(len(record.weights)))
    with pytest.raises(AssertionError):
        assert_allclose(c, record.coefficients, rtol=0.05)


def test_a_sample_is_as_opaque_as_it_counts():
    record = cloud.explanation(settings_of("nearby"), 3)
    near = np.abs(record.samples).max(axis=1) <= plane.VIEW[1]
    near[0] = False
    for k in (0, 1):
        strength = channel("nearby", "cloud", f"sample-{k}", "strength", 3)
        assert_allclose(strength, 0.05 + 0.95 * record.weights[near & ((record.outputs >= 0.5) == k)], rtol=1e-5)


def test_on_the_dashed_line_the_surrogate_says_one_half():
    record = cloud.explanation(settings_of("nearby"), LAST)
    ends = cloud.half_line(record)
    features = (ends - record.samples[0]) / record.scale + record.features[0]
    assert_allclose(record.intercept + features @ record.coefficients, 0.5, atol=1e-9)


def test_at_the_boundary_the_arrow_points_across():
    """Its direction is nearly that of the model's own gradient, by central differences."""
    at = settings_of("nearby", width=0.2)
    model, x, h = plane.plane(at), np.array([-0.4, 0.4]), 1e-4
    gradient = np.array([model.predict(x + h * e) - model.predict(x - h * e) for e in np.eye(2)[:, np.newaxis]])[:, 0]
    slopes = cloud.explanation(at, LAST).slopes
    assert slopes @ gradient / np.linalg.norm(slopes) / np.linalg.norm(gradient) > 0.97


def test_in_the_middle_of_the_disc_no_line_fits_and_both_bars_are_nearly_0():
    assert not frame("nearby", LAST)["goal"]["reached"]
    middle = frame("nearby", LAST, x1=0.0, x2=0.0)
    assert middle["goal"]["reached"] and middle["readouts"]["r2"] < 0.015
    assert max(abs(middle["readouts"]["c1"]), abs(middle["readouts"]["c2"])) < 0.05
    assert not frame("nearby", 3, x1=0.0, x2=0.0)["goal"]["reached"]  # 40 samples are too few to say so
    assert message("nearby", LAST, x1=0.0, x2=0.0) == "message.poor"


def test_a_click_explains_the_place_and_outside_the_nearest_one():
    session = session_at("nearby", 5)
    here = gesture(session, "explain_here", 0.333, -9.0)
    assert (here["settings"]["x1"], here["settings"]["x2"], here["t"]) == (0.33, -1.3, 5)


def test_a_linear_model_needs_no_neighbourhood():
    """Logistic regression: the line of ½ is the model's own boundary, at every width."""
    for w in (0.3, 1.06):
        record = cloud.explanation(settings_of("nearby", model="linear", shape="gaussians", width=w), LAST)
        ends = cloud.half_line(record)
        assert_allclose(plane.plane(settings_of("nearby", model="linear", shape="gaussians")).predict(ends), 0.5,
                        atol=0.06)  # fmt: skip


# 2: how near is near?


def test_the_usual_width_is_that_of_lime_for_two_features():
    assert_allclose(numbers("width")["width"], 0.75 * np.sqrt(2), atol=0.005)


@pytest.mark.parametrize("seed", range(6))
def test_wide_speaks_of_the_whole_plane_and_narrow_of_ten_samples(seed):
    wide, narrow = numbers("width", width=10.0, seed=seed), numbers("width", width=0.1, seed=seed)
    assert_allclose(wide["r2"], 0.5, atol=0.1)
    assert_allclose(narrow["r2"], 0.99, atol=0.006)
    assert wide["n_effective"] > 499 and 8 < narrow["n_effective"] < 13


@pytest.mark.parametrize("seed", range(6))
def test_the_answer_itself_depends_on_the_width(seed):
    usual, narrow = numbers("width", seed=seed), numbers("width", width=0.1, seed=seed)
    assert abs(usual["c2"] / usual["c1"]) < 1.25
    assert 1.7 < abs(narrow["c2"] / narrow["c1"]) < 2.1


def test_the_goal_of_the_width_can_be_reached_and_is_not_at_first():
    assert not frame("width")["goal"]["reached"]
    assert frame("width", width=0.25)["goal"]["reached"]
    assert not frame("width", width=0.1)["goal"]["reached"]  # fits well, and rests on too little


def test_where_the_answer_bends_much_there_is_no_width_that_reaches_the_goal():
    known = width.sweep(settings_of("width", x1=0.0, x2=0.0))
    assert not ((known.r2 >= 0.9) & (known.share * width.N_SAMPLES >= 30)).any()


def test_the_curve_over_widths_is_the_explanation_at_each_of_them():
    settings = settings_of("width")
    known = width.sweep(settings)
    for i in (0, 11, 30):
        record = cloud.drawn(settings, width=float(width.WIDTHS[i]))
        assert_allclose([known.r2[i], *known.coefficients[i]], [record.r2, *record.coefficients], rtol=1e-7)


def test_ten_draws_spread_and_the_first_is_ones_own():
    repeats = width.others(settings_of("width"))
    assert len(repeats) == 10
    spread = np.std([one.coefficients for one in repeats], axis=0, ddof=1).max()
    assert_allclose(numbers("width", ten_seeds=True)["spread"], spread)
    assert_allclose(repeats[0].coefficients, cloud.drawn(settings_of("width")).coefficients)


def test_the_width_is_dragged_within_its_limits():
    session = session_at("width")
    assert gesture(session, "set_width", 0.25, 0.5)["settings"]["width"] == 0.25
    assert gesture(session, "set_width", 99.0, 0.5)["settings"]["width"] == 10.0


# 3: thirty features at once


def test_a_row_is_explained_as_lime_does_it():
    settings = settings_of("row")
    model, x, k = rows.chosen(settings)
    again = lime(
        lambda X: model.predict(X)[:, k], x, model.table.X_train, n_samples=500, rng=np.random.default_rng(0),
        around="instance",
    )  # fmt: skip
    record = rows.explanation(rows.key_of(settings), 0)
    assert_allclose(record.coefficients, again.coefficients, rtol=1e-9)
    assert_allclose(record.kernel_width, 0.75 * np.sqrt(30))
    shown = channel("row", "bars", "for", "x2") + channel("row", "bars", "against", "x2")
    assert_allclose(np.abs(shown), np.sort(np.abs(again.coefficients))[::-1][:10], rtol=1e-5)


def test_nobody_is_near_and_the_usual_width_lets_nearly_all_count():
    shown = numbers("row", **ROW)
    assert shown["nearest"] > 3 and shown["n"] == 500
    assert 470 < shown["n_effective"] < 485
    assert_allclose(shown["width"], 4.1, atol=0.02)


def test_a_narrow_kernel_leaves_one_sample_and_no_explanation():
    narrow = frame("row", **ROW, share=0.2)
    assert narrow["readouts"]["n_effective"] < 1.5 and message("row", **ROW, share=0.2) == "message.few"
    best = max(numbers("row", **ROW, share=share)["r2"] for share in (0.25, 0.3, 0.4, 0.5, 0.75, 1, 2, 3))
    assert best < 0.75


def test_some_rows_are_explained_well_and_the_first_is_not():
    assert not frame("row", **ROW)["goal"]["reached"]
    assert [frame("row", table="breast-cancer", row=row)["goal"]["reached"] for row in (1, 6, 7)] == [True] * 3


def all_fits(**settings):
    session = session_at("row", **settings)
    return [change(session, row=row)["readouts"]["r2"] for row in range(45)]


@pytest.mark.parametrize("table", ["iris", "wine", "diabetes"])
def test_the_network_has_a_row_that_a_line_explains_well_on_every_table(table):
    assert max(all_fits(table=table)) >= 0.8


@pytest.mark.cpython
def test_a_model_that_answers_in_steps_may_have_none():
    pytest.importorskip("sklearn")
    assert max(all_fits(table="iris", model="forest")) < 0.8


@pytest.mark.parametrize("row", [0, 4, 9, 13])
def test_the_largest_bar_is_seen_however_flat_the_model_is_around_the_row(row):
    coefficients = channel("row", "bars", "for", "x2", row=row) + channel("row", "bars", "against", "x2", row=row)
    axis = next(one for one in frame("row", row=row)["figures"] if one["id"] == "bars")["x"]["domain"]
    assert np.abs(coefficients).max() > 0.4 * axis[1]
    said = channel("row", "fit", "samples", "y", row=row)
    assert (message("row", row=row) == "message.flat") == (said.max() - said.min() < 0.05) == (row in (4, 9))


def test_with_quarters_r2_falls_to_about_0_2():
    assert_allclose(numbers("row", **ROW, representation="quartiles")["r2"], 0.2, atol=0.03)


# 4: draw again


def test_each_step_is_one_more_draw_of_the_same_explanation():
    settings = settings_of("seeds")
    drawn = seeds.coefficients(rows.key_of(settings), 0, 4)
    assert_allclose(drawn[3], rows.explanation(rows.key_of(settings), 3).coefficients)
    assert numbers("seeds", 4)["draws"] == 5


@pytest.mark.parametrize("seed", range(0, 60, 10))
def test_the_first_place_changes_hands_in_ten_draws_and_two_draws_share_little_more_than_half(seed):
    shown = numbers("seeds", 9, seed=seed)
    assert shown["firsts"] > 1
    assert 0.5 < shown["overlap"] < 0.66


def test_the_shares_are_the_mean_over_all_pairs():
    drawn = np.abs(seeds.coefficients(rows.key_of(settings_of("seeds")), 0, 5))
    tops = [set(np.argsort(-row)[:3]) for row in drawn]
    pairs = [len(a & b) / 3 for i, a in enumerate(tops) for b in tops[:i]]
    assert_allclose(numbers("seeds", 5)["overlap"], np.mean(pairs))


@pytest.mark.parametrize("row", range(3))
def test_none_of_the_five_keeps_its_place(row):
    drawn = np.abs(seeds.coefficients(rows.key_of(settings_of("seeds", row=row)), 0, 9))
    place = np.argsort(np.argsort(-drawn, axis=1), axis=1)
    first_five = place[:, place[0] < 5]
    assert (first_five != first_five[0]).any(axis=0).all()


def test_the_goal_of_the_draws_is_reached_with_more_samples():
    assert not frame("seeds", 9)["goal"]["reached"]
    assert frame("seeds", 9, n_samples=2000)["goal"]["reached"]
    assert not frame("seeds", 4, n_samples=2000)["goal"]["reached"]


def test_four_times_as_many_samples_halve_the_whiskers():
    few, many = (
        seeds.coefficients(rows.key_of(settings_of("seeds", n_samples=n)), 0, 19).std(axis=0, ddof=1).mean()
        for n in (500.0, 2000.0)
    )
    assert 0.42 < many / few < 0.58


def test_refitting_all_samples_changes_nothing():
    record = cloud.drawn(settings_of("nearby"))
    assert_allclose(refit(record, len(record.weights), ridge=0.0).coefficients, record.coefficients, rtol=1e-12)


@pytest.mark.cpython
def test_however_closely_one_looks_a_line_fits_a_forest_worse_than_a_network():
    pytest.importorskip("sklearn")
    for w in (0.1, 0.15, 0.2, 0.3, 0.5):
        network, forest = (numbers("width", model=model, width=w)["r2"] for model in ("network", "forest"))
        assert forest < network - 0.08
