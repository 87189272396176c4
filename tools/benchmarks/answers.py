"""How long the lesson on hidden layers takes to answer: a seek within 2,000 epochs, a loss surface, a changed weight.

Measured in the page, from the wish to the frame that answers it, so it holds the way to the worker and back.
"""

from statistics import median

from playwright.sync_api import Page

from tools.benchmarks.frames import LARGEST, OPEN, PATIENCE_MS, SURFACE
from tools.benchmarks.measure import Measure, Options
from tools.benchmarks.served import new_profile, served

SEEK_BUDGET_MS = 50.0
SURFACE_BUDGET_MS = 150.0
TIMES = 9
TIMED = """async ([call, values]) => {
  const times = [];
  for (const value of values) {
    const started = performance.now();
    await window.nnviz[call[0]](...call.slice(1), value);
    times.push(performance.now() - started);
  }
  return times;
}"""


def run(options: Options) -> list[Measure]:
    """Open the largest network and the surface of 500 points, and ask."""
    with served() as (url, _), new_profile(options.chromium) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{url}#/hidden-layers")
        page.wait_for_function("window.nnviz !== undefined")
        page.evaluate("window.nnviz.ready.then(() => null)")
        return [*_seeks(page), *_surfaces(page)]


def _seeks(page: Page) -> list[Measure]:
    page.evaluate(OPEN, ["hidden-layers", "playground", LARGEST])
    page.evaluate("window.nnviz.seek(2000).then(() => null)")
    places: list[float] = [(719 * k) % 2000 for k in range(1, TIMES + 1)]
    return [_measure(page, "seek within 2,000 epochs of 6×8 units", ["seek"], places, SEEK_BUDGET_MS)]


def _surfaces(page: Page) -> list[Measure]:
    page.evaluate(OPEN, ["hidden-layers", "surface", SURFACE])
    page.evaluate("window.nnviz.seek(100).then(() => null)")
    spans = [1 + 0.7 * k for k in range(TIMES)]
    weights = [0.3 * k - 1 for k in range(TIMES)]
    measures = [
        _measure(page, "loss surface 41×41 of 500 points", ["set", "span"], spans, SURFACE_BUDGET_MS),
        _measure(page, "a weight set by hand at t = 100, with its surface", ["set", "weight_value"], weights,
                 SURFACE_BUDGET_MS),
    ]  # fmt: skip
    page.evaluate(OPEN, ["hidden-layers", "playground", {**LARGEST, "show_surface": True}])
    page.evaluate("window.nnviz.seek(100).then(() => null)")
    largest = "loss surface 21×21 of 6×8 units and 375 points, with all pictures"
    return [*measures, _measure(page, largest, ["set", "span"], spans, SURFACE_BUDGET_MS)]


def _measure(page: Page, name: str, call: list[str], values: list[float], budget: float) -> Measure:
    times = page.evaluate(TIMED, [call, values])
    return Measure(name, round(median(times), 1), "ms", budget, note=f"at most {max(times):.1f}")
