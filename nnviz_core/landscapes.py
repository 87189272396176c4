"""The loss as a landscape over the parameters.

Two directions through parameter space span a plane; the loss over that plane can be drawn. Two
parameters give a cut along the axes, two random directions a cut through everything at once, and the
principal directions of a training path the plane in which that path is best seen.

Glossary: α and β coordinates along the two directions, from the centre of the plane.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy import ndarray as Array
from numpy.typing import ArrayLike

from . import checks
from .losses import Loss, Penalty, find_loss
from .network import Network
from .parameters import Parameters
from .plane_losses import PlaneLosses

ALL_PARAMS = 400  # more parameters than this make a Hessian that takes seconds


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane in parameter space: centre + α directions[0] + β directions[1].

    Attributes
    ----------
    center : array of shape (n_params,)
    directions : array of shape (2, n_params)
    """

    center: Array
    directions: Array

    def at(self, alpha: ArrayLike, beta: ArrayLike) -> Array:
        """Return the parameters at coordinates of any shape, shape (..., n_params)."""
        coordinates = np.stack(np.broadcast_arrays(alpha, beta), axis=-1)  # (..., 2)
        return self.center + coordinates @ self.directions

    def project(self, params: Array) -> Array:
        """Return the coordinates (α, β) of the points of the plane nearest to params.

        Parameters
        ----------
        params : array of shape (..., n_params)

        Returns
        -------
        coordinates : array of shape (..., 2)
        """
        inverse = np.linalg.pinv(self.directions)  # (n_params, 2)
        return (np.asarray(params) - self.center) @ inverse


def plane_of_two_params(network: Network, first: int, second: int) -> Plane:
    """Return the plane of two parameters (indices into `network.params`), through zero of both.

    α and β then are the values of those parameters; all others stay as in the network.
    """
    for index in (first, second):
        if checks.whole("a parameter's index", index) >= network.n_params:
            raise ValueError(f"There is no parameter {index}; the network has {network.n_params}, from 0 on.")
    if first == second:
        raise ValueError("Two different parameters are needed to span a plane.")
    directions = np.eye(network.n_params)[[first, second]]
    center = network.params.astype(float)
    center[[first, second]] = 0
    return Plane(center, directions)


def random_plane(network: Network, *, rng: np.random.Generator) -> Plane:
    """Return a plane of two random directions through the network, normalised unit by unit.

    The part of a direction that belongs to a unit's weights is made as long as these weights, and so is the
    part of its bias. Then a step of 1 means as much for a unit with large weights as for one with small;
    otherwise sharp and flat would only tell of the scale of the weights.

    References
    ----------
    Li, Xu, Taylor, Studer & Goldstein (2018), Visualizing the Loss Landscape of Neural Nets, section 4
    (a dense unit is their filter).
    """
    directions = rng.standard_normal((2, network.n_params))
    for own, drawn in zip(network.layers, Parameters(directions, network.sizes).layers, strict=True):
        drawn_lengths = np.linalg.norm(drawn.weights, axis=1, keepdims=True)  # (2, 1, n_out)
        drawn.weights[...] *= np.linalg.norm(own.weights, axis=0) / drawn_lengths
        drawn.biases[...] = np.sign(drawn.biases) * np.abs(own.biases)
    return Plane(network.params.astype(float), directions)


def path_plane(path: Array) -> tuple[Plane, Array]:
    """Return the plane through the end of a path in which most of its movement is seen.

    The directions are the first two principal components of the path's points as seen from its end.

    Parameters
    ----------
    path : array of shape (n_points, n_params), at least 3 points

    Returns
    -------
    plane : Plane
        With orthonormal directions.
    explained : array of shape (2,)
        Share of the path's squared distance from its end that each direction holds, in [0, 1].
    """
    path = checks.table_of_numbers("path", path)
    if len(path) < 3 or path.shape[1] < 2:
        raise ValueError(f"path has shape {path.shape}; give at least 3 points with at least 2 parameters.")
    moves = path - path[-1]
    _, lengths, directions = np.linalg.svd(moves, full_matrices=False)
    total = (lengths**2).sum()
    explained = lengths[:2] ** 2 / total if total > 0 else np.zeros(2)
    return Plane(path[-1], directions[:2]), explained


def loss_over_plane(
    network: Network,
    plane: Plane,
    X: object,
    y: object,
    loss: str | Loss = "mse",
    *,
    alpha: Sequence[float] | Array,
    beta: Sequence[float] | Array,
    penalty: Penalty | None = None,
) -> Array:
    """Return the loss at each point of a grid in a plane.

    Parameters
    ----------
    network : Network
        Says the structure; its parameters are not looked at.
    plane : Plane
    X, y : arrays
        Samples and targets, as for `Network.gradients`.
    alpha : sequence of n_columns floats
    beta : sequence of n_rows floats

    Returns
    -------
    losses : array of shape (n_rows, n_columns)
        Row 0 belongs to beta[0]. Where something overflows on the way it is inf or NaN.
    """
    loss = find_loss(loss)
    X = network.check_inputs(X)
    targets = network.check_targets(X, y, loss)
    rows = PlaneLosses(
        network, plane.center, plane.directions, X, targets, loss, alpha=np.asarray(alpha, float), penalty=penalty
    )
    return np.array([rows.row(b) for b in np.asarray(beta, float)])


def gradient_over_plane(
    network: Network,
    plane: Plane,
    X: object,
    y: object,
    loss: str | Loss = "mse",
    *,
    alpha: Sequence[float] | Array,
    beta: Sequence[float] | Array,
    penalty: Penalty | None = None,
) -> Array:
    """Return the slope of the loss along both directions at each point of a grid: the field of arrows.

    Returns
    -------
    field : array of shape (n_rows, n_columns, 2)
        (dL/dα, dL/dβ); it points uphill.
    """
    field = np.empty((len(beta), len(alpha), 2))
    for row, b in enumerate(beta):
        for column, a in enumerate(alpha):
            moved = network.with_params(plane.at(a, b))
            field[row, column] = plane.directions @ moved.gradients(X, y, loss, penalty=penalty).vector
    return field


@dataclass(frozen=True, eq=False)
class Curvature:
    """The second derivatives of the loss at a point.

    Attributes
    ----------
    hessian : array of shape (n_params, n_params), symmetric
    eigenvalues : array of shape (n_params,), ascending
        Curvature along the principal directions: negative where the loss bends down.
    eigenvectors : array of shape (n_params, n_params), one a column
    """

    hessian: Array
    eigenvalues: Array
    eigenvectors: Array


def hessian(
    network: Network, X: object, y: object, loss: str | Loss = "mse", *, penalty: Penalty | None = None
) -> Curvature:
    """Return the Hessian of the loss and its eigenvalues, by central differences of the gradient.

    Its error is about 1e-9 of its size; it costs 2 n_params gradients, so it is for small networks.

    Raises
    ------
    ValueError
        For a network with more than 400 parameters, or in float32.
    """
    if network.n_params > ALL_PARAMS or network.params.dtype != np.float64:
        raise ValueError(f"A Hessian needs a float64 network of at most {ALL_PARAMS} params, not {network.n_params}.")
    step = 6e-6  # the cube root of the rounding error, as in gradient_check
    rows = []
    for direction in np.eye(network.n_params):
        ahead, behind = (
            network.with_params(network.params + h * direction).gradients(X, y, loss, penalty=penalty).vector
            for h in (step, -step)
        )
        rows.append((ahead - behind) / (2 * step))
    matrix = np.array(rows)
    matrix = (matrix + matrix.T) / 2
    return Curvature(matrix, *np.linalg.eigh(matrix))
