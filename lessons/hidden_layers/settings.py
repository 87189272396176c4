"""Every setting of the lesson, and which of them decide a run.

A network is described by a few small settings (how many layers, how many units in each, …) rather than by one large
one, so that each has its widget, its line in the address and its own range.
"""

from __future__ import annotations

from operator import itemgetter

from lessons.kit.controls import Action, Choice, Control, Edits, Integer, Pairs, Seed, Settings, Slider, Toggle
from lessons.kit.errors import Refusal
from nnviz_core.features import PLANE_FEATURES

from .problem import CLASSES, SETS, VIEW

MOST_LAYERS, MOST_UNITS = 6, 8
OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
ACTIVATIONS = ("tanh", "sigmoid", "relu", "leaky_relu", "identity")
INITIALIZERS = ("glorot", "he", "small", "large", "zeros")
SCHEDULES = ("constant", "step", "cosine")
DIFFERENCES = ("optimizer", "initializer", "activation", "n_layers", "learning_rate", "l2")

UNITS = tuple(f"units_{k + 1}" for k in range(MOST_LAYERS))
LAYER_ACTIVATIONS = tuple(f"activation_{k + 1}" for k in range(MOST_LAYERS))
USES = tuple(f"use_{name}" for name in PLANE_FEATURES)
OWN = tuple(f"points_{name}" for name in CLASSES)

_NETWORK: tuple[Control, ...] = (
    Integer("n_layers", 1, 0, MOST_LAYERS),
    *(Integer(name, 4, 1, MOST_UNITS) for name in UNITS),
    Choice("activation", "tanh", ACTIVATIONS),
    *(Choice(name, "same", ("same", *ACTIVATIONS)) for name in LAYER_ACTIVATIONS),
    Choice("initializer", "glorot", INITIALIZERS),
    *(Toggle(name, name in ("use_x1", "use_x2")) for name in USES),
    Toggle("standardise"),
)
_DATA: tuple[Control, ...] = (
    Choice("data", "circle", SETS),
    Integer("n_samples", 200, 20, 500),
    Slider("noise", 0.05, 0.0, 0.5),
    Slider("test_share", 0.25, 0.0, 0.8, 0.05),
    *(Pairs(name, (), low=VIEW[0], high=VIEW[1], most=150) for name in OWN),
)
_TRAINING: tuple[Control, ...] = (
    Integer("batch_size", 10, 1, 500),
    Slider("learning_rate", 0.1, 0.0001, 10.0, 0.0001, "log"),
    Choice("schedule", "constant", SCHEDULES),
    Choice("optimizer", "sgd", OPTIMIZERS),
    Slider("l1", 0.0, 0.0, 0.1, 0.001),
    Slider("l2", 0.0, 0.0, 0.1, 0.001),
    Seed("seed", 0),
)
_TO_THE_EYE: tuple[Control, ...] = (
    Toggle("discrete"),
    Toggle("log_scale"),
    Integer("shown", 0, 0, 99),
    Choice("draw_class", "a", CLASSES),
    Integer("brush", 1, 1, 10),
    Integer("selected", 0, 0, 699),
    Integer("selected_before", 10, 0, 699),
    Slider("weight_value", 0.0, -10.0, 10.0, 0.05, dragging="dragging"),
    Toggle("dragging"),
    Toggle("show_surface"),
    Choice("plane", "two", ("two", "random", "path")),
    Slider("span", 4.0, 0.1, 20.0, 0.1, "log"),
    Choice("difference", "optimizer", DIFFERENCES),
    Toggle("reveal"),
    Pairs("outline", (), low=VIEW[0], high=VIEW[1], most=40),
)
_OTHER: tuple[Control, ...] = (
    Choice("other_optimizer", "adam", OPTIMIZERS),
    Choice("other_initializer", "large", INITIALIZERS),
    Choice("other_activation", "relu", ACTIVATIONS),
    Integer("other_n_layers", 3, 0, MOST_LAYERS),
    Slider("other_learning_rate", 1.0, 0.0001, 10.0, 0.0001, "log"),
    Slider("other_l2", 0.01, 0.0, 0.1, 0.001),
)
_BUTTONS = ("delete_point", "clear_points", "undo_edit", "clear_edits", "show_output", "undo_corner", "clear_outline")

CONTROLS: tuple[Control, ...] = (
    *_NETWORK, *_DATA, *_TRAINING, Edits("edits", low=-50, high=50), *_TO_THE_EYE, *_OTHER,
    *(Action(name, None) for name in _BUTTONS),
)  # fmt: skip

RUN = tuple(control.name for control in (*_NETWORK, *_DATA, *_TRAINING))
"""The settings that decide a run; together with the edits they are all that does."""
run_key = itemgetter(*RUN)
"""The values of these settings, in their order: what a cache of anything about a run is keyed by."""


def sizes_of(settings: Settings, n_inputs: int, n_outputs: int) -> tuple[int, ...]:
    """Numbers of units from the inputs to the outputs."""
    return (n_inputs, *(settings[name] for name in UNITS[: settings["n_layers"]]), n_outputs)


def activations_of(settings: Settings) -> tuple[str, ...]:
    """The activation of each hidden layer: its own, or that of all."""
    own = (settings[name] for name in LAYER_ACTIVATIONS[: settings["n_layers"]])
    return tuple(settings["activation"] if name == "same" else name for name in own)


def absent_of(settings: Settings) -> tuple[str, ...]:
    """Controls that mean nothing for this network or these data."""
    beyond = (*UNITS[settings["n_layers"] :], *LAYER_ACTIVATIONS[settings["n_layers"] :])
    others = tuple(f"other_{name}" for name in DIFFERENCES if name != settings["difference"])
    drawn = ("n_samples", "noise", "test_share") if settings["data"] == "own" else ()
    hands = ("draw_class", "brush", "delete_point", "clear_points") if settings["data"] in ("sine", "hills") else ()
    return (*beyond, *others, *drawn, *hands)


def refuse_regression(settings: Settings) -> None:
    if settings["data"] in ("sine", "hills"):
        raise Refusal("refusal.no_own_in_regression")
