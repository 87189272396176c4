"""What holds for all tests: floating-point errors are failures, and a run can be repeated."""

import os
import warnings
from types import ModuleType

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


@pytest.fixture(scope="session")
def shap() -> ModuleType:
    """The library that made Kernel SHAP known, where it is installed."""
    return _in_spite_of_its_warnings("shap")


@pytest.fixture(scope="session")
def lime_tabular() -> ModuleType:
    """The library that made LIME known, where it is installed: its part for tables."""
    return _in_spite_of_its_warnings("lime.lime_tabular")


def _in_spite_of_its_warnings(name: str) -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name)
