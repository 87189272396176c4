"""States as plain data: the exact parameters, optimiser memory and read-offs of a step, to the last bit, as JSON.

A state is a frozen record of numbers, arrays and further records. Its own kind of record tells how to read it back: the
first state of the same settings is the *template*, and what comes from a file or a link must have its fields, shapes
and types, and finite numbers wherever the template has them (unless the field's metadata say that its numbers need not
be `finite`). So every lesson's states travel without a line of their own, and nothing that is read in is ever run.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
import zlib
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from typing import Any

import numpy as np

from .errors import Refusal
from .packing import Damaged, read_json
from .player import Given, Player

FORMAT = "nnviz-state"
VERSION = 1
LONGEST_TEXT = 600_000
"""Characters of a packed state: what an address can hold in every browser."""
LARGEST_DOCUMENT = 6_000_000
"""Characters of a document once it is unpacked; a text that grows beyond it is not one of ours."""
_LARGEST_WHOLE = 2**53
_LARGEST_REAL = float(np.sqrt(np.finfo(np.float64).max))  # beyond it no square is finite, and so no loss
_DONE = re.compile(r"failure\.all_[a-z]+")
_ALPHABET = re.compile(r"[A-Za-z0-9_-]+")


def document(player: Player) -> dict[str, Any]:
    """All that it takes to continue exactly from here, as plain data."""
    moment = player.moment()
    if not _is_sound(moment.state.failure):
        raise Refusal("refusal.state_has_ended", t=player.t)
    state = encode(moment.state)
    decode(state, _template(player, player.t))  # what could not be read back must not be given away
    return {
        "format": FORMAT,
        "version": VERSION,
        "lesson": player.lesson.id,
        "step": player.step.id,
        "settings": dict(player.base),
        "branches": [{"t": branch.t, "changes": dict(branch.changes)} for branch in player.branches],
        "t": player.t,
        "beat": player.beat,
        "readouts": {name: _plain(float(value)) for name, value in player.frame().readouts.items()},
        "state": state,
    }


def _is_sound(failure: Any) -> bool:
    """Whether a run goes on, or is over because all is done, which a plain key says; what went wrong has its values."""
    return failure is None or (isinstance(failure, str) and _DONE.fullmatch(failure) is not None)


def given(player: Player, found: Mapping[str, Any]) -> Given:
    """The state of a document, fit for this player; refuses one of another step, shape or kind."""
    if (found.get("lesson"), found.get("step")) != (player.lesson.id, player.step.id):
        raise Refusal("refusal.state_of_another_step", lesson=str(found.get("lesson")), step=str(found.get("step")))
    t = found.get("t")
    if type(t) is not int or not 0 <= t <= player.step.length:
        raise Refusal("refusal.no_such_time", t=str(t), length=player.step.length)
    return Given(t, decode(found.get("state"), _template(player, t)))


def _template(player: Player, t: int) -> Any:
    """A state of the kind that the run has at t: the first one under the settings that led there."""
    return player.step.begin(player.run.settings_at(max(0, t - 1)))


def pack(found: Mapping[str, Any]) -> str:
    """The part of a document that an address does not say otherwise, deflated, in letters that an address may hold."""
    kept = {name: found[name] for name in ("format", "version", "lesson", "step", "t", "state")}
    plain = json.dumps(kept, allow_nan=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")


def unpack(text: Any) -> dict[str, Any]:
    """The document in a packed text; refuses what is damaged, foreign or grows too large."""
    if not isinstance(text, str) or not _ALPHABET.fullmatch(text):
        raise Refusal("refusal.state_damaged")
    if len(text) > LONGEST_TEXT:
        raise Refusal("refusal.state_too_large", most=LONGEST_TEXT)
    try:
        squeezed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        stream = zlib.decompressobj()
        plain = stream.decompress(squeezed, LARGEST_DOCUMENT)
    except (binascii.Error, zlib.error, ValueError):
        raise Refusal("refusal.state_damaged") from None
    if stream.unconsumed_tail:
        raise Refusal("refusal.state_too_large", most=LARGEST_DOCUMENT)
    if not stream.eof or stream.unused_data:
        raise Refusal("refusal.state_damaged")
    return read(plain.decode("utf-8", "replace"))


def read(text: Any) -> dict[str, Any]:
    """The document in a JSON text; refuses what is damaged, foreign, of another version or too large."""
    if not isinstance(text, str) or len(text) > LARGEST_DOCUMENT:
        raise Refusal("refusal.state_too_large", most=LARGEST_DOCUMENT)
    try:
        found = read_json(text.encode("utf-8", "replace"))
    except Damaged:
        raise Refusal("refusal.state_damaged") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Refusal("refusal.state_foreign")
    if found.get("version") != VERSION:
        raise Refusal("refusal.state_version", version=str(found.get("version"))[:20], known=VERSION)
    return found


def encode(value: Any) -> Any:
    """A state, or a part of one, as plain data; what JSON has no number for becomes null, "inf" or "-inf"."""
    if is_dataclass(value):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain(value.tolist())
    if isinstance(value, (tuple, list)):
        return [encode(part) for part in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return _plain(value)
    raise Refusal("refusal.state_not_kept")  # it holds words: why one of several runs has ended


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value


def decode(found: Any, template: Any) -> Any:
    """The value that plain data stand for, of the template's kind; raises `Refusal` when they do not fit."""
    if is_dataclass(template):
        own = {field.name: _own(template, field) for field in fields(template)}
        if not isinstance(found, dict) or set(found) != set(own):
            raise _misfit(", ".join(own))
        kind: Any = type(template)
        return kind(**{name: decode(found[name], value) for name, value in own.items()})
    if isinstance(template, np.ndarray):
        return _array(found, template)
    if isinstance(template, tuple):
        if not isinstance(found, list) or len(found) != len(template):
            raise _misfit(f"{len(template)}")
        return tuple(decode(part, own) for part, own in zip(found, template, strict=True))
    return _scalar(found, template)


def _own(template: Any, field: Field[Any]) -> Any:
    """What a field of the template asks for."""
    value = getattr(template, field.name)
    return value if field.metadata.get("finite", True) else np.full_like(value, np.nan)


def _misfit(wanted: str) -> Refusal:
    return Refusal("refusal.state_misfit", wanted=wanted)


def _scalar(found: Any, template: Any) -> Any:
    if isinstance(template, (bool, str)) or template is None:  # words and switches belong to the settings
        if found is template or (isinstance(template, str) and found == template):
            return found
        if template is None and _is_sound(found):
            return found
        raise _misfit(str(template))
    if isinstance(template, (int, np.integer)):
        if type(found) is not int or not 0 <= found < _LARGEST_WHOLE:
            raise _misfit("state.whole")
        return type(template)(found)
    return type(template)(_real(found, math.isfinite(template)))


def _real(found: Any, finite: bool) -> float:
    special = {None: math.nan, "inf": math.inf, "-inf": -math.inf}
    if type(found) in (int, float) and abs(found) <= _LARGEST_REAL:
        return float(found)
    if not finite and (found is None or isinstance(found, str)) and found in special:
        return special[found]
    raise _misfit("state.number")


def _array(found: Any, template: np.ndarray) -> np.ndarray:
    """The numbers of nested lists, number by number: an array of objects would let anything in."""
    flat: list[Any] = []
    _flatten(found, template.shape, flat)
    if template.dtype.kind == "b":
        if not all(isinstance(value, bool) for value in flat):
            raise _misfit("state.truth")
    elif template.dtype.kind in "iu":
        if not all(type(value) is int and abs(value) < _LARGEST_WHOLE for value in flat):
            raise _misfit("state.whole")
    else:
        finite = np.isfinite(template).ravel()
        flat = [_real(value, bool(known)) for value, known in zip(flat, finite, strict=True)]
    result = np.empty_like(template)  # in memory as the template lies, so that the next steps add in the same order
    result[...] = np.array(flat, template.dtype).reshape(template.shape)
    return result


def _flatten(found: Any, shape: tuple[int, ...], into: list[Any]) -> None:
    if not shape:
        into.append(found)
        return
    if not isinstance(found, list) or len(found) != shape[0]:
        raise _misfit(f"({', '.join(map(str, shape))})")
    for part in found:
        _flatten(part, shape[1:], into)
