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

_SPOKEN = {
    "oh": "0", "o": "0", "zero": "0", "nought": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_DOUBLED = re.compile(r"\b(double|triple|treble) (\w+)\b")


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


def read_number(given: str) -> str:
    """The UK number in `given`, typed or said, as E.164, or "" when there is none we may ring."""
    try:
        parsed = phonenumbers.parse(_as_digits(given), "GB")
    except phonenumbers.NumberParseException:
        return ""
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return number if kind_of(number) in (NumberKind.MOBILE, NumberKind.LANDLINE) else ""


def _as_digits(given: str) -> str:
    """Spoken digits ("oh seven double three") written as figures; the rest as it is."""
    said = _DOUBLED.sub(lambda found: " ".join([found[2]] * _TIMES[found[1]]), given.casefold())
    words = [_SPOKEN.get(word.strip(".,"), word) for word in said.split()]
    return " ".join(words) if any(word.isdigit() for word in words) else given


def as_read(number: str) -> str:
    """An E.164 number as people here write it, grouped: 07700 900123; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def spelt(number: str) -> str:
    """An E.164 number as it is read back: digit by digit, with a rest between its groups."""
    groups = re.sub(r"\b(\d{3})(\d{3})\b", r"\1 \2", as_read(number)).split()
    return ", ".join(" ".join(group) for group in groups)
