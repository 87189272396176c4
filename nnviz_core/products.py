"""The matrix product, in the form that is fastest for its size and for this machine.

Almost all the time of a small network goes into calling NumPy, almost all the time of a wide one into
multiplying. Where NumPy comes with BLAS (on a computer) `dot` is the best of all; in the browser there is
none, and three forms share the field: `dot` costs least to call, `matmul` less a multiplication, and
`einsum` runs along the columns when they are long.

Arrays of samples are (n_samples, n_units) but lie in memory unit by unit (Fortran order): one unit's
values over all samples are contiguous. That is what makes the long columns, and a picture of one hidden
unit over a grid is then a piece of memory as it stands.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
from numpy import ndarray as Array

FEW_MULTIPLICATIONS = 2000
LONG_COLUMN = 128


def bind_product(a: Array, b: Array, out: Array) -> Callable[[], object]:
    """Return a function without arguments that writes a @ b into `out`.

    Parameters
    ----------
    a : array of shape (n, k)
    b : array of shape (k, m)
    out : array of shape (n, m), in C or in Fortran order
    """
    n, k = a.shape
    m = b.shape[1]
    if not has_blas():
        if max(n, k) >= LONG_COLUMN:
            return partial(np.einsum, "nk,km->nm", a, b, out=out)
        if n * k * m >= FEW_MULTIPLICATIONS:
            return partial(np.matmul, a, b, out)
    if out.flags.c_contiguous:
        return partial(a.dot, b, out)
    return partial(b.T.dot, a.T, out.T)  # `dot` writes in C order only


@cache
def has_blas() -> bool:
    """Return whether NumPy was built with a BLAS library."""
    show_config: Any = np.show_config  # its stub does not know that mode
    return bool(show_config(mode="dicts")["Build Dependencies"]["blas"].get("found"))
