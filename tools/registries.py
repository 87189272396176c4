"""Where a package registry keeps a release: asked of the registry's own client at run time.

So mirrors, proxies and certificates that a machine has set up for npm and pip hold here too.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.download import DownloadFailed

ANSWER_SECONDS = 120


def npm_archive_url(release: str) -> str:
    """The address of the archive of an npm release such as `d3@7.9.0`."""
    npm = shutil.which("npm")
    if npm is None:
        raise DownloadFailed("npm is not installed")
    done = _run([npm, "view", "--json", release, "dist.tarball"])
    try:
        said = json.loads(done.stdout)
    except ValueError:
        said = None
    if isinstance(said, str) and said.startswith("http"):
        return said
    why = said["error"]["summary"] if isinstance(said, dict) and "error" in said else done.stderr.partition("\n")[0]
    raise DownloadFailed(f"npm says: {why[:200]}" if why else f"npm did not say where {release} is")


def pypi_archive_url(requirement: str) -> str:
    """The address of the wheel of a Python release such as `name==1.0`."""
    with tempfile.TemporaryDirectory() as folder:
        python = _python_with_pip(Path(folder))
        report = _ask(
            [python, "-m", "pip", "install", "--dry-run", "--no-deps", "--ignore-installed"]
            + ["--only-binary=:all:", "--quiet", "--report", "-", requirement]
        )
    try:
        return json.loads(report)["install"][0]["download_info"]["url"]
    except (ValueError, LookupError) as error:
        raise DownloadFailed(f"pip did not say where {requirement} is") from error


def _python_with_pip(folder: Path) -> str:
    """This Python if it has pip, else one in a throw-away environment (a Debian without python3-pip)."""
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return sys.executable
    _ask([sys.executable, "-m", "venv", str(folder)])
    return str(folder / ("Scripts" if sys.platform == "win32" else "bin") / "python")


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=ANSWER_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DownloadFailed(f"{Path(command[0]).stem} gave no answer") from error


def _ask(command: list[str]) -> str:
    """What Python printed; where it failed, its last line tells why."""
    done = _run(command)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["it failed"]
        raise DownloadFailed(f"{Path(command[0]).stem} says: {lines[-1][:200]}")
    return done.stdout
