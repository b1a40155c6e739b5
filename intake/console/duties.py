"""A duty in words, and out of the form.  Pure; hours are those of the clock on the wall here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from intake.console.wording import LONDON, clock_time, ends_in, sentence
from workers.rota import Duty

SHIFT: Final = timedelta(hours=8)
FIELDS: Final = ("who", "role", "day", "from", "until", "weekly", "phone")


class Unreadable(Exception):
    """The form says no duty: `where` is the field, `what` is said beside it."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(where)
        self.where = where
        self.what = what


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the rota.  `standing` is `now`, `off`, `later` or `past`."""

    id: str
    who: str
    role: str
    when: str
    phone: str
    on: bool
    standing: str


def line(duty: Duty, phone: str, now: datetime) -> Line:
    """The duty as the page shows it; `phone` is the account's, used where the duty names none."""
    number = duty.number or phone
    of_account = " (of the account)" if number and not duty.number else ""
    return Line(
        id=duty.id,
        who=duty.who,
        role=duty.role,
        when=when_words(duty, now),
        phone=f"{ends_in(number)}{of_account}" if number else "",
        on=duty.on,
        standing=_standing(duty, now),
    )


def when_words(duty: Duty, now: datetime) -> str:
    """Its hours: "Every Monday, 9.00am to 5.00pm", "today, 9.00pm to tomorrow, 7.00am"."""
    begins, ends = duty.begins.astimezone(LONDON), duty.ends.astimezone(LONDON)
    if duty.weekly:
        other = f"{ends:%A} " if ends.date() != begins.date() else ""
        first = f", from {begins.day} {begins:%b}" if begins > now else ""
        return f"Every {begins:%A}, {clock_time(begins)} to {other}{clock_time(ends)}{first}"
    other = f"{_day(ends, now)}, " if ends.date() != begins.date() else ""
    return f"{sentence(_day(begins, now))}, {clock_time(begins)} to {other}{clock_time(ends)}"


def read(typed: Mapping[str, str]) -> Duty:
    """The duty that the form says.  Until a time that is not later means the next day."""
    if not typed["who"]:
        raise Unreadable("who", "Say who is on duty")
    if typed["role"] not in ("officer", "lead"):
        raise Unreadable("role", "Say as what")
    try:
        day = date.fromisoformat(typed["day"])
    except ValueError:
        raise Unreadable("day", "Give the day as year-month-day, for example 2026-11-30") from None
    begins = datetime.combine(day, _time(typed, "from"), LONDON)
    ends = datetime.combine(day, _time(typed, "until"), LONDON)
    if ends <= begins:
        ends += timedelta(days=1)
    weekly, phone = bool(typed["weekly"]), typed["phone"]
    return Duty(typed["who"], typed["role"], begins, ends, weekly=weekly, number=phone)


def proposed(now: datetime) -> dict[str, str]:
    """What the empty form says: a shift that begins with this hour."""
    begins = now.astimezone(LONDON).replace(minute=0)
    ends = begins + SHIFT
    hours = {"from": f"{begins:%H:%M}", "until": f"{ends:%H:%M}"}
    return dict.fromkeys(FIELDS, "") | {"day": f"{begins:%Y-%m-%d}", "role": "officer"} | hours


def _time(typed: Mapping[str, str], where: str) -> time:
    try:
        return time.fromisoformat(typed[where]).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Unreadable(where, "Give the time as hours and minutes, for example 09:00") from None


def _standing(duty: Duty, now: datetime) -> str:
    if not duty.on:
        return "off"
    if duty.covers(now):
        return "now"
    return "past" if duty.ends <= now and not duty.weekly else "later"


def _day(moment: datetime, now: datetime) -> str:
    days = (moment.date() - now.astimezone(LONDON).date()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    return near or f"{moment:%a} {moment.day} {moment:%b}"
