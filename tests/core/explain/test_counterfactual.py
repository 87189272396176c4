"""Counterfactuals against the nearest point on a plane, and the class that they must reach."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain import counterfactual
from nnviz_core.explain.counterfactual import classes, usual_distance
from tests.core.explain.examples import case

BACKGROUND = np.random.default_rng(0).normal(size=(200, 3)) * [1, 2, 3]


def plane(weights, threshold=0.0):
    """A logistic model: class 1 where weights · x is above the threshold."""
    return lambda X: 1 / (1 + np.exp(-(X @ np.asarray(weights) - threshold)))


def test_the_usual_distance_is_the_median_one_or_the_mean_or_one():
    # medians 2, 0, 7; distances 1 0 1 2 0, then 0 0 0 0 5, then none
    table = np.array([[1, 0, 7], [2, 0, 7], [3, 0, 7], [4, 0, 7], [2, 5, 7.0]])
    assert_allclose(usual_distance(table), [1, 1, 1])
    assert_allclose(usual_distance(table * [1, 3, 1]), [1, 3, 1])


def test_on_a_plane_one_feature_moves_the_one_that_buys_most():
    # from 0 the plane 1 x0 + 1 x1 + 0 x2 = 1 is 1 away in x0 or in x1; in usual distances x1 is half as far
    found = counterfactual(plane([1, 1, 0], 1.0), np.zeros(3), BACKGROUND)
    assert (found.class_before, found.class_after) == (0, 1)
    assert_allclose(found.changes, [0, 1, 0], atol=1e-6)
    assert_allclose(found.distance, 1 / found.scale[1], rtol=1e-6)


@given(st.integers(0, 2**32 - 1))
def test_on_any_plane_it_is_the_nearest_row_that_one_feature_can_reach(seed):
    rng = np.random.default_rng(seed)
    weights = rng.uniform(0.3, 2, 3) * rng.choice([-1, 1], 3)
    found = counterfactual(plane(weights, 0.3), np.zeros(3), BACKGROUND)
    # in the distance that adds up, the nearest point of a plane is straight along one axis
    assert_allclose(found.distance, (0.3 / np.abs(weights) / found.scale).min(), rtol=1e-5)


def test_immutable_features_stay():
    found = counterfactual(plane([1, 1, 0], 1.0), np.zeros(3), BACKGROUND, immutable=[1])
    assert_allclose(found.changes, [1, 0, 0], atol=1e-6)
    with pytest.raises(ValueError, match="No row of another class was found"):
        counterfactual(plane([1, 1, 0], 1.0), np.zeros(3), BACKGROUND, immutable=[0, 1])


def test_when_one_feature_is_not_enough_several_move():
    def both(X):
        return ((X[:, 0] > 1) & (X[:, 1] > 1)).astype(float)

    found = counterfactual(both, np.zeros(3), BACKGROUND)
    assert_allclose(found.changes, [1, 1, 0], atol=1e-6)


@given(st.integers(0, 2**32 - 1))
def test_where_the_output_is_linear_it_is_the_nearest_row_within_the_range_of_the_background(seed):
    rng = np.random.default_rng(seed)
    background, weights = rng.normal(size=(9, 4)), rng.uniform(0.3, 2, 4) * rng.choice([-1, 1], 4)
    x, fixed = background[0], int(rng.integers(4))
    ends = np.where(weights > 0, background.max(axis=0), background.min(axis=0))  # as far as each may go
    gains = weights * (ends - x) * (np.arange(4) != fixed)
    needed = rng.uniform(0.05, 0.95) * gains.sum()  # often more than one feature can bring

    def predict(X):
        return 0.5 + ((X - x) @ weights - needed) / 100

    if not gains.any():  # x stands at every end already: there is nowhere to go
        with pytest.raises(ValueError, match="No row of another class was found"):
            counterfactual(predict, x, background, immutable=[fixed])
        return
    found = counterfactual(predict, x, background, immutable=[fixed])
    # the best exchange first: gain for each unit of distance, until it is enough
    price = 1 / (np.abs(weights) * usual_distance(background))
    order = np.argsort(price)
    paid = np.diff(np.minimum(np.cumsum(gains[order]), needed), prepend=0)
    assert_allclose(found.distance, paid @ price[order], rtol=1e-6)
    assert found.changes[fixed] == 0


def test_categories_take_values_that_occur():
    background = BACKGROUND.copy()
    background[:, 0] = np.arange(200) % 4
    found = counterfactual(plane([1, 0, 0], 1.5), np.zeros(3), background, categorical=[0])
    assert_array_equal(found.changes, [2, 0, 0])


@given(st.integers(0, 2**32 - 1))
def test_the_row_found_is_of_the_class_and_nearer_than_any_background_row(seed):
    net, x, background = case(4, 3, n_background=40, seed=seed)
    now = int(classes(net.predict(x[np.newaxis]))[0])
    of_background = classes(net.predict(background))
    for target in set(of_background.tolist()) - {now}:
        found = counterfactual(net, x, background, target=target)
        assert found.class_after == target == int(classes(net.predict(found.x[np.newaxis]))[0])
        others = background[of_background == target]
        assert found.distance <= (np.abs(others - x) / found.scale).sum(axis=1).min() + 1e-12
        assert_allclose(found.x - x, found.changes)


def test_a_class_that_x_has_is_refused():
    with pytest.raises(ValueError, match="x is of class 0 already"):
        counterfactual(plane([1, 0, 0], 1.0), np.zeros(3), BACKGROUND, target=0)
    with pytest.raises(ValueError, match="immutable names feature 5"):
        counterfactual(plane([1, 0, 0], 1.0), np.zeros(3), BACKGROUND, immutable=[5])


def test_scores_are_no_probabilities_and_their_side_is_asked_for():
    def scores(X):
        return X[:, 0] - 1

    with pytest.raises(ValueError, match=r"which cannot be -1.0; give probabilities, or of scores on which side"):
        counterfactual(scores, np.zeros(3), BACKGROUND)
    assert_allclose(counterfactual(lambda X: scores(X) > 0, np.zeros(3), BACKGROUND).changes, [1, 0, 0], atol=1e-6)


def test_a_class_that_the_model_does_not_have_is_refused():
    with pytest.raises(ValueError, match="target is 2; classes are 0 to 1"):
        counterfactual(plane([1, 0, 0], 1.0), np.zeros(3), BACKGROUND, target=2)
