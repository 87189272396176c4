"""A network as a picture: what each unit says at every point of a rectangle.

The points of a grid are samples like any others, so one pass forward gives the map of the output and of every
hidden unit at once; as activations lie in memory unit by unit, a map is there without a copy.

On a grid the first layer is cheaper still. Its z = w₁ x + (w₂ y + b) has a part for the column and a part for the
row, and where the activation is a function of exp z, exp z is the product of the two parts' exponentials:
200 exponentials serve 10 000 points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy import ndarray as Array
from numpy.typing import DTypeLike

from . import checks
from .activations import LARGEST_EXPONENT
from .network import Network
from .passes import ForwardPass, run, with_ones


@dataclass(frozen=True, eq=False)
class Grid:
    """The points of a rectangle in the plane of two inputs.

    Attributes
    ----------
    x : array of shape (n_columns,), ascending
        Values of the first of the two inputs, from left to right.
    y : array of shape (n_rows,), ascending
        Values of the second: row 0 of a map is the lowest.
    columns : pair of int
        Which two inputs of the network.
    others : array of shape (n_inputs,)
        What the other inputs are held at.
    """

    x: Array
    y: Array
    columns: tuple[int, int]
    others: Array

    @property
    def shape(self) -> tuple[int, int]:
        """(n_rows, n_columns)."""
        return len(self.y), len(self.x)

    def points(self) -> Array:
        """Return the inputs of all points, row by row, shape (n_rows * n_columns, n_inputs)."""
        points = np.tile(self.others, (len(self.y) * len(self.x), 1))
        points[:, self.columns[0]] = np.tile(self.x, len(self.y))
        points[:, self.columns[1]] = np.repeat(self.y, len(self.x))
        return points


def grid(
    extent: Sequence[float] = (-1, 1, -1, 1),
    *,
    n_columns: int = 100,
    n_rows: int = 100,
    n_inputs: int = 2,
    columns: tuple[int, int] = (0, 1),
    others: Sequence[float] | None = None,
) -> Grid:
    """Return evenly spaced points; the outermost lie on the ends of the extent.

    Parameters
    ----------
    extent : four floats
        x from, x to, y from, y to, in units of the inputs.
    n_columns, n_rows : int, at least 2
    n_inputs : int, at least 2
    columns : pair of int
        Which two inputs run along x and y.
    others : sequence of n_inputs floats, optional
        What the other inputs are held at; 0 by default.
    """
    left, right, low, high = (checks.number("each of extent", end) for end in extent)
    if left >= right or low >= high:
        raise ValueError(f"extent is {tuple(extent)}; give x from < x to and y from < y to.")
    checks.whole("n_columns", n_columns, 2)
    checks.whole("n_rows", n_rows, 2)
    if len(set(columns)) != 2 or not set(columns) <= set(range(n_inputs)):
        raise ValueError(f"columns is {columns}; give two different input numbers from 0 to {n_inputs - 1}.")
    held = np.zeros(n_inputs) if others is None else np.array(others, dtype=float)
    if held.shape != (n_inputs,):
        raise ValueError(f"others has shape {held.shape}; give one value for each of the {n_inputs} inputs.")
    return Grid(np.linspace(left, right, n_columns), np.linspace(low, high, n_rows), columns, held)


@dataclass(frozen=True, eq=False)
class Maps:
    """What every unit says at every point of a grid.

    Attributes
    ----------
    layers : list of arrays of shape (n_units, n_rows, n_columns), one a layer
    """

    layers: list[Array]

    @property
    def output(self) -> Array:
        """The maps of the last layer, shape (n_outputs, n_rows, n_columns)."""
        return self.layers[-1]


class MapMaker:
    """Makes the maps of one network after another over the same grid, in buffers made once.

    Parameters
    ----------
    network : Network
        Says what structure the networks have.
    grid : Grid
    inputs : array of shape (n_rows * n_columns, n_inputs), optional
        What the network is given at each point of the grid, row by row, where it is not the point itself but, say,
        its squares.
    dtype : optional
        What to compute in, where not in the network's own: float32 takes a quarter less time in the browser, and its
        error of 1e-6 is nothing to a picture.
    """

    def __init__(
        self, network: Network, grid: Grid, inputs: Array | None = None, *, dtype: DTypeLike | None = None
    ) -> None:
        if inputs is not None:
            inputs = network.check_inputs(inputs)
            if len(inputs) != len(grid.x) * len(grid.y):
                raise ValueError(f"The grid has {len(grid.x) * len(grid.y)} points; give inputs for each, row by row.")
        elif len(grid.others) != network.sizes[0]:
            raise ValueError(
                f"The grid is made for {len(grid.others)} inputs, the network has {network.sizes[0]}; "
                f"make it with grid(..., n_inputs={network.sizes[0]})."
            )
        self.grid = grid
        self.network = network.with_params(np.zeros(network.n_params, dtype or network.params.dtype))
        dtype = self.network.params.dtype
        trip = ForwardPass(self.network.parameters, self.network.functions, len(grid.x) * len(grid.y))
        self._maps = [trip.a.maps(layer, grid.shape) for layer in range(len(network.layers))]
        if network.activations[-1] == "identity":
            self._maps[-1] = trip.z.maps(len(network.layers) - 1, grid.shape)
        plan = trip.plan(with_ones((grid.points() if inputs is None else inputs).astype(dtype), dtype))
        self._is_plain = inputs is None
        n_first = 1 if trip.activations[0] is trip.pre_activations[0] else 2
        self._first, self._later = plan[:n_first], plan[n_first:]
        self._line_x, self._line_y = grid.x.astype(dtype), grid.y.astype(dtype)

    def maps(self, network: Network) -> Maps:
        """Return the maps of a network; they hold until the next call, which writes over them."""
        with np.errstate(all="ignore"):
            self.network.params[...] = network.params
            if not self._first_layer_by_parts():
                run(self._first)
            run(self._later)
        return Maps(self._maps)

    def _first_layer_by_parts(self) -> bool:
        """Compute the first layer from one exponential a column and one a row, if that can be done."""
        layer, function = self.network.layers[0], self.network.functions[0]
        if function.from_exp is None or not self._is_plain:
            return False
        across, up = self.grid.columns
        held = self.grid.others.copy()
        held[[across, up]] = 0
        of_column = np.outer(function.exponent * layer.weights[across], self._line_x)  # (n_units, n_columns)
        of_row = np.outer(function.exponent * layer.weights[up], self._line_y)  # (n_units, n_rows)
        of_row += (function.exponent * (held @ layer.weights + layer.biases))[:, np.newaxis]
        largest = max(np.abs(of_column).max(), np.abs(of_row).max())
        if not largest < LARGEST_EXPONENT[self.network.params.dtype]:
            return False
        out = self._maps[0]
        np.multiply(np.exp(of_row)[:, :, np.newaxis], np.exp(of_column)[:, np.newaxis, :], out=out)
        function.from_exp(out, out)
        return True


def unit_maps(network: Network, grid: Grid) -> Maps:
    """Return the maps of the output and of every hidden unit over a grid, in one pass."""
    return MapMaker(network, grid).maps(network)


def decision_regions(network: Network, grid: Grid) -> Array:
    """Return the predicted class at every point, an array of int of shape (n_rows, n_columns).

    With several outputs the largest wins. With one output the class is 1 above the middle of its range
    (0.5 for sigmoid), or above 0 where the range has no middle.
    """
    output = unit_maps(network, grid).output
    if len(output) > 1:
        return output.argmax(axis=0)
    return (output[0] > threshold(network)).astype(int)


def threshold(network: Network) -> float:
    """Return the value above which a single output means class 1."""
    function = network.functions[-1]
    middle = (function.lowest + function.highest) / 2
    return middle if np.isfinite(middle) else 0.0


def bent_grid(
    network: Network, layer: int, extent: Sequence[float] = (-1, 1, -1, 1), *, n_lines: int = 21, n_points: int = 101
) -> Array:
    """Return where the lines of a straight grid of inputs come to lie in the space of a layer.

    Parameters
    ----------
    network : Network
        With two inputs.
    layer : int
        Index of the layer; −1 for the last.
    extent : four floats
    n_lines : int, at least 2
        Lines in each direction.
    n_points : int, at least 2
        Points on a line.

    Returns
    -------
    lines : array of shape (2, n_lines, n_points, n_units)
        First the lines that were horizontal, from the lowest up, then those that were vertical, from the left.
    """
    horizontal = unit_maps(network, grid(extent, n_columns=n_points, n_rows=n_lines)).layers[layer]
    vertical = unit_maps(network, grid(extent, n_columns=n_lines, n_rows=n_points)).layers[layer]
    return np.stack([horizontal.transpose(1, 2, 0), vertical.transpose(2, 1, 0)])
