"""The page's JavaScript modules, read from their text: which they import, and how they look in the single file.

There a module has no address that others could know beforehand, so its imports name the others as "module:path", which
the file's loader replaces by the addresses that it gives out.
"""

import posixpath
import re
from collections.abc import Iterator

from tools.errors import ToolError

STATIC_IMPORT = re.compile(r"""((?:^|[;\n}])\s*(?:import|export)\b[^"';()]*?)["'](\.{1,2}/[^"']+)["']""")
LAZY_IMPORT = re.compile(r"""\bimport\(\s*["'](\.{1,2}/[^"']+)["']\s*\)""")


def resolve(module: str, named: str) -> str:
    """The path in the site that a module means by a relative name."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(module), named))


def imports_at_once(module: str, source: str) -> Iterator[str]:
    """The modules that must be there before this one runs."""
    yield from (resolve(module, named) for _, named in STATIC_IMPORT.findall(source))


def for_single_file(module: str, source: str) -> str:
    """A module whose imports and whose own address are those of the single file."""
    linked = STATIC_IMPORT.sub(lambda found: f'{found[1]}"module:{resolve(module, found[2])}"', source)
    lazy = LAZY_IMPORT.sub(lambda found: f'import(nnvizSite.module("{resolve(module, found[1])}"))', linked)
    return lazy.replace("import.meta.url", f'nnvizSite.at("{module}")')


def check_order(modules: dict[str, str]) -> None:
    """Each module needs the addresses of those it imports, so a circle cannot be linked.

    Raises
    ------
    ToolError
        If modules import each other in a circle, or one that is not there.
    """
    done: set[str] = set()

    def visit(path: str, trail: tuple[str, ...]) -> None:
        if path in trail:
            raise ToolError(f"These modules import each other in a circle: {' → '.join([*trail, path])}.")
        if path not in modules:
            raise ToolError(f"{trail[-1]} imports {path}, which is not there.")
        if path not in done:
            for other in imports_at_once(path, modules[path]):
                visit(other, (*trail, path))
            done.add(path)

    for path in modules:
        visit(path, ())
