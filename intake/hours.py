"""When admissions answer, in UK time: `Mon-Fri 08:00-20:00; Sat,Sun 09:00-17:00`, else always.

Only whether somebody is there to ring.  What is said when nobody is stands in the content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN: Final = re.compile(
    r"(?P<days>[a-z,\- ]+)\s+(?P<opens>\d\d:\d\d)\s*-\s*(?P<closes>\d\d:\d\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Span:
    """On these days (0 is Monday), open from `opens` until `closes`; until midnight is 24:00."""

    days: frozenset[int]
    opens: time
    closes: time | None


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody answers; no span at all means always."""

    spans: tuple[Span, ...] = ()

    def open_at(self, now: datetime) -> bool:
        """Whether somebody answers at this moment."""
        local = now.astimezone(LONDON)
        return not self.spans or any(
            local.weekday() in span.days
            and span.opens <= local.time()
            and (span.closes is None or local.time() < span.closes)
            for span in self.spans
        )

    def first_open(self, moment: datetime) -> datetime:
        """The first moment from this one on at which somebody answers."""
        if self.open_at(moment):
            return moment
        local = moment.astimezone(LONDON)
        days = (local.date() + timedelta(days=ahead) for ahead in range(8))
        starts = (
            datetime.combine(day, span.opens, LONDON)
            for day in days
            for span in sorted(self.spans, key=lambda span: span.opens)
            if day.weekday() in span.days
        )
        return next((s.astimezone(UTC) for s in starts if s > local), moment)

    def opens(self, now: datetime) -> str:
        """When somebody next answers, in words: "at 9am", "tomorrow at 8:30am", "on Monday"."""
        local = now.astimezone(LONDON)
        for ahead in range(8):
            day = local.date() + timedelta(days=ahead)
            starts = [s.opens for s in self.spans if day.weekday() in s.days]
            later = [at for at in starts if ahead or at > local.time()]
            if later:
                return _day_in_words(day, ahead) + _time_in_words(min(later))
        return "soon"


ALWAYS: Final = Hours()


def read_hours(value: Any) -> Hours:
    """The hours that a setting names.  Raises ValueError."""
    if isinstance(value, Hours):
        return value
    text = str(value).strip()
    if text.casefold() in ("", "always"):
        return ALWAYS
    return Hours(tuple(_span(part.strip()) for part in text.split(";") if part.strip()))


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError("write it as: Mon-Fri 08:00-20:00; Sat,Sun 09:00-17:00")
    closes = None if found["closes"] == "24:00" else time.fromisoformat(found["closes"])
    opens = time.fromisoformat(found["opens"])
    if closes is not None and closes <= opens:
        raise ValueError("a day must close after it opens; past midnight is two days")
    days = [day for part in found["days"].split(",") for day in _days(part.strip())]
    return Span(frozenset(days), opens, closes)


def _days(text: str) -> range:
    first, _, last = (part.strip()[:3].casefold() for part in text.partition("-"))
    if first not in _DAYS or (last and last not in _DAYS):
        raise ValueError("days are Mon, Tue, Wed, Thu, Fri, Sat, Sun")
    start, end = _DAYS.index(first), _DAYS.index(last or first)
    if end < start:
        raise ValueError("a range of days runs from the earlier to the later day of the week")
    return range(start, end + 1)


def _day_in_words(day: date, ahead: int) -> str:
    return {0: "", 1: "tomorrow "}.get(ahead, f"on {day:%A} ")


def _time_in_words(at: time) -> str:
    hour = at.hour % 12 or 12
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"at {hour}{minutes}{'am' if at.hour < 12 else 'pm'}"
