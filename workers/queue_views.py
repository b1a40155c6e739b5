"""How the callback queue is looked at: lists, one callback, its history, the counts.

Listing lets ended leases end first, so that what is shown is how things stand at that moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from redis import Redis

from flows.levels import Level
from workers import keys, records
from workers.callbacks import Callback
from workers.history import HistoryEntry, Summary, history_from, summary_from
from workers.lua import Argument, Scripts
from workers.moments import to_ms
from workers.vault import Vault

AFTER_RED: Final = 10**13  # as in scripts/queue.lua: the order of those that are not red


class QueueViews:
    """What may be seen of the queue on one Redis."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._scripts = Scripts(redis)
        self._vault = vault

    def history(self, reference: str) -> tuple[HistoryEntry, ...]:
        """What was done about it, oldest first."""
        lines = self._scripts.call("LRANGE", keys.history(reference), 0, -1)
        return tuple(history_from(line, reference, self._vault) for line in lines)

    def get(self, reference: str) -> Callback | None:
        """One callback, open or closed; None when there is none, or no longer."""
        found = self._scripts.call("HGETALL", keys.callback(reference))
        return self._callback([part for pair in found.items() for part in pair]) if found else None

    def open_callbacks(self, now: datetime, limit: int = 200) -> tuple[Callback, ...]:
        """The open ones in take-next order, held ones in their place, then those for later."""
        found = [self._callback(flat) for flat in self._run("list_open", now, limit)]

        def place(callback: Callback) -> tuple[bool, bool, datetime, str]:
            later = callback.not_before > now and not callback.held
            not_red = callback.level is not Level.RED
            at = callback.not_before if later else callback.due_at
            return later, not later and not_red, at, callback.reference

        return tuple(sorted(found, key=place)[:limit])

    def red_waiting(self, limit: int = 20) -> tuple[str, ...]:
        """The red ones that may be rung now and that nobody has, the next one first."""
        found = self._scripts.call(
            "ZRANGE", keys.READY, "-inf", f"({AFTER_RED}", "BYSCORE", "LIMIT", 0, limit
        )
        return tuple(reference.decode() for reference in found)

    def recently_closed(self, limit: int = 50) -> tuple[Callback, ...]:
        """The last to be closed, newest first."""
        return self._listed(keys.CLOSED, limit)

    def earlier(self, person: str, limit: int = 20) -> tuple[Callback, ...]:
        """This person's closed callbacks, newest first."""
        return self._listed(keys.earlier_callbacks(person), limit)

    def summary(self, now: datetime) -> Summary:
        """Counts, longest wait, how many may be rung now and how many are past their promise."""
        return summary_from(self._run("summary", now))

    def changed(self) -> int:
        """A counter that grows with every change: nothing new while it is the same."""
        return int(self._scripts.call("GET", keys.CHANGED) or 0)

    def _run(
        self, name: str, now: datetime, *arguments: Argument, more_keys: Sequence[str] = ()
    ) -> Any:
        return self._scripts.run(
            name,
            [*keys.QUEUE_INDEXES, *more_keys],
            [to_ms(now), keys.CALLBACK_PREFIX, keys.HISTORY_PREFIX, *arguments],
        )

    def _callback(self, flat: Sequence[bytes]) -> Callback:
        return records.callback_from(flat, self._vault)

    def _listed(self, index: str, limit: int) -> tuple[Callback, ...]:
        found = self._scripts.run("closed_list", [index], [keys.CALLBACK_PREFIX, limit])
        return tuple(self._callback(flat) for flat in found)
