"""Weighted ridge regression against normal equations, scikit-learn and least squares on chosen columns."""

from itertools import combinations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain.surrogate import fit_surrogate


def data(seed=0, n=60, n_features=6, n_outputs=2):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, n_features)) + 3
    y = X @ rng.normal(size=(n_features, n_outputs)) + 0.5 * rng.normal(size=(n, n_outputs)) - 2
    return X, y, rng.random(n)


def error(fitted, X, y, w, ridge):
    return w @ (y - fitted.predict(X)) ** 2 + ridge * (fitted.coefficients**2).sum(axis=0)


@pytest.mark.parametrize("ridge", [0.0, 1.0, 30.0])
def test_no_other_line_has_a_smaller_error(ridge):
    X, y, w = data()
    fitted = fit_surrogate(X, y, w, ridge=ridge)
    least = error(fitted, X, y, w, ridge)
    for step in np.random.default_rng(1).normal(size=(20, 6, 2)) * 1e-3:
        for shift in (-1e-3, 0, 1e-3):
            moved = type(fitted)(fitted.coefficients + step, fitted.intercept + shift, fitted.r2)
            assert (error(moved, X, y, w, ridge) > least).all()


@pytest.mark.cpython
@pytest.mark.parametrize("ridge", [1e-9, 1.0, 30.0])
def test_it_is_ridge_regression_of_scikit_learn(ridge):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y, w = data()
    fitted = fit_surrogate(X, y, w, ridge=ridge)
    oracle = linear_model.Ridge(alpha=ridge).fit(X, y, sample_weight=w)
    assert_allclose(fitted.coefficients.T, oracle.coef_, rtol=1e-8)
    assert_allclose(fitted.intercept, oracle.intercept_, rtol=1e-8)
    for output in range(2):
        one = linear_model.Ridge(alpha=ridge).fit(X, y[:, output], sample_weight=w)
        assert_allclose(fitted.r2[output], one.score(X, y[:, output], sample_weight=w), rtol=1e-10)


def test_weights_of_zero_leave_samples_out_and_two_count_twice():
    X, y, _ = data()
    w = np.ones(60)
    w[:10], w[10:20] = 0, 2
    plain = fit_surrogate(np.vstack([X[10:], X[10:20]]), np.vstack([y[10:], y[10:20]]), np.ones(60), ridge=0.0)
    assert_allclose(fit_surrogate(X, y, w, ridge=0.0).coefficients, plain.coefficients, rtol=1e-10)


def test_features_that_are_copies_share_what_they_say():
    X, y, w = data(n_features=2)
    twice = np.hstack([X, X[:, :1]])
    fitted = fit_surrogate(twice, y, w, ridge=0.0)
    assert_allclose(fitted.coefficients[0], fitted.coefficients[2], rtol=1e-6)
    assert_allclose(fitted.predict(twice), fit_surrogate(X, y, w, ridge=0.0).predict(X), rtol=1e-7)


def r2_of(X, y, w, columns):
    return fit_surrogate(X[:, columns], y, w, ridge=0.0).r2[0]


def test_forward_selection_lets_in_the_best_feature_at_each_step():
    X, y, w = data(3, n_outputs=1)
    kept: list[int] = []
    for n_kept in range(1, 6):
        best = max((c for c in range(6) if c not in kept), key=lambda c: r2_of(X, y, w, [*kept, c]))
        kept.append(best)
        fitted = fit_surrogate(X, y, w, ridge=0.0, n_kept=n_kept, selection="forward")
        assert_array_equal(np.flatnonzero(fitted.coefficients[:, 0]), sorted(kept))
        assert_allclose(fitted.r2[0], r2_of(X, y, w, kept), rtol=1e-9)


def test_forward_selection_is_no_search_through_all_sets():
    """The twin: the best pair of all is not always the one that is found step by step."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 200))
    X = np.stack([a, b, a + b + 0.6 * rng.normal(size=200)], axis=1)
    y, w = (a + b)[:, np.newaxis], np.ones(200)
    best = max(combinations(range(3), 2), key=lambda pair: r2_of(X, y, w, list(pair)))
    assert best == (0, 1)
    step_by_step = fit_surrogate(X, y, w, ridge=0.0, n_kept=2).coefficients[:, 0]
    assert step_by_step[2] != 0


def test_features_that_never_change_are_not_let_in_before_others():
    X, y, w = data(n_outputs=1)
    X[:, 0] = 1.0
    assert fit_surrogate(X, y, w, n_kept=5).coefficients[0, 0] == 0


def test_nothing_to_explain_is_explained_well():
    X, _, w = data()
    fitted = fit_surrogate(X, np.full((60, 1), 2.5), w)
    assert_allclose(fitted.coefficients, 0, atol=1e-12)
    assert_allclose(fitted.intercept, 2.5)
    assert fitted.r2[0] == 1


def test_an_unknown_selection_is_refused():
    X, y, w = data()
    with pytest.raises(ValueError, match="no selection named 'lasso'"):
        fit_surrogate(X, y, w, n_kept=2, selection="lasso")
    with pytest.raises(ValueError, match="n_kept is 0"):
        fit_surrogate(X, y, w, n_kept=0)
