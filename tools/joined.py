"""The page's modules and style sheets as they travel: joined in four files, because every request costs a start.

In the checkout each idea has its file, some hundred and fifty of them. The page names two scripts and two sheets, and
whoever delivers it (the server, a built site, the single file) sends with each all that it brings in. A module becomes
a function of its own (`static/js/basics/joined.js` runs it), so no name of one meets a name of another, and its lines
stay together, below its path. Libraries, and what another thread runs, travel by themselves.
"""

import hashlib
import json
import os
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from tools.errors import ToolError
from tools.modules import LAZY_IMPORT, VENDORED, imports_at_once, imports_later, modules_behind, resolve

FIRST, PAGE = "static/js/first.js", "static/js/main.js"
SHEETS = ("static/css/first.css", "static/css/main.css")
JOINED = (FIRST, PAGE, *SHEETS)
HEAD = "static/js/basics/joined.js"
THREADS = ("static/js/engine/interpreter.mjs", "static/js/engine/snapshot-worker.mjs")
FOLDERS = ("static/js", "static/css")

IMPORT = re.compile(
    r"""^import\s+(?:(?:(?P<standard>\w+)|\*\s+as\s+(?P<all>\w+)|\{(?P<some>[^}]*)\})\s+from\s+)?"""
    r"""["'](?P<path>\.{1,2}/[^"']+)["'];?""",
    re.MULTILINE,
)
DECLARED = re.compile(
    r"^export\s+(?=(?:(?:async\s+)?function\*?|class|const)\s+(?:(\w+)|[\[{]([^\]}]*)[\]}]))", re.MULTILINE
)
LISTED = re.compile(r"^export\s+\{([^}]*)\}(?!\s*from\b);?", re.MULTILINE)
STANDARD = re.compile(r"^export\s+default\s+", re.MULTILINE)
LEFT = re.compile(r"^(?:export|import)\b(?!\().*", re.MULTILINE)
SHEET = re.compile(r'^@import "([\w-]+\.css)"([^;]*);', re.MULTILINE)


@dataclass(frozen=True)
class Joined:
    """`files` maps the path of a joined file to its content; `inside` holds the files that travel in them alone."""

    files: dict[str, bytes]
    inside: frozenset[str]

    @cached_property
    def entries(self) -> dict[str, tuple[int, str]]:
        """Size and sha256 of each joined file, as a release lists them."""
        return {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in self.files.items()}


def joined_in(root: Path) -> Joined:
    """The joined files of a checkout as it is at this moment."""
    stamps = tuple(stamp for folder in FOLDERS for stamp in _stamps(os.path.join(root, folder)))
    return _joined_at(root, stamps)


def content_of(name: str, root: Path) -> bytes:
    """The bytes of one of the page's files as they travel."""
    return joined_in(root).files[name] if name in JOINED else (root / name).read_bytes()


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    """What changes whenever a file in the folder does; by plain strings, because every visit waits for it."""
    for entry in os.scandir(folder) if os.path.isdir(folder) else ():
        if entry.is_dir():
            yield from _stamps(entry.path)
        else:
            stat = entry.stat()
            yield entry.path, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=4)
def _joined_at(root: Path, stamps: tuple[tuple[str, int, int], ...]) -> Joined:
    return join(lambda name: (root / name).read_text("utf-8"))


def join(read: Callable[[str], str]) -> Joined:
    """Join what `read` gives as the text of each file.

    Raises
    ------
    ToolError
        If a module imports one that is not there, or in a circle, or in a way that cannot be joined.
    """
    read = cache(read)
    first = modules_behind([FIRST], read, later=True)
    page = {path: text for path, text in modules_behind([PAGE], read, later=True).items() if path not in first}
    files = {
        FIRST: read(HEAD) + _script(FIRST, first, read),
        PAGE: 'import { joined } from "./first.js";\n' + _script(PAGE, page, read),
        **{name: _sheet(name, read) for name in SHEETS},
    }
    sheets = [posixpath.join("static/css", part) for name in SHEETS for part, _ in SHEET.findall(read(name))]
    inside = {*first, *page, *sheets, HEAD} - {*files, *modules_behind(THREADS, read, later=True)}
    return Joined({name: text.encode() for name, text in files.items()}, frozenset(inside))


def _script(entry: str, modules: dict[str, str], read: Callable[[str], str]) -> str:
    """Modules as functions, with what they need of libraries, and the entry run at the end."""
    at_once = _libraries_behind(entry, read)
    libraries = {path for module, text in modules.items() for path in _libraries_of(module, text)}
    later = {path for module, text in modules.items() for path in imports_later(module, text) if path not in libraries}
    lines = [f'import * as library{n} from "{_beside(path)}";' for n, path in enumerate(at_once)]
    lines += [f'joined.exported["{path}"] = library{n};' for n, path in enumerate(at_once)]
    lines += [f'joined.libraries["{path}"] = () => import("{_beside(path)}");' for path in sorted(libraries)]
    needs = {path: _libraries_behind(path, read) for path in sorted(later)}
    lines += [f'joined.needs["{path}"] = {json.dumps(needed)};' for path, needed in needs.items() if needed]
    lines += [_function(path, text) for path, text in modules.items()]
    return "\n".join([*lines, f'joined.use("{entry}");', ""])


def _libraries_of(module: str, text: str) -> list[str]:
    named = [*imports_at_once(module, text), *imports_later(module, text)]
    return [path for path in named if path.startswith(VENDORED)]


def _libraries_behind(start: str, read: Callable[[str], str]) -> list[str]:
    """The libraries that must be there before a module of ours runs."""
    behind = modules_behind([start], read).items()
    found = (path for module, text in behind for path in imports_at_once(module, text) if path.startswith(VENDORED))
    return list(dict.fromkeys(found))


def _beside(path: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(PAGE))


def _function(path: str, text: str) -> str:
    """A module as a function that gives what it exports; its lines keep their order and number."""
    names = ["default: standard"] if STANDARD.search(text) else []

    def declare(found: re.Match[str]) -> str:
        names.extend(_names(found[found.lastindex or 0]))
        return ""

    inside = IMPORT.sub(lambda found: _used(path, found), text)
    inside = STANDARD.sub("const standard = ", LISTED.sub(declare, DECLARED.sub(declare, inside)))
    inside = LAZY_IMPORT.sub(lambda found: f'joined.later("{resolve(path, found[1])}")', inside)
    inside = inside.replace("import.meta.url", f'joined.at("{path}")')
    if left := LEFT.search(inside):
        raise ToolError(f"{path} cannot be joined with the other modules, because of this line: {left[0]}")
    return f'joined.modules["{path}"] = () => {{\n{inside}return {{ {", ".join(names)} }};\n}};'


def _used(path: str, found: re.Match[str]) -> str:
    """What stands for an import, on as many lines."""
    module = f'joined.use("{resolve(path, found["path"])}");'
    if found["standard"]:
        return f"const {{ default: {found['standard']} }} = {module}"
    if found["all"]:
        return f"const {found['all']} = {module}"
    if found["some"]:
        return f"const {{{found['some'].replace(' as ', ': ')}}} = {module}"
    return module


def _names(listed: str) -> Iterator[str]:
    """The names that `a` or, from an object or a list, `a, b: c` declares."""
    yield from (name.rpartition(":")[2].strip() for name in listed.split(",") if name.strip())


def _sheet(name: str, read: Callable[[str], str]) -> str:
    """A style sheet with those that it imports in their places, each for the screens that it is meant for."""

    def part(found: re.Match[str]) -> str:
        text = read(posixpath.join(posixpath.dirname(name), found[1]))
        return f"@media{found[2]} {{\n{text}}}\n" if found[2] else text

    return SHEET.sub(part, read(name))
