"""What the reader sees before Python has loaded is what the lesson computes."""

import base64
import json

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tools.record import RECORDED, recordings

pytestmark = pytest.mark.cpython
CONTENTS = list(recordings())


def numbers(content):
    return np.frombuffer(base64.b64decode(content["buffer"]), "<f4")


def readouts(content):
    return np.array(list(content["header"]["readouts"].values()), float)


def test_every_recording_belongs_to_a_step_and_every_step_has_one():
    assert {path for path, _ in CONTENTS} == set(RECORDED.rglob("*.json"))


@pytest.mark.parametrize(("path", "content"), CONTENTS, ids=lambda value: getattr(value, "stem", ""))
def test_a_recording_is_what_the_lesson_computes_now(path, content):
    recorded = json.loads(path.read_text(encoding="utf-8"))
    fresh = json.loads(json.dumps(content))
    if "buffer" in fresh:
        assert_allclose(numbers(recorded), numbers(fresh), rtol=1e-5, atol=1e-6)
        assert_allclose(readouts(recorded), readouts(fresh), rtol=1e-9)
        for each in (recorded, fresh):  # the last bits of numbers differ from machine to machine; they were compared
            for part in ("readouts", "live", "summaries", "message"):
                each["header"].pop(part)
            each.pop("buffer")
    assert recorded == fresh, "run: python3 -m tools record"
