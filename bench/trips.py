"""Counts round trips to Redis on the wire itself: a relay in front of it that sees each turn.

A round trip begins when something is sent after an answer, or as the first thing; a pipeline,
however long, is one.  Counted are trips of any connection.
"""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Relay:
    """Passes bytes between clients and a Redis on this machine, and counts the turns."""

    def __init__(self, redis_port: int) -> None:
        self._redis_port = redis_port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._trips = 0
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self._listening.getsockname()[1]}/0"

    @property
    def trips(self) -> int:
        """How many round trips there were so far."""
        with self._lock:
            return self._trips

    def close(self) -> None:
        """Take no more connections."""
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._redis_port))
            threading.Thread(target=self._pass, args=(client, server), daemon=True).start()

    def _pass(self, client: socket.socket, server: socket.socket) -> None:
        answered = True
        with client, server, selectors.DefaultSelector() as either:
            either.register(client, selectors.EVENT_READ, server)
            either.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in either.select():
                    here, there = (client, server) if key.data is server else (server, client)
                    part = _received(here)
                    if not part:
                        return
                    if here is client and answered:
                        with self._lock:
                            self._trips += 1
                    answered = here is server
                    there.sendall(part)


@contextmanager
def relay(redis_port: int) -> Iterator[Relay]:
    """A relay in front of the Redis at this port."""
    standing = Relay(redis_port)
    try:
        yield standing
    finally:
        standing.close()


def _received(wire: socket.socket) -> bytes:
    try:
        return wire.recv(1 << 16)
    except OSError:
        return b""
