"""The fetcher against a server that lies, breaks off or is not there: nothing half-written, one sentence."""

import errno
import io
import os
import subprocess
import tarfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.tools.conftest import Shelf
from tests.tools.locking import part_of
from tools import download, fetch, registries, sources
from tools.alone import alone
from tools.errors import ToolError, writing
from tools.progress import Progress

BODY = bytes(range(256)) * 2000


def bring(vendor: Path, *parts) -> int:
    return fetch.fetch(parts, vendor, Progress(io.StringIO()))


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_good_file_takes_its_place_and_nothing_else_is_left(shelf: Shelf, tmp_path: Path):
    shelf.files["/a.bin"] = BODY
    assert bring(tmp_path, part_of({"a.bin": BODY}, shelf.url)) == 1
    assert (tmp_path / "thing-1.0/a.bin").read_bytes() == BODY
    assert files_below(tmp_path) == {"thing-1.0/a.bin", ".lock"}


def test_what_is_there_is_not_fetched_again(shelf: Shelf, tmp_path: Path):
    shelf.files["/a.bin"] = BODY
    part = part_of({"a.bin": BODY}, shelf.url)
    bring(tmp_path, part)
    shelf.asked.clear()
    assert bring(tmp_path, part) == 0
    assert shelf.asked == []


def test_a_spoiled_file_is_fetched_again(shelf: Shelf, tmp_path: Path):
    shelf.files["/a.bin"] = BODY
    part = part_of({"a.bin": BODY}, shelf.url)
    bring(tmp_path, part)
    (tmp_path / "thing-1.0/a.bin").write_bytes(b"!" + BODY[1:])
    assert bring(tmp_path, part) == 1
    assert (tmp_path / "thing-1.0/a.bin").read_bytes() == BODY


def test_a_wrong_hash_is_refused_by_name_and_not_put_in_place(shelf: Shelf, tmp_path: Path):
    shelf.files["/a.bin"] = b"!" + BODY[1:]
    with pytest.raises(ToolError, match=r"a\.bin could not be fetched .*a\.bin has a wrong hash.*fetch` again"):
        bring(tmp_path, part_of({"a.bin": BODY}, shelf.url))
    assert files_below(tmp_path) == {".lock"}


def test_after_a_wrong_hash_the_next_source_is_tried(shelf: Shelf, tmp_path: Path):
    shelf.files |= {"/bad/a.bin": BODY[::-1], "/good/a.bin": BODY}
    bring(tmp_path, part_of({"a.bin": BODY}, f"{shelf.url}bad/", f"{shelf.url}good/"))
    assert (tmp_path / "thing-1.0/a.bin").read_bytes() == BODY


def test_a_dead_source_moves_on_to_the_next(shelf: Shelf, tmp_path: Path):
    shelf.files["/a.bin"] = BODY
    bring(tmp_path, part_of({"a.bin": BODY}, "http://127.0.0.1:1/", shelf.url))
    assert (tmp_path / "thing-1.0/a.bin").read_bytes() == BODY


def test_when_no_source_has_it_each_reason_is_named(shelf: Shelf, tmp_path: Path):
    with pytest.raises(ToolError, match=r"127\.0\.0\.1:1/: it cannot be reached .*answered 404"):
        bring(tmp_path, part_of({"a.bin": BODY}, "http://127.0.0.1:1/", shelf.url))


def test_an_answer_that_breaks_off_is_continued_with_a_range(shelf: Shelf, tmp_path: Path):
    shelf.files["/a.bin"] = BODY
    shelf.break_after, shelf.breaks = 100_000, 2
    bring(tmp_path, part_of({"a.bin": BODY}, shelf.url))
    assert [wanted for _, wanted in shelf.asked] == [None, "bytes=100000-", "bytes=200000-"]
    assert (tmp_path / "thing-1.0/a.bin").read_bytes() == BODY


def test_a_fetch_that_was_interrupted_goes_on_where_it_stopped(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shelf.files["/a.bin"] = BODY
    part = part_of({"a.bin": BODY}, shelf.url)

    class Impatient(Progress):
        def advance(self, count: int) -> None:
            super().advance(count)
            if self.have > 100_000:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch.fetch([part], tmp_path, Impatient(io.StringIO()))
    assert not (tmp_path / "thing-1.0").exists()
    shelf.asked.clear()
    bring(tmp_path, part)
    [(_, wanted)] = shelf.asked
    assert wanted is not None and int(wanted[len("bytes=") : -1]) > 100_000
    assert (tmp_path / "thing-1.0/a.bin").read_bytes() == BODY


def test_a_leftover_of_something_else_is_thrown_away(shelf: Shelf, tmp_path: Path):
    shelf.files["/a.bin"] = BODY
    part = part_of({"a.bin": BODY}, shelf.url)
    leftover = tmp_path / ".parts" / f"{part.files[0].sha256}.part"
    leftover.parent.mkdir()
    leftover.write_bytes(b"something else")
    bring(tmp_path, part)
    assert (tmp_path / "thing-1.0/a.bin").read_bytes() == BODY


def test_a_server_that_always_breaks_off_is_given_up(shelf: Shelf, tmp_path: Path):
    shelf.files["/a.bin"] = BODY
    shelf.break_after, shelf.breaks = 10, 100
    with pytest.raises(ToolError, match=f"the connection broke {download.TRIES} times"):
        bring(tmp_path, part_of({"a.bin": BODY}, shelf.url))
    assert not (tmp_path / "thing-1.0").exists()


def test_a_full_disk_is_one_sentence_with_the_file_and_the_remedy(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shelf.files["/a.bin"] = BODY

    @contextmanager
    def full(path: Path):
        with writing(path):
            yield
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    usage = {tmp_path: SimpleNamespace(free=12_000), tmp_path.parent: SimpleNamespace(free=71e9)}
    monkeypatch.setattr(fetch.shutil, "disk_usage", usage.__getitem__)
    monkeypatch.setattr(download, "writing", full)
    with pytest.raises(ToolError, match=r"The disk is full \(12.0 kB free\) while writing .*\.part: make room"):
        bring(tmp_path, part_of({"a.bin": BODY}, shelf.url))
    assert not (tmp_path / "thing-1.0").exists()


def test_two_fetches_at_once_take_turns(shelf: Shelf, tmp_path: Path):
    shelf.files["/a.bin"] = BODY
    part = part_of({"a.bin": BODY}, shelf.url)
    said = io.StringIO()
    with ThreadPoolExecutor() as pool:
        with alone(tmp_path / ".lock", Progress(said)):
            second = pool.submit(fetch.fetch, [part], tmp_path, Progress(said))
            while "Another fetch is at work here" not in said.getvalue():
                assert not second.done()
            assert shelf.asked == []
        assert second.result() == 1


def test_files_come_out_of_an_archive_and_the_archive_goes(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shelf.files["/thing.tgz"] = archive({"package/a.js": b"let a;", "package/b.js": b"let b;", "../evil": b"!"})
    monkeypatch.setitem(sources.ARCHIVE_URLS, "npm", lambda release: f"{shelf.url}thing.tgz")
    assert bring(tmp_path, part_of({"a.js": b"let a;", "b.js": b"let b;"}, "npm:thing@1.0")) == 2
    below = files_below(tmp_path)
    assert {"thing-1.0/a.js", "thing-1.0/b.js"} <= below
    assert all(name.startswith(("thing-1.0/", ".gz/", ".lock")) for name in below)
    assert not (tmp_path.parent / "evil").exists()


def test_a_file_that_the_archive_lacks_is_named(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shelf.files["/thing.tgz"] = archive({"package/a.js": b"let a;"})
    monkeypatch.setitem(sources.ARCHIVE_URLS, "npm", lambda release: f"{shelf.url}thing.tgz")
    with pytest.raises(ToolError, match=r"thing-1\.0/b\.js could not be fetched"):
        bring(tmp_path, part_of({"a.js": b"let a;", "b.js": b"let b;"}, "npm:thing@1.0"))


def test_a_damaged_archive_is_a_reason_not_a_traceback(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shelf.files["/thing.tgz"] = b"this is no archive"
    monkeypatch.setitem(sources.ARCHIVE_URLS, "npm", lambda release: f"{shelf.url}thing.tgz")
    with pytest.raises(ToolError, match="archive is damaged") as told:
        bring(tmp_path, part_of({"a.js": b"let a;"}, "npm:thing@1.0"))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ('{"error": {"code": "E404", "summary": "No match found for version 1.0"}}', "npm says: No match found"),
        ("", "npm says: npm ERR! code ENOTFOUND"),
        ("npm notice hello", "npm says: npm ERR! code ENOTFOUND"),
    ],
)
def test_an_npm_that_fails_is_a_reason_that_tells_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: str, why: str
):
    said = subprocess.CompletedProcess([], 1, printed, "npm ERR! code ENOTFOUND\nnpm ERR! A complete log is in x.log\n")
    monkeypatch.setattr(registries.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(registries.subprocess, "run", lambda *command, **options: said)
    with pytest.raises(ToolError, match=why):
        bring(tmp_path, part_of({"a.js": b"let a;"}, "npm:thing@1.0"))


def archive(members: dict[str, bytes]) -> bytes:
    """A .tgz with these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as opened:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            opened.addfile(info, io.BytesIO(content))
    return buffer.getvalue()
