"""What is sent suffices to rebuild the frame, and no more is sent than changed."""

import json

import numpy as np

from lessons.catalogue import load
from lessons.kit import marks
from lessons.kit.figures import Figure, Frame
from lessons.kit.player import Player
from lessons.kit.wire import Packer
from tests.kit.toy import LESSON


class Page:
    """What the page keeps: the last structure and the channels, patched by updates."""

    def __init__(self):
        self.figures, self.channels = None, {}

    def receive(self, header, buffer):
        header = json.loads(json.dumps(header, allow_nan=False))
        self.figures = header.get("figures", self.figures)
        for figure, mark, name, offset, shape, *wide in header["updates"]:
            size = int(np.prod(shape))
            values = np.array(wide[0], float) if wide else buffer[offset : offset + size]
            self.channels[figure, mark, name] = values.reshape(shape)
        return header


def test_patched_frames_equal_whole_ones():
    player, packer, page = Player(LESSON, "grow"), Packer(), Page()
    for n in (0, 1, 5, -3, 10):
        player.advance(n)
        page.receive(*packer.pack(player))
        whole = Page()
        whole.receive(*Packer().pack(player))
        assert page.figures == whole.figures
        assert page.channels.keys() == whole.channels.keys()
        for key, values in whole.channels.items():
            np.testing.assert_array_equal(page.channels[key], values)


def test_nothing_is_sent_again_that_did_not_change():
    player, packer = Player(LESSON, "grow"), Packer()
    player.seek(4)
    packer.pack(player)
    header, buffer = packer.pack(player)
    assert header["updates"] == [] and buffer.size == 0 and "figures" not in header


def test_settings_are_sent_when_they_changed():
    player, packer = Player(LESSON, "grow"), Packer()
    control = LESSON.controls[0]
    assert packer.pack(player)[0]["settings"] == player.settings
    player.seek(4)
    assert "settings" not in packer.pack(player)[0]
    player.set({control.name: control.default})
    assert packer.pack(player)[0]["settings"] == player.settings


def test_numbers_too_large_for_a_float32_go_along_as_they_are():
    """The loss of a step that is too long passes 1e38 within a hundred updates, and 1e300 before it stops."""
    player, packer, page = Player(load("gradient-descent"), "too-large", {"learning_rate": 0.2}), Packer(), Page()
    for t in (80, 90, 200, 201, 600, 90, 3):
        player.seek(t)
        header = page.receive(*packer.pack(player))
        figures = page.figures or []
        f = next(i for i, figure in enumerate(figures) if figure["id"] == "curves")
        m = next(i for i, mark in enumerate(figures[f]["marks"]) if mark["id"] == "loss")
        drawn = page.channels[f, m, "y"]
        assert np.isfinite(drawn).all()
        np.testing.assert_allclose(drawn[-1], header["readouts"]["loss"], rtol=1e-6)
        wide = [update for update in header["updates"] if len(update) > 5]
        assert bool(wide) == (t > 85)


def test_what_is_no_number_is_none_beside_wide_numbers_and_nothing_is_stale():
    packer = Packer()
    sent = {}
    for values in ([1e50, np.nan, 2.0], [1e60, np.nan, 2.0], [1.0, np.nan, 2.0], [1.0, np.nan, 2.0]):
        with np.errstate(over="ignore"):
            updates, buffer = packer._changes(frame_of(np.array(values)))
        for _, _, name, offset, shape, *wide in updates:
            sent[name] = wide[0] if wide else buffer[offset : offset + shape[0]].tolist()
        np.testing.assert_allclose([np.nan if v is None else v for v in sent["y"]], values)
        assert np.isfinite(buffer[~np.isnan(buffer)]).all()
    assert updates == []  # the same once more


def frame_of(values: np.ndarray) -> Frame:
    line = marks.line("line", np.arange(3.0), values, role="loss")
    return Frame((Figure("one", "plane", "title", "summary", (line,)),), {})
