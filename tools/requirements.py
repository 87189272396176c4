"""The pinned test dependencies, read from pyproject.toml.

Python 3.10 has no TOML reader, so this reads the one list it needs, a requirement a line.
"""

import re
from pathlib import Path

from tools.errors import ToolError
from tools.paths import PYPROJECT

TEST_LIST = re.compile(r"^test = \[\n(.*?)^\]", re.MULTILINE | re.DOTALL)
REQUIREMENT = re.compile(r'^\s*"([^"]+)",?$', re.MULTILINE)


def pinned_requirements(pyproject: Path = PYPROJECT) -> list[str]:
    """The requirements of the list `test`, as pip understands them."""
    found = TEST_LIST.search(pyproject.read_text("utf-8"))
    if found is None:
        raise ToolError("pyproject.toml has no list `test = [` of dependencies: bring it back from git.")
    return REQUIREMENT.findall(found.group(1))
