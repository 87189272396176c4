"""Asking the lesson on trust."""

from tests.lessons.asking import Asking, gesture

_lesson = Asking("trust")
frame, numbers, message, channel = _lesson.frame, _lesson.numbers, _lesson.message, _lesson.channel
session_at = _lesson.session_at

__all__ = ["channel", "frame", "gesture", "message", "numbers", "session_at"]
