"""How many segments a text costs: GSM-7 and UCS-2 arithmetic, pure.

One character outside GSM-7 turns the whole text into UCS-2, with less than half the room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = frozenset("\f^{}\\[~]|€")
_GSM7: Final = BASIC | EXTENDED


@dataclass(frozen=True, slots=True)
class Segments:
    """`encoding` is `gsm7` or `ucs2`; `units` are septets or 16-bit units; `count` is the cost."""

    encoding: str
    units: int
    count: int


def not_gsm7(text: str) -> str:
    """The characters of `text` that GSM-7 cannot say, each once, in order."""
    return "".join(dict.fromkeys(c for c in text if c not in _GSM7))


def segments(text: str) -> Segments:
    """What `text` costs to send."""
    if BASIC.issuperset(text):  # nearly always: every character is one unit
        return Segments("gsm7", len(text), _even(len(text), one=160, each=153))
    if _GSM7.issuperset(text):
        widths = [2 if c in EXTENDED else 1 for c in text]
        return _counted("gsm7", widths, one=160, each=153)
    widths = [2 if ord(c) > 0xFFFF else 1 for c in text]
    return _counted("ucs2", widths, one=70, each=67)


def _even(units: int, *, one: int, each: int) -> int:
    return -(-units // each) if units > one else min(units, 1)


def _counted(encoding: str, widths: list[int], *, one: int, each: int) -> Segments:
    """A character of two units never straddles two segments."""
    units = sum(widths)
    if units <= one:
        return Segments(encoding, units, min(units, 1))
    count, room = 1, each
    for width in widths:
        if width > room:
            count, room = count + 1, each
        room -= width
    return Segments(encoding, units, count)
