"""Prepared texts: an officer chooses one, nobody types to a person here; and how texts went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import g

from intake.console import wording
from intake.console.door import ConsoleDoor
from intake.console.forms import Missing, fence
from intake.console.pages import Pages, field
from workers.callbacks import Callback
from workers.prepared import why_not

_STATES: Final[Mapping[str, str]] = {
    "pending": "Waiting to be sent",
    "sending": "Being sent",
    "in_doubt": "Nobody knows whether it went; it is being looked up",
    "sent": "On its way",
    "delivered": "Arrived",
    "failed": "Did not arrive",
    "cancelled": "Not sent",
}
_ERRORS: Final[Mapping[str, str]] = {
    "stopped": "they stopped our texts",
    "too_old": "it was too late for it",
    "erased": "they asked to be deleted",
    "30003": "their phone is off or out of reach",
    "30005": "there is no such number",
    "30006": "their phone cannot be texted",
    "21610": "they stopped our texts",
}


@dataclass(frozen=True, slots=True)
class Texts:
    """What may be sent: each line's name and its words, or why nothing may; and what was sent."""

    why_not: str
    choices: tuple[tuple[str, str], ...]
    sent: tuple[tuple[str, str, str], ...]


def standing(door: ConsoleDoor, callback: Callback, stopped: bool, now: datetime) -> Texts:
    """What the page offers and shows."""
    reason = why_not(callback, texts_stopped=stopped)
    choices = () if reason else door.prepared.choices(callback)
    return Texts(
        reason,
        tuple((text.line, text.words) for text in choices),
        tuple(
            (wording.moment_words(view.at, now), _state(view.state, view.error), view.body)
            for view in door.outbox.of_person(callback.person)
        ),
    )


def send(pages: Pages, reference: str) -> str:
    """The step of sending one."""
    line = field("line", 80)
    if not line:
        raise Missing("line", "Choose a text")
    pages.door.prepared.send(reference, fence(), g.account.name, line, pages.door.now())
    return f"/console/callbacks/{reference}?told=texted"


def _state(state: str, error: str) -> str:
    words = _STATES.get(state, state)
    if state not in ("failed", "cancelled") or not error:
        return words
    return f"{words}: {_ERRORS.get(error, f'reason {error}')}"
