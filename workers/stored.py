"""Every value in our part of Redis, one after the other, whatever it lies in; for whole-store work.

Changing keys needs to see and to write everything once.  A value is known by its key and its place:
a field of a hash, a member of a set, an item of a list, or the whole of a string.  What a sealed
value is bound to is said here too, for the few that are not bound to their key alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from redis import Redis

from workers import keys
from workers.connection import store_away

_PAGE: Final = 500
_BOUND_TO_THEIR_FIELD: Final = (keys.ROTA, keys.ERASING)
_PARTS: Final = b"\x1f"


@dataclass(frozen=True, slots=True)
class Whole:
    """One key with all it holds: `rows` are its values as they would be written again, flat.

    `kind` is `string`, `hash`, `list`, `set` or `zset`; `lives_ms` is negative where it has no end.
    """

    key: str
    kind: str
    rows: tuple[bytes, ...]
    lives_ms: int


def all_keys(redis: Redis) -> Iterator[str]:
    """Every key of ours, each once, in no order.  Raises StoreAway."""
    seen: set[bytes] = set()
    with store_away():
        for key in redis.scan_iter(match=f"{keys.PREFIX}*", count=_PAGE):
            if key not in seen:
                seen.add(key)
                yield key.decode()


def read(redis: Redis, key: str) -> Whole | None:
    """What a key holds; None when it is gone.  Raises StoreAway."""
    command: Callable[..., Any] = redis.execute_command
    with store_away():
        kind = command("TYPE", key)
        kind = kind.decode() if isinstance(kind, bytes) else str(kind)
        found = _rows(command, key, kind)
        return Whole(key, kind, found, int(command("PTTL", key))) if found else None


def writing(whole: Whole) -> list[tuple[bytes | str | int, ...]]:
    """The commands that write it anew, from nothing."""
    first = {"string": "SET", "hash": "HSET", "list": "RPUSH", "set": "SADD", "zset": "ZADD"}
    rows, step = whole.rows, 2 * _PAGE
    commands: list[tuple[bytes | str | int, ...]] = [("DEL", whole.key)]
    starts = range(0, len(rows), step)
    commands.extend((first[whole.kind], whole.key, *rows[n : n + step]) for n in starts)
    if whole.lives_ms > 0 and rows:
        commands.append(("PEXPIRE", whole.key, whole.lives_ms))
    return commands


def about(key: str, field: str) -> str:
    """What a sealed value in this field of this key is bound to."""
    return f"{key}:{field}" if key in _BOUND_TO_THEIR_FIELD else key


def sealed_part(key: str, value: bytes) -> tuple[bytes, bytes]:
    """A value as what stands open before its sealed part, and that part; one of them may be empty.

    A line of a callback's history ends with what an officer wrote; anything else is sealed whole.
    """
    if not key.startswith(keys.HISTORY_PREFIX):
        return b"", value
    pieces = value.split(_PARTS, 4)
    if len(pieces) < 5 or not pieces[4]:
        return value, b""
    return _PARTS.join(pieces[:4]) + _PARTS, pieces[4]


def _rows(command: Callable[..., Any], key: str, kind: str) -> tuple[bytes, ...]:
    match kind:
        case "string":
            value = command("GET", key)
            return () if value is None else (value,)
        case "hash":
            return tuple(part for pair in command("HGETALL", key).items() for part in pair)
        case "list":
            return tuple(command("LRANGE", key, 0, -1))
        case "set":
            return tuple(sorted(command("SMEMBERS", key)))
        case "zset":
            flat = command("ZRANGE", key, 0, -1, "WITHSCORES")
            return tuple(flat[n + off] for n in range(0, len(flat), 2) for off in (1, 0))
        case _:
            return ()
