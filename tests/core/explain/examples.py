"""Models, rows and games that many tests of explanations use."""

import numpy as np

from tests.core.examples import network


def case(n_features=5, n_outputs=3, *, n_background=6, output="softmax", seed=0, activation="tanh"):
    """Return a network, a row and a background."""
    rng = np.random.default_rng(seed)
    net = network((n_features, 7, n_outputs), activation=activation, output=output, seed=seed)
    net.params[...] *= 2
    return net, rng.normal(size=n_features), rng.normal(size=(n_background, n_features))


def as_function(net):
    """Return predict as a plain function, which takes the long way through filled rows."""
    return lambda X: net.predict(X)


def linear(weights, intercept=0.0):
    """Return a linear model with one number a row."""
    return lambda X: X @ np.asarray(weights) + intercept
