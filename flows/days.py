"""Which day somebody means, in the UK's own habits: Friday is the coming one.

Pure: the moment is an argument.  A day that is not named is today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")
_NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = re.compile(
    r"\b(?P<which>next |this )?(?P<day>mon|tue|wed|thu|fri|sat|sun)"
    r"(?:s|rs|urs|day|sday|nesday|rsday|urday|days)?\b"
)
_DATE: Final = re.compile(r"\bdate:(?P<day>\d{1,2})-(?P<month>\d{1,2})\b")
_IN: Final = re.compile(r"\bin (?P<count>\d{1,2}) (?P<unit>days?|weeks?)\b")
_WEEKEND: Final = 5  # Saturday, counted from Monday
_FRIDAY: Final = 4


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both included; `named` is whether they said so."""

    first: date
    last: date
    named: bool


def days_meant(said: str, local: datetime) -> Days:
    """The day or days that `said` names (times made regular already)."""
    today = local.date()
    for found in (_by_date(said, today), _by_name(said, today), _by_distance(said, today)):
        if found is not None:
            return found
    return Days(today, today, named=False)


def _by_date(said: str, today: date) -> Days | None:
    found = _DATE.search(said)
    if found is None:
        return None
    for day in _such_days(int(found["day"]), int(found["month"]), today):
        return Days(day, day, named=True)
    return None


def _such_days(day: int, month: int, today: date) -> Iterator[date]:
    """The coming days of that date; month 0 is any month."""
    for ahead in range(14):
        months = today.month - 1 + ahead
        year, this_month = today.year + months // 12, months % 12 + 1
        try:
            found = date(year, this_month, day)
        except ValueError:
            continue
        if month in (0, this_month) and found >= today:
            yield found


def _by_name(said: str, today: date) -> Days | None:
    if re.search(r"\bweekend\b", said):
        return _weekend(today, following=bool(re.search(r"\bnext weekend\b", said)))
    if re.search(r"\bweekday\b", said):
        first = today if today.weekday() < _WEEKEND else _coming(0, today)
        return Days(first, first, named=True)
    found = _DAY.search(said)
    if found is None:
        return None
    number = _NAMES.index(found["day"])
    day = _coming(number, today)
    if found["which"] == "next " and day <= today + timedelta(days=6 - today.weekday()):
        day += timedelta(days=7)  # next Friday, said on a Monday, is not this week's
    return Days(day, day, named=True)


def _coming(number: int, today: date) -> date:
    """The coming such day; said on that very day, the one after a week: never too early."""
    return today + timedelta(days=(number - today.weekday()) % 7 or 7)


def _weekend(today: date, *, following: bool) -> Days:
    saturday = today + timedelta(days=_WEEKEND - today.weekday())
    if following:
        saturday += timedelta(days=7)
    return Days(max(saturday, today), saturday + timedelta(days=1), named=True)


def _by_distance(said: str, today: date) -> Days | None:
    if "overmorrow" in said:
        return _one(today + timedelta(days=2))
    if re.search(r"\bnot tomorrow\b", said):
        return _one(today + timedelta(days=2))
    if "tomorrow" in said or re.search(r"\bnot (?:today|tonight)\b", said):
        return _one(today + timedelta(days=1))
    if re.search(r"\b(?:today|tonight)\b", said):
        return Days(today, today, named=True)
    monday = today + timedelta(days=7 - today.weekday())
    if re.search(r"\bnext week\b", said):
        return Days(monday, monday + timedelta(days=_FRIDAY), named=True)
    if re.search(r"\bend of the week\b", said):
        friday = today + timedelta(days=(_FRIDAY - today.weekday()) % 7)
        return Days(max(today, friday - timedelta(days=1)), friday, named=True)
    found = _IN.search(said)
    if found:
        days = int(found["count"]) * (7 if found["unit"].startswith("week") else 1)
        return _one(today + timedelta(days=days))
    return None


def _one(day: date) -> Days:
    return Days(day, day, named=True)
