"""Phone numbers as people give them: made E.164, told apart by range, refused where they must be.

Decided by range (Ofcom's National Telephone Numbering Plan), since what matters is cost and reach,
not whether a number is in use.  This module never looks a number up.
"""

from __future__ import annotations

import re
from enum import StrEnum

import phonenumbers

_WITHHELD = frozenset(
    {
        "", "anonymous", "restricted", "unavailable", "unknown", "private", "blocked",
        "+266696687", "+7378742833", "+86282452253", "+8656696", "+2562533",
    }
)  # fmt: skip
_MOBILE = re.compile(r"\+447(?!0|6)\d{9}|\+447624\d{6}")
_LANDLINE = re.compile(r"\+44(?:1|2|3)\d{8,9}")


class NumberKind(StrEnum):
    """What a number can be used for."""

    MOBILE = "mobile"  # may be rung and texted
    LANDLINE = "landline"  # may be rung; a text would be read aloud to whoever picks up
    WITHHELD = "withheld"  # there is none
    REFUSED = "refused"  # premium, personal, foreign or not a number


def kind_of(address: str) -> NumberKind:
    """What may be done with a caller's or texter's address, or a number in E.164."""
    if address.casefold() in _WITHHELD:
        return NumberKind.WITHHELD
    if _MOBILE.fullmatch(address):
        return NumberKind.MOBILE
    if _LANDLINE.fullmatch(address):
        return NumberKind.LANDLINE
    return NumberKind.REFUSED


def read_number(typed: str) -> str:
    """The UK number in `typed` as E.164, or "" when there is none we may ring."""
    try:
        parsed = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        return ""
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return number if kind_of(number) in (NumberKind.MOBILE, NumberKind.LANDLINE) else ""


def as_read(number: str) -> str:
    """An E.164 number as people here write it, grouped: 07700 900123; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
