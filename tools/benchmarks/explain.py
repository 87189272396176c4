"""How fast Kernel SHAP and LIME are beside shap and lime, and how near to the exact values.

The same model function, rows, background and number of samples for both, in turns and in one run. Everyone gets one
thread: with more, a busy machine measures its other work. What is exact cannot be enumerated for 30 features; an
estimate from 64 times as many coalitions stands for it, whose own error is about an eighth. In Pyodide there is
no shap to compare with; there a budget is kept.
"""

import importlib
import json
import os
import shutil
import subprocess
import sys
import warnings
from functools import partial
from statistics import median

import numpy as np
from numpy import ndarray as Array

from tools.benchmarks import explain_work as work
from tools.benchmarks.measure import Measure, Options
from tools.paths import ROOT, VENDOR

ANY_RATIO, OWN_RATIO, LIME_RATIO = 2.2, 4.5, 3.0
BUDGET_MS = 300.0
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
PYODIDE = VENDOR / "pyodide-0.27.7"
PAGE = ROOT / "tools" / "benchmarks" / "pages" / "explain.mjs"


def run(options: Options) -> list[Measure]:
    """Measure in CPython, in a program of its own so that it starts with one thread, and in Pyodide."""
    command = [sys.executable, "-m", "tools.benchmarks.explain", str(options.runs)]
    answer = subprocess.run(
        command, cwd=ROOT, env=os.environ | dict.fromkeys(THREADS, "1"), capture_output=True, text=True, check=True
    )
    return [*(Measure(**plain) for plain in json.loads(answer.stdout)), *in_pyodide(options.runs)]


def in_pyodide(turns: int) -> list[Measure]:
    """Return the milliseconds of one explanation in Pyodide, run by Node."""
    node = shutil.which("node")
    if node is None:
        return [Measure("Pyodide: explanations", 0, "ms", note="needs Node.js, which is not here")]
    core = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "nnviz_core").rglob("*.py"))]
    work = ["tools/__init__.py", "tools/benchmarks/__init__.py", "tools/benchmarks/explain_work.py"]
    files = [*core, *work, "static/data/breast_cancer.json"]
    command = [node, str(PAGE), str(PYODIDE), str(ROOT), str(turns), *files]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    times = json.loads(answer.stdout.strip().splitlines()[-1])
    return [
        Measure(f"Pyodide: {name}", round(ms, 1), "ms", BUDGET_MS if "own network" in name else None)
        for name, ms in times.items()
    ]


def compare(n_instances: int) -> list[dict[str, object]]:
    """Explain rows by each in turn; return the measures as plain data."""
    measures = []
    for name in work.SIZES:
        problem = work.make_problem(name)
        ways = ways_of(problem)
        times: dict[str, list[float]] = {way: [] for way in ways}
        errors: dict[str, list[float]] = {"shap": [], "any predict": []}
        for x in problem.instances[:n_instances]:
            exact = work.nearly_exact(problem, x)
            for way, explain in ways.items():
                times[way].append(work.timed(explain, x))
                if way in errors:
                    errors[way].append(float(np.mean((np.reshape(explain(x), (-1, 1)) - exact) ** 2)))
        measures += _say(name, times, {way: float(np.sqrt(np.mean(e))) for way, e in errors.items()})
    return measures


def ways_of(problem: work.Problem) -> dict[str, work.Explain]:
    """Return the explainers to compare, each a function of a row."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shap = importlib.import_module("shap")
        tabular = importlib.import_module("lime.lime_tabular").LimeTabularExplainer
    predict, background, n = work.as_function(problem), problem.background, work.N_SAMPLES

    def flat(X: Array) -> Array:
        return predict(X)[:, 0]

    kernel = shap.KernelExplainer(predict, background)
    in_quarters, raw = (
        tabular(background, mode="regression", random_state=0, discretize_continuous=cut) for cut in (True, False)
    )
    return {
        "shap": partial(kernel.shap_values, nsamples=n, l1_reg=False, silent=True),
        "any predict": partial(work.shap_once, predict, problem),
        "own network": partial(work.shap_once, problem.network.predict, problem),
        "lime": partial(in_quarters.explain_instance, predict_fn=flat, num_samples=n),
        "LIME": partial(work.lime_once, flat, problem),
        "lime, raw": partial(raw.explain_instance, predict_fn=flat, num_samples=n),
        "LIME, raw": partial(work.lime_once, flat, problem, representation="raw"),
    }


def _say(name: str, times: dict[str, list[float]], errors: dict[str, float]) -> list[dict[str, object]]:
    middle = {way: median(values) for way, values in times.items()}
    found: list[dict[str, object]] = [
        {"name": f"CPython: {name}: {way}", "value": round(ms, 2), "unit": "ms"} for way, ms in middle.items()
    ]
    for ours, theirs, floor in (
        ("any predict", "shap", ANY_RATIO),
        ("own network", "shap", OWN_RATIO),
        ("LIME", "lime", LIME_RATIO),
        ("LIME, raw", "lime, raw", LIME_RATIO),
    ):
        ratio = median(a / b for a, b in zip(times[theirs], times[ours], strict=True))
        what = f"CPython: {name}: {theirs} / {ours}"
        found.append({"name": what, "value": round(ratio, 2), "unit": "×", "budget": floor, "more_is_better": True})
    found.append(
        {
            "name": f"CPython: {name}: error / error of shap",
            "value": round(errors["any predict"] / errors["shap"], 3),
            "unit": "×",
            "budget": 1.0,
            "note": "root mean square against the nearly exact values",
        }
    )
    return found


if __name__ == "__main__":
    print(json.dumps(compare(int(sys.argv[1]))))
