"""What Node says when one of our scripts fails in it."""

import re

ERROR = re.compile(r"^\[?(\w*Error\b.*?)[\]{ ]*$", re.MULTILINE)


def reason(stderr: str) -> str:
    """The sentence of the error, without all that Node prints around it: place, stack, its own version."""
    found = ERROR.search(stderr)
    return found[1] if found else (stderr.strip().splitlines() or ["no reason given"])[-1]
