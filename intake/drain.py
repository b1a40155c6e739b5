"""Takes what waited on disk through the same handler, oldest first, once Redis is back.

Runs beside the web server; of several processes one drains at a time.  A request goes from the
disk only when it has been taken; a damaged file is set aside and the operator is told.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

import structlog
from workers.store import StoreAway

from intake.spool import Spool, Spooled

log = structlog.get_logger(__name__)
EVERY_SECONDS: Final = 2.0


class Drainer:
    """Drains `spool` by `take`, which raises StoreAway while Redis is still away."""

    def __init__(self, spool: Spool, take: Callable[[Spooled], None]):
        self._spool = spool
        self._take = take
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
                if request is None:
                    log.error("spool.damaged", file=path.name)
                    self._spool.set_aside(path)
                    continue
                try:
                    self._take(request)
                except StoreAway:
                    break
                self._spool.done(path)
                taken += 1
        if taken:
            log.info("spool.drained", requests=taken)
        return taken

    def start(self) -> None:
        """Drain every couple of seconds in the background, for as long as the process lives."""
        threading.Thread(target=self._run, name="drainer", daemon=True).start()

    def stop(self) -> None:
        """Let the background thread end."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_SECONDS):
            try:
                self.drain()
            except Exception as error:  # noqa: BLE001 - the next round must come whatever this met
                log.error("spool.drain_failed", error=type(error).__name__)
