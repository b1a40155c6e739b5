"""When a person would like to be rung, read from their own words, in the UK's own time and habits.

Pure: `now` is an argument.  What cannot be read gives None; nothing is ever guessed into the night.
The words shown back to the person and to staff are made here too, so that both read the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flows.typed import plain

LONDON: Final = ZoneInfo("Europe/London")
EARLIEST: Final = time(8)
LATEST: Final = time(21)

_PARTS: Final = {
    "morning": (time(9), time(12)),
    "lunchtime": (time(12), time(14)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), LATEST),
    "night": (time(18), LATEST),
}
_SPELT: Final = {
    "2moro": "tomorrow", "2morrow": "tomorrow", "tomoz": "tomorrow", "2moz": "tomorrow",
    "tmrw": "tomorrow", "tmr": "tomorrow", "tomorow": "tomorrow", "tommorow": "tomorrow",
    "tommorrow": "tomorrow", "tomorro": "tomorrow", "tonite": "tonight", "2nite": "tonight",
    "2night": "tonight", "2day": "today", "morn": "morning", "mornin": "morning", "am": "morning",
    "aft": "afternoon", "arvo": "afternoon", "pm": "afternoon", "eve": "evening",
    "evenin": "evening", "evening": "evening", "evenings": "evening", "mornings": "morning",
    "afternoons": "afternoon", "teatime": "evening", "noon": "lunchtime", "lunch": "lunchtime",
    "dinnertime": "lunchtime", "till": "until", "til": "until", "by": "before", "b4": "before",
    "from": "after", "past": "after", "any time": "anytime",
}  # fmt: skip
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_STEMS: Final = {stem: n for n, day in enumerate(_DAYS) for stem in (day, day[:3], day[:4])}
_SOON: Final = frozenset(
    ("now", "asap", "anytime", "whenever", "soon", "immediately", "straightaway", "today", "any")
)
_CLOCK: Final = re.compile(
    r"\b(?:(?P<rel>not before|after|before|until|at|around|about)\s+)?"
    r"(?P<half>half\s+)?(?P<hour>[01]?\d|2[0-3])(?:[ :.](?P<minute>[0-5]\d))?"
    r"\s*(?P<half_day>am|pm)?\b"
)


@dataclass(frozen=True, slots=True)
class Window:
    """When to ring: never before `not_before`, and by `due_by`; both aware, in UTC."""

    not_before: datetime
    due_by: datetime


def read_window(text: str, now: datetime) -> Window | None:
    """The window that `text` asks for, or None when it names no time we can read."""
    words = _clock_marks(text)
    spoken = " ".join(_SPELT.get(word, word) for word in plain(words).split())
    local = now.astimezone(LONDON)
    day, day_named = _day(spoken, local)
    clock = _CLOCK.search(plain(words))
    part = next((name for name in _PARTS if f" {name} " in f" {spoken} "), "")
    if "tonight" in spoken.split():
        part = "night"
    if clock and (day_named or clock["rel"] or clock["half"] or clock["half_day"] or part):
        return _by_the_clock(clock, part, day, day_named, local)
    if part:
        return _by_part(part, day, day_named, local)
    if day_named and day != local.date():
        return _window(day, time(9), LATEST)
    if set(spoken.split()) & _SOON:
        return Window(now, now + timedelta(hours=1))
    return None


def in_words(window: Window, now: datetime) -> str:
    """The window in plain words: "tomorrow between 5pm and 9pm", "within the hour"."""
    start, end = window.not_before.astimezone(LONDON), window.due_by.astimezone(LONDON)
    local = now.astimezone(LONDON)
    if start <= local:
        return "within the hour" if end - local <= timedelta(hours=1) else f"by {_hour(end)}"
    days = (start.date() - local.date()).days
    far = f"on {_DAYS[start.weekday()].title()}"
    if days > 6:
        far += f" {start.day} {start:%B}"
    day = {0: "today", 1: "tomorrow"}.get(days, far)
    return f"{day} between {_hour(start)} and {_hour(end)}"


def _hour(moment: datetime) -> str:
    if (moment.hour, moment.minute) == (12, 0):
        return "noon"
    hour = f"{moment.hour % 12 or 12}"
    minute = f".{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minute}{'am' if moment.hour < 12 else 'pm'}"


def _clock_marks(text: str) -> str:
    return re.sub(r"(\d)[:.](\d\d)\b", r"\1 \2", text)


def _day(spoken: str, local: datetime) -> tuple[date, bool]:
    words = spoken.split()
    if "tomorrow" in words:
        return local.date() + timedelta(days=1), True
    if "today" in words or "tonight" in words:
        return local.date(), True
    for word in words:
        if word in _DAY_STEMS:
            ahead = (_DAY_STEMS[word] - local.weekday()) % 7 or 7
            return local.date() + timedelta(days=ahead), True
    return local.date(), False


def _by_part(part: str, day: date, day_named: bool, local: datetime) -> Window:
    start, end = _PARTS[part]
    window = _window(day, start, end)
    if not day_named and window.due_by <= local:
        window = _window(day + timedelta(days=1), start, end)
    return _not_in_the_past(window, local)


def _by_the_clock(
    clock: re.Match[str], part: str, day: date, day_named: bool, local: datetime
) -> Window:
    at = _time_of_day(clock, part)
    if clock["rel"] in ("before", "until"):
        window = _window(day, EARLIEST, at)
    elif clock["rel"] in ("after", "not before"):
        window = _window(day, at, LATEST)
    else:
        start = datetime.combine(day, at, LONDON)
        window = Window(start.astimezone(UTC), (start + timedelta(hours=1)).astimezone(UTC))
    if window.due_by <= local and not day_named:
        window = Window(window.not_before + timedelta(days=1), window.due_by + timedelta(days=1))
    return _not_in_the_past(window, local)


def _time_of_day(clock: re.Match[str], part: str) -> time:
    """The hour they mean: without am or pm, the one that falls between eight and nine at night."""
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    if clock["half"]:
        minute = 30
    afternoon = clock["half_day"] == "pm" or part in ("afternoon", "evening", "night")
    if hour < 12 and clock["half_day"] != "am" and (afternoon or hour < EARLIEST.hour):
        hour += 12
    return min(max(time(hour % 24, minute), EARLIEST), LATEST)


def _window(day: date, start: time, end: time) -> Window:
    if end <= start:
        end = (datetime.combine(day, start) + timedelta(hours=1)).time()
    return Window(
        datetime.combine(day, start, LONDON).astimezone(UTC),
        datetime.combine(day, end, LONDON).astimezone(UTC),
    )


def _not_in_the_past(window: Window, local: datetime) -> Window:
    now = local.astimezone(UTC)
    if window.due_by <= now:
        return Window(now, now + timedelta(hours=1))
    return Window(max(window.not_before, now), window.due_by)
