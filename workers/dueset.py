"""The due-set: everything that must happen at a time, in one sorted set.

Steps put their members there in the very script that makes them due, and take them out when it is
done.  Here is how the clock takes what has come, and how a job looks at its own member.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from redis import Redis

from workers import keys
from workers.lua import Scripts
from workers.moments import to_ms, whole_ms

AGAIN: Final = timedelta(seconds=20)
SLICE: Final = 200
OVERDUE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much has come and is not done: `due` of all, `overdue` of those rung for a minute ago."""

    due: int
    overdue: int


class DueSet:
    """The due-set on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis) -> None:
        self._scripts = Scripts(redis)

    def take(self, now: datetime, most: int = SLICE) -> tuple[str, ...]:
        """What has come and must be rung for; it comes again later unless it is done by then."""
        again = to_ms(now + AGAIN) + 0.5
        found = self._scripts.run(
            "due_take", [keys.DUE, keys.RUNG], [to_ms(now), f"{again:.1f}", most]
        )
        return tuple(member.decode() for member in found)

    def score(self, member: str) -> float | None:
        """When it is due, in milliseconds; None when it is done."""
        found = self._scripts.call("ZSCORE", keys.DUE, member)
        return None if found is None else float(found)

    def done(self, member: str, score: float) -> bool:
        """Take it out, unless it has been given another time meanwhile."""
        seen = f"{score:.1f}"
        return bool(self._scripts.run("due_done", [keys.DUE], [member, seen]))

    def backlog(self, now: datetime) -> Backlog:
        """How much is waiting to be done."""
        found = self._scripts.run(
            "due_backlog", [keys.DUE, keys.RUNG], [to_ms(now), to_ms(now) - whole_ms(OVERDUE)]
        )
        return Backlog(int(found[0]), int(found[1]))
