"""The engine: what the page's worker runs.

The only Python that knows a browser. It turns one JSON text into one JSON text and one typed array; everything else
is `lessons.session`, which runs the same anywhere. The files of a lesson are fetched when the lesson is first opened.
"""

import asyncio
import json
from importlib import invalidate_caches
from pathlib import Path
from time import perf_counter

from pyodide.ffi import to_js
from pyodide.http import pyfetch

from lessons.session import Session

_session = Session()


async def prepare(message: str) -> None:
    """Fetch those files of a lesson that are not here yet: {"base": the page's address, "files": [path]}."""
    wanted = json.loads(message)
    missing = [path for path in wanted["files"] if not Path(path).exists()]
    contents = await asyncio.gather(*(_fetched(wanted["base"] + path) for path in missing))
    for path, content in zip(missing, contents, strict=True):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)
    invalidate_caches()


async def _fetched(address: str) -> bytes:
    response = await pyfetch(address)
    response.raise_for_status()
    return await response.bytes()


def request(message: str):
    """Answer one request of the page: [JSON text, Float32Array], and in the JSON how many ms it took."""
    started = perf_counter()
    answer, buffer = _session.handle(json.loads(message))
    answer["ms"] = 1000 * (perf_counter() - started)
    return to_js([json.dumps(answer, allow_nan=False), to_js(buffer)])


__export__ = ["prepare", "request"]
