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

from flows.bank_holidays import next_bank_holiday, next_called

LONDON: Final = ZoneInfo("Europe/London")
_NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = re.compile(
    r"\b(?P<which>next |this )?(?P<day>mon|tue|wed|thu|fri|sat|sun)"
    r"(?:s|rs|urs|day|sday|nesday|rsday|urday|days)?\b"
)
_BUT: Final = re.compile(
    r"\b(?:not|but|but not|except|except for|apart from|other than|never|no)(?: on)?(?: a| this)? "
    r"(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:s|rs|urs|day|sday|nesday|rsday|urday|days)?\b"
)
_DATE: Final = re.compile(r"\bdate:(?P<day>\d{1,2})-(?P<month>\d{1,2})\b")
_IN: Final = re.compile(r"\bin (?P<count>\d{1,2}) (?P<unit>days?|weeks?)\b")
_WEEKS: Final = re.compile(r" (?P<count>\d)? ?weeks?\b")
_A_WEEK_ON: Final = re.compile(r"\b(?:a week|(?P<count>\d) weeks?) (?:on |from )?$")
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
    said, barred = _barred(said)
    found = _by_date(said, today) or _by_name(said, today) or _by_distance(said, today)
    if found is not None:
        return found
    return _but_for(barred, today) if barred else Days(today, today, named=False)


def _barred(said: str) -> tuple[str, set[int]]:
    """What is left of `said` without the days that will not do, and which those are."""
    barred = {_NAMES.index(found["day"]) for found in _BUT.finditer(said)}
    return _BUT.sub(" ", said), barred


def _but_for(barred: set[int], today: date) -> Days:
    """The first day that will do: today, else one of the next."""
    ahead = (today + timedelta(days=n) for n in range(7))
    day = next((day for day in ahead if day.weekday() not in barred), today)
    return _one(day)


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
    holiday = _holiday(said, today)
    if holiday is not None:
        return _one(holiday)
    named = [_named(found, said, today) for found in _DAY.finditer(said)]
    return _one(min(named)) if named else None


def _holiday(said: str, today: date) -> date | None:
    """A bank holiday by its name, or the next there is."""
    for name in ("easter monday", "good friday"):
        if name in said:
            return next_called(name, today)
    if "bank holiday" not in said:
        return None
    return next_bank_holiday(today, monday="bank holiday mon" in said)


def _named(found: re.Match[str], said: str, today: date) -> date:
    day = _coming(_NAMES.index(found["day"]), today)
    weeks = _WEEKS.match(said[found.end() :]) or _A_WEEK_ON.search(said[: found.start()])
    if weeks is not None:  # "Tuesday week", "a week on Tuesday", "Monday fortnight"
        return day + timedelta(days=7 * int(weeks["count"] or 1))
    if found["which"] == "next " and day <= today + timedelta(days=6 - today.weekday()):
        day += timedelta(days=7)  # next Friday, said on a Monday, is not this week's
    return day


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
    if re.search(r"\blater (?:on )?(?:in the|this) week\b", said):
        first = today + timedelta(days=1)
        return Days(
            first, max(first, today + timedelta(days=_FRIDAY - today.weekday())), named=True
        )
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
