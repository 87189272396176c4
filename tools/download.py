"""One file over HTTP into a `.part` file beside its future place, going on where an earlier try stopped.

Nobody reads a `.part` file: whoever asked for the download checks it and renames it. A server that sends
fewer bytes than it promised is asked for the rest, and one that does not answer is given up quickly.
"""

import http.client
import urllib.error
import urllib.request
from pathlib import Path

from tools.errors import writing
from tools.progress import Progress

TIMEOUT_SECONDS = 15
TRIES = 4
CHUNK = 1 << 16
AGENT = "nnviz-fetch"


class DownloadFailed(Exception):
    """This address did not deliver; the message is a short reason to put into a sentence."""


def download(url: str, part: Path, name: str, progress: Progress) -> None:
    """Bring everything at `url` into `part`, resuming what is already in it.

    Raises
    ------
    DownloadFailed
        If the address cannot be reached, refuses, or keeps breaking off.
    """
    part.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(TRIES):
        before = _length(part)
        try:
            if _receive(url, part, name, progress):
                return
        except urllib.error.HTTPError as error:
            if error.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE or not before:
                raise DownloadFailed(f"it answered {error.code} {error.reason}") from error
            if error.headers.get("Content-Range") == f"bytes */{before}":
                return  # an earlier try had brought all of it
            part.unlink()  # longer than the file itself: the rest of something else
        except (http.client.HTTPException, TimeoutError, ConnectionError) as error:
            if _length(part) == before:
                raise DownloadFailed(f"the connection broke: {error or type(error).__name__}") from error
        except urllib.error.URLError as error:
            reason = getattr(error.reason, "strerror", None) or error.reason
            raise DownloadFailed(f"it cannot be reached ({reason})") from error
    raise DownloadFailed(f"the connection broke {TRIES} times")


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _receive(url: str, part: Path, name: str, progress: Progress) -> bool:
    """Append what one request brings; True when the file is complete."""
    have = _length(part)
    headers = {"User-Agent": AGENT} | ({"Range": f"bytes={have}-"} if have else {})
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
        if answer.status != http.client.PARTIAL_CONTENT:
            have = 0
        promised = answer.headers.get("Content-Length")
        total = have + int(promised) if promised else None
        progress.begin(name, total, have)
        try:
            _copy(answer, part, "ab" if have else "wb", progress)
        except BaseException:
            progress.abandon()
            raise
    if total is not None and _length(part) < total:
        progress.abandon()
        return False
    progress.end()
    return True


def _copy(answer: http.client.HTTPResponse, part: Path, mode: str, progress: Progress) -> None:
    with part.open(mode) as out:
        while chunk := answer.read(CHUNK):
            with writing(part):
                out.write(chunk)
            progress.advance(len(chunk))
