"""The commands of the house: `python3 -m tools` lists them.

Everything here starts with the standard library alone, so that a fresh machine needs only Python.
"""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 (an older Python would fail with a riddle further on)
    sys.exit("nnviz needs Python 3.10 or newer; this is {}.{}.".format(*sys.version_info))
