"""Numbers as people type them and as the platform writes them."""

from __future__ import annotations

import re
from typing import Final

WITHHELD: Final = "anonymous"
_INTERNATIONAL: Final = re.compile(r"\+[1-9]\d{7,14}")
_SHORT_CODE: Final = re.compile(r"[1-9]\d{3,5}")
_SENDER_NAME: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")


def dialled(typed: str) -> str:
    """The number as the platform writes it: +44 for a UK 0, anything else as it stands."""
    text = typed.strip()
    if text.casefold() == "withheld":
        return WITHHELD
    if not re.fullmatch(r"\+?[\d ()-]+", text):
        return text
    digits = re.sub(r"[^\d+]", "", text)
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("0"):
        return f"+44{digits[1:]}"
    return digits


def is_international(number: str) -> bool:
    """Whether it is a whole number with its country code, such as +447700900123."""
    return _INTERNATIONAL.fullmatch(number) is not None


def is_short_code(number: str) -> bool:
    """Whether it is a short code, such as 66777."""
    return _SHORT_CODE.fullmatch(number) is not None


def is_sender_name(name: str) -> bool:
    """Whether it may stand as the name of a sender instead of a number."""
    return _SENDER_NAME.fullmatch(name) is not None


def country(number: str) -> str:
    """What the platform's Country fields say: GB for UK numbers and short codes, else nothing."""
    return "GB" if number.startswith("+44") or is_short_code(number) else ""
