"""What a unit does with its weighted sum: a = f(z).

Without a bend between them, two layers would be no more than one; the activation is the bend. Each entry
of `ACTIVATIONS` pairs a function with its derivative, because training needs both at the same place.
All write into `out` and work on arrays of any shape, one column a unit: (n_samples, n_units).

Glossary: z pre-activation (the weighted sum), a activation, slope f'(z).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import erf, pi, sqrt

import numpy as np
from numpy import ndarray as Array

LEAK = 0.01  # slope of leaky_relu for z < 0
ONE = np.array(1.0)  # costs half a microsecond less a call than the number 1
ERF = np.frompyfunc(erf, 1, 1)
WIDE = 512  # from so many elements on, arithmetic costs more than calls
# The product of two exponentials of ± this is neither 0 · inf nor rounded to 0.
LARGEST_EXPONENT = {np.dtype(np.float64): 350.0, np.dtype(np.float32): 43.0}


@dataclass(frozen=True)
class Activation:
    """An activation function and its derivative.

    Attributes
    ----------
    name : str
    apply : function (z, out)
        Writes f(z); `out` may be z itself.
    slope : function (z, a, out), or None
        Writes f'(z), elementwise; `a` is f(z), from which many slopes follow at less cost.
    pull_back : function (delta, a), or None
        For an activation in which each output depends on every input: turns dL/da into dL/dz in place.
    exponent, from_exp : float and function (e, out), or None
        Where f is a function of e = exp(exponent · z): that function. On wide arrays exp is cheaper than tanh,
        and where z is a sum of parts, exp(z) is a product of theirs.
    lowest, highest : float
        The range of f: what a saturated unit comes close to.
    """

    name: str
    apply: Callable[..., object]
    slope: Callable[[Array, Array, Array], object] | None
    pull_back: Callable[[Array, Array], object] | None = None
    exponent: float = 0.0
    from_exp: Callable[[Array, Array], object] | None = None
    lowest: float = -np.inf
    highest: float = np.inf

    def __call__(self, z: Array) -> Array:
        """Return f(z), same shape."""
        z = np.asarray(z, dtype=np.result_type(z, np.float32))
        out = np.empty_like(z)
        with np.errstate(over="ignore"):
            self.apply(z, out)
        return out

    def derivative(self, z: Array) -> Array:
        """Return f'(z), same shape; for softmax the Jacobian, shape (n_samples, n_units, n_units)."""
        a = self(z)
        if self.slope is None:
            return a[:, :, np.newaxis] * (np.eye(a.shape[1]) - a[:, np.newaxis, :])
        out = np.empty_like(a)
        self.slope(np.asarray(z, a.dtype), a, out)
        return out

    def best_for(self, n_elements: int) -> Callable[..., object]:
        """Return the form of `apply` that is faster for so many elements."""
        return self.apply_through_exp if self.from_exp and n_elements >= WIDE else self.apply

    def apply_through_exp(self, z: Array, out: Array) -> None:
        """Write f(z) as a function of exp(exponent · z): fewer operations an element, more calls."""
        np.multiply(z, self.exponent, out=out)
        np.exp(out, out=out)
        self.from_exp(out, out)  # type: ignore[misc]


def _identity(z: Array, out: Array) -> None:
    out[...] = z


def _identity_slope(z: Array, a: Array, out: Array) -> None:
    out[...] = 1


def _relu(z: Array, out: Array) -> None:
    np.maximum(z, 0, out=out)


def _relu_slope(z: Array, a: Array, out: Array) -> None:
    np.greater(z, 0, out=out)  # 0 at the kink, as everyone chose


def _leaky_relu(z: Array, out: Array) -> None:
    np.maximum(z, LEAK * z, out=out)


def _leaky_relu_slope(z: Array, a: Array, out: Array) -> None:
    np.greater(z, 0, out=out)
    out *= 1 - LEAK
    out += LEAK


def _tanh_from_exp(e: Array, out: Array) -> None:
    """tanh z = 1 − 2 / (1 + e) with e = exp 2z: right for e = inf, and to 2e-16 (absolute) for any e."""
    np.add(e, 1, out=out)
    np.divide(2, out, out=out)
    np.subtract(1, out, out=out)


def _tanh_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(a, a, out=out)
    np.subtract(ONE, out, out=out)


def _sigmoid(z: Array, out: Array) -> None:
    np.negative(z, out=out)
    np.exp(out, out=out)
    _sigmoid_from_exp(out, out)


def _sigmoid_from_exp(e: Array, out: Array) -> None:
    """sigmoid z = 1 / (1 + e) with e = exp −z; e = inf gives 0, which is right to the last bit."""
    np.add(e, 1, out=out)
    np.divide(1, out, out=out)  # half the time of `reciprocal`


def _sigmoid_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(a, a, out=out)
    np.subtract(a, out, out=out)


def _softplus(z: Array, out: Array) -> None:
    np.logaddexp(0, z, out=out)  # log(1 + exp z) without overflow


def _softplus_slope(z: Array, a: Array, out: Array) -> None:
    _sigmoid(z, out)


def _gelu(z: Array, out: Array) -> None:
    out[...] = z * _normal_cdf(z)


def _gelu_slope(z: Array, a: Array, out: Array) -> None:
    out[...] = _normal_cdf(z) + z * np.exp(-z * z / 2) / sqrt(2 * pi)


def _softmax(z: Array, out: Array) -> None:
    """exp z / sum of exp z over the units; the largest z is taken off first, so that nothing overflows."""
    np.subtract(z, z.max(axis=-1, keepdims=True), out=out)
    np.exp(out, out=out)
    out /= out.sum(axis=-1, keepdims=True)


def _softmax_pull_back(delta: Array, a: Array) -> None:
    """dL/dz = a ∘ (dL/da − Σ a ∘ dL/da), the product with the Jacobian diag(a) − a aᵀ."""
    delta -= (delta * a).sum(axis=-1, keepdims=True)
    delta *= a


def _normal_cdf(z: Array) -> Array:
    """Φ(z) = (1 + erf(z / √2)) / 2, the probability that a standard normal number is below z, to 1e-14.

    NumPy has no erf. A few numbers are given to `math.erf` one by one. For many, a series: Φ(z) − 1/2 is odd,
    so (Φ(z) − 1/2) / z is a smooth function of z², and a Chebyshev series of it, fitted here to `math.erf`,
    reaches double precision for |z| ≤ 8.5, beyond which Φ is 0 or 1.
    """
    if z.size < WIDE:
        return (0.5 * (1 + ERF(z / sqrt(2)))).astype(z.dtype)
    end = 8.5
    near = np.clip(z, -end, end)
    u = near * near * (2 / end**2) - 1  # in [-1, 1]
    cdf = 0.5 + near * np.polynomial.chebyshev.chebval(u, _normal_cdf_series(end))
    return np.where(np.abs(z) < end, cdf, z > 0).astype(z.dtype)


@cache
def _normal_cdf_series(end: float) -> Array:
    def value(u: Array) -> list[float]:
        return [erf(z / sqrt(2)) / (2 * z) for z in end * np.sqrt((u + 1) / 2)]

    return np.polynomial.chebyshev.chebinterpolate(value, 40)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("identity", _identity, _identity_slope),
        Activation("relu", _relu, _relu_slope, lowest=0),
        Activation("leaky_relu", _leaky_relu, _leaky_relu_slope),
        Activation("tanh", np.tanh, _tanh_slope, None, 2.0, _tanh_from_exp, lowest=-1, highest=1),
        Activation("sigmoid", _sigmoid, _sigmoid_slope, None, -1.0, _sigmoid_from_exp, lowest=0, highest=1),
        Activation("softplus", _softplus, _softplus_slope, lowest=0),
        # Hendrycks & Gimpel (2016), Gaussian Error Linear Units: z Φ(z), not its tanh approximation.
        Activation("gelu", _gelu, _gelu_slope),
        Activation("softmax", _softmax, None, _softmax_pull_back, lowest=0, highest=1),
    )
}
