"""`python3 -m tools pin`: write runtime.lock.json anew from runtime.json.

For the maintainer who moves to another version: change runtime.json, run this, look at the difference,
run the tests. Hashes of Python packages are taken from Pyodide's own lock, the others from the archive.
"""

import argparse
import fnmatch
import hashlib
import json
import tempfile
from pathlib import Path

from tools.archives import extract, member_names
from tools.paths import LOCK, ROOT, WANTED
from tools.progress import Progress
from tools.sources import Workshop, archive_of

ABOUT = "Made by `python3 -m tools pin` from runtime.json; every file is checked against it before use."


def main(arguments: list[str]) -> int:
    """Download every archive afresh and write the lock."""
    argparse.ArgumentParser(prog="python3 -m tools pin", description=__doc__).parse_args(arguments)
    wanted = json.loads(WANTED.read_text("utf-8"))["parts"]
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(Path(folder), Progress())
        kept: dict[str, bytes] = {}
        parts = [_pin(part, workshop, kept) for part in wanted]
    LOCK.write_text(json.dumps({"about": ABOUT, "parts": parts}, indent=1) + "\n", "utf-8")
    print(f"{LOCK.name}: {sum(len(part['files']) for part in parts)} files pinned.")
    return 0


def _pin(part: dict, workshop: Workshop, kept: dict[str, bytes]) -> dict:
    make = _packages if "packages" in part else _local if part["sources"][0].startswith("here:") else _taken
    files = make(part, workshop, kept)
    return {key: part[key] for key in ("name", "licence", "folder", "sources")} | {"files": files}


def _taken(part: dict, workshop: Workshop, kept: dict[str, bytes]) -> dict:
    """The files of an npm archive that the patterns choose."""
    whole = next(source for source in part["sources"] if not source.startswith("cdn:"))  # mirrors give single files
    archive = archive_of(whole, workshop)
    names = [name.removeprefix("package/") for name in member_names(archive)]
    chosen = [f"package/{name}" for name in names if _chosen(name, part)]
    files = {}
    for member, temporary in extract(archive, chosen, workshop.folder):
        content = temporary.read_bytes()
        inside = member.removeprefix("package/")
        path = part.get("rename", {}).get(inside, inside.removeprefix(part.get("strip", "")))
        files[path] = _entry(path, inside, content)
        kept[f"{part['folder']}/{path}"] = content
    return dict(sorted(files.items()))


def _chosen(name: str, part: dict) -> bool:
    def matches(patterns: list[str]) -> bool:
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)

    return matches(part["take"]) and not matches(part.get("leave", []))


def _local(part: dict, workshop: Workshop, kept: dict[str, bytes]) -> dict:
    folder = ROOT / part["sources"][0].removeprefix("here:")
    renamed = {name: part.get("rename", {}).get(name, name) for name in part["take"]}
    return {path: _entry(path, name, (folder / name).read_bytes()) for name, path in renamed.items()}


def _packages(part: dict, workshop: Workshop, kept: dict[str, bytes]) -> dict:
    """The wheels that the wanted packages need, by the hashes of Pyodide's lock; sizes from the archive."""
    packages = json.loads(kept[part["packages_of"]])["packages"]
    chosen: set[str] = set()
    waiting = list(part["packages"])
    while waiting:
        name = waiting.pop()
        if name not in chosen:
            chosen.add(name)
            waiting += packages[name]["depends"]
    hashes = {packages[name]["file_name"]: packages[name]["sha256"] for name in chosen}
    source = next(source for source in part["sources"] if source.startswith("pypi:"))
    folder = source.partition("#")[2]
    wheels = extract(archive_of(source, workshop), [folder + name for name in hashes], workshop.folder)
    sizes = {member.removeprefix(folder): temporary.stat().st_size for member, temporary in wheels}
    return {name: {"size": sizes[name], "sha256": hashes[name]} for name in sorted(hashes)}


def _entry(path: str, inside: str, content: bytes) -> dict:
    entry = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return entry if inside == path else {"inside": inside, **entry}
