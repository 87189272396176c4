"""How the bytes of a file are letters; the file does not say, so it is guessed.

A byte order mark tells; else it is UTF-8 if all bytes allow it (random text in another encoding does not). Else the
East Asian encodings are tried, in which a character above 127 takes two bytes: each has a range of first bytes for the
characters that make up most texts, and text in another encoding falls outside it, or leaves such a character in the
middle of a Latin word, where "ü" and "’" stand. Korean lies within the Chinese range: it is known by its most frequent
syllables; so does Japanese of Unix, known by its kana. Cyrillic is known by words of nothing but bytes above 127, and
which Cyrillic by its most frequent letters. Where none of them fits, it is the Latin encoding in which most of these
characters are letters of one language.
"""

from __future__ import annotations

import codecs
import re
from functools import partial

ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1251", "koi8_r", "cp1250",
             "cp1252", "cp1254")  # fmt: skip

SAMPLE_BYTES = 65_536
UTF8_MARK = codecs.BOM_UTF8
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CODECS = {"utf-8": "utf-8-sig", "big5": "cp950", "shift_jis": "cp932", "euc_kr": "cp949"}
"""The ones that read what programs really write: with a mark, or with characters that the bare standard lacks."""

_SYLLABLES = (
    "이다는을에가의고하지를은한로도사아리기어대서나자시인정라있그들보수해전일과으부니것적제주상여스장만공구마게면동소"
    "원우오성조안간세비치경신용연무할생요관물모실계내국미진선거방유회중문명개당때없바화러분와트드등위후재식배반남녀년"
    "월학교름값별김박최강윤임울산광천북충길번호금액합평균량격종류색크높너온형태점결과목표입출령역"
)
"""Those that make up most of a Korean text or table."""
_COMMON = {
    "gb18030": re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]"),
    "euc_jp": re.compile(rb"[\xa1\xa3-\xa5\xb0-\xcf][\xa1-\xfe]"),
    "big5": re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]"),
    "shift_jis": re.compile(rb"[\x81-\x83\x88-\x97][\x40-\x7e\x80-\xfc]"),
    "euc_kr": re.compile(b"|".join(one.encode("euc_kr") for one in _SYLLABLES)),
}
"""Punctuation, kana and the characters of the first level, which hold nearly all of a usual text; of two that fit alike
the first is meant."""
_CYRILLIC_LETTER = rb"[\x8a\x8c-\x90\x9a\x9c-\x9f\xa1-\xa3\xa5\xa8\xaa\xaf\xb2-\xb4\xb8\xba\xbc-\xff]"
_CYRILLIC_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])%b{2,}(?![A-Za-z\x80-\xff])" % _CYRILLIC_LETTER)
_CYRILLIC_LETTERS = "оеаинтсрвл"
"""The most frequent ones: six in ten."""
_SYMBOL = r"[¹²³ºª¼½¾](?!\w)|£(?![^\W\d])"
"""Where Windows-1250 has letters, which may also stand within words."""
_LATIN = {
    "German": ("cp1252", "[äöüß]"),
    "French, Dutch": ("cp1252", r"[àâæçéèëîïôöœùûüÿ]|ê(?=\w)"),
    "Spanish": ("cp1252", r"[áéíóúü]|ñ(?=\w)|(?<!\w)[¿¡]"),
    "Portuguese": ("cp1252", r"[áàâçéêíóôúü]|ã(?=[oe]|s?\b)|õ(?=e)"),
    "Italian": ("cp1252", r"[àéèìòù](?!\w)"),
    "Scandinavian": ("cp1252", "[åäæéöøü]"),
    "Catalan": ("cp1252", "[àçéèíïóòúü·]"),
    "Polish": ("cp1250", "[ąćęłńóśźż]"),
    "Turkish": ("cp1254", "[çğı\u0307öşüâîû]"),  # a small "İ" is an "i" and a dot
    "Czech": ("cp1250", "[áčďéěíňóřšťúůýž]"),
    "Slovak": ("cp1250", "[áäčďéíľňóôšťúýž]"),
    "Hungarian": ("cp1250", "[áéíóöőúüű]"),
    "Romanian": ("cp1250", "[ăâîşţ]"),
    "Croatian": ("cp1250", "[čćđšž]"),
    "Icelandic": ("cp1252", "[áæðéíóöøúýþ]"),
    "Estonian": ("cp1252", "[äõöšüž]"),
}
"""Small letters, some with what follows them in words; of two languages that fit alike the first is meant."""
_WITHIN_NO_WORD = re.compile(r"(?<![A-Za-z])[^\x00-\x7f](?![A-Za-z])")
_ENOUGH = 0.5


def codec(encoding: str, data: bytes) -> str:
    """The codec that reads a file of this encoding, without the mark that it may begin with."""
    if encoding == "utf-16" and not data.startswith(_UTF16_MARKS):
        return _unmarked_utf16(data) or "utf-16-le"
    return _CODECS.get(encoding, encoding)


def guess_encoding(data: bytes) -> str:
    """The one of `ENCODINGS` that fits best."""
    if is_utf16(data):
        return "utf-16"
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        sample = _first_foreign(data)
        if _share_of_common(sample, "euc_kr") >= _ENOUGH:
            return "euc_kr"
        shares = {encoding: _share_of_common(sample, encoding) for encoding in _COMMON}
        shares["cyrillic"] = _share_of_cyrillic(sample)
        likeliest = max(shares, key=shares.__getitem__)
        if shares[likeliest] < _ENOUGH:
            return max(_LATIN.values(), key=lambda language: _n_of_language(sample, *language))[0]
        return max(("cp1251", "koi8_r"), key=partial(_n_frequent, sample)) if likeliest == "cyrillic" else likeliest


def is_utf16(data: bytes) -> bool:
    """Whether a mark says so or, in a file without, zeros stand where UTF-16 has them."""
    return data.startswith(_UTF16_MARKS) or _unmarked_utf16(data) is not None


def _unmarked_utf16(data: bytes) -> str | None:
    """The kind of UTF-16 in which digits, commas and ends of lines have zeros beside them as here; None for neither."""
    even, odd = data[:SAMPLE_BYTES:2], data[1:SAMPLE_BYTES:2]
    if odd.count(0) > 0.3 * len(odd) and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.3 * len(even) and not odd.count(0) else None


def _first_foreign(data: bytes) -> bytes:
    """A sample from the first line that has a byte above 127."""
    first = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", 0, first.start()) + 1 if first else 0
    return data[start : start + SAMPLE_BYTES]


def _share_of_common(sample: bytes, encoding: str) -> float:
    """The share of the characters above 127 that are common in an encoding and no part of a Latin word; 0 if the bytes
    do not read as it."""
    reader = codec(encoding, sample)
    try:
        text = codecs.getincrementaldecoder(reader)().decode(sample, final=len(sample) < SAMPLE_BYTES)
    except UnicodeDecodeError:
        return 0.0
    foreign = sum(character > "\x7f" for character in text)
    common = sum(bool(_COMMON[encoding].fullmatch(one.encode(reader))) for one in _WITHIN_NO_WORD.findall(text))
    return common / foreign if foreign else 0.0


def _share_of_cyrillic(sample: bytes) -> float:
    """The share of the bytes above 127 in what may be Cyrillic words; "Ø" and "×" are none."""
    letters = sum(len(word) for word in _CYRILLIC_WORD.findall(sample))
    return letters / len(re.findall(rb"[\x80-\xff]", sample))


def _n_frequent(sample: bytes, encoding: str) -> int:
    """How many of the letters are the most frequent Cyrillic ones, small or large, in an encoding."""
    return sum(letter in _CYRILLIC_LETTERS for letter in sample.decode(encoding, "replace").lower())


def _n_of_language(sample: bytes, encoding: str, letters: str) -> int:
    """How many characters above 127 are letters of a language in an encoding, or else symbols."""
    known = letters if encoding == "cp1250" else f"{letters}|{_SYMBOL}"
    return len(re.findall(known, sample.decode(encoding, "replace").lower()))
