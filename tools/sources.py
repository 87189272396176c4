"""The places that files of the runtime come from.

A source is written as `kind:address`; each kind is one function that yields (file, temporary path) pairs:

- `npm:NAME@VERSION`: the archive that the npm registry keeps (where npm is installed)
- `cdn:NAME@VERSION`: the same files, one by one, from public mirrors of npm
- `pypi:NAME==VERSION#FOLDER/`: a wheel of the Python package index that carries the files in a folder
- `https://…/`: a folder on the web
- `here:FOLDER`: a folder of this checkout (licences that a release forgot)
"""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.archives import extract
from tools.download import DownloadFailed, download
from tools.lock import LockedFile
from tools.paths import ROOT
from tools.progress import Progress
from tools.registries import npm_archive_url, pypi_archive_url

MIRRORS = (("cdn.jsdelivr.net", "npm/"), ("unpkg.com", ""))

Delivery = Iterator[tuple[LockedFile, Path]]


@dataclass(frozen=True)
class Workshop:
    """Where unfinished downloads lie, and who is told about them."""

    folder: Path
    progress: Progress

    def part(self, address: str) -> Path:
        """The file that a download of this address grows in."""
        return self.folder / (re.sub(r"[^\w.=-]+", "_", address) + ".part")


def deliver(source: str, files: Sequence[LockedFile], workshop: Workshop) -> Delivery:
    """Yield those of the files that this source has.

    Raises
    ------
    DownloadFailed
        If the source cannot be used at all.
    """
    kind, address = source.split(":", 1)
    yield from KINDS[kind](address, files, workshop)


def archive_of(source: str, workshop: Workshop) -> Path:
    """Download the whole archive of an `npm:` or `pypi:` source."""
    kind, address = source.split(":", 1)
    release = address.partition("#")[0]
    part = workshop.part(release)
    download(ARCHIVE_URLS[kind](release), part, release, workshop.progress)
    return part


def _from_npm(address: str, files: Sequence[LockedFile], workshop: Workshop) -> Delivery:
    yield from _from_archive(f"npm:{address}", "package/", files, workshop)


def _from_pypi(address: str, files: Sequence[LockedFile], workshop: Workshop) -> Delivery:
    yield from _from_archive(f"pypi:{address}", address.partition("#")[2], files, workshop)


def _from_archive(source: str, folder: str, files: Sequence[LockedFile], workshop: Workshop) -> Delivery:
    """The archive is kept until all of it was taken, so an interrupted fetch need not download it again."""
    archive = archive_of(source, workshop)
    by_name = {folder + file.inside: file for file in files}
    for name, temporary in extract(archive, by_name, workshop.folder):
        yield by_name[name], temporary
    archive.unlink()


def _from_mirrors(address: str, files: Sequence[LockedFile], workshop: Workshop) -> Delivery:
    """Of the mirrors, the first that answers delivers everything."""
    reasons = []
    for host, folder in MIRRORS:
        try:
            yield from from_web(f"//{host}/{folder}{address}/", files, workshop)
            return
        except DownloadFailed as failure:
            reasons.append(f"{host}: {failure}")
    raise DownloadFailed("; ".join(reasons))


def from_web(address: str, files: Sequence[LockedFile], workshop: Workshop, scheme: str = "https") -> Delivery:
    """Download the files of a web folder one by one."""
    for file in files:
        part = workshop.part(file.sha256)
        download(f"{scheme}:{address}{file.inside}", part, Path(file.path).name, workshop.progress)
        yield file, part


def _from_checkout(address: str, files: Sequence[LockedFile], workshop: Workshop) -> Delivery:
    for file in files:
        part = workshop.part(file.sha256)
        shutil.copyfile(ROOT / address / file.inside, part)
        yield file, part


ARCHIVE_URLS: dict[str, Callable[[str], str]] = {"npm": npm_archive_url, "pypi": pypi_archive_url}
KINDS: dict[str, Callable[[str, Sequence[LockedFile], Workshop], Delivery]] = {
    "npm": _from_npm,
    "cdn": _from_mirrors,
    "pypi": _from_pypi,
    "https": from_web,
    "here": _from_checkout,
}
