"""Which coalitions are asked: counts, weights and chances against the kernel."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.explain import coalitions as module
from nnviz_core.explain.coalitions import allocate, make_plan, strata_of
from nnviz_core.explain.players import both_sides

sizes_and_budgets = st.tuples(st.integers(2, 14), st.integers(2, 600), st.integers(0, 2**32 - 1))


def plan(n_players, n_samples, seed=0):
    return make_plan(n_players, n_samples, rng=np.random.default_rng(seed))


def test_the_kernel_by_hand():
    # 5 players: sizes 1 and 4 weigh 2 · 1/4, sizes 2 and 3 together 2 · 1/6; 5 and 10 pairs
    populations, masses = strata_of(5)
    assert_array_equal(populations, [5, 10])
    assert_allclose(masses, [0.6, 0.4], rtol=1e-14)
    # 4 players: sizes 1 and 3 weigh 2 · 1/3, size 2 once 1/4, in 3 pairs of its own
    populations, masses = strata_of(4)
    assert_array_equal(populations, [4, 3])
    assert_allclose(masses, [8 / 11, 3 / 11], rtol=1e-14)


@given(sizes_and_budgets)
def test_no_coalition_is_asked_twice_and_none_more_than_wanted(given_):
    n, budget, seed = given_
    found = plan(n, budget, seed)
    both = both_sides(found.coalitions)
    assert len(both) == 2 * (min(budget, 2**n - 2) // 2)
    assert len(np.unique(both, axis=0)) == len(both)
    assert not both.all(axis=1).any() and both.any(axis=1).all()  # neither everybody nor nobody


@given(st.integers(2, 12))
def test_a_large_budget_asks_all(n):
    assert len(both_sides(plan(n, 2**n).coalitions)) == 2**n - 2


@given(sizes_and_budgets)
def test_the_weights_of_both_sides_sum_to_one_and_each_stratum_has_its_mass(given_):
    n, budget, seed = given_
    found = plan(n, budget, seed)
    assert_allclose(2 * found.weights().sum(), 1, rtol=1e-12)
    counts = found.counts()
    if (counts > 0).all():
        assert_allclose(2 * np.bincount(found.strata, found.weights()), found.masses, rtol=1e-12)


def test_with_all_coalitions_the_weights_are_the_kernel():
    found = plan(6, 2**6)
    sizes = found.coalitions.sum(axis=1)
    kernel = np.array([5 / (comb(6, s) * s * (6 - s)) for s in sizes])
    assert_allclose(found.weights(), kernel / (2 * kernel.sum()), rtol=1e-12)


def test_sizes_are_asked_whole_from_the_outside_in():
    populations, masses = strata_of(12)
    counts = allocate(populations, masses, 300)
    assert_array_equal(counts[:2], [12, 66])
    assert (counts[2:] < populations[2:]).all()
    assert counts.sum() == 300


@given(st.integers(2, 40), st.integers(1, 3000))
def test_the_budget_is_spent_to_the_last_pair(n, n_pairs):
    populations, masses = strata_of(n)
    counts = allocate(populations, masses, min(n_pairs, 2 ** (n - 1) - 1))
    assert counts.sum() == min(n_pairs, 2 ** (n - 1) - 1)
    assert (counts <= populations).all()


@pytest.mark.parametrize("size, count", [(3, 7), (3, 30), (3, 56), (4, 5), (4, 30)])
def test_each_pair_of_a_size_is_as_likely_as_any_other(size, count):
    rng = np.random.default_rng(0)
    n_repeats = 400
    population = comb(8, size) // (2 if size == 4 else 1)
    times: dict[bytes, int] = {}
    for _ in range(n_repeats):
        for row in module.draw_pairs(8, np.eye(4, dtype=int)[size - 1] * count, rng=rng):
            times[row.tobytes()] = times.get(row.tobytes(), 0) + 1
    assert len(times) == population
    share = count / population
    spread = np.sqrt(n_repeats * share * (1 - share))
    assert np.abs(np.array(list(times.values())) - n_repeats * share).max() <= 4.5 * spread + 1e-9


@pytest.mark.parametrize("n_pairs", [10, 100, 250, 400])
def test_a_beginning_of_the_list_is_what_a_smaller_budget_would_ask(n_pairs):
    found = plan(14, 1000)
    assert np.abs(found.first(n_pairs).counts() - plan(14, 2 * n_pairs).counts()).max() <= 2


def test_more_players_than_bits_in_a_number():
    found = plan(100, 500)
    assert len(np.unique(found.coalitions, axis=0)) == 250
    assert np.isfinite(found.weights()).all()


def test_the_same_seed_asks_the_same():
    assert_array_equal(plan(12, 300, 5).coalitions, plan(12, 300, 5).coalitions)
    assert (plan(12, 300, 5).coalitions != plan(12, 300, 6).coalitions).any()
