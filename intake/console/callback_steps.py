"""What an officer does to a callback: each step is the queue's, and here it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Response, g

from flows.levels import Kind, Level
from flows.when import read_window
from intake.console import blocking, calling, texting
from intake.console.callback_page import holds, lease_words
from intake.console.desk import CALLBACKS
from intake.console.forms import Missing, Step, fence, leave_note
from intake.console.guard import HOME
from intake.console.others import duplicate_of, split
from intake.console.pages import Pages, field
from intake.console.roles import Right
from intake.console.stepping import step_view
from intake.console.wording import OUTCOMES, RESULTS
from workers.errors import Gone, LeaseLost

UNREADABLE: Final = (
    "Write the time as they said it, for example “tomorrow after 5pm” or “Friday morning”"
)


def register(pages: Pages) -> None:
    """The steps, each at its address below the callback's."""
    for name, (right, step) in STEPS.items():
        pages.post(f"/callbacks/<reference>/{name}", right)(step_view(pages, name, step))

    @pages.post("/callbacks/<reference>/still-here", Right.WORK, quiet=True)
    def still_here(reference: str) -> Response:
        """The page asks by itself, while somebody is there, to keep what they hold."""
        queue, now = pages.door.queue, pages.door.now()
        try:
            queue.renew(reference, fence(), now)
            mine = True
        except (LeaseLost, Gone):
            mine = False
        callback = queue.get(reference)
        until = lease_words(callback, now) if callback else ""
        who = callback.officer if callback and callback.held else ""
        return pages.draw("lease.html", callback=callback, mine=mine, lease=until, who=who)


def _claim(pages: Pages, reference: str) -> str:
    pages.door.queue.claim(reference, g.account.name, pages.door.now())
    return f"{CALLBACKS}{reference}?told=taken"


def _release(pages: Pages, reference: str) -> str:
    pages.door.queue.release(reference, fence(), g.account.name, pages.door.now())
    return f"{HOME}?told=released"


def _renew(pages: Pages, reference: str) -> str:
    pages.door.queue.renew(reference, fence(), pages.door.now())
    return f"{CALLBACKS}{reference}?told=kept"


def _note(pages: Pages, reference: str) -> str:
    if not field("note"):
        raise Missing("note", "Write the note first")
    leave_note(pages, reference)
    return f"{CALLBACKS}{reference}?told=noted"


def _attempt(pages: Pages, reference: str) -> str:
    result, said, now = field("result"), field("later_when", 200), pages.door.now()
    if result not in RESULTS:
        raise Missing("result", "Say what came of the call")
    window = read_window(said, now) if result == "later" and said else None
    if result == "later" and said and window is None:
        raise Missing("later_when", UNREADABLE)
    chosen = window.not_before if window else None
    after = pages.door.queue.attempt(
        reference, fence(), g.account.name, result, now, not_before=chosen
    )
    leave_note(pages, reference)
    return f"{HOME}?told={'exhausted' if after.state == 'closed' else 'tried'}"


def _close(pages: Pages, reference: str) -> str:
    """It takes effect in a minute, until when it can be undone."""
    outcome, officer = field("outcome"), g.account.name
    if outcome not in OUTCOMES:
        raise Missing("outcome", "Say how it ended")
    queue, now = pages.door.queue, pages.door.now()
    stays = duplicate_of(pages.door, reference) if outcome == "duplicate" else ""
    queue.close_soon(reference, fence(), officer, outcome, now, duplicate_of=stays)
    leave_note(pages, reference)
    return f"{HOME}?told=closing"


def _undo(pages: Pages, reference: str) -> str:
    queue, officer, now = pages.door.queue, g.account.name, pages.door.now()
    try:
        queue.undo_close(reference, fence(), officer, now)
    except LeaseLost:  # something else undid it already, and it may be theirs as before
        callback = queue.get(reference)
        if callback is None or callback.closing or not holds(callback, officer, now):
            raise
    return f"{CALLBACKS}{reference}?told=undone"


def _lower(pages: Pages, reference: str) -> str:
    level, _, kind = field("level").partition(":")
    if level not in {Level.AMBER.value, Level.NONE.value}:
        raise Missing("level", "Say what the level is")
    if not field("note"):
        raise Missing("lower-note", "Say why you lower it")
    about = Kind(kind) if kind in (Kind.MEDICAL.value, Kind.UNCLEAR.value) else None
    officer, now = g.account.name, pages.door.now()
    pages.door.queue.lower(reference, fence(), officer, Level(level), about, now)
    leave_note(pages, reference)
    return f"{CALLBACKS}{reference}?told=lowered"


STEPS: Final[Mapping[str, tuple[Right, Step]]] = {
    "claim": (Right.WORK, _claim),
    "release": (Right.WORK, _release),
    "renew": (Right.WORK, _renew),
    "note": (Right.WORK, _note),
    "attempt": (Right.WORK, _attempt),
    "close": (Right.WORK, _close),
    "undo": (Right.WORK, _undo),
    "lower": (Right.LOWER, _lower),
    "call": (Right.WORK, calling.begin),
    "text": (Right.WORK, texting.send),
    "split": (Right.WORK, split),
    "block": (Right.BLOCK, blocking.of_callback),
}
