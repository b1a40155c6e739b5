"""Numbers that a lead keeps from the flows for a while: abuse, with a reason and an end.

A block lies under the keyed hash of the number; the number itself is sealed beside it, so that a
lead can see whom they blocked, and goes when the block does.  Whoever is blocked is still screened
and still told 999, and red is still acted on: that is decided where turns are (`intake.blocked`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from redis import Redis

from flows.numbers import NumberKind, kind_of, read_number
from workers import keys
from workers.errors import BlockRefused as BlockRefused
from workers.lua import Scripts
from workers.moments import from_ms, to_ms, whole_ms
from workers.vault import Vault

LONGEST: Final = timedelta(days=366)
LONGEST_REASON: Final = 500
_NUMBER: Final = re.compile(r"\+\d{7,15}")


@dataclass(frozen=True, slots=True)
class Block:
    """One blocked number: who blocked it when, why, and until when.

    `number` is E.164; a page shows it to a lead only.  `person` is the name by which it is lifted.
    """

    person: str
    number: str
    by: str
    reason: str
    at: datetime
    until: datetime


class Blocks:
    """The blocks on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._scripts = Scripts(redis)
        self._vault = vault

    def block(self, number: str, by: str, reason: str, until: datetime, now: datetime) -> Block:
        """Keep this number from the flows; blocked again, the last one holds.

        Raises BlockRefused: not a number, no reason, an end that has passed or is too far away.
        """
        number = read_number(number) or number.strip()
        reason = reason.strip()[:LONGEST_REASON]
        if kind_of(number) is NumberKind.WITHHELD or not _NUMBER.fullmatch(number):
            raise BlockRefused("not a number that can be blocked")
        if not reason:
            raise BlockRefused("say why")
        if not now < until <= now + LONGEST:
            raise BlockRefused("a block ends within a year")
        person = self._vault.person(number)
        made = Block(person, number, by, reason, now, until)
        where = [keys.blocked(person), keys.BLOCKED]
        plain = json.dumps([number, by, reason, to_ms(now)]).encode()
        sealed = self._vault.seal(plain, keys.blocked(person))
        self._scripts.run("block", where, [person, to_ms(until), whole_ms(until - now), sealed])
        return made

    def list(self, now: datetime) -> tuple[Block, ...]:
        """Every block that holds, the one that ends first in front."""
        self._scripts.call("ZREMRANGEBYSCORE", keys.BLOCKED, "-inf", to_ms(now))
        named = self._scripts.call("ZRANGE", keys.BLOCKED, 0, -1)
        found = (self.of(person.decode(), now) for person in named)
        return tuple(block for block in found if block is not None)

    def of(self, person: str, now: datetime) -> Block | None:
        """This person's block, if one holds."""
        until, sealed = self._scripts.call("HMGET", keys.blocked(person), "until", "sealed")
        if until is None or from_ms(int(until)) <= now:
            return None
        plain = self._vault.open(sealed, keys.blocked(person))
        number, by, reason, at = json.loads(plain)
        return Block(person, number, by, reason, from_ms(at), from_ms(int(until)))

    def lift(self, person: str) -> bool:
        """Let this person in again; whether they were blocked."""
        self._scripts.call("ZREM", keys.BLOCKED, person)
        return bool(self._scripts.call("DEL", keys.blocked(person)))
