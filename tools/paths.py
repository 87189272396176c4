"""Where things lie in the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
WANTED = ROOT / "tools" / "runtime.json"
LOCK = ROOT / "tools" / "runtime.lock.json"
VENV = ROOT / ".venv"
PYPROJECT = ROOT / "pyproject.toml"
