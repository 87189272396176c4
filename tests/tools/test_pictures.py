"""The README's pictures: each is one that can be taken again, and none is left over."""

import re

import pytest

from tools.paths import ROOT
from tools.pictures import FOLDER, PICTURES, main


def test_the_readme_shows_the_pictures_that_can_be_taken_and_no_others():
    shown = re.findall(r"\]\(static/pictures/([\w-]+)\.webp\)", (ROOT / "README.md").read_text("utf-8"))
    assert sorted(shown) == sorted(PICTURES)
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(PICTURES)


def test_they_are_small_enough_to_live_in_the_repository():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 600_000


def test_an_unknown_picture_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture):
    with pytest.raises(SystemExit):
        main(["sunset"])
    assert "there is no picture 'sunset': choose from run-light" in capsys.readouterr().err
