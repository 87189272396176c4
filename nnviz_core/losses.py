"""How wrong an output is, as one number, and in which direction it should move.

A loss is a mean, so that it does not grow with the number of samples. The two cross-entropies are
computed from logits (the output layer's pre-activations): the logarithm of a probability that has
already been rounded to 0 is lost, the logit still knows it. Their gradient with respect to the logits
is plainly prediction − target, which is why no slope of the output activation appears in it.

All arrays are (n_samples, n_outputs).
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy import ndarray as Array

from . import checks
from .parameters import Parameters


@dataclass(frozen=True)
class Loss:
    """What all losses share; not used by itself.

    Attributes
    ----------
    name : str
    link : str or None
        The activation that turns logits into predictions, for a loss that is computed from logits. It
        takes a network whose output activation is `link` or identity (then the outputs are the logits).
    """

    name: ClassVar[str] = ""
    link: ClassVar[str | None] = None

    def value(self, outputs: Array, targets: Array) -> float:
        """Return the loss: the mean of `per_sample`.

        Parameters
        ----------
        outputs : array of shape (n_samples, n_outputs)
            Logits if the loss has a `link`, activations otherwise.
        targets : array of shape (n_samples, n_outputs)
        """
        return self.per_sample(outputs, targets).mean().item()

    def per_sample(self, outputs: Array, targets: Array) -> Array:
        """Return each sample's own loss, shape (n_samples,)."""
        raise NotImplementedError

    def gradient(self, predictions: Array, targets: Array, out: Array) -> None:
        """Write dL/d outputs, shape (n_samples, n_outputs).

        Parameters
        ----------
        predictions : array of shape (n_samples, n_outputs)
            The activations; for a loss with a `link`, link(logits).
        targets, out : arrays of shape (n_samples, n_outputs)
        """
        raise NotImplementedError

    def check_targets(self, targets: Array) -> None:
        """Refuse targets that the loss cannot mean."""

    def check_output(self, activation: str) -> None:
        """Refuse a network whose outputs, by this activation, are not what the loss is computed from."""
        if self.link and activation not in (self.link, "identity"):
            raise ValueError(
                f"The loss {self.name} is computed from logits and the output activation is {activation}; "
                f'build the network with output="{self.link}" or output="identity".'
            )


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """mean (ŷ − y)² over samples and outputs; gradient 2 (ŷ − y) / (n_samples n_outputs)."""

    name: ClassVar[str] = "mse"

    def per_sample(self, outputs: Array, targets: Array) -> Array:
        residuals = outputs - targets
        return (residuals * residuals).mean(axis=1)

    def gradient(self, predictions: Array, targets: Array, out: Array) -> None:
        np.subtract(predictions, targets, out=out)
        out *= 2 / out.size


@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """mean |ŷ − y| over samples and outputs; gradient ±1 / (n_samples n_outputs), and 0 at no error."""

    name: ClassVar[str] = "mae"

    def per_sample(self, outputs: Array, targets: Array) -> Array:
        return np.abs(outputs - targets).mean(axis=1)

    def gradient(self, predictions: Array, targets: Array, out: Array) -> None:
        np.subtract(predictions, targets, out=out)
        np.sign(out, out=out)
        out /= out.size


@dataclass(frozen=True)
class Huber(Loss):
    """Squared near zero, absolute far away: mean of r²/2 where |r| ≤ δ, of δ (|r| − δ/2) elsewhere, r = ŷ − y.

    Parameters
    ----------
    delta : float, above 0, in units of y
        Where the parabola becomes a line.

    References
    ----------
    Huber (1964), Robust Estimation of a Location Parameter.
    """

    delta: float = 1.0
    name: ClassVar[str] = "huber"

    def __post_init__(self) -> None:
        checks.number("delta", self.delta, 0, open_low=True)

    def per_sample(self, outputs: Array, targets: Array) -> Array:
        size = np.abs(outputs - targets)
        near = np.minimum(size, self.delta)
        return (near * (size - near / 2)).mean(axis=1)

    def gradient(self, predictions: Array, targets: Array, out: Array) -> None:
        np.subtract(predictions, targets, out=out)
        np.clip(out, -self.delta, self.delta, out=out)
        out /= out.size


@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """mean −(y log p + (1 − y) log(1 − p)) over samples and outputs, p = sigmoid(z), y in [0, 1].

    From the logit z it is log(1 + exp z) − y z, which neither overflows nor loses digits.
    Gradient with respect to z: (p − y) / (n_samples n_outputs).
    """

    name: ClassVar[str] = "binary_cross_entropy"
    link: ClassVar[str | None] = "sigmoid"

    def per_sample(self, outputs: Array, targets: Array) -> Array:
        softplus = np.maximum(outputs, 0) + np.log1p(np.exp(-np.abs(outputs)))  # faster than logaddexp
        return (softplus - targets * outputs).mean(axis=1)

    def gradient(self, predictions: Array, targets: Array, out: Array) -> None:
        np.subtract(predictions, targets, out=out)
        out /= out.size

    def check_targets(self, targets: Array) -> None:
        if targets.min() < 0 or targets.max() > 1:
            raise ValueError(
                "binary_cross_entropy needs targets in [0, 1]; code the classes as 0 and 1 (for -1 and 1: (y + 1) / 2)."
            )


@dataclass(frozen=True)
class SoftmaxCrossEntropy(Loss):
    """mean over samples of −Σ y log p, p = softmax(z), y a probability for each class (one-hot as a rule).

    From the logits z it is Σ y (log Σ exp z − z). Gradient with respect to z: (p − y) / n_samples.
    """

    name: ClassVar[str] = "softmax_cross_entropy"
    link: ClassVar[str | None] = "softmax"

    def per_sample(self, outputs: Array, targets: Array) -> Array:
        shifted = outputs - outputs.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (n_samples, 1)
        return (targets * (log_sum - shifted)).sum(axis=1)

    def gradient(self, predictions: Array, targets: Array, out: Array) -> None:
        np.subtract(predictions, targets, out=out)
        out /= len(out)

    def check_targets(self, targets: Array) -> None:
        if targets.min() < 0 or np.abs(targets.sum(axis=1) - 1).max() > 1e-6:
            raise ValueError(
                "softmax_cross_entropy needs class numbers of shape (n_samples,), or probabilities that add up "
                "to 1 in each row."
            )


LOSSES: dict[str, type[Loss]] = {
    loss.name: loss for loss in (MeanSquaredError, MeanAbsoluteError, Huber, BinaryCrossEntropy, SoftmaxCrossEntropy)
}


@dataclass(frozen=True)
class Penalty:
    """A price on large weights, added to the loss: l1 Σ|w| + (l2 / 2) Σ w². Biases are free.

    Parameters
    ----------
    l1, l2 : float, at least 0
        For scikit-learn's `alpha` give l2 = alpha / batch size.
    """

    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self) -> None:
        checks.number("l1", self.l1, 0)
        checks.number("l2", self.l2, 0)

    def value(self, parameters: Parameters) -> float:
        """Return the price of all weights."""
        return self.values(parameters).item()

    def values(self, parameters: Parameters) -> Array:
        """Return the prices of parameters that may have leading axes, which are kept."""
        weights = parameters.vector[..., parameters.is_weight]
        return np.asarray(self.l1 * np.abs(weights).sum(axis=-1) + self.l2 / 2 * (weights * weights).sum(axis=-1))

    def add_gradient(self, parameters: Parameters, gradient: Array) -> None:
        """Add the gradient of `value` to `gradient`, shape (n_params,), in place."""
        if self.l2:
            gradient += self.l2 * parameters.is_weight * parameters.vector
        if self.l1:
            gradient += self.l1 * parameters.is_weight * np.sign(parameters.vector)


def find_loss(loss: str | Loss) -> Loss:
    """Return a loss by its name in `LOSSES`, or the given loss itself."""
    return loss if isinstance(loss, Loss) else checks.choose(LOSSES, loss, "loss")()


def as_targets(y: object, n_outputs: int, loss: Loss, dtype: object = float) -> Array:
    """Return targets as an array of shape (n_samples, n_outputs).

    Class numbers 0 … n_outputs − 1, shape (n_samples,), become one-hot rows where the loss is softmax_cross_entropy.
    """
    classes = np.asarray(y)
    if loss.link == "softmax" and classes.ndim == 1 and classes.size:
        if not np.isin(classes, np.arange(n_outputs)).all():
            raise ValueError(f"y must hold class numbers 0 … {n_outputs - 1}, as the network has {n_outputs} outputs.")
        return np.eye(n_outputs, dtype=dtype)[classes.astype(int)]  # type: ignore[call-overload]
    targets = checks.table_of_numbers("y", y, n_outputs)
    loss.check_targets(targets)
    return targets.astype(dtype, copy=False)  # type: ignore[call-overload]
