"""Asking a lesson through the session, as the page does: a step opened, its numbers, its message, its arrays."""

import numpy as np

from lessons.session import Session


def answered(session, **request):
    """The frame of the answer to a request that must be met."""
    answer, _ = session.handle(request)
    assert answer["ok"], answer
    return answer["frame"]


def gesture(session, name, x=0.0, y=0.0, index=0):
    return answered(session, do="gesture", name=name, index=index, x=x, y=y, phase="end")


def change(session, **changes):
    return answered(session, do="set", changes=changes)


class Asking:
    """One lesson, asked in any step, at any t, under any settings; each time by a session of its own."""

    def __init__(self, lesson):
        self._lesson = lesson

    def _open(self, session, step, t, settings):
        answer, buffer = session.handle(
            {"do": "open", "lesson": self._lesson, "step": step, "settings": settings, "t": t}
        )
        assert answer["ok"], answer
        return answer["frame"], buffer

    def opened(self, step, t=0, **settings):
        """The frame and its buffer."""
        return self._open(Session(), step, t, settings)

    def frame(self, step, t=0, **settings):
        return self.opened(step, t, **settings)[0]

    def numbers(self, step, t=0, **settings):
        return self.frame(step, t, **settings)["readouts"]

    def message(self, step, t=0, **settings):
        """The key of the message, or None."""
        said = self.frame(step, t, **settings)["message"]
        return said and (said["text"] if isinstance(said["text"], str) else said["text"]["key"])

    def channel(self, step, figure, mark, name, t=0, **settings):
        """A channel of a mark, as it goes to the page."""
        shown, buffer = self.opened(step, t, **settings)
        f = next(i for i, one in enumerate(shown["figures"]) if one["id"] == figure)
        m = next(i for i, one in enumerate(shown["figures"][f]["marks"]) if one["id"] == mark)
        offset, shape = next((o, s) for i, j, n, o, s, *_ in shown["updates"] if (i, j, n) == (f, m, name))
        return buffer[offset : offset + int(np.prod(shape))].reshape(shape)

    def session_at(self, step, t=0, **settings):
        """A session with that step open, to go on with."""
        session = Session()
        self._open(session, step, t, settings)
        return session
