"""Schedules are pure functions of the number of updates."""

import pytest
from numpy.testing import assert_allclose

from nnviz_core.schedules import SCHEDULES, Constant, Cosine, Step, rate_at


def test_a_number_and_a_schedule_are_both_learning_rates():
    assert rate_at(0.3, 7) == rate_at(Constant(0.3), 7) == 0.3


def test_step_halves_after_every_hundred_updates():
    schedule = Step(0.8, drop=0.5, every=100)
    assert [schedule(t) for t in (0, 99, 100, 199, 200)] == [0.8, 0.8, 0.4, 0.4, 0.2]


def test_cosine_begins_at_rate_is_half_way_in_the_middle_and_stays_at_final():
    schedule = Cosine(1.0, n_updates=10, final=0.2)
    assert_allclose([schedule(t) for t in (0, 5, 10, 99)], [1.0, 0.6, 0.2, 0.2], rtol=1e-15)


@pytest.mark.parametrize("kind", SCHEDULES.values())
def test_a_negative_rate_is_refused(kind):
    with pytest.raises(ValueError, match="rate"):
        kind(-0.1)
