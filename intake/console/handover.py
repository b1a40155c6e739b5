"""The hand-over sheet: everything that is open, for the next shift, to be read out or printed.

It is neutral, for paper lies about: no number, no name, nothing that the person wrote.  Notes are
in it, for they are what one shift tells the next; what looks like a number in them is struck out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response, g

from intake.console import wording
from intake.console.pages import Pages
from intake.console.roles import Right
from intake.console.rota_page import names_on_duty
from intake.console.rows import Row, due_clock, row
from workers.callback_queue import CallbackQueue
from workers.callbacks import Callback

MOST: Final = 150
MOST_LATER: Final = 50
LATEST_NOTES: Final = 3
STRUCK: Final = "[number]"
_NUMBER: Final = re.compile(r"\+?\(?\d(?:[\s().-]{0,2}\d){5,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One callback on the sheet, with what officers wrote about it lately, newest first."""

    row: Row
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the sheet: one callback stands in the first part that it fits."""

    id: str
    heading: str
    entries: tuple[Entry, ...]


def register(pages: Pages) -> None:
    """The sheet."""

    @pages.get("/handover", Right.READ)
    def handover() -> Response:
        now, queue = pages.door.now(), pages.door.queue
        desk = queue.desk(g.account.name, now, MOST, MOST_LATER)
        found = (*desk.mine, *desk.now, *desk.later)
        summary = queue.summary(now)
        total = sum(sum(states.values()) for states in summary.counts.values())
        pages.record("handover_seen")
        return pages.draw(
            "handover.html",
            parts=parts(queue, found, g.account.name, now),
            total=total,
            more=max(0, total - len(found)),
            on_duty=", ".join(names_on_duty(pages)) or "nobody",
            at=wording.moment_words(now, now),
            day=wording.day_words(now),
        )


def parts(
    queue: CallbackQueue, found: Sequence[Callback], officer: str, now: datetime
) -> tuple[Part, ...]:
    """The sheet in its parts, each in the order of the queue; empty parts are left out."""
    sorted_in: dict[str, list[Entry]] = {name: [] for name in _HEADINGS}
    for callback in found:
        entry = Entry(row(callback, officer, now), _notes(queue, callback, now))
        sorted_in[_part(callback, officer, now)].append(entry)
    return tuple(
        Part(name, heading, tuple(sorted_in[name]))
        for name, heading in _HEADINGS.items()
        if sorted_in[name]
    )


def without_numbers(text: str) -> str:
    """The note, with whatever may be a phone number struck out."""
    return _NUMBER.sub(STRUCK, text)


_HEADINGS: Final = {
    "red": "Red",
    "mine": "Yours",
    "overdue": "Overdue",
    "held": "Somebody has them",
    "now": "To ring now",
    "later": "Later",
}


def _part(callback: Callback, officer: str, now: datetime) -> str:
    if callback.level.value == "red":
        return "red"
    if callback.held:
        return "mine" if callback.officer == officer else "held"
    clock, _ = due_clock(callback, now)
    return {"overdue": "overdue", "later": "later"}.get(clock, "now")


def _notes(queue: CallbackQueue, callback: Callback, now: datetime) -> tuple[tuple[str, str], ...]:
    notes = [entry for entry in queue.history(callback.reference) if entry.what == "note"]
    return tuple(
        (f"{note.by}, {wording.moment_words(note.at, now)}", without_numbers(note.detail))
        for note in reversed(notes[-LATEST_NOTES:])
    )
