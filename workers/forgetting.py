"""Forgets an erased person where our scripts cannot: at Twilio, and in Redis' append-only file.

It is asked for before the person is erased and done after, so that a crash between the two loses
nothing; it is tried again until it is done.  Until then their number is kept, sealed, because
Twilio's copies are found by nothing else.  Where an open callback must wait for an officer, so does
this.  Who was erased is written down outside Redis as well, by keyed hash: a backup restored later
brings people back, and that list sends them away again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

import structlog
from redis import Redis
from redis.exceptions import NoPermissionError, ResponseError

from workers import due, keys
from workers.connection import store_away
from workers.errors import SendFailed
from workers.lua import Scripts
from workers.moments import from_ms, to_ms
from workers.vault import Vault

log = structlog.get_logger(__name__)
PROMISED: Final = timedelta(hours=24)
BEGINS_AFTER: Final = timedelta(minutes=2)  # our own answer to DELETE must have gone first
AGAIN: Final = timedelta(minutes=10)
_UNDER_WAY: Final = "already in progress"


class Elsewhere(Protocol):
    """Where else a person is known by their number."""

    def forget(self, number: str) -> None:
        """Delete every copy.  Twice is once.  Raises SendFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody who was erased, and when: a keyed hash and nothing else."""

    person: str
    at: datetime


class Erasures:
    """Who is being erased, and who was, on one Redis.  Raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)
        self._vault = vault

    def begin(self, person: str, number: str, now: datetime) -> None:
        """Have them forgotten everywhere else soon.  Twice is once."""
        sealed = self._vault.seal(number.encode(), _about(person)) if number else b""
        where = [keys.ERASING, keys.DUE, keys.ERASING_SINCE]
        member = due.forget(person)
        self._scripts.run(
            "erasure_begin",
            where,
            [person, sealed, to_ms(now + BEGINS_AFTER), member, to_ms(now)],
        )

    def number(self, person: str) -> str:
        """The number that Twilio still knows them by; empty when there is none."""
        sealed = self._scripts.call("HGET", keys.ERASING, person)
        return self._vault.open(sealed, _about(person)).decode() if sealed else ""

    def still_open(self, person: str) -> bool:
        """Whether a callback must still be seen to the end by an officer."""
        return bool(self._scripts.call("EXISTS", keys.open_callback(person)))

    def forgotten(self, person: str) -> bool:
        """Whether they were erased here since that was asked for."""
        since = self._scripts.call("HGET", keys.ERASING_SINCE, person)
        at = self._scripts.call("ZSCORE", keys.ERASED, person)
        return since is None or (at is not None and float(at) >= int(since))

    def put_off(self, person: str, now: datetime) -> None:
        """Not yet: again in a while."""
        self._scripts.call("ZADD", keys.DUE, to_ms(now + AGAIN), due.forget(person))

    def done(self, person: str) -> None:
        """They are forgotten everywhere, and so is their number."""
        self._scripts.call("HDEL", keys.ERASING, person)
        self._scripts.call("HDEL", keys.ERASING_SINCE, person)
        self._scripts.call("ZREM", keys.DUE, due.forget(person))

    def waiting(self) -> int:
        """How many are not forgotten everywhere yet."""
        return int(self._scripts.call("HLEN", keys.ERASING))

    def late(self, before: datetime) -> int:
        """How many began before then and are not done, but for those an officer must see first."""
        flat = self._scripts.call("HGETALL", keys.ERASING_SINCE)
        began = {person.decode(): int(at) for person, at in flat.items()}
        return sum(
            at < to_ms(before) and not self.still_open(person) for person, at in began.items()
        )

    def list(self) -> tuple[Erasure, ...]:
        """Everybody who was erased while that is remembered, the longest ago first."""
        flat = self._scripts.call("ZRANGE", keys.ERASED, 0, -1, "WITHSCORES")
        return tuple(
            Erasure(flat[n].decode(), from_ms(int(float(flat[n + 1]))))
            for n in range(0, len(flat), 2)
        )

    def rewrite_file(self) -> bool:
        """Have Redis write its append-only file anew, without what was deleted; False: not yet."""
        with store_away():
            try:
                self._redis.bgrewriteaof()
            except ResponseError as error:
                if _UNDER_WAY in str(error):  # it may have begun before the deletion
                    return False
                if not isinstance(error, NoPermissionError) and "unknown" not in str(error):
                    raise
                log.warning("erasing.file_not_rewritten")  # a managed Redis sees to it itself
        return True


def finish(
    erasures: Erasures, elsewhere: Elsewhere | None, record: Path | None, person: str, now: datetime
) -> bool:
    """Forget this person everywhere else; whether that is done now.  Twice is once."""
    if erasures.still_open(person):
        erasures.put_off(person, now)
        return False
    number = erasures.number(person)
    if number and elsewhere is not None:
        try:
            elsewhere.forget(number)
        except SendFailed as failure:
            log.warning("erasing.put_off", code=failure.code)
            erasures.put_off(person, now)
            return False
    if not erasures.rewrite_file():
        erasures.put_off(person, now)
        return False
    if record is not None:
        write_down(record, Erasure(person, now))
    erasures.done(person)
    return True


def write_down(record: Path, erasure: Erasure) -> None:
    """One line more in the list outside Redis."""
    record.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with record.open("a", encoding="ascii") as file:
        file.write(f"{erasure.person} {to_ms(erasure.at)}\n")


def written_down(record: Path) -> tuple[Erasure, ...]:
    """The list outside Redis; a line that is torn is passed over."""
    if not record.exists():
        return ()
    found = (line.split() for line in record.read_text(encoding="ascii").splitlines())
    return tuple(
        Erasure(pair[0], from_ms(int(pair[1])))
        for pair in found
        if len(pair) == 2 and pair[1].isdecimal()
    )


def _about(person: str) -> str:
    return f"{keys.ERASING}:{person}"
