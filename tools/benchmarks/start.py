"""How long until the picture lives, against bare Pyodide with NumPy in a worker, and how many bytes that takes.

The page is opened as any host serves it (plain) and as the local server does (snapshot: of Python's memory, at the
second visit kept by the browser). All are opened in turn with a fresh profile (cold) and then once more in the same
profile (second visit), when the first has kept what it keeps, in the same run, on the same machine. The ratio of the
medians is what counts; milliseconds depend on the machine, and on a busy one the processor's seconds say more than
the stopwatch.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeAlias

from playwright.sync_api import BrowserContext, Page

from tools.benchmarks.measure import Measure, Options, middle
from tools.benchmarks.processor import seconds_by_process, spent
from tools.benchmarks.served import CountingSite, new_profile, served
from tools.lock import read_lock
from tools.paths import ROOT
from tools.snapshot import offered, prepare

# Of the time that bare Pyodide with NumPy takes at the same visit.
BUDGETS = {
    "page": {"cold": 1.15, "second": 1.0},
    "snapshot": {"cold": 0.6, "second": 0.5},
}
NAMES = {"page": "plain", "snapshot": "snapshot"}
WORDS_BUDGET_MS = 300
SETTLE_MS = 1000
PATIENCE_MS = 120_000
LIVE_STATS = """async () => {
  await window.nnviz.ready;
  for (;;) {
    const stats = await window.nnviz.stats();
    if (stats.first_live_frame_ms !== null) return stats;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""

KEPT = "() => window.nnviz.stats().then(({ snapshot }) => snapshot.kept_bytes !== null || snapshot.problem)"
INSTALLED = "() => navigator.serviceWorker.ready.then(() => true)"  # the whole release, for use without a network

Times = defaultdict[str, list[float]]
Read: TypeAlias = Callable[[Page], dict[str, float]]
Visit: TypeAlias = Callable[[BrowserContext, str, CountingSite], dict[str, float]]


def run(options: Options) -> list[Measure]:
    """Measure the start several times; medians."""
    times: Times = defaultdict(list)
    sent: list[tuple[str, int, int]] = []
    prepare(ROOT, read_lock())
    with served() as (url, site):
        contenders: list[tuple[str, Visit]] = [("bare", _bare), ("page", _page)]
        if offered(ROOT, read_lock()):
            contenders.append(("snapshot", _page))
        for _ in range(options.runs):
            contenders.reverse()  # nobody always goes first
            for name, visit in contenders:
                site.offers_snapshot = name == "snapshot"
                with new_profile(options.chromium) as context:
                    for visitor in ("cold", "second"):
                        site.sent.clear()
                        for what, value in visit(context, url, site).items():
                            times[f"{name} {visitor} {what}"].append(value)
                        if (name, visitor) == ("page", "cold"):
                            sent = list(site.sent)
    return [*_durations(times), *_bytes(sent)]


def _visit(context: BrowserContext, address: str, read: Read, afterwards: Read | None = None) -> dict[str, float]:
    page = context.new_page()
    page.wait_for_timeout(SETTLE_MS)
    page.set_default_timeout(PATIENCE_MS)
    before = seconds_by_process()
    page.goto(address)
    try:
        seen = read(page)
        seconds = spent(before, seconds_by_process())
        if afterwards:
            afterwards(page)
        return seen if seconds is None else seen | {"processor": seconds}
    finally:
        page.close()


def _bare(context: BrowserContext, url: str, site: CountingSite) -> dict[str, float]:
    return _visit(context, f"{url}bench/bare.html", lambda page: {"start": page.evaluate("globalThis.ready")})


def _page(context: BrowserContext, url: str, site: CountingSite) -> dict[str, float]:
    started: dict[str, Any] = {}

    def read(page: Page) -> dict[str, float]:
        page.wait_for_function("window.nnviz !== undefined")
        started.update(page.evaluate(LIVE_STATS))
        expected = "snapshot" if site.offers_snapshot else "plain"
        if started["start"] != expected:
            raise RuntimeError(f"The page started in the {started['start']} way: {started['snapshot']}")
        return {"start": started["first_live_frame_ms"], "words": started["words_ms"]}

    def afterwards(page: Page) -> dict[str, float]:
        while started["snapshot"]["source"] == "shipped" and not page.evaluate(KEPT):
            page.wait_for_timeout(SETTLE_MS)
        page.evaluate(INSTALLED)
        return {}

    return _visit(context, f"{url}#/gradient-descent", read, afterwards)


def _durations(times: Times) -> list[Measure]:
    measures = []
    for visit in ("cold", "second"):
        bare = middle(times[f"bare {visit} start"])
        measures.append(Measure(f"{visit}: bare Pyodide + NumPy", bare, "ms"))
        for name, budgets in BUDGETS.items():
            spans, told = times[f"{name} {visit} start"], f"{visit}: {NAMES[name]}"
            if not spans:
                continue
            measures += [
                Measure(f"{told}: first live frame", middle(spans), "ms", note=_spread(spans)),
                Measure(f"{told}: ratio", round(middle(spans) / bare, 3), "×", budgets[visit]),
                *_processor(times, visit, name),
                Measure(f"{told}: words on screen", middle(times[f"{name} {visit} words"]), "ms", WORDS_BUDGET_MS),
            ]
    return measures


def _processor(times: Times, visit: str, name: str) -> list[Measure]:
    """The same comparison in seconds of the processor, where they are known."""
    if f"bare {visit} processor" not in times:
        return []
    bare, page = middle(times[f"bare {visit} processor"]), middle(times[f"{name} {visit} processor"])
    told = f"{visit}: {NAMES[name]}: processor"
    return [Measure(told, page, "s", note=f"bare {bare:.2f} s"), Measure(f"{told}, ratio", round(page / bare, 3), "×")]


def _spread(values: list[float]) -> str:
    return f"{min(values):.0f} to {max(values):.0f} in {len(values)} runs"


def _bytes(sent: list[tuple[str, int, int]]) -> list[Measure]:
    """What travelled until the first live frame, by kind, compressed and not."""
    kinds: dict[str, list[int]] = {}
    for name, travelled, whole in sent:
        sums = kinds.setdefault(_kind(name), [0, 0, 0])
        for index, count in enumerate((1, travelled, whole)):
            sums[index] += count
    measures = [
        Measure(f"bytes: {kind}", travelled, "B", note=f"{whole} B unpacked, {count} files")
        for kind, (count, travelled, whole) in sorted(kinds.items(), key=lambda item: -item[1][1])
    ]
    total = sum(travelled for _, travelled, _ in sent)
    whole = sum(size for _, _, size in sent)
    return [*measures, Measure("bytes: all", total, "B", note=f"{whole} B unpacked, {len(sent)} files")]


def _kind(name: str) -> str:
    """The folder that a file belongs to: `static/js`, `static/vendor/pyodide-0.27.7`, `lessons`, …"""
    pieces = name.split("/")
    depth = 3 if name.startswith("static/vendor/") else 2 if name.startswith("static/") else 1
    return "/".join(pieces[: min(depth, len(pieces) - 1)]) or "index.html and pyscript.toml"
