"""Whether Redis keeps what it answered, is ours alone, and is the one these keys belong to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from redis.exceptions import ResponseError

from intake import readiness
from intake.checkup.finding import Finding, judged
from intake.clock import Now, real_now
from intake.parts import Parts
from workers import keys, stored
from workers.connection import store_away
from workers.errors import StoreAway
from workers.lua import Scripts
from workers.moments import from_ms
from workers.rekeying import lookup_state

APART: Final = timedelta(seconds=2)
OLDEST: Final = 7
FULL: Final = 0.8
_OURS: Final = (keys.PREFIX.encode(), b"rq:", b"{rq}")
_LOOKED_AT: Final = 2000
_NEAR: Final = ("localhost", "127.0.0.1", "::1", "redis", None)


def look(parts: Parts, now: Now = real_now) -> Iterator[Finding]:
    """Every check of this module; with Redis away the first says so, and is the last."""
    durable = _well(readiness.durable(parts.redis))
    how = "start Redis with: appendonly yes, appendfsync always, maxmemory-policy noeviction"
    yield judged("Redis keeps what it answered", durable, how)
    if durable == readiness.AWAY:
        return
    try:
        yield from _of_the_server(parts)
        yield _clock(parts, now)
        yield from _of_what_is_in_it(parts)
    except StoreAway:
        yield Finding("Redis", "it went away while it was looked at", "look again")


def _of_the_server(parts: Parts) -> Iterator[Finding]:
    info = _info(parts)
    version = str(info.get("valkey_version") or info.get("redis_version") or "")
    too_old = version and int(version.split(".")[0]) < OLDEST
    yield judged(
        "version of Redis", f"it is {version}" if too_old else "", "use Redis 7 or newer, or Valkey"
    )
    replica = info.get("role") in ("slave", b"slave")
    yield judged(
        "Redis takes what is written",
        "it is a replica, and will not" if replica else "",
        "name the primary in REDIS_URL, or Sentinel: redis+sentinel://...",
    )
    most, used = int(info.get("maxmemory") or 0), int(info.get("used_memory") or 0)
    wrong = f"{used * 100 // most} % of maxmemory is used" if most and used > FULL * most else ""
    yield judged("room in Redis", wrong, "raise maxmemory: full, it refuses what people send")
    yield judged(
        "who can reach Redis",
        _unguarded(parts.settings.redis_url.get_secret_value()),
        "use rediss:// or a private socket, with a user of its own and a password",
    )


def _of_what_is_in_it(parts: Parts) -> Iterator[Finding]:
    stranger = _stranger(parts)
    yield judged(
        "Redis is ours alone",
        "others keep their keys there, too" if stranger else "",
        "give the service a Redis of its own: another may fill it, flush it or read it",
    )
    yield judged(
        "LOOKUP_KEY",
        _well(lookup_state(parts.redis, parts.vault)),
        "set the LOOKUP_KEY that was used here; change it by `helpline rekey lookup` alone",
    )
    yield judged(
        "DATA_KEYS",
        "something stored is under a key that is not among them" if _unreadable(parts) else "",
        "put the key that is missing behind the others, then `helpline rekey`",
    )


def _clock(parts: Parts, now: Now) -> Finding:
    seconds, micros = Scripts(parts.redis).call("TIME")
    apart = abs(now() - from_ms(int(seconds) * 1000 + int(micros) // 1000))
    wrong = f"{apart.total_seconds():.0f} s from that of Redis" if apart > APART else ""
    return judged("clock", wrong, "keep both machines in step by NTP")


def _info(parts: Parts) -> dict[str, Any]:
    with store_away():
        try:
            found: Any = parts.redis.info()
        except ResponseError:
            return {}  # a managed Redis does not tell
    return dict(found)


def _unguarded(address: str) -> str:
    url = urlsplit(address)
    if url.scheme != "redis" or url.hostname in _NEAR:
        return ""
    return "" if url.password else "over the network without TLS, user or password"


def _stranger(parts: Parts) -> bool:
    with store_away():
        for seen, key in enumerate(parts.redis.scan_iter(count=500)):
            if not key.startswith(_OURS):
                return True
            if seen > _LOOKED_AT:
                break
    return False


def _unreadable(parts: Parts) -> bool:
    for seen, key in enumerate(stored.all_keys(parts.redis)):
        if seen > _LOOKED_AT:
            break
        if key.startswith(keys.CALLBACK_PREFIX):
            sealed = Scripts(parts.redis).call("HGET", key, "personal")
            if sealed is not None and not parts.vault.is_sealed(sealed):
                return True
    return False


def _well(state: str) -> str:
    return "" if state == "ok" else state
