"""Every form of the product is the product."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core import products


@pytest.mark.parametrize("blas", [False, True])
@pytest.mark.parametrize("shape", [(1, 1, 1), (10, 3, 4), (32, 65, 32), (500, 9, 8), (9, 500, 8)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_each_form_gives_the_product(shape, order, blas, monkeypatch):
    monkeypatch.setattr(products, "has_blas", lambda: blas)
    n, k, m = shape
    rng = np.random.default_rng(0)
    a, b = np.asfortranarray(rng.normal(size=(n, k))), rng.normal(size=(k, m))
    out = np.empty((n, m), order=order)
    call = products.bind_product(a, b, out)
    call()
    assert_allclose(out, a @ b, rtol=0, atol=1e-12)
    a *= 2  # bound, not copied
    call()
    assert_allclose(out, a @ b, rtol=0, atol=1e-12)
