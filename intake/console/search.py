"""Finding a callback: by reference, by number, or by the exact name.

What was searched for travels in the form, never in an address, and only that somebody searched and
how is put on record.  A number is found by its keyed hash; a name only among those that are open
and those lately closed, since names are encrypted one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response, g

from flows.numbers import read_number
from intake.console import wording
from intake.console.detail import standing
from intake.console.door import ConsoleDoor
from intake.console.pages import Pages, field
from intake.console.roles import Right
from workers.callbacks import Callback

MOST_OPEN: Final = 1000
MOST_CLOSED: Final = 200
_REFERENCE: Final = re.compile(r"([A-Z0-9]{3})[ -]?([A-Z0-9]{3})")


@dataclass(frozen=True, slots=True)
class Hit:
    """One callback that was found."""

    reference: str
    level: str
    colour: str
    standing: str
    came: str


def register(pages: Pages) -> None:
    """The page for searching, and what it finds."""

    @pages.get("/search", Right.SEARCH)
    def search_page() -> Response:
        return pages.draw("search.html", hits=None, wanted="", error="")

    @pages.post("/search", Right.SEARCH)
    def search() -> Response:
        wanted = field("wanted", 100)
        if not wanted:
            return pages.draw(
                "search.html", 422, hits=None, wanted="", error="Write what to look for"
            )
        now = pages.door.now()
        how, found = look(pages.door, wanted, now)
        pages.record("searched", word=f"by {how}: {len(found)}")
        hits = [_hit(callback, g.account.name, now) for callback in found]
        return pages.draw("search.html", hits=hits, how=how, wanted=wanted, error="")


def look(door: ConsoleDoor, wanted: str, now: datetime) -> tuple[str, Sequence[Callback]]:
    """How it was looked for, and what was found, newest first."""
    if number := read_number(wanted):
        return "number", _of_number(door, number)
    if reference := _REFERENCE.fullmatch(wanted.upper()):
        callback = door.queue.get("-".join(reference.groups()))
        if callback is not None:
            return "reference", [callback]
    return "name", _of_name(door, wanted, now)


def _of_number(door: ConsoleDoor, number: str) -> list[Callback]:
    person = door.person(number)
    open_one = door.store.open_turn("console", person).callback
    return [*([open_one] if open_one else []), *door.queue.earlier(person)]


def _of_name(door: ConsoleDoor, name: str, now: datetime) -> list[Callback]:
    sought = name.casefold()
    among = [
        *door.queue.open_callbacks(now, limit=MOST_OPEN),
        *door.queue.recently_closed(MOST_CLOSED),
    ]
    found = [c for c in among if c.personal.wishes.name.casefold() == sought]
    return sorted(found, key=lambda callback: callback.waiting_since, reverse=True)


def _hit(callback: Callback, officer: str, now: datetime) -> Hit:
    return Hit(
        callback.reference,
        wording.level_words(callback.level, callback.kind),
        wording.COLOURS[callback.level],
        standing(callback, officer, now),
        wording.moment_words(callback.waiting_since, now),
    )
