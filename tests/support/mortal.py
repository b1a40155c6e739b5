"""A worker that dies at a named point: before or after each thing it asks of Redis or of Twilio.

Each of these is one step that is done whole or not at all, so these are all the points there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from redis import Redis

from tests.support.queueing import FakeGateway


class Died(BaseException):
    """The process is gone: nothing catches this, as nothing catches `kill -9`."""


class Life:
    """Counts the moments of a life, and ends it at the one that was named."""

    def __init__(self, ends_at: int) -> None:
        self._ends_at = ends_at
        self.moments: list[str] = []

    def moment(self, name: str) -> None:
        """One more; perhaps the last."""
        self.moments.append(name)
        if len(self.moments) == self._ends_at:
            raise Died(name)


class MortalRedis(Redis):
    """A client whose owner may die around each command."""

    def __init__(self, redis: Redis, life: Life) -> None:
        super().__init__(connection_pool=redis.connection_pool)
        self._life = life

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """The command, with a moment before and one after."""
        name = str(args[0])
        self._life.moment(f"before {name}")
        answer = super().execute_command(*args, **options)
        self._life.moment(f"after {name}")
        return answer

    def pipeline(self, *args: Any, **options: Any) -> Any:
        """A pipeline is one such step."""
        pipeline = super().pipeline(*args, **options)
        execute: Callable[..., Any] = pipeline.execute

        def mortal(*args: Any, **options: Any) -> Any:
            self._life.moment("before ringing")
            answer = execute(*args, **options)
            self._life.moment("after ringing")
            return answer

        pipeline.execute = mortal
        return pipeline


class MortalGateway(FakeGateway):
    """Twilio, which knows what it took; whoever asks it may die around that."""

    life: Life | None = None

    def send_text(self, to: str, body: str, entry_id: str) -> str:
        """Take it."""
        self._moment("before Twilio took it")
        sid = super().send_text(to, body, entry_id)
        self._moment("after Twilio took it")
        return sid

    def find_text(self, to: str, body: str, since: datetime) -> str | None:
        """It is there when it was taken."""
        self._moment("before Twilio was asked")
        there = [
            n for n, (number, words, _) in enumerate(self.taken) if (number, words) == (to, body)
        ]
        self._moment("after Twilio was asked")
        return f"SM{there[0] + 1}" if there else None

    def place_call(self, to: str, path: str, query: Mapping[str, str], *, status: str = "") -> str:
        """Ring."""
        self._moment("before Twilio rang")
        sid = super().place_call(to, path, query, status=status)
        self._moment("after Twilio rang")
        return sid

    def _moment(self, name: str) -> None:
        if self.life is not None:
            self.life.moment(name)
