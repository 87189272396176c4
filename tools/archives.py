"""Take single files out of the archives that registries keep: npm's .tgz and Python's wheels (zip)."""

import shutil
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from tools.download import DownloadFailed
from tools.errors import writing


def extract(archive: Path, members: Iterable[str], folder: Path) -> Iterator[tuple[str, Path]]:
    """Write each member into a temporary file of `folder`, one at a time.

    Members that the archive does not have are left out. Names inside the archive never become paths.
    """
    wanted = set(members)
    reader = _zip_members if zipfile.is_zipfile(archive) else _tar_members
    try:
        for name, stream in reader(archive, wanted):
            temporary = folder / "extracted.part"
            with stream, writing(folder / Path(name).name), temporary.open("wb") as out:
                shutil.copyfileobj(stream, out, 1 << 20)
            yield name, temporary
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, ValueError) as error:
        reason = str(error).partition("\n")[0].rstrip(":")  # tarfile lists all that it tried
        raise DownloadFailed(f"its archive is damaged ({reason})") from error


def member_names(archive: Path) -> list[str]:
    """All file names of an archive."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            return opened.namelist()
    with tarfile.open(archive) as opened_tar:
        return [member.name for member in opened_tar if member.isfile()]


def _zip_members(archive: Path, wanted: set[str]) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(archive) as opened:
        for name in wanted.intersection(opened.namelist()):
            yield name, opened.open(name)


def _tar_members(archive: Path, wanted: set[str]) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(archive) as opened:
        for member in opened:
            if member.name in wanted and member.isfile():
                stream = opened.extractfile(member)
                assert stream is not None  # a regular file always has one
                yield member.name, stream
