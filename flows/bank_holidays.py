"""The bank holidays that people name when they say when to ring: England's, by a kept library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from holidays import country_holidays

_MONDAY: Final = 0


def next_bank_holiday(today: date, *, monday: bool) -> date | None:
    """The coming one, today not counted; only those on a Monday, if they said Monday."""
    return next((d for d, _ in _after(today) if not monday or d.weekday() == _MONDAY), None)


def next_called(name: str, today: date) -> date | None:
    """The coming one of that name, such as "good friday"."""
    return next((day for day, called in _after(today) if name in called.casefold()), None)


def _after(today: date) -> Iterator[tuple[date, str]]:
    for year in (today.year, today.year + 1):
        yield from (found for found in _of(year) if found[0] > today)


@cache
def _of(year: int) -> tuple[tuple[date, str], ...]:
    return tuple(sorted(country_holidays("GB", subdiv="ENG", years=year).items()))
