"""The program that is written computes what the network computes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core.activations import ACTIVATIONS
from nnviz_core.source import FORMULAS, to_source
from tests.core.examples import network, samples

X, _ = samples(50)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_program_predicts_the_same(activation, dtype):
    net = network(activation=activation, output="sigmoid", dtype=dtype)
    program: dict = {}
    exec(to_source(net), program)
    tolerance = 1e-12 if dtype == np.float64 else 1e-5
    assert_allclose(program["predict"](X), net.predict(X), rtol=0, atol=tolerance)
    assert program["predict"](X).dtype == dtype


def test_every_activation_can_be_written():
    assert FORMULAS.keys() == ACTIVATIONS.keys()


def test_only_what_is_used_is_written():
    text = to_source(network((2, 3, 1)))
    assert "def sigmoid" not in text
    assert "import math" not in text
    assert text.count("\n    a = ") == 3
    compile(text, "network", "exec")


def test_a_network_that_diverged_is_refused():
    net = network()
    net.params[0] = np.inf
    with pytest.raises(ValueError, match="not finite"):
        to_source(net)
