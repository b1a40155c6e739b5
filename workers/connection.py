"""How we reach Redis: short timeouts, no silent retries, and one error for "cannot take it now".

redis-py repeats what failed by default, which doubles what is not idempotent; here nothing is
repeated, so that whoever asked decides.  Nothing connects before it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import (
    ClusterDownError,
    MasterDownError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from workers import sentinel
from workers.errors import StoreAway

WEBHOOK_TIMEOUT: Final = 0.3
BELL_TIMEOUT: Final = 5.0

_AWAY: Final = (
    RedisConnectionError,
    RedisTimeoutError,
    ReadOnlyError,
    OutOfMemoryError,
    NoPermissionError,
    MasterDownError,
    ClusterDownError,
)
_AWAY_CODES: Final = (
    "BUSY", "UNKILLABLE", "NOREPLICAS", "MISCONF", "OOM", "READONLY", "LOADING", "MASTERDOWN",
)  # fmt: skip


def connect(url: str, *, timeout: float = WEBHOOK_TIMEOUT) -> Redis:
    """A client for our own keys; `timeout` in seconds bounds connecting and each answer."""
    options: dict[str, Any] = {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "retry": Retry(NoBackoff(), 0),
        "decode_responses": False,
        "protocol": 2,
        "client_name": "helpline",
    }
    if url.startswith(sentinel.SCHEMES):
        return sentinel.master(sentinel.read_address(url), **options)
    return Redis.from_url(url, **options)


def replicas_of(url: str) -> int:
    """How many replicas must have a promise: by the address, one when Sentinel watches."""
    return sentinel.read_address(url).replicas if url.startswith(sentinel.SCHEMES) else 0


def connect_bell(url: str, *, timeout: float = BELL_TIMEOUT) -> Redis:
    """A client for RQ, which widens its own timeout where it waits for work."""
    return connect(url, timeout=timeout)


@contextmanager
def store_away() -> Iterator[None]:
    """Turns every error that means "Redis cannot take it now" into StoreAway."""
    try:
        yield
    except _AWAY as error:
        raise StoreAway(type(error).__name__) from error
    except ResponseError as error:
        if str(error).split(" ", 1)[0] in _AWAY_CODES:
            raise StoreAway(str(error).split(" ", 1)[0]) from error
        raise
