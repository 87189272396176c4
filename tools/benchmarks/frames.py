"""Frames a second and work per frame at 1440×900 without a GPU: playing a run, a race, turning the surface.

The worker's time and the frames drawn are what the page counts itself. The page's work is measured from outside,
twice: how long its animation callbacks take in a frame (median), and how long the main thread is busy for a frame
by Chromium's own count (mean; script, style, layout, painting, collecting garbage), which cannot flatter.
"""

from collections.abc import Callable

from playwright.sync_api import CDPSession, Page

from tools.benchmarks.measure import Measure, Options
from tools.benchmarks.served import new_profile, served

SECONDS = 5.0
FRAMES_BUDGET = 59.0  # of 60; the last one is the clock's
WORK_BUDGET_MS = 6.0
PATIENCE_MS = 120_000
LARGEST = {"n_layers": 6, **{f"units_{layer}": 8 for layer in range(1, 7)}, "n_samples": 500}
SURFACE = {"n_samples": 500, "test_share": 0, "data": "xor", "n_layers": 2, "units_1": 4, "units_2": 2}
PLAYED: tuple[tuple[str, str, str, dict], ...] = (
    ("run", "gradient-descent", "run", {}),
    ("race", "gradient-descent", "race", {}),
    ("6×8 units", "hidden-layers", "playground", LARGEST),
    ("a surface of 500 points", "hidden-layers", "surface", SURFACE),
)
"""What is played: name, lesson, step, settings."""
OPEN = "([lesson, step, settings]) => window.nnviz.open(lesson, { step, settings }).then(() => null)"
TIME_THE_CALLBACKS = """
globalThis.bench = { work: new Map(), frames: 0, started: 0 };
const ask = globalThis.requestAnimationFrame.bind(globalThis);
globalThis.requestAnimationFrame = (callback) => ask((now) => {
  const started = performance.now();
  callback(now);
  const { work } = globalThis.bench;
  work.set(now, (work.get(now) ?? 0) + performance.now() - started);
});
const count = () => { globalThis.bench.frames += 1; ask(count); };
ask(count);
"""
START = "Object.assign(globalThis.bench, { work: new Map(), frames: 0, started: performance.now() }); null"
READ = """() => {
  const { work, frames, started } = globalThis.bench;
  const sorted = [...work.values()].sort((a, b) => a - b);
  return {
    frames,
    rate: 1000 * frames / (performance.now() - started),
    median: sorted[sorted.length >> 1] ?? 0,
    worst: sorted.at(-1) ?? 0,
  };
}"""


def run(options: Options) -> list[Measure]:
    """Play the heaviest steps, then turn the surface."""
    measures: list[Measure] = []
    with served() as (url, _), new_profile(options.chromium) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(TIME_THE_CALLBACKS)
        page.goto(f"{url}#/gradient-descent")
        page.wait_for_function("window.nnviz !== undefined")
        page.evaluate("window.nnviz.ready.then(() => null)")
        tasks = context.new_cdp_session(page)
        tasks.send("Performance.enable")
        for name, lesson, step, settings in PLAYED:
            page.evaluate(OPEN, [lesson, step, settings])
            page.evaluate("window.nnviz.play().then(() => null)")
            measures += _watch(page, tasks, f"playing {name}", wait=lambda: page.wait_for_timeout(1000 * SECONDS))
            # Of the largest only the pictures a second were promised, not Python's time for each.
            measures += _worker(page, name, WORK_BUDGET_MS if lesson == "gradient-descent" else None)
            page.evaluate("window.nnviz.pause().then(() => null)")
        page.evaluate("window.nnviz.open('gradient-descent', { step: 'surface' }).then(() => null)")
        measures += _watch(page, tasks, "turning the surface", wait=lambda: _turn(page))
    return measures


def _watch(page: Page, tasks: CDPSession, name: str, *, wait: Callable[[], None]) -> list[Measure]:
    """What happens on the page while `wait` passes the time."""
    page.wait_for_timeout(500)
    page.evaluate(START)
    before = _task_seconds(tasks)
    wait()
    seen = page.evaluate(READ)
    busy = 1000 * (_task_seconds(tasks) - before) / max(seen["frames"], 1)
    return [
        Measure(f"{name}: frames", round(seen["rate"], 1), "1/s", FRAMES_BUDGET, more_is_better=True),
        Measure(
            f"{name}: page, median",
            round(seen["median"], 2),
            "ms",
            WORK_BUDGET_MS,
            note=f"at most {seen['worst']:.1f}",
        ),
        Measure(f"{name}: main thread by Chromium, mean", round(busy, 2), "ms"),
    ]


def _worker(page: Page, name: str, budget: float | None) -> list[Measure]:
    """What the page counts of a run: new pictures a second, and Python's time for each."""
    stats = page.evaluate("window.nnviz.stats()")
    return [
        Measure(f"playing {name}: new pictures", stats["fps"] or 0, "1/s", FRAMES_BUDGET, more_is_better=True),
        Measure(f"playing {name}: worker, median", stats["worker_ms"] or 0, "ms", budget),
    ]


def _task_seconds(tasks: CDPSession) -> float:
    metrics = tasks.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")


def _turn(page: Page) -> None:
    """Drag the empty ground of the space figure to and fro."""
    canvas = page.locator("[data-kind=space] canvas").first
    box = canvas.bounding_box()
    assert box is not None
    left, top = box["x"] + 0.15 * box["width"], box["y"] + 0.15 * box["height"]
    page.mouse.move(left, top)
    page.mouse.down()
    for step in range(int(SECONDS * 60)):
        page.mouse.move(left + 100 * (1 - abs(step % 120 - 60) / 60), top + step % 60)
        page.wait_for_timeout(1000 / 60)
    page.mouse.up()
