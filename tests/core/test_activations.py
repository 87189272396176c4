"""Each activation beside its derivative, and each form beside the other."""

from math import erf, sqrt

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.activations import ACTIVATIONS, WIDE
from tests.core.examples import ELEMENTWISE

Z = np.linspace(-6, 6, 41)  # 0 is among them, where relu has its kink
SMOOTH = [name for name in ELEMENTWISE if "relu" not in name]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_derivative_is_the_limit_of_differences(name):
    f = ACTIVATIONS[name]
    z = Z if name in SMOOTH else Z[Z != 0]
    h = 1e-6
    assert_allclose(f.derivative(z), (f(z + h) - f(z - h)) / (2 * h), atol=2e-9)


@pytest.mark.parametrize("name", SMOOTH)
def test_a_step_that_is_too_coarse_is_noticed(name):
    if name == "identity":
        return
    f = ACTIVATIONS[name]
    assert np.abs(f.derivative(Z) - (f(Z + 0.5) - f(Z - 0.5))).max() > 1e-3


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_function_may_be_written_over_its_argument(name):
    f = ACTIVATIONS[name]
    z = Z[:, np.newaxis] * [1, -2]
    wanted = f(z)
    f.apply(z, z)
    assert_array_equal(z, wanted)


def test_the_slope_at_the_kink_is_the_left_one():
    assert ACTIVATIONS["relu"].derivative(np.zeros(1)) == 0
    assert_allclose(ACTIVATIONS["leaky_relu"].derivative(np.zeros(1)), 0.01)


def test_softmax_sums_to_one_and_has_the_jacobian_of_differences():
    f = ACTIVATIONS["softmax"]
    z = np.array([[0.3, -1.2, 2.0], [1e4, 0.0, -1e4]])
    assert_allclose(f(z).sum(axis=1), 1, rtol=1e-15)
    h = 1e-6
    numeric = np.stack([(f(z + h * unit) - f(z - h * unit)) / (2 * h) for unit in np.eye(3)], axis=2)
    assert_allclose(f.derivative(z), numeric, atol=1e-9)


@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
def test_the_form_for_wide_arrays_gives_the_same(name):
    f = ACTIVATIONS[name]
    z = np.linspace(-800, 800, 20001)
    out = np.empty_like(z)
    f.apply_through_exp(np.linspace(-40, 40, 20001), out)
    assert_allclose(out, f(np.linspace(-40, 40, 20001)), rtol=0, atol=4e-16)
    with np.errstate(over="ignore"):
        f.apply_through_exp(z, out)
    assert_allclose(out, f(z), rtol=0, atol=4e-16)
    assert f.best_for(WIDE) == f.apply_through_exp
    assert f.best_for(WIDE - 1) == f.apply


def test_gelu_is_the_exact_one():
    exact = np.array([z * (1 + erf(z / sqrt(2))) / 2 for z in Z])
    gelu = ACTIVATIONS["gelu"]
    for repeats in (1, WIDE):  # few numbers and many go different ways
        assert_allclose(gelu(np.tile(Z, (repeats, 1))), np.tile(exact, (repeats, 1)), rtol=0, atol=1e-13)
        assert_array_equal(gelu(np.tile([-1e3, 1e3], (repeats, 1))), np.tile([0, 1e3], (repeats, 1)))
    # its twin: the tanh approximation is another function
    approximation = 0.5 * Z * (1 + np.tanh(sqrt(2 / np.pi) * (Z + 0.044715 * Z**3)))
    assert np.abs(approximation - exact).max() > 1e-4


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_far_out_nothing_overflows_and_the_range_is_kept(name):
    f = ACTIVATIONS[name]
    a = f(np.array([[-1e4, -750.0, 0.0, 750.0, 1e4]]))
    assert np.isfinite(a).all()
    assert a.min() >= f.lowest
    assert a.max() <= f.highest


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_float32_stays_float32(name):
    assert ACTIVATIONS[name](np.ones((2, 3), np.float32)).dtype == np.float32
