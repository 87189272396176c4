"""What holds for all tests: floating-point errors are failures, and a run can be repeated."""

import os

import numpy as np
import pytest
from hypothesis import settings

# The time of one example says nothing on a busy machine; where nobody watches, the examples are fixed.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def floating_point_errors_are_failures():
    """Division by zero, overflow and invalid operations raise unless the code says it expects them."""
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        yield
