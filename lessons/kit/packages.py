"""Packages that are brought when they are first needed, never at start.

A lesson or an export that wants one asks for it with `need`. Where it is missing, the page brings it from its own
folder, with progress, and asks again; on a computer of one's own pip installs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from .errors import PackagesNeeded


@dataclass(frozen=True)
class Package:
    """The module that a package gives, its version in the page, what comes with it (NumPy is there already), and the
    bytes of all that.

    The parts are named one by one, so that a loading that was stopped half-way can go on.
    """

    module: str
    version: str
    parts: tuple[str, ...]
    size: int


PACKAGES = {
    "matplotlib": Package(
        "matplotlib",
        "3.8.4",
        ("contourpy", "cycler", "fonttools", "kiwisolver", "matplotlib", "matplotlib-pyodide", "packaging", "pillow",
         "pyparsing", "python-dateutil", "pytz", "six"),
        9_878_731,
    ),
    "scikit-learn": Package(
        "sklearn", "1.6.1", ("joblib", "openblas", "scikit-learn", "scipy", "threadpoolctl"), 26_063_859
    ),
}  # fmt: skip


def need(*names: str) -> None:
    """Make sure that these packages can be imported; raises `PackagesNeeded` for those that cannot."""
    missing = [name for name in names if not _can_be_imported(PACKAGES[name].module)]
    if missing:
        packages = [PACKAGES[name] for name in missing]
        parts = [part for package in packages for part in package.parts]
        raise PackagesNeeded(missing, parts, [p.module for p in packages], sum(p.size for p in packages))


def _can_be_imported(module: str) -> bool:
    """Found is not enough: of a loading that was stopped, the package itself may be here and what it depends on not."""
    try:
        import_module(module)
    except ImportError:
        return False
    return True
