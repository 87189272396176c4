"""What is saved comes back to the last bit, and nothing else does."""

import json

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from nnviz_core.optimizers import OPTIMIZERS, SGD, Adam
from nnviz_core.schedules import Cosine
from nnviz_core.storage import _checksum, load, save
from nnviz_core.training import TrainingState, train
from tests.core.examples import network, samples

X, Y = samples(20)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_network_comes_back_to_the_last_bit(dtype):
    net = network(activation="gelu", output="softmax", dtype=dtype)
    again = load(save(net)).network
    assert again.params.dtype == dtype
    assert_array_equal(again.params, net.params)
    assert (again.sizes, again.activations) == (net.sizes, net.activations)
    assert_array_equal(again.predict(X), net.predict(X))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_training_goes_on_after_loading_as_if_nothing_had_been(name):
    optimizer = OPTIMIZERS[name](Cosine(0.1, n_updates=30))
    steps = train(network(), X, Y, optimizer=optimizer, batch_size=6, every=11)
    step = next(steps)
    saved = load(save(step.network, optimizer, step.state))
    assert saved.optimizer == optimizer
    resumed = train(saved.network, X, Y, optimizer=saved.optimizer, batch_size=6, every=11, state=saved.state)
    assert_array_equal(next(resumed).network.params, next(steps).network.params)


def test_what_early_stopping_remembers_comes_back():
    state = TrainingState(SGD().start(network().params), best_loss=0.25, n_waited=3)
    again = load(save(network(), SGD(), state)).state
    assert again is not None
    assert (again.best_loss, again.n_waited, again.t) == (0.25, 3, 0)


def changed(**changes):
    """Return a document with other fields and a checksum that fits."""
    document = json.loads(save(network((2, 2, 1)), Adam(), TrainingState(Adam().start(network((2, 2, 1)).params))))
    document.update(changes)
    body = {key: document[key] for key in ("sizes", "activations", "dtype", "params", "optimizer", "state")}
    document["checksum"] = _checksum(body)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a JSON document"),
        ("[1, 2]", "not a saved network"),
        ('{"format": "keras"}', "not a saved network"),
        (changed(version=2), "version 2"),
        (changed(params=[1.0]), "damaged"),
        (changed(params=["a"] * 9), "damaged"),
        (changed(sizes=[2, -2, 1]), "damaged"),
        (changed(sizes=None), "damaged"),
        (changed(activations=["tanh", "eval"]), "damaged"),
        (changed(dtype="object"), "damaged"),
        (changed(optimizer={"name": "adam", "speed": 3}), "damaged"),
        (changed(optimizer={"name": "adam", "beta_1": 2.0}), "damaged"),
        (changed(state={"t": -1, "slots": [], "best_loss": None, "n_waited": 0}), "damaged"),
    ],
)
def test_foreign_and_damaged_documents_are_refused(text, message):
    with pytest.raises(ValueError, match=message):
        load(text)


def test_one_digit_changed_is_noticed_and_a_part_of_a_document_too():
    text = save(network())
    digit = text.index("params") + 15
    with pytest.raises(ValueError, match="checksum"):
        load(
            text[:digit] + str((int(text[digit]) + 1) % 10) + text[digit + 1 :]
            if text[digit].isdigit()
            else text.replace("0.1", "0.2")
        )
    with pytest.raises(ValueError, match="only a part"):
        load(text[: len(text) // 2])


def test_what_cannot_be_written_down_is_refused():
    net = network()
    with pytest.raises(ValueError, match="no name"):
        save(net, SGD(lambda t: 0.1))
    with pytest.raises(ValueError, match="give the optimizer"):
        save(net, state=TrainingState(SGD().start(net.params)))
    net.params[0] = np.nan
    with pytest.raises(ValueError, match="not finite"):
        save(net)
