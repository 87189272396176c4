"""What a command says when it cannot go on: one sentence with the name of the thing and the remedy."""


class ToolError(Exception):
    """A failure that a person can mend; its message is a whole sentence, shown without a traceback."""
