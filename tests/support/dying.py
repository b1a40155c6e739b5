"""Processes that die at a named point, and what must hold of the queue whenever one did.

A script is all or nothing, so a step can die before its script reaches Redis, after it was written
and before anybody heard, and between two things it does.  Redis and Twilio are wrapped; nothing of
ours knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from redis import Redis

from tests.support.queueing import VAULT, FakeGateway
from workers import keys, records
from workers.callback_queue import CallbackQueue


class Died(BaseException):
    """The process is gone: nothing of ours may catch it."""


@dataclass
class DyingRedis:
    """A client that dies at its n-th command, `before` it is sent or `after` it was done."""

    redis: Redis
    at: int
    point: str
    seen: int = 0
    unheard: Any = None

    def execute_command(self, *arguments: Any, **options: Any) -> Any:
        """Send it, or die."""
        self.seen += 1
        if self.seen == self.at and self.point == "before":
            raise Died
        answer = self.redis.execute_command(*arguments, **options)
        if self.seen == self.at:
            self.unheard = answer
            raise Died
        return answer


class KilledRedis(Redis):
    """A client whose process ends when it has begun `left` pipelines."""

    def __init__(self, redis: Redis, left: int) -> None:
        super().__init__(connection_pool=redis.connection_pool)
        self._left = left

    def pipeline(self, *args, **more):  # type: ignore[no-untyped-def]
        """Some keys are written, and then no more."""
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        return super().pipeline(*args, **more)


class Fragile:
    """The queue, whose next step dies when it is armed; then whoever comes next goes on.

    What died before its script, or was refused, is simply done again.  What died after it is done
    already: what it would have answered is handed out, so that a model can be held to it.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queue = CallbackQueue(redis, VAULT)
        self.armed = ""
        self.deaths = 0

    def __getattr__(self, name: str) -> Any:
        """The step of that name."""
        step = getattr(self._queue, name)
        point, self.armed = (self.armed, "") if name in _TRIPS else ("", self.armed)
        return (lambda *a, **k: self._dying(name, point, a, k)) if point else step

    def _dying(self, name: str, point: str, arguments: Any, named: Any) -> Any:
        dying = DyingRedis(self._redis, _TRIPS[name], point)
        try:
            return getattr(CallbackQueue(dying, VAULT), name)(*arguments, **named)  # type: ignore[arg-type]
        except Died:
            self.deaths += 1
        done = dying.unheard
        if not done or (name != "take_next" and done[0] != b"ok"):
            return getattr(self._queue, name)(*arguments, **named)
        flat = done if name == "take_next" else done[1] if len(done) > 1 else None
        return records.callback_from(flat, VAULT) if flat else None


_TRIPS = {
    "take_next": 1, "claim": 1, "renew": 1, "release": 1, "start_calling": 1, "close_soon": 1,
    "undo_close": 1, "attempt": 2, "close": 2, "lower": 2,
}  # fmt: skip


@dataclass
class DyingGateway(FakeGateway):
    """A Twilio in front of which our process dies, `before` or `after` it took something."""

    point: str = ""
    asked: list[str] = field(default_factory=list)

    def send_text(self, to: str, body: str, entry_id: str) -> str:
        """Take it, or die."""
        return self._dying(lambda: super(DyingGateway, self).send_text(to, body, entry_id))

    def place_call(self, to: str, path: str, query: Mapping[str, str], *, status: str = "") -> str:
        """Take it, or die."""
        return self._dying(lambda: super(DyingGateway, self).place_call(to, path, query))

    def _dying(self, take: Any) -> str:
        if self.point == "before":
            raise Died
        sid: str = take()
        if self.point == "after":
            raise Died
        return sid


def inconsistencies(redis: Redis) -> list[str]:
    """Everything about the queue's indexes that does not fit the callbacks themselves."""
    found: list[str] = []
    counts: dict[bytes, int] = {}
    places = {
        "ready": keys.READY, "later": keys.LATER, "held": keys.HELD,
    }  # fmt: skip
    open_ones = set(redis.zrange(keys.OPEN, 0, -1))
    for key in redis.keys(f"{keys.CALLBACK_PREFIX}*"):
        kept = redis.hgetall(key)
        reference, state = kept[b"reference"], kept[b"state"]
        there = {name for name, index in places.items() if redis.zscore(index, reference)}
        held = state in (b"claimed", b"calling")
        wanted = {"held"} if held else {"ready", "later"} if state == b"waiting" else set()
        if not (there <= wanted and bool(there) is bool(wanted)) or len(there) > 1:
            found.append(f"{key!r}: {state!r} is in {there}")
        if (state != b"closed") is not (reference in open_ones):
            found.append(f"{key!r}: {state!r} and open: {reference in open_ones}")
        alert = redis.zscore(keys.DUE, b"alert:" + reference)
        if (kept[b"alert"] == b"climbing") is not (alert is not None):
            found.append(f"{key!r}: alert {kept[b'alert']!r} is due {alert}")
        if bool(kept[b"officer"]) is not held:
            found.append(f"{key!r}: {state!r} by {kept[b'officer']!r}")
        if state != b"closed":
            name = kept[b"level"] + b":" + state
            counts[name] = counts.get(name, 0) + 1
    stored = {name: int(n) for name, n in redis.hgetall(keys.COUNTS).items() if int(n)}
    if stored != counts:
        found.append(f"counts {stored}, and there are {counts}")
    return found
