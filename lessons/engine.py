"""The engine: what the page's worker runs.

The only Python that knows a browser. It turns one JSON text into one JSON text and one typed array; everything else is
`lessons.session`, which runs the same anywhere.
"""

import json
from time import perf_counter

from pyodide.ffi import to_js

from lessons.session import Session

_session = Session()


def request(message: str):
    """Answer one request of the page: [JSON text, Float32Array]. The answer also says how long it took, in ms."""
    started = perf_counter()
    answer, buffer = _session.handle(json.loads(message))
    answer["ms"] = 1000 * (perf_counter() - started)
    return to_js([json.dumps(answer, allow_nan=False), to_js(buffer)])


__export__ = ["request"]
