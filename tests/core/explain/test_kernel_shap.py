"""Kernel SHAP against exact values, closed forms and its own error bars."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain import exact_shapley, kernel_shap, kernel_shap_steps
from tests.core.explain.examples import as_function, case, linear


def rng(seed=0):
    return np.random.default_rng(seed)


@given(st.integers(1, 8), st.sampled_from(["identity", "logit"]), st.integers(0, 2**32 - 1))
def test_with_all_coalitions_it_is_exact(n_features, link, seed):
    net, x, background = case(n_features, seed=seed)
    exact = exact_shapley(net, x, background, link=link)
    record = kernel_shap(net, x, background, n_samples=2**n_features, rng=rng(seed), link=link)
    assert_allclose(record.values, exact.values, atol=1e-9)
    assert_array_equal(record.standard_errors, 0)


@pytest.mark.parametrize("way", ["any model", "network"])
def test_with_all_coalitions_of_groups_it_is_exact(way):
    net, x, background = case(7)
    groups = [[0, 6], [1], [2, 3, 4], [5]]
    predict = as_function(net) if way == "any model" else net
    exact = exact_shapley(predict, x, background, groups=groups)
    record = kernel_shap(predict, x, background, n_samples=14, rng=rng(), groups=groups)
    assert_allclose(record.values, exact.values, atol=1e-9)


def test_one_coalition_less_is_not_exact():
    """The twin: leave out one pair, and the values are off."""
    net, x, background = case(6)
    exact = exact_shapley(net, x, background)
    record = kernel_shap(net, x, background, n_samples=2**6 - 4, rng=rng())
    with pytest.raises(AssertionError):
        assert_allclose(record.values, exact.values, atol=1e-9)
    assert record.standard_errors.min() > 0


def errors_of_a_linear_model(seed):
    """Its values are right whatever is drawn; what is told of their errors."""
    draw = rng(seed)
    weights, x, background = draw.normal(size=12), draw.normal(size=12), draw.normal(size=(5, 12))
    record = kernel_shap(linear(weights, 1.0), x, background, n_samples=60, rng=draw)
    assert_allclose(record.values, weights * (x - background.mean(axis=0)), atol=1e-9)
    assert_allclose(record.residual, 0, atol=1e-9)
    return record.standard_errors


@given(st.integers(0, 2**32 - 1))
def test_a_linear_model_is_explained_exactly_by_few_coalitions(seed):
    errors = errors_of_a_linear_model(seed)
    assert np.isinf(errors).all() or errors.max() < 1e-9


def test_of_a_linear_model_there_is_no_error_but_where_the_regression_follows_every_pair_that_was_drawn():
    assert errors_of_a_linear_model(0).max() < 1e-9
    assert np.isinf(errors_of_a_linear_model(27845)).all()


@given(st.integers(2, 300), st.integers(0, 2**32 - 1))
def test_the_bars_add_up_for_any_number_of_samples(n_samples, seed):
    net, x, background = case(9, seed=seed)
    record = kernel_shap(net, x, background, n_samples=n_samples, rng=rng(seed))
    assert_allclose(record.base_value + record.values.sum(axis=0), record.prediction, rtol=1e-9, atol=1e-11)


@given(st.integers(40, 200), st.integers(0, 2**32 - 1))
def test_who_does_nothing_gets_nothing_and_costs_no_sample(n_samples, seed):
    net, x, background = case(8, seed=seed)
    background[:, 2] = x[2]
    record = kernel_shap(net, x, background, n_samples=n_samples, rng=rng(seed))
    assert_array_equal(record.values[2], 0)
    others = np.delete(np.arange(8), 2)
    with_two = kernel_shap(
        lambda X: net.predict(np.insert(X, 2, x[2], axis=1)),
        x[others],
        background[:, others],
        n_samples=n_samples,
        rng=rng(seed),
    )
    assert_allclose(record.values[others], with_two.values, atol=1e-10)


@given(st.integers(0, 2**32 - 1))
def test_estimates_are_additive_when_the_same_coalitions_are_asked(seed):
    first, x, background = case(9, seed=seed)
    second, _, _ = case(9, seed=seed + 1)
    both = lambda X: first.predict(X) + second.predict(X)  # noqa: E731
    estimates = [
        kernel_shap(model, x, background, n_samples=80, rng=rng(seed)).values
        for model in (first.predict, second.predict, both)
    ]
    assert_allclose(estimates[0] + estimates[1], estimates[2], atol=1e-10)


@given(st.integers(0, 2**32 - 1))
def test_equal_players_get_equal_shares_when_all_are_asked(seed):
    draw = rng(seed)
    background, x = draw.normal(size=(4, 5)), draw.normal(size=5)
    background[:, 1], x[1] = background[:, 0], x[0]
    record = kernel_shap(
        lambda X: np.tanh(X[:, 0] + X[:, 1]) * X[:, 2] + X[:, 3] * X[:, 4], x, background, n_samples=30, rng=draw
    )
    assert_allclose(record.values[0], record.values[1], atol=1e-10)


def estimates_of(n_samples, n_repeats=150, n_features=11):
    net, x, background = case(n_features, 2, n_background=4, seed=3, activation="relu")
    exact = exact_shapley(net, x, background, link="logit").values
    records = [kernel_shap(net, x, background, n_samples=n_samples, rng=rng(s), link="logit") for s in range(n_repeats)]
    return np.array([r.values for r in records]) - exact, np.array([r.standard_errors for r in records])


@pytest.mark.parametrize("n_samples", [150, 500, 1500])
def test_the_standard_error_covers_the_error_as_often_as_it_says(n_samples):
    errors, reported = estimates_of(n_samples)
    assert_allclose(np.sqrt((reported**2).mean()), np.sqrt((errors**2).mean()), rtol=0.12)
    # the players' errors of one estimate go together: each cell counts as its 150 repeats
    assert 0.91 < (np.abs(errors) < 1.96 * reported).mean() < 0.98
    assert 0.62 < (np.abs(errors) < reported).mean() < 0.74


@pytest.mark.parametrize(("n_features", "n_samples", "covered"), [(11, 40, 0.88), (4, 12, 0.6)])
def test_of_few_coalitions_the_standard_error_covers_less_as_it_says(n_features, n_samples, covered):
    errors, reported = estimates_of(n_samples, n_features=n_features)
    told = np.isfinite(reported)
    assert_allclose((np.abs(errors) < 2 * reported)[told].mean(), covered, atol=0.05)


def test_a_standard_error_without_pairs_taken_together_would_not_cover():
    """The twin: half the standard error fails the test above."""
    errors, reported = estimates_of(500)
    assert (np.abs(errors) < 1.96 * reported / 2).mean() < 0.8


def test_the_error_falls_with_the_root_of_the_number_of_samples():
    # 40 players, 2⁴⁰ coalitions, and a known answer: each product of three is shared in thirds
    triples, weights = rng(0).permuted(np.tile(np.arange(40), (60, 1)), axis=1)[:, :3], rng(1).normal(size=60)
    exact = np.bincount(triples.ravel(), np.repeat(weights / 3, 3), minlength=40)

    def errors(n_samples):
        estimates = [
            kernel_shap(
                lambda X: X[:, triples].prod(axis=2) @ weights,
                np.ones(40),
                np.zeros((1, 40)),
                n_samples=n_samples,
                rng=rng(seed),
            )
            for seed in range(12)
        ]
        assert 0.9 < np.mean([np.abs(e.values - exact) < 1.96 * e.standard_errors for e in estimates]) < 0.98
        return np.sqrt(np.mean([(e.values - exact) ** 2 for e in estimates]))

    assert 1.7 < errors(1600) / errors(6400) < 2.4  # a little faster than the root: more sizes are asked whole


def test_effects_of_size_take_chance_out_of_the_estimate():
    # a logistic model saturates: what a player adds depends on how many are there already
    weights, x, background = rng(0).normal(1, 1, 12), np.ones(12), np.zeros((1, 12))

    def predict(X):
        return 1 / (1 + np.exp(5 - X @ weights))

    exact = exact_shapley(predict, x, background).values

    def error(size_effects):
        estimates = [
            kernel_shap(predict, x, background, n_samples=600, rng=rng(seed), size_effects=size_effects).values
            for seed in range(60)
        ]
        return np.sqrt(np.mean((np.array(estimates) - exact) ** 2))

    assert error(True) < 0.95 * error(False)


def test_the_estimate_has_no_bias_to_speak_of():
    errors, _ = estimates_of(500)
    assert np.abs(errors.mean(axis=0) / (errors.std(axis=0, ddof=1) / np.sqrt(len(errors)))).max() < 4.5


def test_the_last_step_is_the_whole_estimate():
    net, x, background = case(9)
    steps = list(kernel_shap_steps(net, x, background, n_samples=201, rng=rng(), n_at_once=48))
    whole = kernel_shap(net, x, background, n_samples=201, rng=rng())
    assert [len(step.coalitions) for step in steps] == [48, 96, 144, 192, 200]
    assert {step.n_wanted for step in steps} == {200}
    assert_array_equal(steps[-1].coalitions, whole.coalitions)
    assert_allclose(steps[-1].values, whole.values, rtol=1e-12, atol=1e-14)
    assert_allclose(steps[-1].standard_errors, whole.standard_errors, rtol=1e-9)


def test_the_error_bars_of_the_steps_cover_too():
    net, x, background = case(10, 1, output="identity", seed=4, activation="relu")
    exact = exact_shapley(net, x, background).values
    hits = []
    for seed in range(120):
        step = next(kernel_shap_steps(net, x, background, n_samples=900, rng=rng(seed), n_at_once=200))
        hits.append(np.abs(step.values - exact) < 1.96 * step.standard_errors)
    assert 0.90 < np.mean(hits) < 0.98


def test_the_record_holds_everything_it_was_made_of():
    net, x, background = case(8)
    record = kernel_shap(net, x, background, n_samples=100, rng=rng(), size_effects=False)
    assert record.coalitions.shape == (100, 8)
    assert_array_equal(record.coalitions[::2], ~record.coalitions[1::2])
    assert_allclose(record.weights.sum(), 1, rtol=1e-12)
    assert_allclose(record.residuals, record.means - record.base_value - record.coalitions @ record.values, atol=1e-12)
    assert_allclose(record.residual, np.sqrt(np.average(record.residuals**2, axis=0, weights=record.weights)))
    # the regression has the least weighted error: a step away, along the constraint, only makes it larger
    step = rng(1).normal(size=record.values.shape) * 1e-3
    step -= step.mean(axis=0)
    moved = record.means - record.base_value - record.coalitions @ (record.values + step)
    assert (record.weights @ moved**2 > record.weights @ record.residuals**2).all()


def test_shapes_follow_the_model():
    x, background = np.ones(3), np.zeros((2, 3))
    flat = kernel_shap(lambda X: X[:, 0], x, background, n_samples=6, rng=rng())
    column = kernel_shap(lambda X: X[:, :1], x, background, n_samples=6, rng=rng())
    assert (flat.values.shape, flat.means.shape, np.shape(flat.base_value), np.shape(flat.residual)) == (
        (3,),
        (6,),
        (),
        (),
    )
    assert (column.values.shape, column.means.shape, column.base_value.shape) == ((3, 1), (6, 1), (1,))
    assert_allclose(flat.values, [1, 0, 0], atol=1e-12)


def test_one_player_takes_all_and_none_takes_nothing():
    one = kernel_shap(lambda X: X[:, 0] ** 2, [3.0], [[1.0]], n_samples=2, rng=rng())
    assert_allclose(one.values, [8])
    none = kernel_shap(lambda X: X[:, 0] ** 2, [3.0], [[3.0]], n_samples=2, rng=rng())
    assert_allclose(none.values, [0])
    assert len(list(kernel_shap_steps(lambda X: X[:, 0], [3.0], [[1.0]], n_samples=2, rng=rng()))) == 1


def test_too_few_samples_to_tell_say_so():
    net, x, background = case(9)
    record = kernel_shap(net, x, background, n_samples=4, rng=rng())
    assert np.isinf(record.standard_errors).all()
    assert np.isfinite(record.values).all()


@pytest.mark.parametrize("n_samples", [4, 5])
def test_a_regression_that_follows_every_pair_does_not_take_that_for_certainty(n_samples: int):
    net, x, background = case(3)  # two pairs for two directions: nothing is left, and the values are wrong
    exact = exact_shapley(net, x, background).values
    wrong = 0
    for seed in range(20):
        record = kernel_shap(net, x, background, n_samples=n_samples, rng=rng(seed))
        wrong += np.abs(record.values - exact).max() > 1e-6
        assert np.isinf(record.standard_errors).all()
    assert wrong > 10  # the twin: had they been right, an error of 0 would have been true


def test_small_errors_are_told_only_where_they_are_true():
    net, x, background = case(10)
    exact = exact_shapley(net, x, background).values
    for n_samples in (18, 20, 24, 30):
        for seed in range(30):
            record = kernel_shap(net, x, background, n_samples=n_samples, rng=rng(seed))
            sure = record.standard_errors < 1e-6 * np.abs(exact).max()
            assert_allclose(record.values[sure], exact[sure], atol=1e-4)


def test_the_same_seed_gives_the_same_bytes():
    net, x, background = case(9)
    first, second = (kernel_shap(net, x, background, n_samples=99, rng=rng(7)) for _ in range(2))
    assert first.values.tobytes() == second.values.tobytes()
    assert first.standard_errors.tobytes() == second.standard_errors.tobytes()


@pytest.mark.parametrize(
    "n_samples, says",
    [(1, "n_samples is 1; give a whole number of at least 2"), (10**12, "needs 2464000 GB; give at most")],
)
def test_impossible_numbers_of_samples_are_refused(n_samples, says):
    with pytest.raises(ValueError, match=says):
        kernel_shap(linear(np.ones(50)), np.ones(50), np.zeros((1, 50)), n_samples=n_samples, rng=rng())


def test_a_million_samples_of_few_players_are_all_there_are():
    record = kernel_shap(linear(np.ones(4)), np.ones(4), np.zeros((1, 4)), n_samples=10**12, rng=rng())
    assert len(record.coalitions) == 14
