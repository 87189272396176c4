"""Plain data as one word that an address can hold: JSON, deflated, in letters that need no escape.

What is read comes from strangers: nothing in it is run, and it may not grow beyond what its reader allows, however
small the word that it comes in.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from typing import Any

import numpy as np

DEEPEST = 100
"""Lists in lists that are read; thousands would end the interpreter in a browser, whose stack is small."""
_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


class Damaged(ValueError):
    """The word is not one of ours, or only a part of one."""


class TooLarge(ValueError):
    """The word says more than its reader allows."""


def pack(document: Any) -> str:
    """The word for plain data."""
    plain = json.dumps(document, allow_nan=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")


def unpack(word: str, most: int) -> Any:
    """The plain data of a word; raises `Damaged`, or `TooLarge` beyond `most` bytes of JSON."""
    if not _ALPHABET.fullmatch(word):
        raise Damaged("foreign letters")
    if len(word) > most:
        raise TooLarge(f"{len(word)} letters")
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)), most)
        if stream.unconsumed_tail:
            raise TooLarge(f"more than {most} bytes")
        if not stream.eof or stream.unused_data:
            raise Damaged("cut short, or more than one document")
    except (binascii.Error, zlib.error) as error:
        raise Damaged(str(error)) from None
    return read_json(plain)


def read_json(plain: bytes) -> Any:
    """The plain data in a JSON text; raises `Damaged` for what is none, and for what is nested too deep."""
    if _depth(plain) > DEEPEST:
        raise Damaged("nested too deep")
    try:
        return json.loads(plain)
    except ValueError as error:
        raise Damaged(str(error)) from None


def _depth(plain: bytes) -> int:
    """How many brackets are open at most; those in strings do not count."""
    signs = np.frombuffer(_STRING.sub(b"", plain), np.uint8)
    opened, closed = np.isin(signs, tuple(b"[{")), np.isin(signs, tuple(b"]}"))
    return int(np.cumsum(opened.astype(np.int32) - closed).max(initial=0))
