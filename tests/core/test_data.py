"""Drawn sets have their shapes; measured ones their names and units."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core import data


def draw(name, n=300, noise=0.0, seed=0):
    return data.make(name, n, noise=noise, rng=np.random.default_rng(seed))


@pytest.mark.parametrize("name", data.DRAWN)
def test_a_drawn_set_is_a_function_of_its_seed(name):
    first, again, other = draw(name), draw(name), draw(name, seed=1)
    assert_array_equal(first.X, again.X)
    assert np.abs(first.X - other.X).max() > 0
    assert len(first.X) == len(first.y) == 300
    assert np.abs(first.X).max() < 1.3
    assert np.isfinite(first.X).all()
    assert first.X.shape[1] == len(first.feature_names) == len(first.units)


@pytest.mark.parametrize("name", [name for name in data.DRAWN if name not in ("sine", "hills")])
def test_classes_are_equal_in_number(name):
    dataset = draw(name)
    counts = np.bincount(dataset.y)
    assert dataset.is_classification
    assert len(counts) == len(dataset.target_names)
    assert counts.max() - counts.min() <= 1


def test_shapes():
    circle = draw("circle")
    assert ((np.hypot(*circle.X.T) < 0.6) == circle.y).all()
    xor = draw("xor")
    assert ((xor.X.prod(axis=1) < 0) == xor.y).all()
    sine = draw("sine")
    assert not sine.is_classification
    assert_allclose(sine.y, np.sin(np.pi * sine.X[:, 0]))
    spirals = draw("spirals")
    radius, angle = np.hypot(*spirals.X.T), np.arctan2(spirals.X[:, 1], spirals.X[:, 0])
    expected = 3.5 * np.pi * radius + np.pi * spirals.y
    assert_allclose(np.cos(angle - expected), 1, atol=1e-9)


def test_noise_has_the_spread_it_is_said_to_have():
    noisy, calm = draw("sine", 20000, noise=0.3), draw("sine", 20000)
    assert_allclose((noisy.y - calm.y).std(), 0.3, rtol=0.03)


@pytest.mark.parametrize(
    ("name", "shape", "n_classes"),
    [
        ("iris", (150, 4), 3),
        ("wine", (178, 13), 3),
        ("breast_cancer", (569, 30), 2),
        ("diabetes", (442, 10), None),
        ("digits", (1797, 64), 10),
    ],
)
def test_measured_sets_tell_what_they_hold(name, shape, n_classes):
    dataset = data.load(name)
    assert dataset.X.shape == shape
    assert dataset.is_classification == (n_classes is not None)
    if n_classes:
        assert_array_equal(np.unique(dataset.y), np.arange(n_classes))
        assert len(dataset.target_names) == n_classes
    assert dataset.source
    assert len(dataset.feature_names) == len(dataset.units) == shape[1]


def test_scaling_can_be_undone():
    X = data.load("wine").X
    scaling = data.fit_scaling(X)
    Z = scaling.apply(X)
    assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    assert_allclose(Z.std(axis=0), 1, rtol=1e-12)
    assert_allclose(scaling.undo(Z), X, rtol=1e-12)
    assert_array_equal(data.fit_scaling(np.ones((3, 2))).apply(np.ones((3, 2))), 0)


def test_a_split_puts_each_sample_on_one_side():
    train, test = data.split(10, 0.3, rng=np.random.default_rng(0))
    assert (len(train), len(test)) == (7, 3)
    assert_array_equal(np.sort(np.concatenate([train, test])), np.arange(10))


def test_unknown_and_damaged_sets_are_refused(tmp_path):
    with pytest.raises(ValueError, match="Did you mean 'circle'"):
        draw("circles")
    with pytest.raises(ValueError, match="Choose one of: iris"):
        data.load("mnist")
    with pytest.raises(FileNotFoundError):
        data.load("iris", tmp_path)
    (tmp_path / "iris.json").write_text('{"name": "iris", "rows": [')
    with pytest.raises(ValueError, match="is damaged"):
        data.load("iris", tmp_path)
