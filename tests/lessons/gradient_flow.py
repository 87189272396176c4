"""Asking the lesson on gradient flow."""

from lessons.gradient_flow.lesson import LESSON
from lessons.kit.player import Player
from lessons.session import Session


def frame(step, t=0, **settings):
    answer, _ = Session().handle({"do": "open", "lesson": "gradient-flow", "step": step, "settings": settings, "t": t})
    assert answer["ok"], answer
    return answer["frame"]


def numbers(step, t=0, **settings):
    return frame(step, t, **settings)["readouts"]


def message(step, t=0, **settings):
    """The key of what is said, or None."""
    said = frame(step, t, **settings)["message"]
    return said and (said["text"] if isinstance(said["text"], str) else said["text"]["key"])


def state(step, t=0, **settings):
    """The state itself."""
    player = Player(LESSON, step, settings)
    player.seek(t)
    assert player.t == t
    return player.moment().state
