"""How long until the picture lives without a network: in the single file, and on a page that the browser has kept.

Beside them the second visit of the same page over the network, in the same profile and run, without a service worker:
what is kept should not make the page slower.
"""

import tempfile
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import BrowserContext

from tools.benchmarks.measure import Measure, Options, middle
from tools.benchmarks.served import new_profile, served
from tools.benchmarks.start import LIVE_STATS, PATIENCE_MS
from tools.bundle import bundle
from tools.lock import read_lock
from tools.release import release_of

LESSON = "#/gradient-descent"
KEPT = "navigator.serviceWorker.controller !== null"
MEGA = 1e6
SIZE_BUDGET_MB = 17


def run(options: Options) -> list[Measure]:
    """Open each several times; medians."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    text = bundle(release_of(read_lock()))
    with tempfile.TemporaryDirectory() as folder, served() as (url, _):
        file = Path(folder) / "nnviz.html"
        file.write_text(text, "utf-8")
        for _ in range(options.runs):
            with new_profile(options.chromium) as context:
                _note(times, "single file", _live(context, file.as_uri()))
            with new_profile(options.chromium) as context:
                _live(context, url)
                _note(times, "second visit over the network", _live(context, url))
                _live(context, url, until=KEPT)
                _note(times, "kept page", _live(context, url))
    size = Measure("single file: size", round(len(text) / MEGA, 2), "MB", SIZE_BUDGET_MB)
    return [size, *(Measure(name, middle(values), "ms") for name, values in times.items())]


def _live(context: BrowserContext, address: str, until: str = "true") -> dict:
    """Open the lesson in a new page; what the page measured, once `until` holds as well."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}{LESSON}")
    page.wait_for_function("window.nnviz !== undefined")
    stats = page.evaluate(LIVE_STATS)
    page.wait_for_function(until)
    page.close()
    return stats


def _note(times: dict[str, list[float]], name: str, stats: dict) -> None:
    times[f"{name}: words on screen"].append(stats["words_ms"])
    times[f"{name}: first live frame"].append(stats["first_live_frame_ms"])
