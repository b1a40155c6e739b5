"""How the workers are: when the clock last beat, and what is due and not done.  Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from redis import Redis
from redis.exceptions import NoPermissionError, ResponseError

from workers import keys
from workers.connection import store_away
from workers.dueset import Backlog as Backlog
from workers.dueset import DueSet
from workers.lua import Scripts
from workers.moments import from_ms

STALE: Final = timedelta(seconds=30)


def clock_beat(redis: Redis, now: datetime) -> timedelta | None:
    """How long ago the clock last beat; None when it never did.  Raises StoreAway."""
    found = Scripts(redis).call("GET", keys.CLOCK_BEAT)
    return None if found is None else now - from_ms(int(found))


def backlog(redis: Redis, now: datetime) -> Backlog:
    """How much is due, and how much of it was rung for more than a minute ago."""
    return DueSet(redis).backlog(now)


def durability(redis: Redis) -> str:
    """ "ok", or what is wrong with how this Redis keeps things.  Raises StoreAway."""
    wanted = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
    try:
        with store_away():
            stands = _settings(redis, wanted)
    except ResponseError:
        stands = None
    if stands is None:
        return "its settings cannot be read: check appendonly, appendfsync, maxmemory-policy"
    found = {_text(name): _text(value) for name, value in stands.items()}
    for name, value in wanted.items():
        if found.get(name) != value:
            return f"{name} is {found.get(name, 'unknown')}, and should be {value}"
    return "ok"


def _settings(redis: Redis, wanted: Iterable[str]) -> Any:
    """How it is set up; None when we may not ask, which does not mean that it is away."""
    try:
        return redis.config_get(*wanted)
    except NoPermissionError:
        return None


def workers_state(redis: Redis, now: datetime) -> str:
    """ "ok", or what is wrong with the workers."""
    since = clock_beat(redis, now)
    if since is None:
        return "the clock has never run: start `helpline worker`"
    if since > STALE:
        return f"the clock stands still since {int(since.total_seconds())} seconds"
    overdue = backlog(redis, now).overdue
    return f"{overdue} things are overdue" if overdue else "ok"


def _text(value: bytes | str | None) -> str:
    value = value or ""
    return value.decode() if isinstance(value, bytes) else value
