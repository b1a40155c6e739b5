"""When a person would like to be rung, read from their own words, in the UK's own time and habits.

Pure: `now` is an argument.  What cannot be read gives None; nothing is ever guessed into the night,
and nobody is rung before the time they named.  The words shown back to the person and to staff are
made here too, so that both read the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from flows.days import LONDON, Days, days_meant
from flows.time_words import regular

EARLIEST: Final = time(8)
MORNING: Final = time(9)
LATEST: Final = time(21)
HOUR: Final = timedelta(hours=1)
AT_ONCE: Final = timedelta(minutes=5)  # nobody is told "between 3.33pm and 4.30pm"
DAY: Final = timedelta(days=1)

_PARTS: Final = {
    "morning": (MORNING, time(12)),
    "lunchtime": (time(12), time(14)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), LATEST),
    "tonight": (time(18), LATEST),
    "night": (time(18), LATEST),
}
_AFTER_PART: Final = {"morning": time(12), "afternoon": time(17)}
_SOON: Final = frozenset(("now", "soon", "today"))
_TIME: Final = (
    r"(?P<hour{n}>[01]?\d|2[0-4])(?::(?P<minute{n}>[0-5]\d))?(?P<half{n}>am|pm|!)?(?![\d:])"
    r"(?! (?:g|grams?|years?|days?|weeks?|months?|times|lines?|bags?|minutes|hours|kids|people|of)"
    r"\b)"
)
_RANGE: Final = re.compile(
    rf"\b(?:between |after |at )?{_TIME.format(n='')} (?P<how>to|until|and|or|before) "
    rf"{_TIME.format(n=2)}"
)
_ONE: Final = re.compile(
    r"\b(?P<not>(?:not|dont|do not|never|no)(?: \w+){0,2}? )?"
    r"(?P<busy>(?:work|working|busy|class|school|college|uni|out|away|asleep)(?: \w+){0,2}? )?"
    r"(?P<rel>finish at|finish work at|finish|home at|home before|until after|before|after|until|at"
    rf"|between) {_TIME.format(n='')}"
)
_BESIDE: Final = re.compile(
    rf"(?:^|(?:day|morrow|morning|afternoon|evening|night|weekend|weekday) ){_TIME.format(n='')}"
    r"(?=$| (?:tonight|tomorrow|today|morning|afternoon|evening|night|in the|on|please"
    r"|next|this|mon|tue|wed|thu|fri|sat|sun)|(?= (?:mon|tue|wed|thu|fri|sat|sun)))"
)
_BARE: Final = re.compile(rf"(?:^|.* ){_TIME.format(n='')}$")
_IN: Final = re.compile(
    r"\b(?:in|give (?:me|us)|for) (?:at )?(?P<count>\d{1,2}) (?P<unit>minutes|hours|days?|weeks?)\b"
)
_FROM_NOW: Final = re.compile(
    r"\b(?P<count>\d{1,2}) (?P<unit>minutes|hours)(?: s)? (?:after now|from now|time)\b"
)
_IN_A_WHILE: Final = re.compile(
    r"\b(?:later(?! (?:on )?(?:in the|this) week)|in a bit|in a while)\b"
)


_TELLING: Final = frozenset(
    (
        *_PARTS, *_SOON, "not", "before", "after", "until", "at", "between", "and", "or", "to",
        "on", "in", "the", "a", "tomorrow", "overmorrow", "later", "weekend", "weekday", "week",
        "next", "this", "minutes", "hours", "day", "days", "only", "any", "please", "pls", "half",
    )
)  # fmt: skip
_TOLD: Final = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|date:\d+-\d+|\d{1,2}(?::\d\d)?(?:am|pm|!)?"
)


@dataclass(frozen=True, slots=True)
class Window:
    """When to ring: never before `not_before`, and by `due_by`; both aware, in UTC."""

    not_before: datetime
    due_by: datetime


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    half: str

    def times(self, part: str, latest: time = LATEST) -> list[time]:
        """What time of day it may be, likeliest first when no day is named.

        `latest` is the last it may be where the half of the day was not said.
        """
        hour = self.hour % 24
        if self.half == "!" or hour > 12:
            return [time(hour, self.minute)]
        if self.half or part:
            late = self.half == "pm" or (not self.half and part != "morning")
            return [time(hour % 12 + (12 if late else 0), self.minute)]
        both = [time(hour % 12, self.minute), time(hour % 12 + 12, self.minute)]
        return [at for at in both if EARLIEST <= at < latest] or both[1:]


def read_window(text: str, now: datetime) -> Window | None:
    """The window that `text` asks for, or None when it names no time we can read."""
    said = regular(text)
    local = now.astimezone(LONDON)
    days = days_meant(said, local)
    part = next((name for name in _PARTS if re.search(rf"\b{name}\b", said)), "")
    said = said.replace("sametime", f"at {local:%H:%M}!")
    return (
        _in_a_while(said, now)
        or _between(said, part, days, local)
        or _by_the_clock(said, part, days, local)
        or _by_part(said, part, days, local)
        or _by_day(said, days, local)
    )


def nothing_but_times(text: str) -> bool:
    """Whether every word of `text` is one that times are told with: nothing else can be in it."""
    return all(word in _TELLING or _TOLD.fullmatch(word) for word in regular(text).split())


def _in_a_while(said: str, now: datetime) -> Window | None:
    found = _FROM_NOW.search(said) or _IN.search(said)
    if found and found["unit"] in ("minutes", "hours"):
        start = now + timedelta(**{found["unit"]: int(found["count"])})
        return Window(start, start + HOUR)
    if _IN_A_WHILE.search(said):
        local = now.astimezone(LONDON)
        last = datetime.combine(local.date(), LATEST, LONDON).astimezone(UTC)
        start = now + 2 * HOUR
        return Window(start, max(last, start + HOUR))
    return None


def _between(said: str, part: str, days: Days, local: datetime) -> Window | None:
    found = _RANGE.search(said)
    if found is None or (found["how"] == "before" and not found["half"]):
        return None
    later = _Clock(int(found["hour2"]), int(found["minute2"] or 0), found["half2"] or "")
    half = found["half"] or (later.half if int(found["hour"]) <= later.hour else "")
    sooner = _Clock(int(found["hour"]), int(found["minute"] or 0), half)
    start = _next(sooner.times(part), days, local)
    ends = [datetime.combine(start.date(), at, LONDON) for at in later.times(part)]
    end = next((at for at in ends if at > start), ends[-1])
    if end <= start:
        return None
    if found["how"] == "or":
        end += HOUR
    return _ahead(Window(_utc(start), _utc(end)), days, local)


def _by_the_clock(said: str, part: str, days: Days, local: datetime) -> Window | None:
    found = _ONE.search(said) or _BESIDE.search(said) or (days.named and _BARE.search(said)) or None
    if found is None or (found.re is not _ONE and int(found["hour"]) > 12 and not found["half"]):
        return None
    groups = found.groupdict()
    clock = _Clock(int(found["hour"]), int(found["minute"] or 0), found["half"] or "")
    relation = _relation(groups)
    latest = time(21, 1) if relation == "after" else LATEST  # nobody is rung before they said
    at = _next(clock.times(part, latest), days, local)
    match relation:
        case "after":
            last = datetime.combine(at.date(), LATEST, LONDON)
            window = Window(_utc(at), _utc(max(last, at + HOUR)))
        case "before":
            first = datetime.combine(at.date(), min(EARLIEST, at.time()), LONDON)
            window = Window(_utc(first), _utc(at))
        case _:
            window = Window(_utc(at), _utc(at) + HOUR)
    return _ahead(window, days, local)


def _relation(groups: dict[str, str | None]) -> str:
    """After, before or at: "busy until 6" is after it, "not before" too, "not after" is before."""
    rel = groups.get("rel") or "at"
    if rel.startswith(("finish", "home")) or rel == "until after":
        return "after"
    meant = {"until": "before", "before": "before", "after": "after"}.get(rel, "at")
    turned = bool(groups.get("not")) or (rel == "until" and bool(groups.get("busy")))
    return {"before": "after", "after": "before"}.get(meant, meant) if turned else meant


def _by_part(said: str, part: str, days: Days, local: datetime) -> Window | None:
    if not part:
        return None
    start, end = _PARTS[part]
    if part == "tonight" and days.first > local.date() and "not tonight" in said:
        return _by_day(said, days, local)
    if re.search(rf"\b(?:not|no|dont)(?: \w+){{0,3}} {part}\b", said):
        if part not in _AFTER_PART:
            start, end = MORNING, start
        else:
            start, end = _AFTER_PART[part], LATEST
    day = days.first
    window = Window(_at(day, start), _at(day, end))
    return _ahead(window, days, local)


def _by_day(said: str, days: Days, local: datetime) -> Window | None:
    if (days.named and days.last > local.date()) or "weekday" in said:
        window = Window(_at(days.first, MORNING), _at(days.last, LATEST))
        return Window(max(window.not_before, local.astimezone(UTC)), window.due_by)
    now = local.astimezone(UTC)
    if set(said.split()) & _SOON:
        return Window(now, now + HOUR)
    if days.named:  # any day but another: for what is left of this one
        return Window(now, max(_at(days.last, LATEST), now + HOUR))
    return None


def _next(times: list[time], days: Days, local: datetime) -> datetime:
    """The first of these times of day that is still to come; on a day they named, the first."""
    on_the_day = [datetime.combine(days.first, at, LONDON) for at in times]
    if days.named and days.first != local.date():
        return on_the_day[0]
    return next((at for at in on_the_day if at > local), on_the_day[0])


def _ahead(window: Window, days: Days, local: datetime) -> Window:
    """Not in the past: the next day when none was named, else as much of it as is left."""
    now = local.astimezone(UTC)
    if window.due_by > now:
        return Window(max(window.not_before, now), window.due_by)
    if days.named:
        return Window(now, now + HOUR)
    return Window(_a_day_later(window.not_before), _a_day_later(window.due_by))


def _a_day_later(moment: datetime) -> datetime:
    """The same time by the clock on the wall, also when the clocks change in the night."""
    local = moment.astimezone(LONDON)
    return datetime.combine(local.date() + timedelta(days=1), local.time(), LONDON).astimezone(UTC)


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def _utc(local: datetime) -> datetime:
    return local.astimezone(UTC)


def in_words(window: Window, now: datetime) -> str:
    """The window in plain words: "tomorrow between 5pm and 9pm", "within the hour"."""
    start, end = window.not_before.astimezone(LONDON), window.due_by.astimezone(LONDON)
    local = now.astimezone(LONDON)
    if start <= local + AT_ONCE:
        if window.due_by - now <= HOUR:
            return "within the hour"
        return f"by {_hour(end)} {_day(end, local)}"
    if end - start > DAY:
        last = f"{_hour(end)} {_day(end, local)}"
        return f"{_day(start, local)} from {_hour(start)}, at the latest by {last}"
    return f"{_day(start, local)} between {_hour(start)} and {_hour(end)}"


def _day(moment: datetime, local: datetime) -> str:
    days = (moment.date() - local.date()).days
    if days in (0, 1):
        return ("today", "tomorrow")[days]
    return f"on {moment:%A}" if days < 7 else f"on {moment:%A} {moment.day} {moment:%B}"


def _hour(moment: datetime) -> str:
    if (moment.hour, moment.minute) == (12, 0):
        return "noon"
    if (moment.hour, moment.minute) == (0, 0):
        return "midnight"
    hour = f"{moment.hour % 12 or 12}"
    minute = f".{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minute}{'am' if moment.hour < 12 else 'pm'}"
