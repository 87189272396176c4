"""Training can be stopped, resumed and repeated; it says why it ends."""

from itertools import islice
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core import linear
from nnviz_core.data import make
from nnviz_core.network import Network
from nnviz_core.optimizers import OPTIMIZERS, SGD, Adam
from nnviz_core.training import EarlyStopping, train
from tests.core.examples import network, samples

X, Y = samples(25)


def nth(steps, n):
    return next(islice(steps, n - 1, None))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_resumed_is_the_run_not_interrupted(optimizer):
    recipe: dict[str, Any] = {"optimizer": OPTIMIZERS[optimizer](), "batch_size": 4, "seed": 3}
    middle = nth(train(network(), X, Y, **recipe), 9)
    whole = nth(train(network(), X, Y, **recipe), 20)
    resumed = nth(train(middle.network, X, Y, **recipe, state=middle.state), 11)
    assert_array_equal(resumed.network.params, whole.network.params)
    assert_array_equal(resumed.state.optimizer_state.slots, whole.state.optimizer_state.slots)
    assert resumed.t == whole.t == 20
    # the twin: without its state, a run with a memory or a batch order goes elsewhere
    forgot = nth(train(middle.network, X, Y, **recipe), 11)
    assert np.abs(forgot.network.params - whole.network.params).max() > 1e-9


def test_fewer_records_are_the_same_run():
    one_by_one = nth(train(network(), X, Y), 30)
    at_once = next(train(network(), X, Y, every=30))
    assert_array_equal(one_by_one.network.params, at_once.network.params)
    assert one_by_one.loss == at_once.loss
    assert_array_equal(one_by_one.indices, at_once.indices)


def test_a_record_stays_as_it_is_while_the_run_goes_on():
    steps = train(network(), X, Y, optimizer=Adam())
    first = next(steps)
    kept = first.network.params.copy(), first.gradient.copy(), first.state.optimizer_state.slots.copy()
    nth(steps, 10)
    for array, before in zip(
        (first.network.params, first.gradient, first.state.optimizer_state.slots), kept, strict=True
    ):
        assert_array_equal(array, before)


def test_a_record_holds_the_loss_and_gradient_of_its_own_batch():
    before, step = islice(train(network(), X, Y, optimizer=SGD(0.1)), 4, 6)
    record = before.network.gradients(X[step.indices], Y[step.indices])
    assert_allclose(step.loss, record.loss, rtol=1e-13)
    assert_allclose(step.gradient, record.vector, rtol=0, atol=1e-14)
    assert_allclose(step.network.params, before.network.params - 0.1 * record.vector, rtol=0, atol=1e-14)
    assert step.epoch == 6 / 3


def test_one_unit_without_a_bend_finds_the_line_of_least_squares():
    x, y = np.array([-1.0, 1.0, 2.0, 3.0, 4.0]), np.array([-2.0, 0.5, 1.0, 2.0, 2.5])
    line = Network.dense([1, 1], rng=np.random.default_rng(0))
    step = next(train(line, x[:, np.newaxis], y, batch_size=5, optimizer=SGD(0.1), every=500))
    assert_allclose(step.network.params, linear.minimum(x, y), atol=1e-10)


def test_a_small_network_learns_the_circle():
    data = make("circle", noise=0.05, rng=np.random.default_rng(0))
    net = Network.dense([2, 8, 1], output="sigmoid", rng=np.random.default_rng(1))
    step = next(train(net, data.X, data.y, loss="binary_cross_entropy", optimizer=Adam(0.03), every=1500))
    assert ((step.network.predict(data.X)[:, 0] > 0.5) == data.y).mean() > 0.95


def test_early_stopping_ends_the_run_and_survives_an_interruption():
    rule = EarlyStopping(patience=3, min_delta=0.01)
    recipe: dict[str, Any] = {"optimizer": SGD(0.2), "batch_size": 5, "early_stopping": rule}
    steps = list(islice(train(network(), X, Y, **recipe), 5000))
    last = steps[-1]
    assert last.stopped
    assert last.t % 5 == 0
    assert last.state.n_waited == 3
    middle = steps[last.t - 8]
    assert list(train(middle.network, X, Y, **recipe, state=middle.state))[-1].t == last.t
    assert list(train(network(), X, Y, **recipe, every=1000))[-1].t == last.t
    assert list(train(last.network, X, Y, **recipe, state=last.state))[-1].t == last.t


def test_early_stopping_may_watch_other_samples():
    other = samples(10, seed=9)
    rule = EarlyStopping(patience=1, X=other[0], y=-other[1])  # whatever is learned makes these worse
    steps = list(islice(train(network(), X, Y, optimizer=SGD(0.3), early_stopping=rule), 2000))
    assert steps[-1].stopped
    assert len(steps) < 2000


@pytest.mark.parametrize("every", [1, 7, 500])
def test_a_run_that_diverges_ends_with_the_first_number_that_is_not_one(every):
    net = network(activation="relu")
    steps = list(train(net, X, Y, optimizer=SGD(50.0), every=every, batch_size=5))
    last = steps[-1]
    assert last.fault is not None
    assert last.fault.update == last.t
    assert last.fault.operation in {"pre_activation", "loss", "delta", "gradient", "step"}
    assert np.isfinite(last.network.params).all()
    assert not np.isfinite(last.fault.value)
    # however rarely it was looked at
    assert last.t == list(train(net, X, Y, optimizer=SGD(50.0), batch_size=5))[-1].t


def test_a_calm_run_has_no_fault():
    assert nth(train(network(), X, Y), 50).fault is None


def test_a_foreign_state_is_refused_at_once():
    state = next(train(network(), X, Y, optimizer=Adam())).state
    with pytest.raises(ValueError, match="not of this network and optimizer"):
        train(network(), X, Y, optimizer=SGD(), state=state)
    with pytest.raises(ValueError, match="every"):
        train(network(), X, Y, every=0)
