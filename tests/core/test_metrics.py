"""Metrics by hand; tests/core/test_against_sklearn.py compares them with scikit-learn's."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core import metrics

Y = np.array([0, 0, 1, 1, 2])
PREDICTED = np.array([0, 1, 1, 1, 0])


def test_by_hand():
    assert metrics.accuracy(Y, PREDICTED) == 3 / 5
    assert_array_equal(metrics.confusion_matrix(Y, PREDICTED), [[1, 1, 0], [0, 2, 0], [1, 0, 0]])
    scores = metrics.precision_recall(Y, PREDICTED)
    assert_allclose(scores.precision, [1 / 2, 2 / 3, np.nan])  # nothing was called 2
    assert_allclose(scores.recall, [1 / 2, 1, 0])
    assert_allclose(scores.f1, [1 / 2, 4 / 5, 0])
    assert_array_equal(scores.support, [2, 2, 1])
    # pairs (0, 1) of scores: 0.1 < 0.4, 0.1 < 0.4, 0.4 = 0.4 twice → (2 + 2/2) / 4
    assert metrics.roc_auc([0, 0, 1, 1], [0.1, 0.4, 0.4, 0.4]) == 3 / 4
    assert metrics.rmse([1.0, 2.0], [2.0, 4.0]) == np.sqrt(5 / 2)
    assert metrics.r2([1.0, 3.0], [1.0, 2.0]) == 1 / 2
    assert metrics.r2([1.0, 3.0], [2.0, 2.0]) == 0


def test_what_is_undefined_is_nan():
    assert np.isnan(metrics.roc_auc([1, 1], [0.1, 0.2]))
    assert np.isnan(metrics.r2([2.0, 2.0], [1.0, 2.0]))
    assert np.isnan(metrics.precision_recall([0, 1], [0, 1], n_classes=3).recall[2])


def test_turning_the_scores_round_turns_the_area_round():
    rng = np.random.default_rng(0)
    y, scores = rng.integers(0, 2, 50), rng.normal(size=50)
    assert_allclose(metrics.roc_auc(y, scores) + metrics.roc_auc(y, -scores), 1, rtol=1e-14)
    assert metrics.roc_auc(y, np.exp(scores)) == metrics.roc_auc(y, scores)  # only the order counts


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ValueError, match="cannot be compared"):
        metrics.accuracy([0, 1], [0])
    with pytest.raises(ValueError, match="argmax"):
        metrics.accuracy([0, 1], [[0.1, 0.9], [0.3, 0.7]])
    with pytest.raises(ValueError, match="whole numbers"):
        metrics.confusion_matrix([0, 1], [0.5, 1])
    with pytest.raises(ValueError, match="n_classes"):
        metrics.confusion_matrix([0, 2], [0, 1], n_classes=2)
    with pytest.raises(ValueError, match="two classes"):
        metrics.roc_auc([0, 1, 2], [0.1, 0.2, 0.3])


def test_the_roc_curve_by_hand():
    # called 1 in turn: none; 0.9 (a 1); 0.4 three times (a 1 and two 0); 0.1 (a 0)
    curve = metrics.roc_curve([0, 0, 0, 1, 1], [0.1, 0.4, 0.4, 0.4, 0.9])
    assert_allclose(curve.true_positive_rate, [0, 1 / 2, 1, 1])
    assert_allclose(curve.false_positive_rate, [0, 0, 2 / 3, 1])
    assert_allclose(curve.thresholds, [np.inf, 0.9, 0.4, 0.1])


def test_the_area_under_the_roc_curve_is_the_chance_of_a_right_order():
    rng = np.random.default_rng(3)
    y, scores = rng.integers(0, 2, 80), rng.integers(0, 12, 80) / 10  # many ties
    curve = metrics.roc_curve(y, scores)
    across, up = np.diff(curve.false_positive_rate), curve.true_positive_rate
    assert_allclose((across * (up[1:] + up[:-1]) / 2).sum(), metrics.roc_auc(y, scores), rtol=1e-12)


def test_a_roc_curve_of_one_class_has_no_rate_of_the_other():
    assert np.isnan(metrics.roc_curve([1, 1], [0.2, 0.3]).false_positive_rate).all()
    with pytest.raises(ValueError, match="two classes"):
        metrics.roc_curve([0, 1, 2], [0.1, 0.2, 0.3])
