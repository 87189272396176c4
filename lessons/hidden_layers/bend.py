"""Step 6: the plane as each hidden layer sees it."""

from __future__ import annotations

import numpy as np

from lessons.kit import marks
from lessons.kit.figures import Figure, Frame, Message, Scale
from lessons.kit.lesson import Step
from lessons.kit.marks import Mark
from lessons.kit.player import Moment
from lessons.kit.source import source
from lessons.kit.text import text
from nnviz_core.network import Network

from .graph import graph_figure
from .lines import RUNNING, fresh
from .maps import pictures, round_up
from .pictures import ROLES, SYMBOLS, failure, map_figure, readouts
from .problem import CLASS_SETS, VIEW, Problem, problem
from .settings import absent_of
from .training import network_of

N_LINES, N_POINTS = 15, 61
MOST_SHOWN = 3
"""Layers that have a figure of their own."""


def bend(moment: Moment) -> Frame:
    """The grid of inputs, and where each hidden layer puts it."""
    settings, params = moment.settings, moment.state.params
    shown = pictures(settings, params)
    network = network_of(settings, params)
    task = problem(settings)
    inputs = task.X[: task.n_train]
    seen = network.forward(inputs).activations[:-1]
    lines = network.forward(task.inputs(_straight_lines().reshape(-1, 2))).activations[:-1]
    first = max(0, len(seen) - MOST_SHOWN)
    return Frame(
        (
            graph_figure(moment, shown),
            map_figure(moment, shown, size="medium", front=_straight_grid(), hands=False),
            *(_bent(moment, network, layer, seen[layer], lines[layer]) for layer in range(first, len(seen))),
        ),
        {
            **readouts(moment),
            "straight_inputs": _straight_share(inputs, task),
            "straight_last": _straight_share((inputs, *seen)[-1], task),
        },
        ("train_score", "straight_inputs", "straight_last", "train_loss"),
        code=source(Network._run_forward, "run(trip"),
        message=failure(moment) or _aside(task, len(seen), first),
        absent=absent_of(settings),
    )


def _aside(task: Problem, n_layers: int, first: int) -> Message | None:
    """What the words do not say of a network that is not like theirs."""
    if task.is_regression:
        return Message("warn", "message.no_classes")
    if n_layers == 0:
        return Message("warn", "message.nothing_bent")
    return Message("warn", text("message.last_layers", n=MOST_SHOWN)) if first else None


def _straight_share(seen: np.ndarray, task: Problem) -> float:
    """How many training samples a straight cut, fitted by least squares, one against the rest, calls right here."""
    if task.is_regression:
        return np.nan
    y = task.y[: task.n_train].astype(int)
    wide = np.column_stack([seen, np.ones(len(seen))])
    targets = np.eye(task.n_classes)[y]
    answers = wide @ np.linalg.lstsq(wide, targets, rcond=None)[0]
    return float((answers.argmax(axis=1) == y).mean())


def _grid_lines(lines: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Many lines (…, n_points, 2) as one, with the pen lifted between them."""
    flat = lines.reshape(-1, lines.shape[-2], 2)
    gaps = np.full((len(flat), 1, 2), np.nan)
    joined = np.concatenate([flat, gaps], axis=1).reshape(-1, 2)
    return joined[:, 0], joined[:, 1]


def _straight_lines() -> np.ndarray:
    """The grid of inputs before it is bent, (2, N_LINES, N_POINTS, 2): lines across, then lines up."""
    at, along = np.linspace(*VIEW, N_LINES), np.linspace(*VIEW, N_POINTS)
    across = np.stack(np.meshgrid(along, at), axis=-1)
    return np.stack([across, across[..., ::-1]])


def _straight_grid() -> tuple[Mark, ...]:
    across, up = _straight_lines()[:, :, [0, -1]]
    return (
        marks.line("across", *_grid_lines(across), role="field", width=1, dim=True),
        marks.line("up", *_grid_lines(up), role="run-2", width=1, dim=True),
    )


def _bent(moment: Moment, network: Network, layer: int, seen: np.ndarray, lines: np.ndarray) -> Figure:
    """One hidden layer's view: the grid and the samples in the space of its units."""
    task = problem(moment.settings)
    basis, middle = _view_of(seen)
    place = (seen - middle) @ basis
    across, up = ((lines - middle) @ basis).reshape(2, N_LINES, N_POINTS, 2)
    scales = _scales(network, layer, basis, place)
    is_last = layer == len(network.sizes) - 3
    return Figure(
        f"bent-{layer + 1}", "plane", text("figure.bent", layer=layer + 1),
        text("summary.bent", layer=layer + 1, n_units=seen.shape[1], t=moment.t),
        (
            marks.line("across", *_grid_lines(across), role="field", width=1, label="label.grid_across"),
            marks.line("up", *_grid_lines(up), role="run-2", width=1, label="label.grid_up"),
            *_cut(network, middle, basis, is_last),
            *_samples(task, place),
        ),
        x=scales[0], y=scales[1], size="large" if is_last else "medium",
    )  # fmt: skip


def _samples(task: Problem, place: np.ndarray) -> tuple[Mark, ...]:
    y = task.y[: task.n_train]
    if task.is_regression:
        return (marks.points("train", *place.T, value=y, role="class", domain=(-1.2, 1.2), radius=4.5,
                             label="label.train"),)  # fmt: skip
    return tuple(
        marks.points(f"class-{k}", *place[y == k].T, role=ROLES[k], symbol=SYMBOLS[k], radius=4.5,
                     label=f"role.{ROLES[k]}")
        for k in range(task.n_classes)
    )  # fmt: skip


def _view_of(seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two directions in the space of a layer: its two units, or of more the two in which the samples spread most."""
    n_units = seen.shape[1]
    if n_units <= 2:
        return np.eye(n_units, 2), np.zeros(n_units)
    middle = seen.mean(axis=0)
    _, _, directions = np.linalg.svd(seen - middle, full_matrices=False)
    basis = directions[:2].T
    largest = np.abs(basis).argmax(axis=0)
    return basis * np.sign(basis[largest, np.arange(2)]), middle


def _scales(network: Network, layer: int, basis: np.ndarray, place: np.ndarray) -> tuple[Scale, Scale]:
    n_units = len(basis)
    function = network.functions[layer]
    if n_units <= 2 and np.isfinite([function.lowest, function.highest]).all():
        pad = 0.06 * (function.highest - function.lowest)
        domain = function.lowest - pad, function.highest + pad
    else:
        top = 1.1 * round_up(float(np.abs(place).max()) / 1.1)
        domain = -top, top
    names = ("axis.component_1", "axis.component_2") if n_units > 2 else ("axis.unit_1", "axis.unit_2")
    return Scale(domain, names[0]), Scale(domain, names[1])


def _cut(network: Network, middle: np.ndarray, basis: np.ndarray, is_last: bool) -> tuple[Mark, ...]:
    """The straight line along which the output changes its mind; it exists where two units lead to one output."""
    if not is_last or len(basis) != 2 or network.sizes[-1] != 1:
        return ()
    layer = network.layers[-1]
    w, b = layer.weights[:, 0], layer.biases[0]
    length = np.hypot(*w)
    if length < 1e-9:
        return ()
    foot, along = -b * w / length**2, np.array([-w[1], w[0]]) / length * 10
    ends = np.stack([foot - along, foot + along])
    return (marks.line("cut", *ends.T, role="model", width=3, label="label.cut"),)


STEPS = (
    Step("bend", bend, length=1000, controls=("data", "n_layers", "units_1", "units_2", "units_3"),
         groups={"training": ("activation", "learning_rate", "seed")}, offers={"data": CLASS_SETS},
         defaults=fresh(data="circle", n_layers=2, units_1=4, units_2=2, learning_rate=0.2, noise=0.03,
                        **{f"use_{name}": name in ("x1", "x2") for name in ("x1", "x2", "x1_squared", "x2_squared",
                                                                          "product", "sin_x1", "sin_x2")}),
         **RUNNING),
)  # fmt: skip
