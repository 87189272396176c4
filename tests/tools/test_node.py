"""The one sentence of what Node prints about an error."""

from tools.node import reason

UNCAUGHT = """file:///tools/snapshot.mjs:9
const { loadPyodide } = await import(here);
                        ^

TypeError [ERR_INVALID_URL]: Invalid URL
    at new NodeError (node:internal/errors:405:5) {
  code: 'ERR_INVALID_URL'
}

Node.js v18.19.0
"""
OF_THE_DISK = """node:internal/process/promises:288
            triggerUncaughtException(err, true /* fromPromise */);
            ^

[Error: ENOENT: no such file or directory, open 'gone.js'] {
  errno: -2
}

Node.js v20.20.2
"""


def test_the_sentence_is_found_among_the_lines_around_it():
    assert reason(UNCAUGHT) == "TypeError [ERR_INVALID_URL]: Invalid URL"
    assert reason(OF_THE_DISK) == "Error: ENOENT: no such file or directory, open 'gone.js'"


def test_where_no_error_is_named_the_last_line_speaks():
    assert reason("node: bad option: --brotli\n") == "node: bad option: --brotli"
    assert reason("") == "no reason given"
