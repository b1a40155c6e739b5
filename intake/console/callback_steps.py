"""What an officer does to a callback.

Each step is the queue's; here it is asked for, and what the queue refuses is said kindly.  A note
goes with a step as its second part: the step first, so that a refused one leaves no note.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from flask import Response, abort, g, request

from flows.levels import Kind, Level
from flows.when import read_window
from intake.console.callback_page import Refusal, lease_words, show
from intake.console.desk import CALLBACKS
from intake.console.guard import HOME
from intake.console.pages import Pages, field, see_other
from intake.console.roles import Right
from intake.console.wording import OUTCOMES, RESULTS
from workers.callbacks import DELETE_ME
from workers.errors import AlreadyClaimed, Gone, LeaseLost, OutcomeRefused

Step = Callable[[Pages, str], str]

UNREADABLE: Final = (
    "Write the time as they said it, for example “tomorrow after 5pm” or “Friday morning”"
)
LOST: Final = (
    "Your time with it had ended and it went back to the list, where somebody took it. "
    "Nothing was recorded just now. What you wrote is still below: save it as a note, so that "
    "whoever has it now can read it."
)
_TYPED: Final = ("result", "later_when", "outcome", "note", "level")


class Missing(Exception):
    """The form lacks something: `where` is the field, `what` is said beside it."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(where)
        self.where = where
        self.what = what


def register(pages: Pages) -> None:
    """The steps, each at its address below the callback's."""
    for name, (right, step) in STEPS.items():
        pages.post(f"/callbacks/<reference>/{name}", right)(_view(pages, name, step))

    @pages.post("/callbacks/<reference>/still-here", Right.WORK)
    def still_here(reference: str) -> Response:
        """The page asks by itself, while somebody is there, to keep what they hold."""
        queue, now = pages.door.queue, pages.door.now()
        try:
            queue.renew(reference, _fence(), now)
            mine = True
        except (LeaseLost, Gone):
            mine = False
        callback = queue.get(reference)
        until = lease_words(callback, now) if callback else ""
        who = callback.officer if callback and callback.held else ""
        return pages.draw("lease.html", callback=callback, mine=mine, lease=until, who=who)


def _view(pages: Pages, name: str, step: Step) -> Callable[[str], Response]:
    """The view of a step: done and onward, or told why not with everything typed still there."""

    def view(reference: str) -> Response:
        try:
            onward = step(pages, reference)
            pages.record(name, reference, field("result") or field("outcome") or field("level"))
            return see_other(onward)
        except Missing as missing:
            error = ((missing.where, missing.what),)
            refusal = Refusal(errors=error, typed=_typed(), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except (AlreadyClaimed, LeaseLost, OutcomeRefused, Gone) as refused:
            heading, text = _kindly(refused)
            refusal = Refusal(heading, text, typed=_typed(), status=HTTPStatus.CONFLICT)
        return show(pages, reference, refusal)

    view.__name__ = f"callback_{name}"
    return view


def _kindly(refused: AlreadyClaimed | LeaseLost | OutcomeRefused | Gone) -> tuple[str, str]:
    match refused:
        case AlreadyClaimed():
            return (
                f"{refused.officer} has this callback",
                "They took it before you did. Nothing was changed, and you can go on with "
                "another one.",
            )
        case LeaseLost():
            return "This callback is not yours any more", LOST
        case OutcomeRefused():
            return (
                "It cannot be done this way",
                "The callback has changed meanwhile, or its level does not allow it. Look again.",
            )
        case Gone():
            return (
                "This callback is closed already",
                "Nothing was changed. You can still leave a note.",
            )


def _claim(pages: Pages, reference: str) -> str:
    pages.door.queue.claim(reference, g.account.name, pages.door.now())
    return f"{CALLBACKS}{reference}?told=taken"


def _release(pages: Pages, reference: str) -> str:
    pages.door.queue.release(reference, _fence(), g.account.name, pages.door.now())
    return f"{HOME}?told=released"


def _renew(pages: Pages, reference: str) -> str:
    pages.door.queue.renew(reference, _fence(), pages.door.now())
    return f"{CALLBACKS}{reference}?told=kept"


def _note(pages: Pages, reference: str) -> str:
    if not field("note"):
        raise Missing("note", "Write the note first")
    _with_note(pages, reference)
    return f"{CALLBACKS}{reference}?told=noted"


def _attempt(pages: Pages, reference: str) -> str:
    result, said, now = field("result"), field("later_when", 200), pages.door.now()
    if result not in RESULTS:
        raise Missing("result", "Say what came of the call")
    window = read_window(said, now) if result == "later" and said else None
    if result == "later" and said and window is None:
        raise Missing("later_when", UNREADABLE)
    chosen = window.not_before if window else None
    fence, officer = _fence(), g.account.name
    after = pages.door.queue.attempt(reference, fence, officer, result, now, not_before=chosen)
    _with_note(pages, reference)
    return f"{HOME}?told={'exhausted' if after.state == 'closed' else 'tried'}"


def _close(pages: Pages, reference: str) -> str:
    outcome, queue = field("outcome"), pages.door.queue
    if outcome not in OUTCOMES:
        raise Missing("outcome", "Say how it ended")
    before = queue.get(reference)
    queue.close(reference, _fence(), g.account.name, outcome, pages.door.now())
    if before and DELETE_ME not in before.personal.requests:
        _with_note(pages, reference)
    return f"{HOME}?told=closed"


def _lower(pages: Pages, reference: str) -> str:
    level, _, kind = field("level").partition(":")
    if level not in {Level.AMBER.value, Level.NONE.value}:
        raise Missing("level", "Say what the level is")
    if not field("note"):
        raise Missing("lower-note", "Say why you lower it")
    about = Kind(kind) if kind in (Kind.MEDICAL.value, Kind.UNCLEAR.value) else None
    fence, officer, now = _fence(), g.account.name, pages.door.now()
    pages.door.queue.lower(reference, fence, officer, Level(level), about, now)
    _with_note(pages, reference)
    return f"{CALLBACKS}{reference}?told=lowered"


STEPS: Final[Mapping[str, tuple[Right, Step]]] = {
    "claim": (Right.WORK, _claim),
    "release": (Right.WORK, _release),
    "renew": (Right.WORK, _renew),
    "note": (Right.WORK, _note),
    "attempt": (Right.WORK, _attempt),
    "close": (Right.WORK, _close),
    "lower": (Right.LOWER, _lower),
}


def _typed() -> dict[str, str]:
    return {name: field(name) for name in _TYPED}


def _fence() -> int:
    fence = request.form.get("fence", "")
    if not fence.isdecimal() or len(fence) > 15:
        abort(HTTPStatus.BAD_REQUEST)
    return int(fence)


def _with_note(pages: Pages, reference: str) -> None:
    if text := field("note"):
        pages.door.queue.note(reference, g.account.name, text, pages.door.now())
