"""Find a Chromium for the browser tests and benchmarks.

In this order: the one that NNVIZ_CHROMIUM names, an installed Chromium, Chrome or Edge, the one that
Playwright brings itself, Debian's package where this process may install it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.errors import ToolError

VARIABLE = "NNVIZ_CHROMIUM"
ON_PATH = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)
# No sandbox, because containers and root cannot have one; nothing of the browser's own may use the network.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
CHINESE_LETTERS = "fonts-noto-cjk"  # a bare Debian has none
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def find_chromium(python: str) -> str:
    """The path of a Chromium that starts, installing one if there is none.

    `python` is a Python that has Playwright.
    """
    return (
        installed_chromium()
        or _playwrights_own(python)
        or _installed_by_playwright(python)
        or _installed_by_debian()
        or _give_up()
    )


def installed_chromium() -> str | None:
    """A Chromium that is on this machine already."""
    named = os.environ.get(VARIABLE)
    if named and not starts(named):
        raise ToolError(f"{VARIABLE} names {named}, which does not start: mend or unset it.")
    candidates = [shutil.which(name) for name in ON_PATH] + [os.path.expandvars(path) for path in ELSEWHERE]
    return named or next((path for path in candidates if path and starts(path)), None)


def starts(path: str) -> bool:
    """Whether the program is there and whole (on Windows `--version` would open a window)."""
    if sys.platform == "win32" or not os.access(path, os.X_OK):
        return Path(path).is_file()
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _playwrights_own(python: str) -> str | None:
    asked = subprocess.run([python, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True)
    path = asked.stdout.strip()
    return path if path and starts(path) else None


def _installed_by_playwright(python: str) -> str | None:
    print("There is no Chromium here: asking Playwright for its own.", flush=True)
    try:
        command = [python, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, capture_output=True, timeout=600)
    except subprocess.TimeoutExpired:
        return None
    return _playwrights_own(python)


def _installed_by_debian() -> str | None:
    _install("chromium")
    return installed_chromium()


def bring_chinese_letters() -> None:
    """Both languages of the page need letters, or its Chinese words have another width: install some, or say so."""
    if not _has_chinese_letters():
        _install(CHINESE_LETTERS)
    if not _has_chinese_letters():
        print(
            f"There is no Chinese font, so tests of Chinese layouts may fail: install one ({CHINESE_LETTERS}).",
            flush=True,
        )


def _has_chinese_letters() -> bool:
    """Whether fontconfig knows a font with some; where there is no fontconfig, the system brings its own."""
    asked = shutil.which("fc-list")
    return asked is None or bool(subprocess.run([asked, ":lang=zh"], capture_output=True).stdout.strip())


def _install(package: str) -> None:
    """Install a package of Debian, where this process may."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return
    print(f"Installing Debian's package {package}.", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in ([apt, "update", "-q"], [apt, "install", "-q", "-y", package]):
        subprocess.run(command, stdout=subprocess.DEVNULL, env=environment)


def _give_up() -> str:
    raise ToolError(
        "No Chromium was found and none could be installed: install Chromium, Chrome or Edge, "
        f"or name one in the variable {VARIABLE}."
    )
