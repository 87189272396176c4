"""Samples around a row: their distributions, and what the simple model sees of them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain.game import Game
from nnviz_core.explain.neighbours import Quarters, mask, quartiles, raw

BACKGROUND = np.random.default_rng(5).gamma(2.0, size=(200, 3))
BACKGROUND[:, 2] = np.random.default_rng(6).choice([1, 2, 3], 200, p=[0.5, 0.3, 0.2])
X = np.array([1.0, 6.0, 2.0])
N = 20_000


def near(make, *, categorical=(), around="background", background=BACKGROUND, n=N):
    game = Game(lambda rows: rows.sum(axis=1), X, background)
    return make(game, n, categorical, around, np.random.default_rng(0))


@pytest.mark.parametrize("make", [raw, quartiles, mask])
def test_the_first_sample_is_the_row_itself(make):
    found = near(make, n=10)
    assert_array_equal(found.samples[0], X)
    assert found.distances[0] == 0
    assert_allclose(found.outputs[0], X.sum())


@pytest.mark.parametrize("around, centre", [("background", BACKGROUND.mean(axis=0)), ("instance", X)])
def test_raw_samples_have_the_spread_of_the_background(around, centre):
    found = near(raw, around=around)
    spread = BACKGROUND.std(axis=0)
    assert_allclose(found.samples.mean(axis=0), centre, atol=5 * spread.max() / np.sqrt(N))
    assert_allclose(found.samples.std(axis=0), spread, rtol=0.03)
    assert_allclose(found.features, (found.samples - BACKGROUND.mean(axis=0)) / spread, atol=1e-12)
    assert_allclose(found.distances, np.linalg.norm((found.samples - X) / spread, axis=1), rtol=1e-10)


def test_a_constant_column_is_never_moved():
    background = BACKGROUND.copy()
    background[:, 1] = 4.0
    found = near(raw, background=background, n=50)
    assert_array_equal(found.samples[1:, 1], 4.0)
    assert_array_equal(found.samples[0], X)


@pytest.mark.parametrize("make", [raw, quartiles])
def test_a_column_that_differs_by_rounding_alone_is_constant(make):
    background = BACKGROUND.copy()
    background[:, 1], background[0, 1] = 0.1, np.nextafter(0.1, 1)
    assert background[:, 1].std() > 0
    found = near(make, background=background)
    assert found.distances.max() < 10
    assert np.ptp(found.samples[1:, 1]) < 1e-12


@pytest.mark.parametrize("make", [raw, quartiles])
def test_categories_are_drawn_as_often_as_they_occur_and_seen_as_same_or_not(make):
    found = near(make, categorical=[2])
    share = [(found.samples[:, 2] == value).mean() for value in (1, 2, 3)]
    assert_allclose(share, [(BACKGROUND[:, 2] == value).mean() for value in (1, 2, 3)], atol=0.02)
    assert_array_equal(found.features[:, 2], found.samples[:, 2] == 2)
    assert found.scale[2] == 1


def test_each_quarter_is_drawn_as_often_as_it_occurs_and_keeps_its_limits():
    found = near(quartiles)
    edges = np.percentile(BACKGROUND, [25, 50, 75], axis=0)
    for column in (0, 1):
        quarter = np.searchsorted(edges[:, column], found.samples[1:, column])
        assert_allclose(np.bincount(quarter) / (N - 1), 0.25, atol=0.02)
        here = np.searchsorted(edges[:, column], X[column])
        assert_array_equal(found.features[1:, column], quarter == here)
        assert found.samples[1:, column].min() >= BACKGROUND[:, column].min()
        assert found.samples[1:, column].max() <= BACKGROUND[:, column].max()
    assert_allclose(found.distances**2, (found.features == 0).sum(axis=1), atol=1e-12)


def test_within_a_quarter_numbers_are_normal_and_cut_off():
    special = pytest.importorskip("scipy.stats")
    table = np.random.default_rng(0).gamma(2.0, size=(400, 1))
    quarters = Quarters.of(table)
    for quarter in range(4):
        drawn = quarters.draw(np.full((4000, 1), quarter), rng=np.random.default_rng(quarter))[:, 0]
        cut = special.truncnorm(
            quarters.low[quarter, 0], quarters.high[quarter, 0], quarters.mean[quarter, 0], quarters.spread[quarter, 0]
        )
        assert special.kstest(drawn, cut.cdf).pvalue > 1e-3
        assert special.kstest(drawn * 1.1, cut.cdf).pvalue < 1e-3  # a wrong scale would be seen


def test_columns_of_few_values_have_fewer_quarters_and_no_endless_search():
    table = np.array([[0.0, 1, 5], [0, 1, 5], [0, 1, 5], [1, 1, 7]])
    quarters = Quarters.of(table)
    found = quarters.find(table)
    assert_array_equal(found[:, 1], 0)
    assert_array_equal(quarters.draw(found, rng=np.random.default_rng(0)), table)


def test_masks_hide_each_player_half_of_the_time():
    found = near(mask)
    assert_allclose(found.features[1:].mean(axis=0), 0.5, atol=0.02)
    k = found.features.sum(axis=1)
    assert_allclose(found.distances, 1 - np.sqrt(k / 3), atol=1e-12)
    # hidden features are the background's: a sum is linear, so the mean output is the output of the mean
    assert_allclose(found.outputs[:, 0], found.samples.sum(axis=1), rtol=1e-10)
