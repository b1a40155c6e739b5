"""Characters as they were sent -> the letters they stand for, each with its place.

Whatever a phone, a keyboard or a gateway makes of an apostrophe or a letter comes out here as the
plain one, so that no spelling table needs to know of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from html import unescape
from typing import Final

_PIECE: Final = re.compile(
    r"&(?:#[0-9]{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});|\u00e2\u20ac[\u2122\u02dc]|.", re.S
)
_APOSTROPHES: Final = (
    "\u0027\u0060\u00b4\u0091\u0092\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd"
    "\u02c8\u02ca\u02cb\u055a\u05f3\u07f4\u07f5\ua78b\ua78c\uff07\uff40\u0384\u1fbf\ufffd"
    "\u2e32\u275b\u275c\u02be\u02bf"
)
_FOREIGN: Final = {  # Cyrillic, then Greek, then Armenian
    "\u0430": "a",
    "\u0435": "e",
    "\u043e": "o",
    "\u0440": "p",
    "\u0441": "c",
    "\u0443": "y",
    "\u0445": "x",
    "\u0456": "i",
    "\u0457": "i",
    "\u0458": "j",
    "\u0455": "s",
    "\u04bb": "h",
    "\u0501": "d",
    "\u051b": "q",
    "\u051d": "w",
    "\u04cf": "l",
    "\u0432": "b",
    "\u043a": "k",
    "\u043c": "m",
    "\u043d": "h",
    "\u0442": "t",
    "\u0433": "r",
    "\u043f": "n",
    "\u0438": "u",
    "\u044c": "b",
    "\u0451": "e",
    "\u0454": "e",
    "\u050d": "g",
    "\u0578": "n",
    "\u03b1": "a",
    "\u03b5": "e",
    "\u03bf": "o",
    "\u03c1": "p",
    "\u03bd": "v",
    "\u03c5": "u",
    "\u03b9": "i",
    "\u03ba": "k",
    "\u03c4": "t",
    "\u03b7": "n",
    "\u03c9": "w",
    "\u03c7": "x",
    "\u03b2": "b",
    "\u03bc": "u",
    "\u03c3": "o",
    "\u03b3": "y",
    "\u03f2": "c",
    "\u03f3": "j",
    "\u03b6": "z",
    "\u0585": "o",
    "\u057d": "u",
}
_LOOK_ALIKE: Final = {
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    "\u2026": ".",
    "\u0085": ".",
    "\u0131": "i",
    "\u0142": "l",
    "\xf8": "o",
    "\u0111": "d",
    "\xf0": "d",
    "\xfe": "p",
    "\xdf": "ss",
    "\xe6": "ae",
    "\u0153": "oe",
    "\u0251": "a",
    "\u0261": "g",
    "\u0269": "i",
    "\u0274": "n",
    "\u0280": "r",
    "\u028f": "y",
    "\u026a": "i",
    "\u1d00": "a",
    "\u0299": "b",
    "\u1d04": "c",
    "\u1d05": "d",
    "\u1d07": "e",
    "\u0262": "g",
    "\u029c": "h",
    "\u1d0a": "j",
    "\u1d0b": "k",
    "\u029f": "l",
    "\u1d0d": "m",
    "\u1d0f": "o",
    "\u1d18": "p",
    "\u1d1b": "t",
    "\u1d1c": "u",
    "\u1d20": "v",
    "\u1d21": "w",
    "\u1d22": "z",
    "\ua731": "s",
    "\ua730": "f",
}
_DROPPED: Final = frozenset(("Mn", "Me", "Cf", "Cc", "Cs", "Co"))
_LINES: Final = frozenset("\n\r\t\v\f\u2028\u2029")


def clean(text: str, emoji: Mapping[str, str]) -> tuple[str, list[int] | None]:
    """`text` in small plain letters, and for each of its characters the place it came from.

    The places are None where every character stands where it stood.
    """
    if text.isascii() and "&" not in text and "\x00" not in text:
        return text.lower(), None
    latin = _mostly_latin(text)
    shown: list[str] = []
    places: list[int] = []
    for found in _PIECE.finditer(text):
        for character in _plain(found[0], emoji, latin):
            shown.append(character)
            places.append(found.start())
    return "".join(shown), places


def _mostly_latin(text: str) -> bool:
    """Whether the odd foreign letter in `text` is a disguise rather than a language.

    Cyrillic or Greek words stay what they are; one such letter among Latin ones is a look-alike.
    """
    foreign = sum(1 for c in text if "\u0370" <= c <= "\u058f")
    latin = sum(1 for c in text if c.isascii() and c.isalpha())
    return foreign <= 3 * latin


def _plain(piece: str, emoji: Mapping[str, str], latin: bool) -> str:
    if len(piece) > 1:
        return "'" if piece[0] == "\u00e2" else _folded(unescape(piece)[:1], emoji, latin)
    return _folded(piece, emoji, latin)


def _folded(character: str, emoji: Mapping[str, str], latin: bool) -> str:
    if character.isascii():
        return character.lower() if character >= " " or character in _LINES else ""
    if character in emoji:
        return f" {emoji[character]} "
    low = character.lower()
    if low in _LOOK_ALIKE:
        return _LOOK_ALIKE[low]
    if latin and low in _FOREIGN:
        return _FOREIGN[low]
    plain = unicodedata.normalize("NFKD", character)
    kept = "".join(c for c in plain if unicodedata.category(c) not in _DROPPED).lower()
    if kept != low:
        return kept
    return kept if character.isalnum() else " "
