"""Frames a second and work per frame at 1440×900 without a GPU: playing a run, a race, turning the surface.

Frames and the worker's time are what the page counts itself. The page's work is measured twice: by its own
stopwatch, and by Chromium (all tasks of the main thread: script, style, layout, painting), which cannot flatter.
"""

from playwright.sync_api import CDPSession, Page

from tools.benchmarks.measure import Measure, Options
from tools.benchmarks.served import new_profile, served

SECONDS = 5.0
FRAMES_BUDGET = 59.0  # of 60; the last one is the clock's
WORK_BUDGET_MS = 6.0
PATIENCE_MS = 120_000
COUNT_FRAMES = """() => {
  globalThis.bench = { frames: 0, started: performance.now() };
  const tick = () => { globalThis.bench.frames += 1; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
FRAMES_A_SECOND = "1000 * globalThis.bench.frames / (performance.now() - globalThis.bench.started)"
FRAMES = "globalThis.bench.frames"


def run(options: Options) -> list[Measure]:
    """Play the two heaviest steps, then turn the surface."""
    measures: list[Measure] = []
    with served() as (url, _), new_profile(options.chromium) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{url}#/gradient-descent")
        page.wait_for_function("window.nnviz !== undefined")
        page.evaluate("window.nnviz.ready.then(() => null)")
        page.evaluate(COUNT_FRAMES)
        tasks = context.new_cdp_session(page)
        tasks.send("Performance.enable")
        for step in ("run", "race"):
            page.evaluate("(step) => window.nnviz.open('gradient-descent', { step }).then(() => null)", step)
            page.evaluate("window.nnviz.play().then(() => null)")
            measures += _watch(page, tasks, f"playing {step}", wait=lambda: page.wait_for_timeout(1000 * SECONDS))
            page.evaluate("window.nnviz.pause().then(() => null)")
        page.evaluate("window.nnviz.open('gradient-descent', { step: 'surface' }).then(() => null)")
        measures += _watch(page, tasks, "turning the surface", wait=lambda: _turn(page))
    return measures


def _watch(page: Page, tasks: CDPSession, name: str, *, wait) -> list[Measure]:
    """What happens on the page while `wait` passes the time."""
    page.wait_for_timeout(500)
    page.evaluate("Object.assign(globalThis.bench, { frames: 0, started: performance.now() })")
    before = _task_seconds(tasks)
    wait()
    drawn, rate = page.evaluate(f"[{FRAMES}, {FRAMES_A_SECOND}]")
    by_chromium = 1000 * (_task_seconds(tasks) - before) / max(drawn, 1)
    stats = page.evaluate("window.nnviz.stats()")
    measures = [
        Measure(f"{name}: frames of the browser", round(rate, 1), "1/s", FRAMES_BUDGET, more_is_better=True),
        Measure(f"{name}: main thread by Chromium, mean", round(by_chromium, 2), "ms"),
    ]
    if name.startswith("playing"):
        measures.append(Measure(f"{name}: frames drawn", stats["fps"] or 0, "1/s", FRAMES_BUDGET, more_is_better=True))
        measures.append(Measure(f"{name}: worker, median", stats["worker_ms"] or 0, "ms", WORK_BUDGET_MS))
    if stats["page_ms"] is not None:
        measures.append(Measure(f"{name}: page, median", stats["page_ms"], "ms", WORK_BUDGET_MS))
    return measures


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
