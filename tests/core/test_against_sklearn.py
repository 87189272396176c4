"""scikit-learn, written by others, walks the same path and gives the same scores."""

import warnings
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnviz_core import metrics
from nnviz_core.batches import epoch_order
from nnviz_core.losses import Penalty
from nnviz_core.network import Network
from nnviz_core.optimizers import SGD, Adam, Momentum, Nesterov
from nnviz_core.training import train

pytestmark = pytest.mark.cpython
sklearn_metrics = pytest.importorskip("sklearn.metrics")
from sklearn.neural_network import MLPClassifier, MLPRegressor  # noqa: E402

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3))
SOLVERS: dict[str, Any] = {
    "sgd": ({"solver": "sgd", "momentum": 0.0}, lambda rate, scale: SGD(rate / scale)),
    "momentum": (
        {"solver": "sgd", "momentum": 0.9, "nesterovs_momentum": False},
        lambda rate, scale: Momentum(rate / scale),
    ),
    "nesterov": (
        {"solver": "sgd", "momentum": 0.9, "nesterovs_momentum": True},
        lambda rate, scale: Nesterov(rate / scale),
    ),
    # a gradient `scale` times as large makes the same step of Adam if epsilon is so, too
    "adam": ({"solver": "adam"}, lambda rate, scale: Adam(rate, epsilon=1e-8 * scale)),
}
ACTIVATIONS = {"tanh": "tanh", "relu": "relu", "sigmoid": "logistic", "identity": "identity"}


def trajectory_of_sklearn(kind: Any, net, y, options):
    """Train from the network's own start, through our batches, for one epoch."""

    class Started(kind):
        def _init_coef(self, fan_in, fan_out, dtype):
            layer = next(layers)
            return layer.weights.copy(), layer.biases.copy()

    layers = iter(net.layers)
    model = Started(hidden_layer_sizes=net.sizes[1:-1], max_iter=1, shuffle=False, **options)
    order = epoch_order(len(X), seed=0, epoch=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one epoch is not enough, it says
        model.fit(X[order], y[order])
    return np.concatenate(
        [np.vstack([weights, biases]).ravel() for weights, biases in zip(model.coefs_, model.intercepts_, strict=True)]
    )


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("task", ["regression", "two classes", "three classes"])
@pytest.mark.parametrize(("batch_size", "alpha"), [(10, 0.0), (10, 0.5), (7, 0.0)])
def test_one_epoch_is_the_same_path(activation, solver, task, batch_size, alpha):
    kind, n_outputs, output, loss, scale, y = {
        # its squared error is half of ours
        "regression": (MLPRegressor, 1, "identity", "mse", 2, RNG.normal(size=60)),
        "two classes": (MLPClassifier, 1, "sigmoid", "binary_cross_entropy", 1, RNG.integers(0, 2, 60)),
        "three classes": (MLPClassifier, 3, "softmax", "softmax_cross_entropy", 1, RNG.integers(0, 3, 60)),
    }[task]
    net = Network.dense([3, 5, 4, n_outputs], activation=activation, output=output, rng=RNG)
    options, optimizer = SOLVERS[solver]
    rate = 0.05
    theirs = trajectory_of_sklearn(
        kind,
        net,
        y,
        {
            **options,
            "activation": ACTIVATIONS[activation],
            "alpha": alpha,
            "batch_size": batch_size,
            "learning_rate_init": rate,
        },
    )
    n_batches = -(-60 // batch_size)
    recipe: dict[str, Any] = {"loss": loss, "optimizer": optimizer(rate, scale), "batch_size": batch_size}
    penalty = Penalty(l2=scale * alpha / batch_size)
    ours = next(train(net, X, y, **recipe, penalty=penalty, every=n_batches)).network.params
    assert_allclose(ours, theirs, rtol=0, atol=1e-8)
    # its twin: another order of the same samples is another path
    other = next(train(net, X, y, **recipe, penalty=penalty, every=n_batches, seed=1)).network.params
    assert np.abs(other - theirs).max() > 1e-6


def test_metrics_are_theirs():
    y, predicted, scores = RNG.integers(0, 3, 200), RNG.integers(0, 3, 200), RNG.normal(size=200).round(1)
    assert metrics.accuracy(y, predicted) == sklearn_metrics.accuracy_score(y, predicted)
    assert_allclose(metrics.confusion_matrix(y, predicted), sklearn_metrics.confusion_matrix(y, predicted))
    ours = metrics.precision_recall(y, predicted)
    theirs = sklearn_metrics.precision_recall_fscore_support(y, predicted)
    for mine, other in zip((ours.precision, ours.recall, ours.f1, ours.support), theirs, strict=True):
        assert_allclose(mine, other, rtol=1e-14)
    assert_allclose(metrics.roc_auc(y == 1, scores), sklearn_metrics.roc_auc_score(y == 1, scores), rtol=1e-14)
    assert_allclose(metrics.r2(y, scores), sklearn_metrics.r2_score(y, scores), rtol=1e-14)
    assert_allclose(metrics.rmse(y, scores), sklearn_metrics.root_mean_squared_error(y, scores), rtol=1e-14)
