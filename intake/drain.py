"""Takes what waited on disk through the same handler, oldest first, once Redis is back.

Runs beside the web server; of several processes one drains at a time.  A request goes from the
disk only when it has been taken; one that is damaged, or that the handler fails on again and
again, is set aside so that the others are not kept waiting, and the operator is told.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from intake.logs import where
from intake.spool import Spool, Spooled
from workers.errors import NewerForm, StoreAway

log = structlog.get_logger(__name__)
EVERY_SECONDS: Final = 2.0
MOST_FAILURES: Final = 3


class Drainer:
    """Drains `spool` by `take`, which raises StoreAway while Redis is still away."""

    def __init__(self, spool: Spool, take: Callable[[Spooled], None]):
        self._spool = spool
        self._take = take
        self._failures: Counter[Path] = Counter()
        self._stopping = threading.Event()

    def drain(self) -> int:
        """Take what waits, until nothing does or Redis is away again.  Returns how many."""
        taken = 0
        if not self._spool.waiting():
            return taken
        with self._spool.draining() as ours:
            if not ours:
                return taken
            for path, request in self._spool.oldest_first():
                try:
                    taken += self._one(path, request)
                except StoreAway:
                    break
        if taken:
            log.info("spool.drained", requests=taken)
        return taken

    def start(self) -> None:
        """Drain every couple of seconds in the background, for as long as the process lives."""
        threading.Thread(target=self._run, name="drainer", daemon=True).start()

    def stop(self) -> None:
        """Let the background thread end."""
        self._stopping.set()

    def _one(self, path: Path, request: Spooled | None) -> int:
        """1 when it was taken.  Raises StoreAway when Redis is away again."""
        if request is None:
            log.error("spool.damaged", file=path.name)
            self._spool.set_aside(path)
            return 0
        try:
            self._take(request)
        except StoreAway:
            raise
        except NewerForm:
            log.warning("spool.newer_form", file=path.name)
            return 0  # in the middle of an upgrade; the newer one of us will take it
        except Exception as error:  # noqa: BLE001 - one request must not keep the others waiting
            self._failed(path, error)
            return 0
        self._spool.done(path)
        return 1

    def _failed(self, path: Path, error: Exception) -> None:
        self._failures[path] += 1
        log.error("spool.not_taken", file=path.name, error=type(error).__name__, where=where(error))
        if self._failures[path] >= MOST_FAILURES:
            del self._failures[path]
            self._spool.set_aside(path)

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_SECONDS):
            try:
                self.drain()
            except Exception as error:  # noqa: BLE001 - the next round must come whatever this met
                log.error("spool.drain_failed", error=type(error).__name__)
