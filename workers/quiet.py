"""The hours in which nobody but red is rung: the person's night, later on a bank holiday.  Pure.

Hours are those of the clock on the wall, summer and winter.  Bank holidays are those of one of the
UK's nations, by a kept library; which nation is said in the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

DAY: Final = timedelta(days=1)
NATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}
)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet from `begins` in the evening until `ends` in the morning, of a bank holiday later."""

    zone: ZoneInfo
    begins: time
    ends: time
    nation: str
    ends_on_bank_holidays: time

    def holds(self, moment: datetime) -> bool:
        """Whether it is quiet at this moment."""
        local = moment.astimezone(self.zone)
        return not self._over(local.date()) <= local.time() < self.begins

    def ended(self, moment: datetime) -> datetime:
        """The first moment from this one on at which it is not quiet."""
        if not self.holds(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() + (DAY if local.time() >= self.begins else timedelta(0))
        return on_the_wall(day, self._over(day), self.zone)

    def _over(self, day: date) -> time:
        return self.ends_on_bank_holidays if is_bank_holiday(self.nation, day) else self.ends


def on_the_wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the clock on the wall shows this, in UTC; a time left out by a change comes later."""
    return datetime.combine(day, at, zone).astimezone(UTC)


@cache
def is_bank_holiday(nation: str, day: date) -> bool:
    """Whether this is one, in this nation."""
    return day in _calendar(nation, day.year)


@cache
def _calendar(nation: str, year: int) -> HolidayBase:
    return country_holidays("GB", subdiv=NATIONS[nation], years=year)
