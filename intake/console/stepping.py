"""How a step on a callback is taken: done and onward, or refused kindly with nothing lost.

What the queue refuses is put into words here, and everything that was typed stands in the page
again.  A note goes with a step as its second part: the step first, so that a refused one leaves no
note.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from flask import Response, abort, g, request

from intake.console.callback_page import Refusal, show
from intake.console.pages import Pages, field, see_other
from workers.errors import AlreadyClaimed, Gone, LeaseLost, OutcomeRefused

Step = Callable[[Pages, str], str]

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


def step_view(pages: Pages, name: str, step: Step) -> Callable[[str], Response]:
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


def fence() -> int:
    """The fence that the form carries; a made-up one is refused."""
    given = request.form.get("fence", "")
    if not given.isdecimal() or len(given) > 15:
        abort(HTTPStatus.BAD_REQUEST)
    return int(given)


def leave_note(pages: Pages, reference: str) -> None:
    """Keep what was written beside a step that is done."""
    if text := field("note"):
        pages.door.queue.note(reference, g.account.name, text, pages.door.now())


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


def _typed() -> dict[str, str]:
    return {name: field(name) for name in _TYPED}
