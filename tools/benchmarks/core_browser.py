"""Runs the core's work in Chromium: Pyodide and typed arrays in one worker, TensorFlow.js in another.

The pages are served with the headers that give a page a fine clock (5 µs instead of 100). TensorFlow.js is
fetched for the time of the benchmark and is no part of the project.
"""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tools.archives import extract
from tools.benchmarks.core_work import DIGITS, NETS
from tools.chromium import ARGUMENTS
from tools.download import DownloadFailed
from tools.paths import ROOT
from tools.progress import Progress
from tools.sources import Workshop, archive_of

PAGES = Path(__file__).parent / "pages"
PYODIDE = ROOT / "static" / "vendor" / "pyodide-0.27.7"
TENSORFLOW = {
    "@tensorflow/tfjs@4.22.0": ("tf.min.js",),
    "@tensorflow/tfjs-backend-wasm@4.22.0": (
        "tf-backend-wasm.min.js",
        "tfjs-backend-wasm.wasm",
        "tfjs-backend-wasm-simd.wasm",
        "tfjs-backend-wasm-threaded-simd.wasm",
    ),
}
ASK_WORKER = """async ([script, type, message]) => {
  const worker = new Worker(script, { type });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(message);
  });
}"""


def measure_in_chromium(chromium: str, turns: int) -> tuple[dict[str, Any], str]:
    """Return {"python": …, "typed": …, "tensorflow": …} in milliseconds, and why TensorFlow.js is missing, if so."""
    message = {"nets": NETS, "digits": DIGITS, "turns": turns}
    with tempfile.TemporaryDirectory() as folder:
        missing = _fetch_tensorflow(Path(folder))
        with _served(Path(folder)) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
            page = browser.new_page()
            page.goto(f"{url}/pages/empty.html")
            ask = partial(_ask, page)
            results = ask("/pages/core-worker.mjs", "module", message | {"files": _files()})
            if not missing:
                try:
                    results["tensorflow"] = ask("/pages/core-tfjs.js", "classic", message | {"turns": min(turns, 9)})
                except RuntimeError as error:
                    missing = str(error)
            browser.close()
    return results, missing


def _ask(page: Any, script: str, kind: str, message: dict[str, Any]) -> dict[str, Any]:
    answer = page.evaluate(ASK_WORKER, [script, kind, message])
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer["results"]


def _files() -> dict[str, str]:
    """The Python and the data that the worker needs."""
    paths = [*ROOT.glob("nnviz_core/*.py"), Path(__file__).with_name("core_work.py"), ROOT / "static/data/digits.json"]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}


def _fetch_tensorflow(folder: Path) -> str:
    """Put TensorFlow.js into a folder; return what went wrong."""
    try:
        for release, names in TENSORFLOW.items():
            archive = archive_of(f"npm:{release}", Workshop(folder, Progress()))
            for name, path in extract(archive, {f"package/dist/{name}" for name in names}, folder):
                path.rename(folder / Path(name).name)
            archive.unlink()
    except (DownloadFailed, OSError) as error:
        return f"TensorFlow.js could not be fetched: {error}"
    return ""


@contextmanager
def _served(tensorflow: Path) -> Iterator[str]:
    folders = {"pages": PAGES, "pyodide": PYODIDE, "tfjs": tensorflow}

    class Handler(SimpleHTTPRequestHandler):
        extensions_map = SimpleHTTPRequestHandler.extensions_map | {
            ".mjs": "text/javascript",
            ".wasm": "application/wasm",
        }

        def translate_path(self, path: str) -> str:
            folder, _, name = path.partition("?")[0].strip("/").partition("/")
            return str(folders.get(folder, PAGES) / Path(name).name)

        def end_headers(self) -> None:
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            super().end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
