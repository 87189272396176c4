"""`python3 -m tools COMMAND`: find the command, run it, turn its failures into one sentence."""

import sys

from tools.commands import COMMANDS, run
from tools.errors import ToolError

INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Run one command; return the exit status."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(_usage())
        return 0 if arguments else 2
    name, *rest = arguments
    if name not in COMMANDS:
        print(f"There is no command {name!r}.\n\n{_usage()}", file=sys.stderr)
        return 2
    try:
        return run(COMMANDS[name], rest)
    except ToolError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        if not error.filename:
            raise  # not a matter of some file
        print(f"{name}: {error.filename}: {error.strerror}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\n{name}: interrupted, nothing half-written is in place; start it again.", file=sys.stderr)
        return INTERRUPTED


def _usage() -> str:
    lines = [f"  {name:<10} {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(["usage: python3 -m tools COMMAND [options]", "", *lines])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
