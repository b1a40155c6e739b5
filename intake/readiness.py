"""What `/readyz` and `helpline doctor` look at: each part, in a word, without naming anybody.

A check says "ok" or, in a few words, what is wrong.  It never raises.
"""

from __future__ import annotations

from typing import Final

from redis import Redis
from redis.exceptions import ResponseError

from flows import triage
from intake.clock import Now
from intake.health import Check
from intake.parts import Parts
from intake.spool import Spool
from workers import health
from workers.errors import StoreAway
from workers.rekeying import lookup_state

VITAL: Final = frozenset({"content", "lexicon"})
AWAY: Final = "away"


def checks(parts: Parts, spool: Spool) -> tuple[dict[str, Check], frozenset[str]]:
    """Every part's check, and which of them stop us answering at all."""
    return {
        "redis": lambda: durable(parts.redis),
        "worker": lambda: working(parts.redis, parts.now),
        "spool": lambda: spooling(spool),
        "keys": lambda: fitting(parts),
        "content": lambda: "ok" if parts.pack.lines and parts.pack.steps else "no words",
        "lexicon": _once(lexicon),
    }, VITAL


def durable(redis: Redis) -> str:
    """Whether Redis answers, and keeps what it has answered."""
    try:
        return health.durability(redis)
    except StoreAway:
        return AWAY
    except ResponseError:
        return "ok"  # a managed Redis does not say how it is configured; it answered


def working(redis: Redis, now: Now) -> str:
    """Whether the clock of a worker beats and what is due gets done."""
    try:
        return health.workers_state(redis, now())
    except StoreAway:
        return "not known while Redis is away"


def fitting(parts: Parts) -> str:
    """Whether people are found here with this LOOKUP_KEY."""
    try:
        return lookup_state(parts.redis, parts.vault)
    except StoreAway:
        return "not known while Redis is away"


def spooling(spool: Spool) -> str:
    """Whether the disk would take a request, and whether any waits or was set aside."""
    if not spool.writable():
        return "the disk refuses"
    if aside := spool.aside():
        return f"{aside} set aside"
    waiting = spool.waiting()
    return "ok" if waiting == 0 else f"{waiting} waiting"


def lexicon() -> str:
    """Whether every critical phrase is found."""
    try:
        triage.self_test()
    except triage.LexiconError:
        return "a critical phrase is missed"
    return "ok"


def _once(check: Check) -> Check:
    """What cannot change while we run is looked at once: the check is asked every few seconds."""
    found: list[str] = []

    def remembered() -> str:
        if not found:
            found.append(check())
        return found[0]

    return remembered
