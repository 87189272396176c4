"""Each rule against the same rule written out again, number by number."""

from math import sqrt

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.optimizers import OPTIMIZERS, SGD, Adam, Momentum, Nesterov
from nnviz_core.schedules import Step


def gradient_at(w):
    return np.array([2.0, 0.3]) * w + np.array([0.1, -0.2])


def by_hand(name, w, rate=0.1, n=12):
    """Run one parameter at a time in plain Python floats."""
    result = []
    for i, start in enumerate(w):
        p, v, s, m = float(start), 0.0, 0.0, 0.0
        for t in range(1, n + 1):
            g = [2.0, 0.3][i] * p + [0.1, -0.2][i]
            if name == "sgd":
                p -= rate * g
            elif name == "momentum":
                v = 0.9 * v - rate * g
                p += v
            elif name == "nesterov":
                v = 0.9 * v - rate * g
                p += 0.9 * v - rate * g
            elif name == "adagrad":
                s += g * g
                p -= rate * g / (sqrt(s) + 1e-8)
            elif name == "rmsprop":
                s = 0.9 * s + 0.1 * g * g
                p -= rate * g / (sqrt(s) + 1e-8)
            else:
                m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
                p -= rate * sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (sqrt(s) + 1e-8)
        result.append(p)
    return np.array(result)


def run(optimizer, w, n=12):
    state = optimizer.start(w)
    for _ in range(n):
        w, state = optimizer.update(w, gradient_at(w), state)
    return w, state


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_rule_is_the_rule_written_out(name):
    start = np.array([1.0, -2.0])
    assert_allclose(run(OPTIMIZERS[name](0.1), start)[0], by_hand(name, start), rtol=1e-13)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_arguments_stay_as_they_are(name):
    optimizer = OPTIMIZERS[name]()
    params, gradient = np.array([1.0, -2.0]), np.array([0.5, 0.5])
    first, state = optimizer.update(params, gradient, optimizer.start(params))
    slots = state.slots.copy()
    optimizer.update(first, gradient, state)
    assert_array_equal(params, [1, -2])
    assert_array_equal(gradient, [0.5, 0.5])
    assert_array_equal(state.slots, slots)
    assert state.t == 1


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_many_runs_side_by_side_are_the_runs_one_by_one(name):
    optimizer = OPTIMIZERS[name]()
    starts = np.array([[1.0, -2.0], [0.3, 0.0], [-5.0, 4.0]])
    together, _ = run(optimizer, starts)
    assert_array_equal(together, [run(optimizer, start)[0] for start in starts])


def test_nesterov_is_sutskevers_form_in_other_variables():
    # θ ← θ + v with v ← μ v − η ∇L(θ + μ v); our parameters are θ + μ v
    theta, v = np.array([1.0, -2.0]), np.zeros(2)
    for _ in range(12):
        v = 0.9 * v - 0.1 * gradient_at(theta + 0.9 * v)
        theta = theta + v
    assert_allclose(run(Nesterov(0.1), np.array([1.0, -2.0]))[0], theta + 0.9 * v, rtol=1e-12)
    # and its twin: the heavy ball is another run
    assert np.abs(run(Momentum(0.1), np.array([1.0, -2.0]))[0] - (theta + 0.9 * v)).max() > 1e-3


def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient():
    for size in (1e-4, 1.0, 1e4):
        params = np.zeros(2)
        optimizer = Adam(0.01)
        after, _ = optimizer.update(params, np.array([size, -size]), optimizer.start(params))
        assert_allclose(after, [-0.01, 0.01], rtol=1e-2)


def test_a_schedule_is_asked_with_the_number_of_updates_made():
    optimizer = SGD(Step(1.0, drop=0.5, every=1))
    params = np.zeros(1)
    state = optimizer.start(params)
    for expected in (-1.0, -1.5, -1.75):
        params, state = optimizer.update(params, np.ones(1), state)
        assert_allclose(params, expected)


def test_no_parameters_of_float32_become_float64():
    params = np.ones(3, np.float32)
    for kind in OPTIMIZERS.values():
        after, state = kind().update(params, np.ones(3), kind().start(params))
        assert after.dtype == state.slots.dtype == np.float32


@pytest.mark.parametrize("bad", [{"momentum": 1.0}, {"momentum": -0.1}, {"learning_rate": np.nan}])
def test_impossible_hyperparameters_are_refused(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        Momentum(**bad)


def test_a_state_of_another_shape_is_refused():
    optimizer = Adam()
    with pytest.raises(ValueError, match="begin with start"):
        optimizer.update(np.zeros(3), np.zeros(3), optimizer.start(np.zeros(2)))
