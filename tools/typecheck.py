"""Check the JSDoc types of static/js with TypeScript, where Node is installed.

The compiler and the types of the vendored libraries are pinned in tools/typescript and installed there by
npm when the pins change.
"""

import hashlib
import shutil
import subprocess

from tools.errors import ToolError
from tools.paths import ROOT

FOLDER = ROOT / "tools" / "typescript"
STAMP = FOLDER / "node_modules" / ".nnviz"


def compiler_command() -> list[str] | None:
    """The command that checks the types, or None where there is no Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    _install(npm)
    return [node, str(FOLDER / "node_modules" / "typescript" / "bin" / "tsc"), "-p", str(FOLDER)]


def _install(npm: str) -> None:
    pins = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.is_file() and STAMP.read_text("utf-8") == pins:
        return
    print("Installing TypeScript for the types of static/js.", flush=True)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    if subprocess.run(command, cwd=FOLDER).returncode != 0:
        raise ToolError("npm could not install tools/typescript: check the network, then start again.")
    STAMP.write_text(pins, "utf-8")
