"""The rota: who is on duty when, and on which phone alerts reach them.

A duty stands once, or every week at the same hours of the clock on the wall, summer and winter.
It can be switched off and on by one click.  Phones are sealed.  Where a duty names none, it is the
one kept on the account.  This module tells nobody anything: `workers.alerts` does.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from redis import Redis

from flows.numbers import read_number
from workers import keys, retention
from workers.errors import RotaRefused as RotaRefused
from workers.lua import Scripts
from workers.moments import from_ms, to_ms
from workers.staff_phones import StaffPhones
from workers.vault import Vault

ZONE: Final = ZoneInfo("Europe/London")
ROLES: Final = ("officer", "lead")
LONGEST: Final = timedelta(days=7)
KEPT: Final = retention.DUTIES
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty: `who` is the name of an account, `role` is `officer` or `lead`.

    From `begins` until before `ends`, and when `weekly` again every seven days.  `number` is E.164,
    empty when the account's own phone is meant.  `id` is given when it is added.
    """

    who: str
    role: str
    begins: datetime
    ends: datetime
    weekly: bool = False
    number: str = ""
    on: bool = True
    id: str = ""

    def covers(self, now: datetime) -> bool:
        """Whether its hours hold at this moment, switched on or off."""
        if not self.weekly or now < self.begins:
            return self.begins <= now < self.ends
        begins, ends = (at.astimezone(ZONE) for at in (self.begins, self.ends))
        weeks = (now.astimezone(ZONE).date() - begins.date()) // _WEEK
        return any(
            begins + _WEEK * n <= now < ends + _WEEK * n
            for n in range(max(weeks - 1, 0), weeks + 1)
        )


class Rota:
    """The rota on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._scripts = Scripts(redis)
        self._vault = vault
        self._phones = StaffPhones(redis, vault)

    def add(self, duty: Duty, now: datetime) -> Duty:
        """Put it on the rota; the duty with its id.  Raises RotaRefused.

        Duties that ended a month ago are let go.
        """
        duty = replace(_proper(duty), id=duty.id or secrets.token_hex(6))
        if not self._scripts.call("SISMEMBER", keys.STAFF, duty.who):
            raise RotaRefused(f"there is no account {duty.who}")
        self._write(duty)
        for old in self.list():
            if not old.weekly and old.ends < now - KEPT:
                self.remove(old.id)
        return duty

    def list(self) -> tuple[Duty, ...]:
        """Every duty, by when it begins."""
        off = {name.decode() for name in self._scripts.call("SMEMBERS", keys.ROTA_OFF)}
        found = self._scripts.call("HGETALL", keys.ROTA)
        duties = (self._read(name.decode(), sealed, off) for name, sealed in found.items())
        return tuple(sorted(duties, key=lambda duty: (duty.begins, duty.who, duty.id)))

    def switch(self, duty_id: str, *, on: bool) -> None:
        """On or off, by one click.  Raises RotaRefused when it is not there any more."""
        if not self._scripts.call("HEXISTS", keys.ROTA, duty_id):
            raise RotaRefused("this duty is not on the rota any more")
        self._scripts.call("SREM" if on else "SADD", keys.ROTA_OFF, duty_id)
        self._scripts.call("INCR", keys.CHANGED)

    def remove(self, duty_id: str) -> None:
        """Take it off the rota; twice is once."""
        self._scripts.call("HDEL", keys.ROTA, duty_id)
        self._scripts.call("SREM", keys.ROTA_OFF, duty_id)
        self._scripts.call("INCR", keys.CHANGED)

    def on_duty(self, now: datetime) -> tuple[Duty, ...]:
        """Whoever is on duty now, each with the phone that reaches them (empty: there is none)."""
        duties = (duty for duty in self.list() if duty.on and duty.covers(now))
        return tuple(
            replace(duty, number=duty.number or self._phones.number_of(duty.who)) for duty in duties
        )

    def numbers(self, role: str, now: datetime) -> tuple[str, ...]:
        """The phones of whoever is on duty in this role."""
        found = (duty.number for duty in self.on_duty(now) if duty.role == role)
        return tuple(dict.fromkeys(number for number in found if number))

    def _write(self, duty: Duty) -> None:
        fields = [duty.who, duty.role, to_ms(duty.begins), to_ms(duty.ends), duty.weekly]
        plain = json.dumps([*fields, duty.number]).encode()
        self._scripts.call("HSET", keys.ROTA, duty.id, self._vault.seal(plain, _about(duty.id)))
        self._scripts.call("SREM" if duty.on else "SADD", keys.ROTA_OFF, duty.id)
        self._scripts.call("INCR", keys.CHANGED)

    def _read(self, duty_id: str, sealed: bytes, off: set[str]) -> Duty:
        plain = json.loads(self._vault.open(sealed, _about(duty_id)))
        who, role, begins, ends, weekly, number = plain
        on = duty_id not in off
        return Duty(who, role, from_ms(begins), from_ms(ends), weekly, number, on, duty_id)


def _about(duty_id: str) -> str:
    return f"{keys.ROTA}:{duty_id}"


def _proper(duty: Duty) -> Duty:
    """The duty as it is kept.  Raises RotaRefused."""
    if duty.role not in ROLES:
        raise RotaRefused(f"unknown role: one of {', '.join(ROLES)}")
    if not duty.begins < duty.ends:
        raise RotaRefused("a duty ends after it begins")
    if duty.weekly and duty.ends - duty.begins > LONGEST:
        raise RotaRefused("a weekly duty is at most a week long")
    number = read_number(duty.number) if duty.number.strip() else ""
    if duty.number.strip() and not number:
        raise RotaRefused("not a UK number that can be rung")
    return replace(duty, who=duty.who.strip().casefold(), number=number)
