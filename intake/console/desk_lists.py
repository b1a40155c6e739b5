"""The lists of the desk as one officer sees them: bounded, with how many there are in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from intake.console.closings import Closing, closing
from intake.console.rows import Row, row
from workers.callback_queue import CallbackQueue
from workers.callbacks import Callback
from workers.moments import to_ms

MOST_NOW: Final = 20
MOST_LATER: Final = 10
CLOSING: Final = "closing."


@dataclass(frozen=True, slots=True)
class Lists:
    """What stands on the desk, each list in the order of the queue.

    `ready` and `waiting_later` are how many there are, shown or not; `drawn` is when this was.
    """

    closing: tuple[Closing, ...]
    mine: tuple[Row, ...]
    now: tuple[Row, ...]
    later: tuple[Row, ...]
    ready: int
    held: int
    waiting_later: int
    drawn: int

    @property
    def references(self) -> tuple[str, ...]:
        """All of them, as the page knows them; what closes is marked."""
        rows = tuple(row.reference for row in (*self.mine, *self.now, *self.later))
        return (*(CLOSING + closing.reference for closing in self.closing), *rows)


@dataclass(frozen=True, slots=True)
class News:
    """What is different from what a page shows: rows in other words, rows that are gone, new ones.

    `moved` are further rows that a page would show by now though nobody in them is new.
    """

    rows: tuple[Row, ...]
    gone: tuple[str, ...]
    ended: tuple[tuple[str, bool], ...]
    new: tuple[Row, ...]
    moved: tuple[Row, ...]


def lists(queue: CallbackQueue, officer: str, now: datetime) -> Lists:
    """The open callbacks as this officer sees them."""
    found = queue.desk(officer, now, MOST_NOW, MOST_LATER)
    return Lists(
        closing=tuple(c for one in found.mine if (c := closing(one, officer, now))),
        mine=_rows([one for one in found.mine if not one.closing], officer, now),
        now=_rows(found.now, officer, now),
        later=_rows(found.later, officer, now),
        ready=found.ready,
        held=found.held,
        waiting_later=found.waiting_later,
        drawn=to_ms(now),
    )


def news(found: Lists, known: frozenset[str], drawn: int) -> News:
    """What a page that shows `known` since `drawn` has not seen."""
    listed = frozenset(found.references)
    away = sorted(known - listed)
    unseen = [row for row in (*found.mine, *found.now) if row.reference not in known]
    new = [row for row in unseen if row.colour == "red" or to_ms(row.since) >= drawn]
    mine = frozenset(row.reference for row in found.mine)
    ended = [reference.removeprefix(CLOSING) for reference in away if reference.startswith(CLOSING)]
    return News(
        rows=tuple(r for r in (*found.mine, *found.now, *found.later) if r.reference in known),
        gone=tuple(reference for reference in away if not reference.startswith(CLOSING)),
        ended=tuple((reference, reference in mine) for reference in ended),
        new=tuple(new),
        moved=tuple(row for row in unseen if row not in new),
    )


def _rows(callbacks: Sequence[Callback], officer: str, now: datetime) -> tuple[Row, ...]:
    return tuple(row(callback, officer, now) for callback in callbacks)
