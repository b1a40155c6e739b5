"""A proxy that stands between a client and Redis and does what networks do: it is slow, it refuses,
it goes silent, and it loses a reply after the write has been done."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Final

from redis import Redis

from workers.lua import script

_MOST: Final = 65536


@dataclass
class Weather:
    """What the proxy does to everything that passes, until it is changed.

    `cut` is looked for in what is asked; the reply to it is lost, `cuts` times, and the connection
    with it.  `delay` seconds are added to each reply.
    """

    refusing: bool = False
    silent: bool = False
    delay: float = 0.0
    cut: bytes = b""
    cuts: int = 0
    lost: int = 0


@dataclass
class CuttingProxy:
    """Listens on a port of its own, for as long as the context lasts."""

    target: int
    weather: Weather = field(default_factory=Weather)

    def __enter__(self) -> CuttingProxy:
        self._ended = threading.Event()
        self._open: set[socket.socket] = set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.1)
        self.port: int = self._server.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._accepting.join()
        self._server.close()
        self.drop()

    @property
    def url(self) -> str:
        """Where Redis seems to be."""
        return f"redis://127.0.0.1:{self.port}/0"

    def drop(self) -> None:
        """End every connection that stands."""
        for connection in list(self._open):
            _ended(connection)
        self._open.clear()

    def lose_the_reply_to(self, name: str, times: int = 1) -> None:
        """The next `times` replies to this script of ours are lost after it was run."""
        with Redis(port=self.target) as redis:
            redis.script_load(script(name).source)  # or the lost reply is "I do not know it"
        self.weather.cut, self.weather.cuts = script(name).sha.encode(), times

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                client, _ = self._server.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            if self.weather.refusing:
                _ended(client)
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                _ended(client)
                continue
            server.settimeout(None)
            client.settimeout(None)
            self._open |= {client, server}
            doomed = threading.Event()
            for one, other, asks in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._pass_on, args=(one, other, asks, doomed), daemon=True
                ).start()

    def _pass_on(
        self, one: socket.socket, other: socket.socket, asks: bool, doomed: threading.Event
    ) -> None:
        weather = self.weather
        try:
            while data := one.recv(_MOST):
                if weather.refusing:
                    break
                if asks and weather.cuts > 0 and weather.cut and weather.cut in data:
                    weather.cuts -= 1
                    weather.lost += 1
                    doomed.set()
                if not asks:
                    if doomed.is_set():
                        break
                    time.sleep(weather.delay)
                    while weather.silent and not self._ended.is_set():
                        time.sleep(0.02)
                other.sendall(data)
        except OSError:
            pass
        finally:
            _ended(one)
            _ended(other)
            self._open -= {one, other}


def _ended(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
