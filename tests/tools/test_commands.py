"""The commands as a person meets them: usage, refusals, exit status."""

import os
import re
import signal
import subprocess
import sys

import pytest

from tools.__main__ import main
from tools.commands import COMMANDS, Command
from tools.errors import ToolError
from tools.paths import PYPROJECT, ROOT
from tools.progress import size
from tools.requirements import pinned_requirements
from tools.serve import is_loopback


def run(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "tools", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_without_a_command_the_usage_is_shown():
    done = run()
    assert done.returncode == 2
    assert all(name in done.stdout for name in COMMANDS)


def test_an_unknown_command_is_named_and_the_known_ones_are_listed():
    done = run("sevre")
    assert done.returncode == 2
    assert "There is no command 'sevre'." in done.stderr and "serve" in done.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "eighty", ""])
def test_a_port_that_is_none_is_refused(port: str):
    done = run("serve", f"--port={port}", "--no-browser")
    assert done.returncode == 2
    assert "is not a port: give a number from 0 to 65535" in done.stderr


def test_a_failure_is_one_sentence_without_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys):
    def fail(command: Command, arguments: list[str]) -> int:
        raise ToolError("The roof leaks: fetch a bucket.")

    monkeypatch.setattr("tools.__main__.run", fail)
    assert main(["fetch"]) == 1
    assert capsys.readouterr().err == "fetch: The roof leaks: fetch a bucket.\n"


def test_a_file_that_cannot_be_written_is_one_sentence_too(monkeypatch: pytest.MonkeyPatch, capsys):
    def fail(command: Command, arguments: list[str]) -> int:
        raise OSError(28, "No space left on device", "/media/stick/nnviz.html")

    monkeypatch.setattr("tools.__main__.run", fail)
    assert main(["bundle"]) == 1
    assert capsys.readouterr().err == "bundle: /media/stick/nnviz.html: No space left on device.\n"


def test_an_interrupted_command_has_the_status_of_one(monkeypatch: pytest.MonkeyPatch, capsys):
    def interrupt(command: Command, arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("tools.__main__.run", interrupt)
    assert main(["fetch"]) == 130
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_serve_says_where_it_is_and_stops_quietly():
    command = [sys.executable, "-m", "tools", "serve", "--no-browser", "--port", "0"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) as serving:
        assert serving.stdout is not None
        line = next(line for line in serving.stdout if "http" in line)
        assert re.fullmatch(r"nnviz is at http://127\.0\.0\.1:\d+/ \(Ctrl-C stops it\)\n", line)
        serving.send_signal(signal.SIGINT)
        assert serving.stdout.read() == "\nStopped.\n"
    assert serving.returncode == 0


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("10.0.0.1", False), ("pc", False)],
)
def test_only_the_loopback_addresses_need_no_warning(host: str, loopback: bool):
    assert is_loopback(host) is loopback


def test_the_requirements_are_all_pinned():
    requirements = pinned_requirements()
    assert len(requirements) > 5
    assert all(re.match(r"[\w-]+==[\d.]+(post\d+)?($|;)", requirement) for requirement in requirements)


def test_the_requirements_are_those_of_pyproject():
    tomllib = pytest.importorskip("tomllib")
    listed = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["optional-dependencies"]["test"]
    assert pinned_requirements() == listed


def test_a_pyproject_without_the_list_is_one_sentence(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\n", "utf-8")
    with pytest.raises(ToolError, match="has no list"):
        pinned_requirements(tmp_path / "pyproject.toml")


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (39_003_723, "39.0 MB"), (2.5e9, "2.5 GB")]
)
def test_sizes_are_said_for_people(count: float, words: str):
    assert size(count) == words
