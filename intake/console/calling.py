"""Call now: ring the officer's phone and put them through, and say on the page how that goes.

What came of the call is a suggestion in the form; the officer confirms it.  Where it cannot be done
the button says why, and the number can be rung by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response, abort, g, request

from intake.console import wording
from intake.console.door import ConsoleDoor
from intake.console.forms import fence
from intake.console.pages import Pages
from intake.console.roles import Right
from workers.bridges import Bridge
from workers.callbacks import Callback
from workers.errors import BridgeRefused

NOT_SET_UP: Final = "Calling from here is not set up"
_STATES: Final = {
    "ringing": "Your phone is ringing. Take it, and press 1.",
    "dialling": "You are being put through, or are talking.",
    "not_taken": "Your phone was not answered, or nobody pressed 1. They were not rung.",
    "refused": "Your phone could not be rung. They were not rung.",
}
_RESULTS: Final = {
    "answered": "It was answered",
    "busy": "It was busy",
    "no_answer": "Nobody answered",
    "failed": "The call did not go through",
    "given_up": "The call was given up before anybody answered",
}
_MACHINE: Final = "A machine may have answered: if it did, record that as a voicemail."


@dataclass(frozen=True, slots=True)
class Call:
    """Whether they can be rung from here, and how the last call of this hold stands.

    `fills` names a field of the form and its value, where the call is over and says one.
    """

    why_not: str
    words: str = ""
    running: bool = False
    through: bool = False
    fills: tuple[str, str] = ("", "")


def register(pages: Pages) -> None:
    """What tells the page how the call goes."""

    @pages.get("/callbacks/<reference>/call-state", Right.WORK, quiet=True)
    def call_state(reference: str) -> Response:
        callback = pages.door.queue.get(reference)
        if callback is None:
            abort(404)
        call = standing(pages.door, callback, g.account.name, pages.door.now())
        fresh = callback.version if _only_the_call(call, callback) else 0
        return pages.draw("call.html", call=call, callback=callback, fresh_version=fresh)


def _only_the_call(call: Call, callback: Callback) -> bool:
    """Whether all that the page has not seen is that they were put through: its own doing."""
    return call.through and request.args.get("version") == str(callback.version - 1)


def standing(door: ConsoleDoor, callback: Callback, officer: str, now: datetime) -> Call:
    """How calling stands for whoever holds this callback."""
    if door.bridging is None:
        return Call(NOT_SET_UP)
    why_not = door.bridging.why_not(callback, officer, now)
    last = door.bridging.bridges.latest(callback.reference)
    if last is None or last.fence != callback.fence or last.officer != officer:
        return Call(why_not)
    running = last.state in ("ringing", "dialling")
    through = last.state in ("dialling", "over")
    return Call(why_not, _words(last), running, through, last.suggests)


def begin(pages: Pages, reference: str) -> str:
    """The step of ringing the officer's own phone."""
    if pages.door.bridging is None:
        raise BridgeRefused(NOT_SET_UP)
    pages.door.bridging.begin(reference, fence(), g.account.name, pages.door.now())
    return f"/console/callbacks/{reference}"


def _words(last: Bridge) -> str:
    if last.state != "over":
        return _STATES[last.state]
    said = _RESULTS.get(last.result, "It is over")
    if last.result != "answered":
        return f"{said}."
    minutes, seconds = divmod(last.seconds, 60)
    length = f"{wording.counted(minutes, 'minute')} " if minutes else ""
    return f"{said}, and lasted {length}{wording.counted(seconds, 'second')}. {_MACHINE}"
