"""Agreement, stability, sensitivity and the forgetting network."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain import (
    agreement,
    gradient_times_input,
    kernel_shap,
    lime,
    randomisation_check,
    rank_correlation,
    sensitivity,
    stability,
    top_overlap,
)
from nnviz_core.explain.agreement import top_of
from tests.core.explain.examples import case, linear

pairs = st.integers(2, 12).flatmap(lambda n: st.tuples(*[arrays(float, n, elements=st.integers(-4, 4).map(float))] * 2))


def test_rank_correlation_by_hand():
    # ranks 0 1 2 3 and 1 0 2 3: 1 − 6 · (1 + 1) / (4 · 15) = 0.8; signs do not matter
    assert_allclose(rank_correlation([1, 2, 3, 4], [-20, 10, -30, 40]), 0.8)
    assert_allclose(rank_correlation([1, 2, 3], [3, 2, 1]), -1)
    assert rank_correlation([1, 1, 1], [3, 2, 1]) == 0


@pytest.mark.cpython
@given(pairs)
def test_rank_correlation_is_scipys(pair):
    spearmanr = pytest.importorskip("scipy.stats").spearmanr
    a, b = pair
    if np.ptp(np.abs(a)) > 0 and np.ptp(np.abs(b)) > 0:
        assert_allclose(rank_correlation(a, b), spearmanr(np.abs(a), np.abs(b)).statistic, atol=1e-12)


def test_top_overlap_by_hand():
    assert top_overlap([5, -4, 3, 0], [5, 0, 4, -3], 2) == 0.5
    assert top_overlap([5, -4, 3, 0], [5, 0, 4, -3], 9) == 1


def test_explanations_are_compared_two_by_two():
    found = agreement({"a": [3, 2, 1.0], "b": [30, 20, 10.0], "c": [1, 2, 3.0]}, k=1)
    assert found.names == ("a", "b", "c")
    assert_allclose(found.rank_correlation, [[1, 1, -1], [1, 1, -1], [-1, -1, 1]])
    assert_allclose(found.top_overlap, [[1, 1, 0], [1, 1, 0], [0, 0, 1]])
    with pytest.raises(ValueError, match="There is 1 explanation; give two or more"):
        agreement({"a": [1, 2]})
    with pytest.raises(ValueError, match="3 and 2 values"):
        agreement({"a": [1, 2, 3], "b": [1, 2]})
    with pytest.raises(ValueError, match=r"shape \(n_players,\), not \(2, 2\)"):
        agreement({"a": np.ones((2, 2)), "b": np.ones((2, 2))})


def test_more_samples_make_an_explanation_more_stable():
    net, x, background = case(8, 1, output="sigmoid")

    def explained(n_samples):
        return stability(
            lambda rng: lime(net, x, background, n_samples=n_samples, rng=rng).coefficients,
            n_repeats=10,
            rng=np.random.default_rng(0),
        )

    few, many = explained(25), explained(2000)
    assert few.values.shape == (10, 8)
    assert many.spread.mean() < few.spread.mean() / 3
    assert many.rank_correlation > few.rank_correlation
    assert_allclose(many.mean, many.values.mean(axis=0))


def test_what_has_no_chance_in_it_is_perfectly_stable():
    net, x, background = case(5, 1, output="sigmoid")
    found = stability(
        lambda rng: kernel_shap(net, x, background, n_samples=30, rng=rng).values, rng=np.random.default_rng(0)
    )
    assert_allclose([found.rank_correlation, found.top_overlap], 1)
    assert_allclose(found.spread, 0, atol=1e-12)


def test_sensitivity_of_a_line_is_none_and_of_a_product_by_hand():
    rng = np.random.default_rng(0)
    assert sensitivity(lambda x: np.array([2.0, 1.0]), [1.0, 1.0], radius=0.5, rng=rng) == 0
    # values x: |x' − x| / |x|, at most 0.5 √2 / √2
    value = sensitivity(lambda x: x, [1.0, 1.0], radius=0.5, n_samples=2000, rng=rng)
    assert 0.45 < value <= 0.5
    with pytest.raises(ValueError, match="0 everywhere"):
        sensitivity(lambda x: 0 * x, [1.0], radius=1.0, rng=rng)


def test_an_explanation_of_the_weights_forgets_with_them():
    net, x, _ = case(12, 1, output="identity")
    before = net.params.copy()
    found = randomisation_check(net, lambda n: gradient_times_input(n, x).values, rng=np.random.default_rng(0))
    assert_array_equal(net.params, before)
    assert found.layers == (1, 0)
    assert found.rank_correlation[0] == 1
    assert np.abs(found.values[1:] - found.values[0]).max(axis=1).min() > 0


def test_an_explanation_that_only_looks_at_the_row_does_not():
    """The twin: what is blind to the model is found out."""
    net, x, _ = case(12, 1, output="identity")
    found = randomisation_check(net, lambda n: x, rng=np.random.default_rng(0))
    assert_allclose(found.rank_correlation, 1)


def test_linear_models_agree_whoever_explains_them():
    weights, background = np.array([1.0, -2, 4, 0.5]), np.random.default_rng(0).normal(size=(60, 4))
    x, rng = np.array([2.0, 2, 2, 2]), np.random.default_rng(1)
    shap = kernel_shap(linear(weights), x, background - background.mean(axis=0), n_samples=14, rng=rng).values
    local = lime(linear(weights), x, background, n_samples=300, rng=rng).slopes
    assert_allclose(agreement({"shap": shap, "lime": local}).rank_correlation, 1)


@pytest.mark.parametrize("n_features, top", [(1, 1), (2, 1), (3, 2), (4, 3), (30, 3)])
def test_fewer_of_the_first_are_compared_than_there_are(n_features, top):
    assert top_of(n_features) == top
