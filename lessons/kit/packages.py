"""Packages that are brought when they are first needed, never at start.

A lesson or an export that wants one asks for it with `need`. Where it is missing, the page brings it from its own
folder, with progress, and asks again; on a computer of one's own pip installs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from .errors import PackagesNeeded


@dataclass(frozen=True)
class Package:
    """The module that a package gives, and the bytes that come with it and all it needs (NumPy is there already)."""

    module: str
    size: int


PACKAGES = {"matplotlib": Package("matplotlib", 9_878_731), "scikit-learn": Package("sklearn", 26_063_859)}


def need(*names: str) -> None:
    """Make sure that these packages can be imported; raises `PackagesNeeded` for those that cannot."""
    missing = [name for name in names if find_spec(PACKAGES[name].module) is None]
    if missing:
        packages = [PACKAGES[name] for name in missing]
        raise PackagesNeeded(missing, [p.module for p in packages], sum(p.size for p in packages))
