"""Which Chromium is taken, and what is said when there is none."""

import os
import stat
import sys
from pathlib import Path

import pytest

from tools import chromium
from tools.errors import ToolError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the whole PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setattr(chromium, "ELSEWHERE", ())
    return tmp_path


def program(path: Path, status: int = 0) -> str:
    path.write_text(f"#!/bin/sh\nexit {status}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_an_installed_one_is_taken(programs: Path):
    edge = program(programs / "microsoft-edge")
    assert chromium.find_chromium("no-python-is-asked") == edge


def test_chromium_comes_before_edge(programs: Path):
    program(programs / "microsoft-edge")
    expected = program(programs / "chromium")
    assert chromium.installed_chromium() == expected


def test_one_that_does_not_start_is_passed_over(programs: Path):
    program(programs / "chromium", status=1)
    expected = program(programs / "google-chrome")
    assert chromium.installed_chromium() == expected


def test_the_named_one_comes_first(programs: Path, monkeypatch: pytest.MonkeyPatch):
    program(programs / "chromium")
    mine = program(programs / "my-own-build")
    monkeypatch.setenv(chromium.VARIABLE, mine)
    assert chromium.installed_chromium() == mine


def test_a_named_one_that_does_not_start_is_refused(programs: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(chromium.VARIABLE, str(programs / "gone"))
    with pytest.raises(ToolError, match="gone, which does not start: mend or unset it"):
        chromium.installed_chromium()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="not a Unix")
def test_playwright_then_debian_are_asked_and_then_it_is_said(programs: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(programs / "apt-get", status=1)
    without_playwright = program(programs / "python", status=1)
    with pytest.raises(ToolError, match="No Chromium was found"):
        chromium.find_chromium(without_playwright)
    said = capsys.readouterr().out
    assert "asking Playwright" in said and "Debian's package" in said


def test_debians_package_is_found_after_its_installation(programs: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    target = programs / "chromium"
    script = programs / "apt-get"
    program(script)
    script.write_text(f"#!/bin/sh\nprintf '#!/bin/sh\\n' > {target}\n/bin/chmod +x {target}\n", "utf-8")
    assert chromium.find_chromium(program(programs / "python", status=1)) == str(target)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="not a Unix")
@pytest.mark.parametrize(("user", "brings"), [(0, True), (0, False), (1000, True)])
def test_chinese_letters_are_installed_or_asked_for(
    programs: Path, monkeypatch: pytest.MonkeyPatch, capsys, user: int, brings: bool
):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    chromium.bring_chinese_letters()
    assert capsys.readouterr().out == "", "where there is no fontconfig nobody can tell"
    program(programs / "fc-list")
    for name, does in (("apt-get", f'echo "$@" >> {programs}/asked'), ("fc-list", f"/bin/cat {programs}/letters")):
        (programs / name).write_text(f"#!/bin/sh\n{does}\n", "utf-8")
        (programs / name).chmod(0o755)
    if brings:
        with (programs / "apt-get").open("a") as script:
            script.write(f"echo Noto > {programs}/letters\n")
    chromium.bring_chinese_letters()
    asked = (programs / "asked").read_text() if (programs / "asked").exists() else ""
    assert (chromium.CHINESE_LETTERS in asked) == (user == 0)
    assert ("There is no Chinese font" in capsys.readouterr().out) == (user != 0 or not brings)
    (programs / "letters").write_text("Noto")
    chromium.bring_chinese_letters()
    assert capsys.readouterr().out == ""
