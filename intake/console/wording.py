"""The console's words for levels, times, results and outcomes, so that every page says the same.

Words for officers only: nothing here is said to a person who texts or calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flows.levels import Kind, Level

LONDON: Final = ZoneInfo("Europe/London")
KINDS: Final[Mapping[Kind | None, str]] = {
    Kind.OVERDOSE: "overdose",
    Kind.SELF_HARM: "self-harm",
    Kind.SAFEGUARDING: "safeguarding",
    Kind.MEDICAL: "doctor today",
    Kind.UNCLEAR: "to check",
    None: "",
}
LEVELS: Final[Mapping[Level, str]] = {
    Level.RED: "Red",
    Level.AMBER: "Amber",
    Level.NONE: "Ordinary",
}
COLOURS: Final[Mapping[Level, str]] = {
    Level.RED: "red",
    Level.AMBER: "orange",
    Level.NONE: "grey",
}
RESULTS: Final[Mapping[str, str]] = {
    "no_answer": "No answer",
    "busy": "Busy",
    "voicemail": "Voicemail",
    "failed": "The call did not go through",
    "later": "They asked to be rung later",
}
OUTCOMES: Final[Mapping[str, str]] = {
    "reached": "Reached: we spoke to them",
    "passed_to_999": "Passed to 999",
    "elsewhere": "They have help elsewhere",
    "do_not_call": "They do not want to be rung",
    "cancelled": "They took it back",
    "wrong_number": "Wrong number",
    "duplicate": "Duplicate of another callback",
    "safe": "Read, and nobody is in danger",
    "exhausted": "Not reached, and no more tries",
}
STATES: Final[Mapping[str, str]] = {
    "waiting": "Waiting",
    "claimed": "Taken",
    "calling": "Ringing",
    "closed": "Closed",
}
CONTEXTS: Final[Mapping[str, str]] = {
    "denied": "but they said it is not so",
    "past": "but it is about the past",
    "asked": "but asked as a question",
    "figure": "but as a figure of speech",
    "other": "but about something else",
}
DOORS: Final[Mapping[str, str]] = {"sms": "Text", "voice": "Phone"}
_HAPPENED: Final[Mapping[str, str]] = {
    "opened": "Opened",
    "updated": "They were in touch again",
    "raised": "Raised",
    "withdrawn": "Taken back by the person",
    "claimed": "Taken",
    "calling": "Rang",
    "attempt": "Tried",
    "released": "Given back",
    "lease_ended": "Went back to the list by itself",
    "lowered": "Lowered",
    "alerted": "People on duty were told",
    "closing": "Closing",
    "closing_undone": "Closing undone",
    "closed": "Closed",
    "number_shown": "Number shown",
    "texted": "Sent a prepared text",
    "rang": "Put through from here",
    "split": "Split: another one for somebody on the same number",
    "split_from": "Split off from another one",
    "duplicate": "Another one was a duplicate of it",
    "delete_me": "They asked to be deleted",
    "note": "Note",
}
_RANG: Final[Mapping[str, str]] = {
    "answered": "answered",
    "busy": "busy",
    "no_answer": "no answer",
    "failed": "the call did not go through",
    "given_up": "given up",
}
_ALERTED: Final[Mapping[str, str]] = {
    "duty_and_desk": "People on duty were told again, and admissions were rung",
    "duty_and_lead": "People on duty and the lead were told, and the lead was rung",
    "paused": "Somebody heard the alert and asked for a few minutes",
}
_ACTORS: Final = {"they": "The person", "clock": "The service"}


def level_words(level: Level, kind: Kind | None) -> str:
    """The level and what it is about: "Red: overdose"."""
    about = KINDS[kind]
    return f"{LEVELS[level]}: {about}" if about and level is not Level.NONE else LEVELS[level]


def happened(what: str, detail: str) -> str:
    """A line of history in words; unknown ones as they stand, so that nothing is left out."""
    word = _HAPPENED.get(what, what.replace("_", " ").capitalize())
    match what:
        case "attempt":
            return f"{word}: {RESULTS.get(detail, detail)}"
        case "closed" | "closing":
            return f"{word}: {OUTCOMES.get(detail, detail)}"
        case "rang":
            return f"{word}: {_RANG.get(detail, detail)}"
        case "split" | "split_from" | "duplicate":
            return f"{word}: {detail}"
        case "alerted":
            return _ALERTED.get(detail, word)
        case "opened" | "raised" | "lowered" | "updated" if detail in LEVELS:
            return f"{word}: {LEVELS[Level(detail)]}"
        case _:
            return word


def actor(by: str) -> str:
    """Who did it."""
    return _ACTORS.get(by, by)


def duration(length: timedelta) -> str:
    """How long, as one would say it: "under a minute", "12 minutes", "3 hours 5 minutes"."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return counted(minutes, "minute")
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        rest = f" {counted(minutes, 'minute')}" if minutes else ""
        return counted(hours, "hour") + rest
    days, hours = divmod(hours, 24)
    return counted(days, "day") + (f" {counted(hours, 'hour')}" if hours else "")


def sentence(words: str) -> str:
    """The words with a capital in front, and every other letter as it is."""
    return words[:1].upper() + words[1:]


def ends_in(number: str) -> str:
    """A number of our own people, masked; empty when there is none."""
    return f"ends in {number[-3:]}" if number else ""


def clock_time(moment: datetime) -> str:
    """The time of day here: "3.40pm"."""
    local = moment.astimezone(LONDON)
    half = "am" if local.hour < 12 else "pm"
    return f"{local.hour % 12 or 12}.{local.minute:02}{half}"


def moment_words(moment: datetime, now: datetime) -> str:
    """When it is or was, from here: "3.40pm", "tomorrow at 9.00am", "Mon 23 Nov at 9.00am"."""
    local, today = moment.astimezone(LONDON), now.astimezone(LONDON).date()
    days = (local.date() - today).days
    if days == 0:
        return clock_time(moment)
    near = {1: "tomorrow", -1: "yesterday"}.get(days)
    year = f" {local.year}" if local.year != today.year else ""
    return f"{near or f'{local:%a} {local.day} {local:%b}{year}'} at {clock_time(moment)}"


def day_words(moment: datetime) -> str:
    """The day in full: "Monday 23 November 2026"."""
    local = moment.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B %Y}"


def counted(count: int, of: str) -> str:
    """So many of something: "1 minute", "5 minutes"."""
    return f"{count} {of}" if count == 1 else f"{count} {of}s"
