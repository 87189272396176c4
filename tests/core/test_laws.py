"""Laws that hold for any network, over generated ones."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from nnviz_core.losses import LOSSES
from nnviz_core.network import Network
from nnviz_core.storage import load, save
from tests.core.examples import ELEMENTWISE


@st.composite
def problems(draw):
    """A network of any shape, samples for it and a loss."""
    sizes = tuple(draw(st.lists(st.integers(1, 6), min_size=2, max_size=5)))
    loss = draw(st.sampled_from(sorted(LOSSES)))
    output = LOSSES[loss].link or draw(st.sampled_from(ELEMENTWISE))
    hidden = [draw(st.sampled_from((*ELEMENTWISE, "softmax"))) for _ in sizes[1:-1]]
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    net = Network.dense(sizes, activation=hidden, output=output, rng=rng)
    net.params[...] = rng.normal(0, draw(st.sampled_from((0.1, 1.0, 3.0))), net.n_params)
    n_samples = draw(st.sampled_from((1, 2, 9, 150)))
    X = rng.normal(size=(n_samples, sizes[0]))
    y = rng.dirichlet(np.ones(sizes[-1]), n_samples)
    return net, X, y, loss, rng


@given(problems())
def test_shapes(problem):
    net, X, y, loss, _ = problem
    record = net.gradients(X, y, loss, per_sample=True)
    assert record.output.shape == net.predict(X).shape == (len(X), net.sizes[-1])
    assert record.vector.shape == net.params.shape
    assert record.per_sample.vector.shape == (len(X), net.n_params)
    for layer, gradient, z, delta in zip(net.layers, record.layers, record.pre_activations, record.deltas, strict=True):
        assert gradient.weights.shape == layer.weights.shape
        assert gradient.biases.shape == layer.biases.shape
        assert z.shape == delta.shape == (len(X), len(layer.biases))


@given(problems())
def test_the_slope_along_any_direction_is_the_gradient_times_the_direction(problem):
    net, X, y, loss, rng = problem
    direction = rng.normal(size=net.n_params)
    direction /= np.linalg.norm(direction)
    h = 1e-6
    ahead, behind = (net.with_params(net.params + s * h * direction).loss(X, y, loss) for s in (1, -1))
    slope = net.gradients(X, y, loss).vector @ direction
    kinked = {"relu", "leaky_relu"} & set(net.activations) or loss in ("mae", "huber")
    if not kinked:  # a kink within h of a sample is rare, but not impossible
        assert_allclose((ahead - behind) / (2 * h), slope, rtol=1e-5, atol=1e-7 * (1 + abs(ahead)))


@given(problems())
def test_the_order_of_the_samples_does_not_matter_to_the_full_gradient(problem):
    net, X, y, loss, rng = problem
    order = rng.permutation(len(X))
    whole, shuffled = net.gradients(X, y, loss), net.gradients(X[order], y[order], loss)
    assert_allclose(shuffled.vector, whole.vector, rtol=1e-9, atol=1e-12)
    assert_allclose(shuffled.losses, whole.losses[order], rtol=1e-9, atol=1e-12)
    parts = np.array_split(np.arange(len(X)), 3)
    mean = sum(len(part) * net.gradients(X[part], y[part], loss).vector for part in parts if len(part)) / len(X)
    assert_allclose(mean, whole.vector, rtol=1e-9, atol=1e-12)


@given(problems())
def test_renaming_hidden_units_changes_no_answer(problem):
    net, X, y, loss, rng = problem
    if len(net.sizes) < 3:
        return
    layer = int(rng.integers(len(net.sizes) - 2))
    order = rng.permutation(net.sizes[layer + 1])
    renamed = net.with_params(net.params)
    renamed.layers[layer].block[...] = net.layers[layer].block[:, order]
    renamed.layers[layer + 1].weights[...] = net.layers[layer + 1].weights[order]
    assert_allclose(renamed.predict(X), net.predict(X), rtol=1e-11, atol=1e-12)
    gradient, other = net.gradients(X, y, loss), renamed.gradients(X, y, loss)
    assert_allclose(other.layers[layer].block, gradient.layers[layer].block[:, order], rtol=1e-9, atol=1e-12)


def test_renaming_units_on_one_side_only_does_change_the_answer():
    net = Network.dense([2, 3, 1], rng=np.random.default_rng(0))
    renamed = net.with_params(net.params)
    renamed.layers[0].block[...] = net.layers[0].block[:, [1, 2, 0]]
    X = np.ones((1, 2))
    assert np.abs(renamed.predict(X) - net.predict(X)).max() > 1e-3


@given(problems())
def test_saving_and_loading_changes_nothing(problem):
    net, X, *_ = problem
    again = load(save(net)).network
    assert_array_equal(again.params, net.params)
    assert_array_equal(again.predict(X), net.predict(X))
