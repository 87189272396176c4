"""Requests are answered, wrong ones with a sentence, and a failed one changes nothing."""

import json

import pytest

from lessons.catalogue import LESSON_IDS
from lessons.session import Session

OPEN = {"do": "open", "lesson": "gradient-descent", "step": "run", "t": 5}


@pytest.fixture
def session():
    session = Session()
    assert session.handle(OPEN)[0]["ok"]
    return session


def loss(answer):
    return answer[0]["frame"]["readouts"]["loss"]


def test_the_catalogue_is_described(session):
    answer, _ = session.handle({"do": "lessons"})
    assert tuple(lesson["id"] for lesson in answer["lessons"]) == LESSON_IDS
    assert len(answer["lessons"][0]["steps"]) == 11


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"do": "fly"}, "refusal.unknown_request"),
        ({}, "refusal.unknown_request"),
        ({"do": "open", "lesson": "alchemy"}, "refusal.unknown_lesson"),
        ({"do": "open", "lesson": "gradient-descent", "step": "coda"}, "refusal.unknown_step"),
        ({"do": "set", "changes": {"learning_rate": "much"}}, "refusal.not_a_number"),
        ({"do": "set", "changes": {"colour": 1}}, "refusal.unknown_control"),
        ({"do": "seek", "t": -3}, "refusal.no_such_time"),
        ({"do": "gesture", "name": "shake"}, "refusal.unknown_gesture"),
        ({"do": "table", "figure": "sky"}, "refusal.unknown_figure"),
    ],
)
def test_a_wrong_request_is_refused_and_the_frame_stays(session, request_, reason):
    before = loss(session.handle({"do": "advance", "n": 0}))
    answer, buffer = session.handle(request_)
    assert not answer["ok"] and answer["error"]["key"] == reason and buffer.size == 0
    json.dumps(answer, allow_nan=False)
    assert loss(session.handle({"do": "advance", "n": 0})) == before


def test_before_anything_is_open_it_says_so():
    answer, _ = Session().handle({"do": "advance"})
    assert answer["error"] == "refusal.nothing_open"


def test_an_exception_becomes_a_sentence_with_details_and_the_state_is_kept(session, monkeypatch):
    before = loss(session.handle({"do": "advance", "n": 0}))
    monkeypatch.setattr("lessons.kit.player.Player.advance", lambda self, n: 1 / 0)
    answer, _ = session.handle({"do": "advance"})
    assert answer["error"]["key"] == "error.python" and "ZeroDivisionError" in answer["detail"]
    monkeypatch.undo()
    assert loss(session.handle({"do": "advance", "n": 0})) == before
