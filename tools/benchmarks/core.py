"""How fast the core is, beside what a user would pick instead, all in one run on one machine.

In Chromium: textbook NumPy and nnviz_core in Pyodide, hand-written JavaScript with typed arrays, TensorFlow.js
on its WebAssembly backend. In CPython: textbook NumPy and nnviz_core. An epoch is 25 steps of 10 samples (digits:
57 of 32), a grid 100×100 points, a frame all that is seen of one epoch: training, the map of the output at
100×100, those of all hidden units at 30×30, and their colours. Milliseconds depend on the machine, ratios do not.
"""

from collections.abc import Iterator

from tools.benchmarks import core_work
from tools.benchmarks.core_browser import measure_in_chromium
from tools.benchmarks.measure import Measure, Options

EPOCH_RATIO, GRID_RATIO = 2.2, 1.8
FRAME_BUDGET_MS = {"frame 2-8-8-1": 4.0, "frame 2-8×6-1": 9.0}
TURNS_A_RUN = 5


def run(options: Options) -> list[Measure]:
    """Measure the core's work in Chromium and in CPython."""
    turns = TURNS_A_RUN * options.runs
    browser, missing = measure_in_chromium(options.chromium, turns)
    others = {"typed-array JavaScript": browser["typed"], "TensorFlow.js wasm": browser.get("tensorflow", {})}
    measures = [*_compare("Chromium", browser["python"], others), *_compare("CPython", core_work.measure(turns), {})]
    if missing:
        measures.append(Measure("Chromium: TensorFlow.js", 0, "ms", note=missing))
    return measures


def _compare(place: str, times: core_work.Times, others: dict[str, dict[str, float]]) -> Iterator[Measure]:
    for work, ways in times.items():
        ours = ways["nnviz"]
        budget = FRAME_BUDGET_MS.get(work) if place == "Chromium" else None
        yield Measure(f"{place}: {work}: nnviz", _rounded(ours), "ms", budget)
        rivals = {"textbook NumPy": ways.get("textbook NumPy")} | {
            name: found.get(work) for name, found in others.items()
        }
        for name, milliseconds in rivals.items():
            if milliseconds is not None:
                yield Measure(f"{place}: {work}: {name}", _rounded(milliseconds), "ms")
                yield _ratio(place, work, name, milliseconds / ours)


def _ratio(place: str, work: str, name: str, ratio: float) -> Measure:
    floor = None
    if place == "Chromium" and name == "textbook NumPy" and "digits" not in work:
        floor = EPOCH_RATIO if work.startswith("epoch") else GRID_RATIO
    note = "times as long as nnviz"
    return Measure(f"{place}: {work}: {name} / nnviz", round(ratio, 2), "×", floor, more_is_better=True, note=note)


def _rounded(milliseconds: float) -> float:
    return float(f"{milliseconds:.3g}")
