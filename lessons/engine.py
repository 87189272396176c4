"""The engine: what the page's worker runs.

The only Python that knows a browser. It turns one JSON text into one JSON text and one typed array; everything else
is `lessons.session`, which runs the same anywhere. The files of a lesson come from the page when the lesson is first
opened.
"""

import json
import sys
from base64 import b64decode
from importlib import import_module
from importlib.machinery import FileFinder
from pathlib import Path
from time import perf_counter
from typing import Any

from pyodide.ffi import to_js
from pyodide_js import loadPackage

from lessons import ahead
from lessons.session import Session

_session = Session()


def _see_new_files() -> None:
    """Let imports look for files again.

    `importlib.invalidate_caches` would also read the directory of the zipped standard library anew, once for each of
    its packages: half a second.
    """
    for finder in sys.path_importer_cache.values():
        if isinstance(finder, FileFinder):
            finder.invalidate_caches()


def prepare(files: str) -> bool:
    """Keep the files of a lesson, which the page has fetched while Python was starting: {path: text, {base64} or null}.

    After a quick start they lie there already and their modules are imported, which counts if none has changed; null
    says so of a file. The answer is whether one has: then what Python was started from is not what the page has now.
    """
    given = json.loads(files)
    contents = {path: _bytes_of(content) for path, content in given.items() if content is not None}
    changed = {path: content for path, content in contents.items() if not _is_there(path, content)}
    is_outdated = any(Path(path).is_file() for path in changed)
    for path, content in changed.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)
    if changed:
        ahead.forget()
        _see_new_files()
    else:
        ahead.take_back(list(given))
    return is_outdated


def _bytes_of(content: Any) -> bytes:
    return b64decode(content["base64"]) if isinstance(content, dict) else content.encode()


def _is_there(path: str, content: bytes) -> bool:
    return Path(path).is_file() and Path(path).read_bytes() == content


async def load(packages: str) -> None:
    """Bring packages that come with the runtime, and import them (the first time takes seconds): [parts, modules]."""
    parts, modules = json.loads(packages)
    await loadPackage(to_js(parts))
    _see_new_files()
    for module in modules:
        import_module(module)


def request(message: str):
    """Answer one request of the page: [JSON text, Float32Array], and in the JSON how many ms it took."""
    started = perf_counter()
    answer, buffer = _session.handle(json.loads(message))
    answer["ms"] = 1000 * (perf_counter() - started)
    return to_js([json.dumps(answer, allow_nan=False), to_js(buffer)])


__export__ = ["load", "prepare", "request"]
