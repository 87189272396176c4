"""A network on paper: one JSON document that gives it back to the last bit.

The document holds the structure and every parameter and, if given, the optimizer with what it remembers;
so a run goes on after loading as if it had not stopped. A number is written with as many digits as it takes
to read it back exactly. What is loaded is checked field by field and against a checksum, and nothing in it is
ever run.
"""

import json
from dataclasses import dataclass, fields
from math import inf
from typing import Any
from zlib import crc32

import numpy as np
from numpy import ndarray as Array

from . import checks
from .network import Network
from .optimizers import OPTIMIZERS, Optimizer, OptimizerState
from .schedules import SCHEDULES
from .training import TrainingState

FORMAT = "nnviz-network"
VERSION = 1


@dataclass(frozen=True, eq=False)
class Saved:
    """What a document holds.

    Attributes
    ----------
    network : Network
    optimizer : Optimizer or None
    state : TrainingState or None
    """

    network: Network
    optimizer: Optimizer | None = None
    state: TrainingState | None = None


def save(network: Network, optimizer: Optimizer | None = None, state: TrainingState | None = None) -> str:
    """Return a network as a JSON document.

    Parameters
    ----------
    network : Network
    optimizer : Optimizer, optional
        With a number or one of `SCHEDULES` as its learning rate.
    state : TrainingState, optional
        `Step.state`; needs the optimizer.

    Raises
    ------
    ValueError
        If a parameter is not finite, or the learning rate is a function that has no name.
    """
    if not np.isfinite(network.params).all():
        raise ValueError("The network has parameters that are not finite; save it as it was before it diverged.")
    if state and not optimizer:
        raise ValueError("A state belongs to an optimizer; give the optimizer, too.")
    body = {
        "sizes": list(network.sizes),
        "activations": list(network.activations),
        "dtype": network.params.dtype.name,
        "params": network.params.tolist(),
        "optimizer": _describe(optimizer, OPTIMIZERS) if optimizer else None,
        "state": _describe_state(state) if state else None,
    }
    document = {"format": FORMAT, "version": VERSION, "checksum": _checksum(body), **body}
    return json.dumps(document, allow_nan=False)


def load(text: str) -> Saved:
    """Return what a document from `save` holds.

    Raises
    ------
    ValueError
        If the document is foreign, of a newer version, or damaged; the message says which.
    """
    try:
        document = json.loads(text)
    except (TypeError, ValueError) as error:
        raise ValueError(f"This is not a JSON document, or only a part of one ({error}).") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f'This document is not a saved network: its "format" is not "{FORMAT}".')
    if document.get("version") != VERSION:
        raise ValueError(f"This document has version {document.get('version')!r}; this program reads {VERSION}.")
    body = {name: document.get(name) for name in ("sizes", "activations", "dtype", "params", "optimizer", "state")}
    if document.get("checksum") != _checksum(body):
        raise ValueError("This document is damaged: its checksum does not fit. Save the network again.")
    try:
        return _read(body)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"This document is damaged: {error}") from None


def _read(body: dict[str, Any]) -> Saved:
    dtype = checks.choose({"float64": np.float64, "float32": np.float32}, body["dtype"], "dtype")
    params = _finite(body["params"], dtype)
    network = Network(tuple(body["sizes"]), tuple(body["activations"]), params)
    optimizer = _build(body["optimizer"], OPTIMIZERS) if body["optimizer"] else None
    if body["state"] is None or optimizer is None:
        return Saved(network, optimizer)
    state = body["state"]
    start = optimizer.start(params)
    slots = _finite(state["slots"], dtype).reshape(start.slots.shape)
    best_loss = inf if state["best_loss"] is None else checks.number("best_loss", state["best_loss"])
    optimizer_state = OptimizerState(checks.whole("t", state["t"]), slots)
    return Saved(
        network, optimizer, TrainingState(optimizer_state, best_loss, checks.whole("n_waited", state["n_waited"]))
    )


def _describe_state(state: TrainingState) -> dict[str, Any]:
    return {
        "t": state.t,
        "slots": state.optimizer_state.slots.tolist(),
        "best_loss": state.best_loss if state.best_loss < inf else None,
        "n_waited": state.n_waited,
    }


def _describe(thing: Any, table: dict[str, type]) -> dict[str, Any]:
    """Return the name and the fields of a record whose type is in a table."""
    name = next((name for name, kind in table.items() if type(thing) is kind), None)
    if name is None:
        raise ValueError(f"{thing!r} has no name to be saved under; use one of: {', '.join(table)}.")
    values = {field.name: getattr(thing, field.name) for field in fields(thing)}
    values = {key: _describe(value, SCHEDULES) if callable(value) else value for key, value in values.items()}
    return {"name": name, **values}


def _build(description: dict[str, Any], table: dict[str, type]) -> Any:
    values = {key: _build(value, SCHEDULES) if isinstance(value, dict) else value for key, value in description.items()}
    return checks.choose(table, values.pop("name"), "kind")(**values)


def _finite(values: Any, dtype: type) -> Array:
    array: Array = np.array(values, dtype=dtype)
    if not np.isfinite(array).all():
        raise ValueError("a number is not finite.")
    return array


def _checksum(body: dict[str, Any]) -> str:
    return f"{crc32(json.dumps(body, sort_keys=True, separators=(',', ':')).encode()):08x}"
