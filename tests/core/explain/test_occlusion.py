"""Occlusion against models whose answer is known, and where it must disagree with Shapley values."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core.explain import exact_shapley, occlusion
from tests.core.explain.examples import as_function, case, linear


def test_of_a_linear_model_it_is_weight_times_distance_from_the_mean():
    weights = np.array([2.0, -1.0, 0.0])
    background = np.random.default_rng(0).normal(size=(8, 3))
    x = np.array([1.0, 2.0, 3.0])
    assert_allclose(occlusion(linear(weights), x, background), weights * (x - background.mean(axis=0)), atol=1e-12)


def test_it_is_the_row_with_one_column_taken_from_the_background():
    net, x, background = case()
    values = occlusion(net, x, background)
    for j in range(x.size):
        rows = np.tile(x, (len(background), 1))
        rows[:, j] = background[:, j]
        assert_allclose(values[j], net.predict(x[np.newaxis])[0] - net.predict(rows).mean(axis=0), atol=1e-12)
    assert_allclose(values, occlusion(as_function(net), x, background), atol=1e-12)


def test_groups_are_hidden_together_and_who_equals_the_background_has_no_effect():
    net, x, background = case()
    background[:, 1] = x[1]
    assert (occlusion(net, x, background)[1] == 0).all()
    all_at_once = occlusion(net, x, background, groups=[[0, 1, 2, 3, 4]])
    assert_allclose(all_at_once[0], net.predict(x[np.newaxis])[0] - net.predict(background).mean(axis=0), atol=1e-12)


def test_two_that_stand_in_for_each_other_are_both_called_useless():
    """The twin: Shapley values share what both could do, so the two must differ."""

    def either(rows):
        return rows.max(axis=1)

    x, background = np.ones(2), np.zeros((1, 2))
    assert_allclose(occlusion(either, x, background), [0, 0])
    assert_allclose(exact_shapley(either, x, background).values, [0.5, 0.5])


def test_what_cannot_be_explained_is_refused():
    with pytest.raises(ValueError, match="background is empty"):
        occlusion(linear([1.0]), [1.0], np.zeros((0, 1)))
