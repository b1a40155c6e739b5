"""One callback as an officer reads it: how to ring safely, what was said, what was done.  Pure.

The number is not here: it is added by the page, for whoever holds the callback, once that is on
record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.levels import Kind, Level
from flows.when import Window, in_words
from intake.console import rows, wording
from workers.callbacks import DELETE_ME, NO_CALL, Callback
from workers.history import HistoryEntry
from workers.plan import RESULTS, Plan, next_try


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of how to ring safely; `tone` is `yes`, `no`, `care` or empty."""

    label: str
    value: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the history."""

    at: str
    by: str
    what: str
    text: str = ""


def warnings(callback: Callback) -> tuple[str, ...]:
    """What must be read before anything else."""
    requests = callback.personal.requests
    said = (
        (
            DELETE_ME in requests,
            "They asked to be deleted. When you close this, everything about them is erased: "
            "number, messages and notes.",
        ),
        (NO_CALL in requests, "They asked not to be rung. Ring only if you judge them in danger."),
        (
            not callback.asked and callback.level is Level.RED,
            "They did not ask for a call. We saw danger in what they wrote or said.",
        ),
        (
            callback.check == "open",
            "They have not answered whether anybody is in danger. Read what they wrote, and ring "
            "only if you judge that somebody may be.",
        ),
    )
    return tuple(words for holds, words in said if holds)


def safety(callback: Callback, texts_stopped: bool, now: datetime) -> tuple[Fact, ...]:
    """How to ring safely, in the order in which it matters; no answer is not a yes."""
    wishes = callback.personal.wishes
    return (
        _asked(callback),
        Fact("When", _when(callback, now)),
        Fact("Ask for", wishes.name or "No name given", "" if wishes.name else "care"),
        _shared(wishes.shared_phone),
        _allowed("Leave a message", wishes.may_leave_message),
        Fact("Text them", "No: they stopped our texts", "no")
        if texts_stopped
        else _allowed("Text them", wishes.may_text),
    )


def history(entries: Sequence[HistoryEntry], now: datetime) -> tuple[Done, ...]:
    """What was done, newest first, without the notes."""
    return tuple(
        Done(
            wording.moment_words(entry.at, now),
            wording.actor(entry.by),
            wording.happened(entry.what, entry.detail),
        )
        for entry in reversed(entries)
        if entry.what != "note"
    )


def notes(entries: Sequence[HistoryEntry], now: datetime) -> tuple[Done, ...]:
    """What officers wrote for each other, newest first."""
    return tuple(
        Done(wording.moment_words(entry.at, now), entry.by, "Note", entry.detail)
        for entry in reversed(entries)
        if entry.what == "note"
    )


def results(callback: Callback, plan: Plan, now: datetime) -> tuple[tuple[str, str, str], ...]:
    """What may come of ringing, each with what follows from it by the plan."""
    return tuple(
        (result, wording.RESULTS[result], _follows(callback, plan, result, now))
        for result in RESULTS
    )


def outcomes(callback: Callback) -> tuple[tuple[str, str], ...]:
    """How this one may be closed."""
    never = {"exhausted", "safe"} if callback.level is Level.RED else set()
    if not callback.check:
        never.add("safe")
    return tuple((name, words) for name, words in wording.OUTCOMES.items() if name not in never)


def lowerings(callback: Callback) -> tuple[tuple[str, str], ...]:
    """To what it may be lowered: `level:kind`, and in words."""
    possible = ((Level.AMBER, Kind.MEDICAL), (Level.AMBER, Kind.UNCLEAR), (Level.NONE, None))
    return tuple(
        (f"{level.value}:{kind.value if kind else ''}", wording.level_words(level, kind))
        for level, kind in possible
        if level.rank < callback.level.rank
    )


def standing(callback: Callback, officer: str, now: datetime) -> str:
    """Where it stands, in a sentence."""
    if callback.state == "closed":
        at = wording.moment_words(callback.closed_at, now) if callback.closed_at else ""
        return f"Closed {at}: {wording.OUTCOMES.get(callback.outcome, callback.outcome)}"
    waiting = wording.duration(now - callback.waiting_since)
    promise = _promise(callback, now)
    return f"{rows.who(callback, officer)}. First in touch {waiting} ago. {promise}."


def _promise(callback: Callback, now: datetime) -> str:
    clock, due = rows.due_clock(callback, now)
    if clock == "later":
        return due.replace("Not before", "Not to be rung before")
    return due if due.startswith("Overdue") else f"To be rung {due[0].lower()}{due[1:]}"


def _asked(callback: Callback) -> Fact:
    answer = callback.personal.wishes.shall_we_ring
    if answer is False:
        return Fact("Asked to be rung", "No: they said not to ring", "no")
    if callback.asked:
        return Fact("Asked to be rung", "Yes", "yes")
    return Fact("Asked to be rung", "No: they were not asked, or did not answer", "care")


def _when(callback: Callback, now: datetime) -> str:
    wishes = callback.personal.wishes
    if not (wishes.not_before and wishes.due_by):
        return "As soon as we can" if callback.asked else "They named no time"
    if wishes.due_by <= now:
        return f"By {wording.moment_words(wishes.due_by, now)}, which has passed"
    return in_words(Window(wishes.not_before, wishes.due_by), now).capitalize()


def _shared(answer: bool | None) -> Fact:
    match answer:
        case True:
            return Fact("Shared phone", "Yes: somebody else may pick up", "care")
        case False:
            return Fact("Shared phone", "No", "yes")
        case None:
            return Fact("Shared phone", "Not known: take it as shared", "care")


def _allowed(label: str, answer: bool | None) -> Fact:
    match answer:
        case True:
            return Fact(label, "Yes", "yes")
        case False:
            return Fact(label, "No", "no")
        case None:
            return Fact(label, "No: they did not say yes", "no")


def _follows(callback: Callback, plan: Plan, result: str, now: datetime) -> str:
    after = next_try(plan, callback, result, now)
    if after.exhausted:
        return "That was the last try: it closes as not reached"
    again = wording.moment_words(after.not_before, now)
    if result == "later":
        return f"When, if they said; otherwise we try again from {again}"
    return f"We try again from {again}"
