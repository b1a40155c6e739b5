"""One line of the list: what an officer must see of a callback before they take it.

No number, no name and no word that the person wrote is here.  Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flows.levels import Level
from flows.when import Window, in_words
from intake.console import wording
from workers.callbacks import DELETE_ME, NO_CALL, Callback

SOON: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Row:
    """A callback in the list.  `clock` is `overdue`, `soon`, `fine` or `later`."""

    reference: str
    level: str
    colour: str
    wanted: str
    waiting: str
    due: str
    clock: str
    safely: tuple[str, ...]
    who: str
    tries: str
    since: datetime


def row(callback: Callback, officer: str, now: datetime) -> Row:
    """How `officer` sees this callback in the list at `now`."""
    clock, due = due_clock(callback, now)
    return Row(
        reference=callback.reference,
        level=wording.level_words(callback.level, callback.kind),
        colour=wording.COLOURS[callback.level],
        wanted=wanted(callback, now),
        waiting=wording.duration(now - callback.waiting_since),
        due=due,
        clock=clock,
        safely=safely(callback),
        who=who(callback, officer),
        tries=tries(callback.attempts),
        since=callback.waiting_since,
    )


def wanted(callback: Callback, now: datetime) -> str:
    """What they asked for, and when."""
    wishes = callback.personal.wishes
    if NO_CALL in callback.personal.requests or wishes.shall_we_ring is False:
        return "Says: do not ring"
    if callback.asked and wishes.not_before and wishes.due_by:
        if wishes.due_by <= now:
            return f"A call by {wording.moment_words(wishes.due_by, now)}, which has passed"
        return f"A call {in_words(Window(wishes.not_before, wishes.due_by), now)}"
    if callback.asked:
        return "A call as soon as we can"
    if callback.level is Level.RED:
        return "Not a call: we saw danger"
    return "Not a call: read what they wrote" if callback.check else "Not a call"


def safely(callback: Callback) -> tuple[str, ...]:
    """How to ring safely, in a few words; an answer they did not give is not a yes."""
    personal = callback.personal
    wishes = personal.wishes
    said = (
        ("No number", not (personal.number or wishes.other_number)),
        ("Asked to be deleted", DELETE_ME in personal.requests),
        ("Shared phone", wishes.shared_phone is True),
        ("Message allowed", wishes.may_leave_message is True),
        ("Leave no message", wishes.may_leave_message is not True),
        ("Other number", bool(wishes.other_number)),
    )
    return tuple(words for words, holds in said if holds)


def due_clock(callback: Callback, now: datetime) -> tuple[str, str]:
    """How the promise stands: a word for its colour, and the words themselves."""
    if callback.not_before > now:
        return "later", f"Not before {wording.moment_words(callback.not_before, now)}"
    left = callback.due_at - now
    if callback.level is Level.RED:
        return "overdue", "At once"
    if left < timedelta(0):
        return "overdue", f"Overdue by {wording.duration(-left)}"
    at = wording.moment_words(callback.due_at, now)
    if left <= SOON:
        return "soon", f"By {at}, in {wording.duration(left)}"
    return "fine", f"By {at}"


def who(callback: Callback, officer: str) -> str:
    """Who has it."""
    if not callback.held:
        return wording.STATES[callback.state]
    yours, theirs = _doing(callback)
    return f"You {yours}" if callback.officer == officer else f"{callback.officer} {theirs}"


def _doing(callback: Callback) -> tuple[str, str]:
    if callback.closing:
        return "are closing it", "is closing it"
    return ("are ringing", "is ringing") if callback.state == "calling" else ("have it", "has it")


def tries(attempts: int) -> str:
    """How often it was tried."""
    return "" if attempts == 0 else "1 try" if attempts == 1 else f"{attempts} tries"
