"""How many parts a text is carried in: 160/153 characters of GSM-7, else 70/67 of UCS-2."""

from __future__ import annotations

from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED: Final = frozenset("\f^{}\\[~]|€")


def segments(body: str) -> int:
    """The number of parts; an empty text is one."""
    if all(character in _BASIC or character in _ESCAPED for character in body):
        length, one, several = sum(1 + (c in _ESCAPED) for c in body), 160, 153
    else:
        length, one, several = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= one else -(-length // several)
