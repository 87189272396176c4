"""Which files the server shows, and their bytes as they travel.

Only what the page is made of is shown. An address is refused if it could mean anything else: a dot file, a
step upwards, a link to another place, a folder. Files of ours are compressed when first asked for and kept
until they change; vendored files were compressed after the fetch.
"""

import gzip
import threading
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from tools.compress import twin_path, worth_compressing
from tools.headers import ASK_AGAIN, FOREVER, NEVER_KEEP, content_type
from tools.joined import JOINED, content_of, joined_in
from tools.lock import LockedFile, Part
from tools.release import CONFIGURATION, FOLDERS, HIDDEN_ENDINGS, TEMPLATES, release_of, service_worker
from tools.snapshot import FOLDER as SNAPSHOTS
from tools.snapshot import edition, offered

SHOWN = frozenset({*TEMPLATES, CONFIGURATION, *FOLDERS})
MADE = frozenset({"/sw.js", "/release.json"})
LEVEL_AT_REQUEST = 6


@dataclass(frozen=True)
class Answer:
    """A file as it is sent: `encoding` is "gzip" or None, `varies` whether both forms exist."""

    body: bytes
    content_type: str
    etag: str
    cache_control: str
    encoding: str | None
    varies: bool


@dataclass
class Site:
    """The served part of a checkout."""

    root: Path
    locked: dict[str, LockedFile] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    _compressed: dict[tuple[str, str], bytes] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def find(self, target: str) -> Path | None:
        """The file that a request's target names, or None if there is nothing to show."""
        try:
            address = unquote(urlsplit(target).path, errors="strict")
        except ValueError:
            return None
        if not address.startswith("/") or any(character in address for character in "\\:\0"):
            return None
        pieces = (address[1:] or "index.html").split("/")
        if pieces[0] not in SHOWN or any(not piece or piece.startswith(".") for piece in pieces):
            return None
        path = self.root.joinpath(*pieces)
        if path.suffix in HIDDEN_ENDINGS or not path.is_file() or path.resolve() != path:
            return None
        return path

    def made(self, target: str) -> Answer | None:
        """What no file holds: the list of the files as they are now, and the service worker that keeps them."""
        address = urlsplit(target).path
        if address not in MADE:
            return None
        release = release_of(self.parts, self.root)
        worker = address == "/sw.js"
        body = service_worker(release, "", network_first=True, root=self.root) if worker else release.listing
        return Answer(body, content_type(address), f'"{release.id}"', ASK_AGAIN, None, False)

    def snapshot(self) -> str | None:
        """The snapshot for a quick start that there is now."""
        return offered(self.root, self.parts)

    def edition(self) -> str:
        """What the files are now that a snapshot holds."""
        return edition(self.root)

    def answer(self, path: Path, *, gzip_accepted: bool) -> Answer:
        """The bytes and headers for a file that `find` returned."""
        name = path.relative_to(self.root).as_posix()
        pinned = self.locked.get(name)
        tag = pinned.sha256[:20] if pinned else self._version(path, name)
        varies = worth_compressing(name)
        packed = varies and gzip_accepted
        return Answer(
            body=self._packed(name, tag, pinned) if packed else content_of(name, self.root),
            content_type=content_type(name),
            etag=f'"{tag}-gz"' if packed else f'"{tag}"',
            cache_control=FOREVER if pinned else NEVER_KEEP if _is_snapshot(name) else ASK_AGAIN,
            encoding="gzip" if packed else None,
            varies=varies,
        )

    def _version(self, path: Path, name: str) -> str:
        """What changes whenever the content of a file of ours does."""
        if name in JOINED:
            return joined_in(self.root).entries[name][1][:20]
        stat = path.stat()
        return f"{stat.st_mtime_ns:x}-{stat.st_size:x}"

    def _packed(self, name: str, tag: str, pinned: LockedFile | None) -> bytes:
        if pinned:
            twin = twin_path(self.root / "static" / "vendor", pinned.sha256)
            if twin.is_file():
                return twin.read_bytes()
        with self._guard:
            if (name, tag) not in self._compressed:
                for old in [key for key in self._compressed if key[0] == name]:
                    del self._compressed[old]
                self._compressed[name, tag] = gzip.compress(content_of(name, self.root), LEVEL_AT_REQUEST, mtime=0)
            return self._compressed[name, tag]


def _is_snapshot(name: str) -> bool:
    """The page keeps a snapshot itself; a second copy in the browser's cache would cost half of what it spares."""
    return PurePosixPath(name).parent == PurePosixPath(SNAPSHOTS)


def site_of(root: Path, parts: tuple[Part, ...]) -> Site:
    """The site of a checkout whose vendored files are those of the lock."""
    vendor = PurePosixPath("static/vendor")
    locked = {str(vendor / file.path): file for part in parts for file in part.files}
    return Site(root.resolve(), locked, parts)
