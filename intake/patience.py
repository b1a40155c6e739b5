"""gunicorn's threads, but that nobody keeps one of them waiting for what never comes.

A connection that sends its request a byte at a time would hold a thread for as long as it likes,
and a few of them the whole house.  A request that is not here whole after some seconds is taken as
ended.  A proxy that hands requests over whole (docs/operations.md) is the better defence; this one
stands by itself.
"""

from __future__ import annotations

import socket
from time import monotonic
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

LONGEST_SECONDS: Final = 5.0


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """One process's threads; its main loop looks once a second for who keeps them waiting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._in_hand: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:
        """A connection in its thread: it has until then to have sent its request."""
        self._in_hand[conn] = monotonic() + LONGEST_SECONDS
        try:
            return super().handle(conn)
        finally:
            self._in_hand.pop(conn, None)

    def murder_pending(self) -> None:
        """What the main loop does every second, and then this."""
        super().murder_pending()
        now = monotonic()
        for conn, until in list(self._in_hand.items()):
            if until < now:
                self._in_hand.pop(conn, None)
                _no_more(conn)


def _no_more(conn: Any) -> None:
    """Nothing more is read from it; what is being answered still goes out."""
    try:
        conn.sock.shutdown(socket.SHUT_RD)
    except OSError:
        return
