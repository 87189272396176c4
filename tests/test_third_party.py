"""THIRD_PARTY.md names what is really fetched, in the fetched versions."""

import re

from tools.lock import read_lock
from tools.paths import ROOT

TABLE = (ROOT / "THIRD_PARTY.md").read_text("utf-8")


def test_every_fetched_library_is_named_with_its_version_and_licence():
    for part in read_lock():
        version = part.folder.rpartition("-")[2]
        if part.name in TABLE:
            assert re.search(rf"\[{re.escape(part.name)}\].*\| {re.escape(version)} \| {part.licence}", TABLE), (
                part.name
            )
        else:
            assert part.name in ("Pyodide's licence", "Python packages for Pyodide")


def test_every_fetched_python_package_is_named_with_its_version():
    [wheels] = [part for part in read_lock() if part.name.startswith("Python packages")]
    for file in wheels.files:
        name, version = re.split(r"-|\.zip", file.inside)[:2]
        assert name.replace("_", "-").lower() in TABLE.lower(), name
        assert version.removesuffix(".post0") in TABLE, f"{name} {version}"
