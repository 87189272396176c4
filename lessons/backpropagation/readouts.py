"""The numbers beside the figures and in the words, by the same names in every step."""

from __future__ import annotations

import numpy as np

from .view import View


def readouts(view: View) -> dict[str, float]:
    """Loss and outputs as far as they are known, and the size of the step."""
    known = view.known("loss")
    whole, last = view.program, len(view.network.layers) - 1
    outputs = view.shown("a", last, view.record.output[0])
    numbers = {"loss": view.record.loss if known else np.nan, "learning_rate": view.rate,
               "done": float(view.position), "operations": float(len(whole.operations)),
               "n_params": float(view.network.n_params)}  # fmt: skip
    for j, value in enumerate(outputs):
        numbers[f"output_{j + 1}"] = value
    return numbers


def every_number(view: View) -> dict[str, float]:
    """Each number of the program by its name, NaN before it is known; and the inputs, weights and targets."""
    done, nan = view.program.done, float("nan")
    found = {name: value if done[name] <= view.position else nan
             for name, value in view.finals.items()}  # fmt: skip
    whole = view.program
    given = {whole.key(0, i): value for i, value in enumerate(view.x)}
    given |= {f"target_{k + 1}": value for k, value in enumerate(view.y)}
    for n, layer in enumerate(view.network.layers):
        for j, bias in enumerate(layer.biases):
            given[f"old_{whole.edge(n, -1, j)}"] = bias
            given |= {f"old_{whole.edge(n, i, j)}": layer.weights[i, j] for i in range(len(layer.weights))}
    for n, z in enumerate(view.record.pre_activations[:-1]):
        slopes = view.network.functions[n].derivative(z)[0]
        shown = view.shown("d", n, slopes)
        given |= {f"slope_{whole.key(n + 1, j)}": value for j, value in enumerate(shown)}
    return {name: float(value) for name, value in {**found, **given}.items()}
