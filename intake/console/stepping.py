"""How a step on a callback is taken: done and onward, or refused kindly with nothing lost.

What the queue refuses is put into words here, and everything that was typed stands in the page
again.  A note goes with a step as its second part: the step first, so that a refused one leaves no
note.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from flask import Response

from intake.console.callback_page import Refusal, show
from intake.console.forms import Missing, Step
from intake.console.pages import Pages, field, see_other
from workers.errors import (
    AlreadyClaimed,
    BridgeRefused,
    LeaseLost,
    OutcomeRefused,
    QueueRefused,
    TextRefused,
)

LOST: Final = (
    "Your time with it had ended and it went back to the list, where somebody took it. "
    "Nothing was recorded just now. What you wrote is still below: save it as a note, so that "
    "whoever has it now can read it."
)
_TYPED: Final = (
    "result", "later_when", "outcome", "duplicate_of", "note", "level", "line", "who", "reason",
    "until",
)  # fmt: skip
_RECORDED: Final = ("result", "outcome", "level", "line")  # what goes on the audit: our own words


def step_view(pages: Pages, name: str, step: Step) -> Callable[[str], Response]:
    """The view of a step: done and onward, or told why not with everything typed still there."""

    def view(reference: str) -> Response:
        try:
            onward = step(pages, reference)
            said = next((word for word in map(field, _RECORDED) if word), "")
            pages.record(name, reference, said)
            return see_other(onward)
        except Missing as missing:
            error = ((missing.where, missing.what),)
            refusal = Refusal(errors=error, typed=_typed(), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except QueueRefused as refused:
            heading, text = _kindly(refused)
            refusal = Refusal(heading, text, typed=_typed(), status=HTTPStatus.CONFLICT)
        return show(pages, reference, refusal)

    view.__name__ = f"callback_{name}"
    return view


def _kindly(refused: QueueRefused) -> tuple[str, str]:
    match refused:
        case TextRefused():
            return "The text was not sent", f"{refused}. Nothing was changed."
        case BridgeRefused():
            return "You cannot be put through", f"{refused}. Nothing was changed."
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
        case _:
            return (
                "This callback is closed already",
                "Nothing was changed. You can still leave a note.",
            )


def _typed() -> dict[str, str]:
    return {name: field(name) for name in _TYPED}
