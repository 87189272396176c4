"""Importance and dependence against models whose answer is known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain import partial_dependence, permutation_importance
from tests.core.explain.examples import case, linear

RNG = np.random.default_rng(0)
X = RNG.normal(size=(400, 3))


def test_the_drop_of_a_linear_model_is_twice_the_variance_it_carries():
    # shuffling x_j adds the error w_j (x_j − x_j'), whose mean square is 2 w_j² var x_j
    weights = np.array([2.0, -1.0, 0.0])
    record = permutation_importance(
        linear(weights), X, X @ weights, score="negative_mse", n_repeats=40, rng=np.random.default_rng(1)
    )
    assert record.score == 0
    assert_allclose(record.values, 2 * weights**2 * X.var(axis=0), rtol=0.05, atol=1e-12)
    assert record.standard_errors[0] > 0
    assert_array_equal(record.drops[2], 0)  # who is not used, is not missed


def test_a_group_is_shuffled_together():
    # x0 − x1 with x1 = x0: shuffled together nothing changes, alone it does
    twin = np.stack([X[:, 0], X[:, 0], X[:, 2]], axis=1)

    def predict(rows):
        return rows[:, 0] - rows[:, 1]

    together = permutation_importance(
        predict, twin, np.zeros(400), score="negative_mse", groups=[[0, 1], [2]], rng=np.random.default_rng(0)
    )
    alone = permutation_importance(predict, twin, np.zeros(400), score="negative_mse", rng=np.random.default_rng(0))
    assert_array_equal(together.values, 0)
    assert alone.values[0] > 1


@pytest.mark.cpython
def test_it_is_scikit_learns_within_the_error_of_the_shuffles():
    inspection = pytest.importorskip("sklearn.inspection")
    tree = pytest.importorskip("sklearn.tree")
    y = (X[:, 0] + 0.5 * X[:, 1] > 0).astype(int)
    model = tree.DecisionTreeClassifier(max_depth=4, random_state=0).fit(X, y)
    ours = permutation_importance(model.predict_proba, X, y, score="accuracy", n_repeats=20, rng=RNG)
    theirs = inspection.permutation_importance(model, X, y, n_repeats=20, random_state=0)
    error = np.hypot(ours.standard_errors, theirs.importances_std / np.sqrt(20))
    assert (np.abs(ours.values - theirs.importances_mean) <= 4 * error).all()


def test_accuracy_of_one_output_and_of_many():
    y = (X[:, 0] > 0).astype(int)
    one = permutation_importance(lambda A: A[:, 0] > 0, X, y, score="accuracy", rng=RNG)
    two = permutation_importance(lambda A: np.stack([-A[:, 0], A[:, 0]], axis=1), X, y, score="accuracy", rng=RNG)
    assert one.score == two.score == 1
    assert 0.4 < one.values[0] < 0.6


def test_r2_by_hand_and_own_scores():
    y = X[:, 0]
    half = permutation_importance(lambda A: A[:, 0] / 2, X, y, score="r2", rng=RNG)
    # the error is y/2: 1 − (Σ y²/4) / Σ (y − mean)²
    assert_allclose(half.score, 1 - (y**2).sum() / 4 / ((y - y.mean()) ** 2).sum(), rtol=1e-12)
    own = permutation_importance(lambda A: A[:, 0], X, y, score=lambda y, outputs: -7.0, rng=RNG)
    assert own.score == -7
    with pytest.raises(ValueError, match="All targets y are equal"):
        permutation_importance(lambda A: A[:, 0], X, np.ones(400), score="r2", rng=RNG)


def test_partial_dependence_of_a_sum_is_its_own_term():
    record = partial_dependence(lambda A: np.sin(A[:, 0]) + A[:, 1] ** 2, X, 0, grid=9)
    assert record.curves.shape == (400, 9)
    assert_allclose(record.mean, np.sin(record.grid) + (X[:, 1] ** 2).mean(), rtol=1e-12)
    assert_allclose(record.centred, np.tile(np.sin(record.grid) - np.sin(record.grid[0]), (400, 1)), atol=1e-12)


def test_curves_that_cross_show_what_the_mean_hides():
    # x0 x1 has a flat mean where x1 has mean 0, and no flat curve
    rows = X - X.mean(axis=0)
    record = partial_dependence(lambda A: A[:, 0] * A[:, 1], rows, 0, grid=[-1.0, 0, 1])
    assert_allclose(record.mean, 0, atol=1e-12)
    assert np.abs(record.centred[:, -1]).mean() > 1


def test_each_curve_meets_the_prediction_of_its_sample():
    net, _, background = case(4)
    record = partial_dependence(net, background, 2, grid=background[:, 2])
    each = np.arange(len(background))
    assert_allclose(record.curves[each, each], net.predict(background), rtol=1e-12)


def test_what_cannot_be_meant_is_refused():
    with pytest.raises(ValueError, match="feature is 3; features are 0 to 2"):
        partial_dependence(linear([1, 1, 1]), X, 3)
    with pytest.raises(ValueError, match="X holds 400 samples and y 3"):
        permutation_importance(linear([1, 1, 1]), X, [1, 2, 3], score="r2", rng=RNG)
    with pytest.raises(ValueError, match="no score named 'accurracy'. Did you mean 'accuracy'"):
        permutation_importance(linear([1, 1, 1]), X, X[:, 0], score="accurracy", rng=RNG)
