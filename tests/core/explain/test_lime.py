"""LIME against linear models, by hand and against its own definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain import lime
from nnviz_core.explain.surrogate import fit_surrogate
from tests.core.explain.examples import as_function, case, linear


def rng(seed=0):
    return np.random.default_rng(seed)


@given(st.sampled_from(["background", "instance"]), st.integers(0, 2**32 - 1))
def test_it_recovers_the_slopes_of_a_linear_model(around, seed):
    draw = rng(seed)
    units = np.array([1, 10, 0.1, 3])
    weights, x, background = draw.normal(size=4), draw.normal(size=4) * units, draw.normal(size=(20, 4)) * units
    record = lime(linear(weights, 5.0), x, background, n_samples=200, rng=draw, ridge=0.0, around=around)
    assert_allclose(record.slopes, weights, atol=1e-6)
    assert_allclose(record.r2, 1, rtol=1e-10)
    assert_allclose(record.local_prediction, record.prediction, atol=1e-6)


def test_a_curved_model_has_no_slopes_to_recover():
    """The twin: with a bend, R² falls and the line misses the prediction."""
    record = lime(lambda X: X[:, 0] ** 2, [0.0, 0], rng(1).normal(size=(20, 2)), n_samples=500, rng=rng(), ridge=0.0)
    assert record.r2 < 0.5
    with pytest.raises(AssertionError):
        assert_allclose(record.local_prediction, record.prediction, atol=1e-2)


def test_a_small_kernel_finds_the_derivative():
    x, background = np.array([0.5, -1.0]), rng(1).normal(size=(50, 2))
    record = lime(
        lambda X: np.sin(X[:, 0]) * X[:, 1],
        x,
        background,
        n_samples=20_000,
        rng=rng(),
        kernel_width=0.1,
        ridge=0.0,
        around="instance",
    )
    assert_allclose(record.slopes, [np.cos(0.5) * -1, np.sin(0.5)], atol=0.03)


def test_masks_of_a_sum_of_words_give_each_word_its_worth():
    worth = np.array([3.0, -1, 0, 2])
    record = lime(
        linear(worth), np.ones(4), np.zeros((1, 4)), n_samples=100, rng=rng(), representation="mask", ridge=0.0
    )
    assert_allclose(record.coefficients, worth, atol=1e-9)
    assert record.kernel_width == 0.25


def test_masks_of_groups_hide_them_together():
    worth = np.array([3.0, -1, 0, 2, 5, 7])
    record = lime(
        linear(worth),
        np.ones(6),
        np.zeros((1, 6)),
        n_samples=100,
        rng=rng(),
        representation="mask",
        ridge=0.0,
        groups=np.array([[0, 0, 1], [1, 2, 2]]),
    )
    assert_allclose(record.coefficients, [2, 2, 12], atol=1e-9)
    assert record.features.shape == (100, 3)


def test_quarters_of_a_step_find_the_step():
    background = np.linspace(0, 1, 101)[:, np.newaxis] * np.ones(2)
    record = lime(
        lambda X: (X[:, 0] > 0.5).astype(float),
        [0.6, 0.6],
        background,
        n_samples=3000,
        rng=rng(),
        representation="quartiles",
        ridge=0.0,
    )
    # in the same quarter the step is 1 surely, in the other three in one case of three
    assert_allclose(record.coefficients[0], 2 / 3, atol=0.05)
    assert_allclose(record.coefficients[1], 0, atol=0.05)


@pytest.mark.parametrize("representation", ["raw", "quartiles", "mask"])
def test_the_record_holds_everything_it_was_made_of(representation):
    net, x, background = case(5, n_background=30)
    record = lime(net, x, background, n_samples=80, rng=rng(), representation=representation, kernel_width=1.3)
    assert_allclose(record.weights, np.exp(-((record.distances / 1.3) ** 2) / 2), rtol=1e-12)
    fitted = fit_surrogate(record.features, record.outputs, record.weights, ridge=1.0)
    assert_array_equal(record.coefficients, fitted.coefficients)
    assert_array_equal(record.r2, fitted.r2)
    assert record.coefficients.shape == (5, 3)
    assert_allclose(record.local_prediction, record.intercept + record.features[0] @ record.coefficients, rtol=1e-10)
    if representation != "mask":
        assert_allclose(record.outputs, net.predict(record.samples), rtol=1e-10)


def test_a_function_and_a_network_are_explained_alike():
    net, x, background = case(5)
    for representation in ("raw", "mask"):
        records = [
            lime(model, x, background, n_samples=60, rng=rng(), representation=representation)
            for model in (net, net.predict, as_function(net))
        ]
        for record in records[1:]:
            assert_allclose(record.coefficients, records[0].coefficients, atol=1e-12)


def test_fewer_features_can_be_kept():
    net, x, background = case(6)
    record = lime(as_function(net), x, background, n_samples=300, rng=rng(), n_kept=2)
    assert_array_equal((record.coefficients != 0).sum(axis=0), [2, 2, 2])
    highest = lime(as_function(net), x, background, n_samples=300, rng=rng(), n_kept=2, selection="highest")
    assert_array_equal((highest.coefficients != 0).sum(axis=0), [2, 2, 2])


def test_a_row_far_from_all_samples_has_nobody_near_and_says_so():
    background = rng(1).normal(size=(50, 2))
    usual, far = (lime(linear([1, 1]), x, background, n_samples=500, rng=rng()) for x in ([0.1, 0.2], [40.0, 0]))
    assert 50 < usual.n_effective < 500
    assert_allclose(far.n_effective, 1, rtol=1e-6)


def test_the_kernel_width_changes_the_answer():
    net, x, background = case(4, activation="relu")
    near, far = (lime(net, x, background, n_samples=500, rng=rng(), kernel_width=w).coefficients for w in (0.3, 30.0))
    assert np.abs(near - far).max() > 1e-2


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"representation": "image"}, "no representation named 'image'"),
        ({"around": "nowhere"}, "no centre named 'nowhere'"),
        ({"kernel_width": 0}, "kernel_width is 0"),
        ({"ridge": -1}, "ridge is -1"),
        ({"n_samples": 1}, "n_samples is 1"),
        ({"n_samples": 10**12}, "n_samples is 1000000000000: .* needs 256000 GB"),
        ({"categorical": [9]}, "categorical names feature 9; features are 0 to 3"),
        ({"groups": [[0, 1], [2, 3]]}, 'need representation="mask"'),
    ],
)
def test_impossible_settings_are_refused(wrong, says):
    net, x, background = case(4)
    with pytest.raises(ValueError, match=says):
        lime(net, x, background, **{"n_samples": 50, "rng": rng(), **wrong})
