"""A dense network: layers of units, each unit connected to all outputs of the layer before.

Layer by layer, the samples go through z = a W + b and a = f(z); X is (n_samples, n_inputs), W (n_in, n_out).
A network is a frozen record: sizes, activations and one vector of parameters. Its layers are writable views
of that vector. What it computes comes back as records that hold every number on the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy import ndarray as Array

from . import checks
from .activations import ACTIVATIONS, Activation
from .initializers import Initializer, find_initializer
from .losses import Loss, Penalty, as_targets, find_loss
from .parameters import LayerParameters, Parameters, count
from .passes import BackwardPass, ForwardPass, run, scores_for, with_ones

CHUNK = 4096  # samples that `predict` holds at a time


@dataclass(frozen=True, eq=False)
class Layer(LayerParameters):
    """One layer of a network: its parameters (writable views) and its activation.

    Attributes
    ----------
    activation : str
    """

    activation: str


@dataclass(frozen=True, eq=False)
class Forward:
    """Everything a network computed from its inputs.

    Attributes
    ----------
    inputs : array of shape (n_samples, n_inputs)
    pre_activations : list of arrays of shape (n_samples, n_units)
        z of each layer; index 0 is the first layer after the inputs.
    activations : list of arrays of shape (n_samples, n_units)
        a = f(z) of each layer, with the same index.
    """

    inputs: Array
    pre_activations: list[Array]
    activations: list[Array]

    @property
    def output(self) -> Array:
        """The last activations, shape (n_samples, n_outputs)."""
        return self.activations[-1]


@dataclass(frozen=True, eq=False)
class Gradients(Forward):
    """Everything of the trip back, and of the trip forward before it.

    Attributes
    ----------
    loss : float
        The mean loss, with the penalty if there is one.
    losses : array of shape (n_samples,)
        Each sample's own loss, without the penalty.
    deltas : list of arrays of shape (n_samples, n_units)
        dL/dz of each layer for the mean loss L: a sample's row holds its share, 1/n of its own.
    parameters : Parameters
        dL/d parameters, penalty included.
    per_sample : Parameters or None
        If asked for: each sample's gradient of its own loss, vector of shape (n_samples, n_params). Their
        mean is `vector`, less the penalty.
    """

    loss: float
    losses: Array
    deltas: list[Array]
    parameters: Parameters
    per_sample: Parameters | None

    @property
    def vector(self) -> Array:
        """dL/d parameters as one vector, shape (n_params,)."""
        return self.parameters.vector

    @property
    def layers(self) -> tuple[LayerParameters, ...]:
        """dL/dW and dL/db of each layer: `.layers[i].weights` (n_in, n_out), `.layers[i].biases` (n_out,)."""
        return self.parameters.layers


@dataclass(frozen=True, eq=False)
class Network:
    """A dense network.

    Parameters
    ----------
    sizes : tuple of int, each at least 1
        Numbers of units from the inputs to the outputs.
    activations : tuple of str, one a layer
        Names in `ACTIVATIONS`.
    params : array of shape (n_params,)
        Layer after layer, the weights of a layer row by row and then its biases. Not copied.

    Examples
    --------
    >>> net = Network.dense([2, 3, 1], activation="tanh", output="sigmoid", rng=np.random.default_rng(0))
    >>> net.predict([[0.5, -1.0]]).shape
    (1, 1)
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    params: Array

    def __post_init__(self) -> None:
        if len(self.sizes) < 2:
            raise ValueError(f"sizes is {self.sizes}; give at least the inputs and the outputs, as in [2, 1].")
        for size in self.sizes:
            checks.whole("each of sizes", size, 1)
        if len(self.activations) != len(self.sizes) - 1:
            raise ValueError(f"{len(self.sizes) - 1} layers need as many activations, not {len(self.activations)}.")
        for name in self.activations:
            checks.choose(ACTIVATIONS, name, "activation")
        if self.params.shape != (count(self.sizes),):
            raise ValueError(f"sizes {self.sizes} need {count(self.sizes)} params, not {self.params.shape}.")

    @classmethod
    def dense(
        cls,
        sizes: Sequence[int],
        *,
        rng: np.random.Generator,
        activation: str | Sequence[str] = "tanh",
        output: str = "identity",
        initializer: str | Initializer = "glorot",
        dtype: type = np.float64,
    ) -> "Network":
        """Build a network with fresh weights; its biases are zero.

        Parameters
        ----------
        sizes : sequence of int, each at least 1
            Numbers of units: inputs, hidden layers, outputs.
        rng : numpy.random.Generator
            Decides the weights.
        activation : str, or one str for each hidden layer
        output : str
            Activation of the last layer.
        initializer : str or Initializer
            A name in `INITIALIZERS`, or for example ``Normal(scale=0.5)``.
        dtype : float64 or float32

        Raises
        ------
        ValueError
            For an unknown name or an impossible size.
        """
        sizes = tuple(checks.whole("each of sizes", size, 1) for size in sizes)
        if np.dtype(dtype) not in (np.float64, np.float32):
            raise ValueError(f"dtype is {dtype}; give numpy.float64 or numpy.float32.")
        n_hidden = max(len(sizes) - 2, 0)
        hidden = (activation,) * n_hidden if isinstance(activation, str) else tuple(activation)
        if len(hidden) != n_hidden:
            raise ValueError(f"{n_hidden} hidden layers need as many activations, not {len(hidden)}.")
        if not isinstance(rng, np.random.Generator):
            raise TypeError(f"rng is {rng!r}; give a generator, as in numpy.random.default_rng(0).")
        network = cls(sizes, (*hidden, output), np.zeros(count(sizes), dtype=dtype))
        draw = find_initializer(initializer)
        for layer in network.layers:
            layer.weights[...] = draw(*layer.weights.shape, rng=rng)
        return network

    @cached_property
    def parameters(self) -> Parameters:
        """The parameters, as vector and as layers."""
        return Parameters(self.params, self.sizes)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers: `.layers[i].weights` (n_in, n_out) and `.layers[i].biases` (n_out,) are writable views."""
        return tuple(
            Layer(layer.block, name) for layer, name in zip(self.parameters.layers, self.activations, strict=True)
        )

    @cached_property
    def functions(self) -> tuple[Activation, ...]:
        """The activation of each layer."""
        return tuple(ACTIVATIONS[name] for name in self.activations)

    @property
    def n_params(self) -> int:
        """How many weights and biases there are."""
        return self.params.size

    def with_params(self, params: Array) -> "Network":
        """Return a network of the same structure with a copy of these parameters, shape (n_params,)."""
        return Network(self.sizes, self.activations, np.array(params, order="C"))

    def check_inputs(self, X: object) -> Array:
        """Return X as a finite array of shape (n_samples, n_inputs), or say what is wrong with it."""
        return checks.table_of_numbers("X", X, self.sizes[0], self.params.dtype)

    def forward(self, X: object) -> Forward:
        """Return every pre-activation and activation for the samples X, shape (n_samples, n_inputs)."""
        X = self.check_inputs(X)
        trip = self._run_forward(X)
        return Forward(X, trip.pre_activations, trip.activations)

    def predict(self, X: object) -> Array:
        """Return the output alone, shape (n_samples, n_outputs), without keeping what leads to it."""
        X = self.check_inputs(X)
        chunks = [self._run_forward(X[first : first + CHUNK]).output for first in range(0, len(X), CHUNK)]
        return np.ascontiguousarray(np.concatenate(chunks))

    def loss(self, X: object, y: object, loss: str | Loss = "mse", *, penalty: Penalty | None = None) -> float:
        """Return the mean loss over the samples, with the penalty if there is one."""
        X, loss = self.check_inputs(X), find_loss(loss)
        targets = self.check_targets(X, y, loss)
        trip = self._run_forward(X)
        with np.errstate(all="ignore"):
            value = loss.value(scores_for(trip, loss), targets)
        return value + (penalty.value(self.parameters) if penalty else 0.0)

    def gradients(
        self,
        X: object,
        y: object,
        loss: str | Loss = "mse",
        *,
        penalty: Penalty | None = None,
        per_sample: bool = False,
    ) -> Gradients:
        """Return the loss, every delta and the gradient of every parameter.

        Parameters
        ----------
        X : array of shape (n_samples, n_inputs)
        y : array of shape (n_samples, n_outputs), or (n_samples,) for one output or for class numbers
        loss : str or Loss
            A name in `LOSSES`, or for example ``Huber(delta=0.5)``.
        penalty : Penalty, optional
        per_sample : bool
            Whether to give each sample's own gradient too.

        Raises
        ------
        ValueError
            For an unknown loss, a wrong shape, a NaN, or a loss that does not suit the output activation.
        """
        X, loss = self.check_inputs(X), find_loss(loss)
        targets = self.check_targets(X, y, loss)
        trip = self._run_forward(X)
        back = BackwardPass(trip, loss)
        with np.errstate(all="ignore"):
            run(back.plan(with_ones(X, X.dtype), targets))
            losses = loss.per_sample(back.scores, targets)
        value = losses.mean().item()
        if penalty:
            value += penalty.value(self.parameters)
            penalty.add_gradient(self.parameters, back.gradient.vector)
        each = self._per_sample(X, trip, back) if per_sample else None
        return Gradients(X, trip.pre_activations, trip.activations, value, losses, back.deltas, back.gradient, each)

    def check_targets(self, X: Array, y: object, loss: Loss) -> Array:
        """Return y as targets for `loss`, shape (n_samples, n_outputs), or say what is wrong with it."""
        targets = as_targets(y, self.sizes[-1], loss, self.params.dtype)
        if len(targets) != len(X):
            raise ValueError(f"X holds {len(X)} samples and y {len(targets)}; give one target for each sample.")
        return targets

    def _run_forward(self, X: Array) -> ForwardPass:
        trip = ForwardPass(self.parameters, self.functions, len(X))
        with np.errstate(all="ignore"):  # exp may overflow to inf on its way to a right limit
            run(trip.plan_once(X))
        return trip

    def _per_sample(self, X: Array, trip: ForwardPass, back: BackwardPass) -> Parameters:
        """A sample's gradient of a block is the outer product of its [a 1] and its own delta."""
        n_samples = len(X)
        each = Parameters(np.empty((n_samples, self.n_params), dtype=X.dtype), self.sizes)
        for layer, below, delta in zip(each.layers, [with_ones(X, X.dtype), *trip.a.wide], back.deltas, strict=False):
            own = n_samples * delta  # the delta of the sample's own loss
            np.multiply(below[:, :, np.newaxis], own[:, np.newaxis, :], out=layer.block)
        return each
