"""The clock: one for the whole house, by a lock.  It notices what is due and rings for it.

A beat returns ended leases, wakes tries whose time has come, and rings for a slice of what is due;
what was rung for and not done comes again.  It does nothing itself that can take long, so that one
slow message holds up nothing.
"""

from __future__ import annotations

import secrets
import threading
from datetime import timedelta
from typing import Final

import structlog

from workers import keys
from workers.bell import Bell
from workers.callback_queue import CallbackQueue
from workers.context import WorkerContext
from workers.dueset import DueSet
from workers.errors import StoreAway
from workers.lua import Scripts
from workers.moments import to_ms, whole_ms

log = structlog.get_logger(__name__)
EVERY_SECONDS: Final = 1.0
LOCK: Final = timedelta(seconds=10)


class Clock:
    """One process's clock; of several, whoever has the lock beats."""

    def __init__(self, context: WorkerContext) -> None:
        self._now = context.now
        self._scripts = Scripts(context.redis)
        self._queue = CallbackQueue(context.redis, context.vault)
        self._due = DueSet(context.redis)
        self._bell = Bell(context.bell_redis)
        self._token = secrets.token_hex(8)

    def beat(self) -> bool:
        """One beat, if we lead; whether we do.  Raises StoreAway."""
        now = self._now()
        lock = [keys.CLOCK_LOCK, keys.CLOCK_BEAT]
        if not self._scripts.run("clock_lead", lock, [self._token, whole_ms(LOCK), to_ms(now)]):
            return False
        ended = self._queue.return_ended_leases(now)
        if ended:
            log.info("clock.leases_ended", references=ended)
        self._bell.ring(self._due.take(now), str(to_ms(now)))
        return True

    def stop(self) -> None:
        """Let another lead at once."""
        self._scripts.run("clock_leave", [keys.CLOCK_LOCK], [self._token])

    def run(self, stopping: threading.Event) -> None:
        """Beat until told to stop, whatever a beat meets."""
        while not stopping.is_set():
            try:
                self.beat()
            except StoreAway:
                log.warning("clock.store_away")
            except Exception as error:  # noqa: BLE001 - the next beat must come whatever this met
                log.error("clock.failed", error=type(error).__name__)
            stopping.wait(EVERY_SECONDS)
        try:
            self.stop()
        except StoreAway:
            log.warning("clock.store_away")
