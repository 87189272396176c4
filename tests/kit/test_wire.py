"""What is sent suffices to rebuild the frame, and no more is sent than changed."""

import json

import numpy as np

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
        for figure, mark, name, offset, shape in header["updates"]:
            size = int(np.prod(shape))
            self.channels[figure, mark, name] = buffer[offset : offset + size].reshape(shape)
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


def test_numbers_too_large_for_a_float32_are_held_at_its_edge():
    player = Player(LESSON, "grow")
    header, buffer = Packer().pack(player)
    assert buffer.dtype == np.float32 and np.isfinite(buffer).all()
