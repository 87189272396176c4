"""The page's JavaScript modules, read from their text: which they import, and how they look in the single file.

There a module has no address that others could know beforehand, so its imports name the others as "module:path", which
the file's loader replaces by the addresses that it gives out.
"""

import posixpath
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from tools.errors import ToolError

STATIC_IMPORT = re.compile(r"""((?:^|[;\n}])\s*(?:import|export)\b[^"';()]*?)["'](\.{1,2}/[^"']+)["']""")
LAZY_IMPORT = re.compile(r"""\bimport\(\s*["'](\.{1,2}/[^"']+)["']\s*\)""")
DOCUMENTATION = re.compile(r"/\*\*.*?\*/", re.DOTALL)  # where import("./x.js") names a type
VENDORED = "static/vendor/"


def resolve(module: str, named: str) -> str:
    """The path in the site that a module means by a relative name."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(module), named))


@lru_cache(maxsize=1024)
def imports_at_once(module: str, source: str) -> tuple[str, ...]:
    """The modules that must be there before this one runs."""
    return tuple(resolve(module, named) for _, named in STATIC_IMPORT.findall(source))


@lru_cache(maxsize=1024)
def imports_later(module: str, source: str) -> tuple[str, ...]:
    """The modules that this one asks for while it runs."""
    return tuple(resolve(module, named) for named in LAZY_IMPORT.findall(DOCUMENTATION.sub("", source)))


def modules_behind(starts: Iterable[str], read: Callable[[str], str], *, later: bool = False) -> dict[str, str]:
    """The text of these modules and of all of ours that they import (at once, or ever), each after what it needs.

    Raises
    ------
    ToolError
        If modules import each other in a circle, or one that is not there.
    """
    texts: dict[str, str] = {}
    waiting = [(path, "The page") for path in starts]

    def visit(path: str, importer: str, trail: tuple[str, ...] = ()) -> None:
        if path in trail:
            raise ToolError(f"These modules import each other in a circle: {' → '.join([*trail, path])}.")
        if path in texts or path.startswith(VENDORED):
            return
        try:
            text = read(path)
        except (OSError, KeyError) as error:
            raise ToolError(f"{importer} imports {path}, which is not there.") from error
        for other in imports_at_once(path, text):
            visit(other, path, (*trail, path))
        texts[path] = text
        if later:
            waiting.extend((other, path) for other in imports_later(path, text))

    while waiting:
        visit(*waiting.pop(0))
    return texts


def for_single_file(module: str, source: str) -> str:
    """A module whose imports and whose own address are those of the single file."""
    linked = STATIC_IMPORT.sub(lambda found: f'{found[1]}"module:{resolve(module, found[2])}"', source)
    lazy = LAZY_IMPORT.sub(lambda found: f'import(nnvizSite.module("{resolve(module, found[1])}"))', linked)
    return lazy.replace("import.meta.url", f'nnvizSite.at("{module}")')
