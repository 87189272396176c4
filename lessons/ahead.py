"""Modules that a memory snapshot brought along: imported when it was made, perhaps from files that have changed since.

They are set aside, where no import finds them, until their files are seen to be what the page has now.
"""

import sys
from types import ModuleType

_aside: dict[str, ModuleType] = {}


def set_aside(kept: set[str]) -> None:
    """Hide all modules of ours but those whose names are in `kept`."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("lessons", "nnviz_core") and name not in kept]:
        _aside[name] = sys.modules.pop(name)
    for name, module in _aside.items():
        package, last = _place_of(name)
        if getattr(package, last, None) is module:
            delattr(package, last)  # `from package import last` would find it there


def take_back(paths: list[str]) -> None:
    """The files with these paths are as they were: what was imported from them counts."""
    modules = {name: _aside.pop(name) for name in map(_module_of, paths) if name in _aside}
    sys.modules.update(modules)
    for name, module in modules.items():
        package, last = _place_of(name)
        if not hasattr(package, last):  # else what a package exports has the name of one of its modules
            setattr(package, last, module)


def forget() -> None:
    """Some file has changed: what is still aside may have been imported from it, or from what imports it."""
    _aside.clear()


def _place_of(name: str) -> tuple[ModuleType | None, str]:
    """The package that a module belongs to, if that is imported, and the module's name there."""
    package, _, last = name.rpartition(".")
    return sys.modules.get(package), last


def _module_of(path: str) -> str:
    return path.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")
