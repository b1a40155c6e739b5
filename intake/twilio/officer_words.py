"""What officers hear on the phone.  Words for staff, not for the people they ring; pure.

Until somebody has pressed 1 nothing here says what the service is or whom it is about.
"""

from __future__ import annotations

from typing import Final

from flows.levels import Level
from workers.callbacks import DELETE_ME, NO_CALL, Callback

PRESS_ONE: Final = "This is the callback desk. To go on, press 1."
NOT_YOURS: Final = (
    "This callback is not yours any more, or the call has ended. Look at the page. Goodbye."
)
BY_HAND: Final = "Something is wrong at our end. Please ring by hand. Goodbye."
ENDED: Final = "That call is over. Please say on the page what came of it. Goodbye."
_DONE: Final = {
    "busy": "Their phone is busy. Please confirm it on the page. Goodbye.",
    "no-answer": "Nobody answered. Please confirm it on the page. Goodbye.",
    "failed": "Their phone could not be reached. Please confirm it on the page. Goodbye.",
}


def done(status: str) -> str:
    """What is said after the person's leg."""
    return _DONE.get(status, ENDED)


def how_to_ring(callback: Callback, voicemail: str) -> tuple[str, ...]:
    """Whom they will speak to, and how to do it safely; `voicemail` is what a machine may hear."""
    wishes, requests = callback.personal.wishes, callback.personal.requests
    name = wishes.name
    red = callback.level is Level.RED
    said = (
        (red, "This one is red."),
        (not callback.asked, "They did not ask for a call."),
        (bool({NO_CALL, DELETE_ME} & set(requests)), "They asked not to be rung."),
        (bool(name), f"Ask for {name}."),
        (not name, "They gave no name."),
        (
            wishes.shared_phone is not False,
            "Somebody else may pick up: say nothing of us until you know who it is.",
        ),
        (
            wishes.may_leave_message is True,
            f"If a machine answers, you may say only: {voicemail} Otherwise press star.",
        ),
        (
            wishes.may_leave_message is not True,
            "If a machine answers, say nothing and press star.",
        ),
        (True, "Ringing now."),
    )
    return tuple(words for holds, words in said if holds)
