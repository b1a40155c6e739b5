"""What a desk shows of the queue: bounded, however many wait.

Only what is shown is unsealed.  The order is take-next order, what colleagues hold in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from workers import records
from workers.callbacks import Callback
from workers.queue_views import QueueViews

MOST_HELD: Final = 200
READY: Final = "ready"
HELD: Final = "held"
LATER: Final = "later"


@dataclass(frozen=True, slots=True)
class DeskView:
    """What one officer's desk holds.  `ready`, `held` and `waiting_later` count all there are.

    `now` are the first to be rung, and what colleagues hold; `mine` is all that the officer holds.
    """

    mine: tuple[Callback, ...]
    now: tuple[Callback, ...]
    later: tuple[Callback, ...]
    ready: int
    held: int
    waiting_later: int


class DeskViews(QueueViews):
    """Desks on one Redis.  Every method raises StoreAway when Redis cannot."""

    def desk(self, officer: str, now: datetime, most: int, most_later: int) -> DeskView:
        """The desk of this officer, with at most so many of those that are not theirs."""
        ready, held, later, *counts = self._run("desk", now, most, MOST_HELD, most_later)
        mine = [flat for flat in held if _field(flat, b"officer") == officer.encode()]
        others = [flat for flat in held if _field(flat, b"officer") != officer.encode()]
        first = sorted([*ready, *others], key=_place)[:most]
        return DeskView(
            mine=self._callbacks(sorted(mine, key=_place)),
            now=self._callbacks(first),
            later=self._callbacks(later),
            ready=counts[0],
            held=counts[1],
            waiting_later=counts[2],
        )

    def desk_page(
        self, which: str, now: datetime, skip: int, most: int
    ) -> tuple[int, tuple[Callback, ...]]:
        """How many are `ready`, `held` or `later`, and a page of them."""
        total, found = self._run("desk_page", now, which, skip, most)
        return total, self._callbacks(found)

    def _callbacks(self, found: Sequence[Any]) -> tuple[Callback, ...]:
        return tuple(records.callback_from(flat, self._vault) for flat in found)


def _place(flat: Sequence[bytes]) -> tuple[bool, int, bytes]:
    """Red first, then the earliest promise."""
    return (
        _field(flat, b"level") != b"red",
        int(_field(flat, b"due_at")),
        _field(flat, b"reference"),
    )


def _field(flat: Sequence[bytes], name: bytes) -> bytes:
    return next(flat[n + 1] for n in range(0, len(flat), 2) if flat[n] == name)
