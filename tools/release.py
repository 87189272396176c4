"""What a release of the page consists of: every file with its size and sha256, and one id for the whole.

`tools serve` answers such a list for the checkout, `tools build` writes it beside a built site, and the service worker
takes a release by it: all files that it names, each with the right hash, or none. Python packages that no lesson needs
at its start (matplotlib, scikit-learn) are in the list as packs, which are taken only when somebody wants them.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from tools.joined import joined_in
from tools.lock import Part, sha256_of
from tools.paths import ROOT

# These name the folder of the release, so its list holds the hashes of what they are written from.
TEMPLATES = ("index.html", "manifest.webmanifest")  # beside the folder
CONFIGURATION = "pyscript.toml"
CATALOGUE = "static/recorded/lessons.json"
FOLDERS = ("nnviz_core", "lessons", "static")
# Pictures of the README, an example for other pages, what only the single file has, and what is written anew as sw.js;
# vendored files come from the lock, one by one.
NOT_OF_THE_PAGE = ("static/pictures/", "static/embed/", "static/js/bundle/", "static/js/offline/", "static/vendor/")
HIDDEN_ENDINGS = frozenset({".pyc", ".pyo", ".part", ".gz", ".br"})
# Each with the folders of what is used with it alone: Chinese letters for pictures on paper.
PACKS: dict[str, tuple[str, ...]] = {"matplotlib": ("static/vendor/noto-sans-sc-",), "scikit-learn": ()}
ID_LENGTH = 12
SERVICE_WORKER = "static/js/offline/service-worker.js"


@dataclass(frozen=True)
class Release:
    """`files` maps a path in the site to [size, sha256]; `packs` a package to the files it needs besides."""

    files: dict[str, tuple[int, str]]
    packs: dict[str, list[str]]
    templates: dict[str, str]

    @cached_property
    def listing(self) -> bytes:
        """The list as release.json holds it."""
        content = {"files": self.files, "packs": self.packs, "templates": self.templates}
        return json.dumps(content, separators=(",", ":"), sort_keys=True).encode()

    @cached_property
    def sha256(self) -> str:
        """The hash of the list, which answers for every file in it."""
        return hashlib.sha256(self.listing).hexdigest()

    @property
    def id(self) -> str:
        """A name for the release: it changes whenever a byte of it does."""
        return self.sha256[:ID_LENGTH]

    def core(self) -> list[str]:
        """The files that everybody needs."""
        optional = {path for paths in self.packs.values() for path in paths}
        return [path for path in self.files if path not in optional]

    def bytes_of(self, paths: list[str]) -> int:
        """The size of some files together."""
        return sum(self.files[path][0] for path in paths)


def release_of(parts: tuple[Part, ...], root: Path = ROOT) -> Release:
    """The release that the files of a checkout are at this moment."""
    joined = joined_in(root)
    own = {name: _entry(root / name) for name in _own_files(root) if name not in joined.inside}
    pinned = {f"static/vendor/{file.path}": (file.size, file.sha256) for part in parts for file in part.files}
    written_anew = {name: _entry(root / name)[1] for name in (*TEMPLATES, SERVICE_WORKER)}
    return Release(own | joined.entries | pinned, _packs(pinned, root), written_anew)


def _own_files(root: Path) -> Iterator[str]:
    yield CONFIGURATION
    for folder in FOLDERS:
        yield from _files_below(str(root), folder)


def _files_below(root: str, folder: str) -> Iterator[str]:
    """The page's own files in a folder and in those below; by plain strings, because every visit waits for them."""
    for entry in sorted(os.scandir(os.path.join(root, folder)), key=lambda entry: entry.name):
        name = f"{folder}/{entry.name}"
        if entry.name.startswith(".") or f"{name}/".startswith(NOT_OF_THE_PAGE):
            continue
        if entry.is_dir():
            yield from _files_below(root, name)
        elif os.path.splitext(name)[1] not in HIDDEN_ENDINGS:
            yield name


def _entry(path: Path) -> tuple[int, str]:
    stat = path.stat()
    return stat.st_size, _sha256_at(path, stat.st_mtime_ns, stat.st_size)


def hash_now(path: Path) -> str:
    """The sha256 of a file, computed again only when it has changed."""
    return _entry(path)[1]


@lru_cache(maxsize=4096)
def _sha256_at(path: Path, modified: int, size: int) -> str:
    return sha256_of(path)


def _packs(pinned: dict[str, tuple[int, str]], root: Path) -> dict[str, list[str]]:
    """The wheels behind each optional package, as Pyodide's own lock file says, without those of NumPy."""
    lock = next(name for name in pinned if name.endswith("/pyodide-lock.json"))
    packages = json.loads((root / lock).read_text("utf-8"))["packages"]
    folder = lock.rpartition("/")[0]

    def behind(name: str) -> set[str]:
        return {name}.union(*(behind(other) for other in packages[name]["depends"]))

    always = behind("numpy")

    def files_of(pack: str) -> Iterator[str]:
        yield from (f"{folder}/{packages[name]['file_name']}" for name in behind(pack) - always)
        yield from (name for name in pinned if name.startswith(PACKS[pack]) and not name.endswith("/LICENSE"))

    return {pack: sorted(files_of(pack)) for pack in PACKS}


def written(name: str, folder: str, root: Path = ROOT) -> bytes:
    """A template for a release whose files lie in `folder` ("" or "id/"), seen from index.html."""
    text = (root / name).read_text("utf-8")
    return re.sub(r'(?<=")(?=static/|lessons/|pyscript\.toml)', folder, text).encode()


def service_worker(release: Release, folder: str, *, network_first: bool, root: Path = ROOT) -> bytes:
    """The service worker of a release: its own source after one line that says which release it brings."""
    about = {
        "id": release.id,
        "sha256": release.sha256,
        "folder": folder,
        "networkFirst": network_first,
        "written": {name: hashlib.sha256(written(name, folder, root)).hexdigest() for name in TEMPLATES},
    }
    return f"self.RELEASE = {json.dumps(about)};\n".encode() + (root / SERVICE_WORKER).read_bytes()
