"""Accounts of the console: who may sign in, in which role.

Passwords are kept as argon2 hashes only.  After some wrong guesses an account is locked for a
while, and checking takes the same work whether there is such an account or not.  The lock-out is
timed by Redis itself, so that no clock of ours can be moved to escape it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from redis import Redis

from workers import keys
from workers.errors import StaffRefused as StaffRefused
from workers.guesses import Guesses
from workers.moments import whole_ms
from workers.staff_phones import StaffPhones
from workers.vault import Vault

ROLES: Final = ("officer", "lead", "auditor", "admin")
SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 1000
MOST_FAILURES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class Account:
    """One account, without its password."""

    name: str
    role: str
    disabled: bool = False
    second_step: bool = False


class Staff(StaffPhones):
    """The accounts on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis, vault: Vault, hasher: PasswordHasher | None = None) -> None:
        super().__init__(redis, vault)
        self.guesses = Guesses(self._scripts, vault)
        self._hasher = hasher or PasswordHasher()

    def add(self, name: str, role: str, password: str) -> Account:
        """A new account.  Raises StaffRefused: a name in use, an unknown role, a short password."""
        name = _proper(name)
        if role not in ROLES:
            raise StaffRefused(f"unknown role: one of {', '.join(ROLES)}")
        sealed = self._hashed(name, password)
        if not self._scripts.run("staff_add", self._keys(name), [name, role, sealed]):
            raise StaffRefused(f"there is an account {name} already")
        return Account(name, role)

    def list(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        names = sorted(name.decode() for name in self._scripts.call("SMEMBERS", keys.STAFF))
        found = (self.get(name) for name in names)
        return tuple(account for account in found if account is not None)

    def get(self, name: str) -> Account | None:
        """One account."""
        fields = self._fields(name)
        return account_from(fields) if fields else None

    def disable(self, name: str) -> None:
        """No more signing in, and whoever is signed in is out.  Raises StaffRefused."""
        self._changed(name, "disabled", "1")

    def enable(self, name: str) -> None:
        """Signing in is allowed again.  Raises StaffRefused."""
        self._changed(name, "disabled", "0")

    def reset(self, name: str, password: str) -> None:
        """Another password, no lock, and every session closed.  Raises StaffRefused."""
        name = _proper(name)
        self._changed(name, "password", self._hashed(name, password))

    def check(self, name: str, password: str) -> Account | None:
        """The account, when the password is right, and it is neither disabled nor locked.

        A guess is counted before it is judged, so that guessing many at once gains nothing.  Where
        a second step is still owed, the guesses of before stay counted until that is right, too.
        """
        name = name.strip().casefold()[:100]
        key = keys.staff_failures(name)
        guesses = self._scripts.run("staff_guess", [key], [whole_ms(LOCKED_FOR), MOST_FAILURES])
        fields = self._fields(name)
        right = self._verified(fields, name, password)
        if guesses > MOST_FAILURES or not right or fields["disabled"] == b"1":
            return None
        account = account_from(fields)
        self._scripts.call(*(("DECR", key) if account.second_step else ("DEL", key)))
        return account

    def locked(self, name: str) -> bool:
        """Whether this name is locked out just now, whether there is such an account or not."""
        key = keys.staff_failures(name.strip().casefold()[:100])
        return int(self._scripts.call("GET", key) or 0) >= MOST_FAILURES

    def _verified(self, fields: dict[str, bytes], name: str, password: str) -> bool:
        stored = self._nobody
        if fields:
            stored = self._vault.open(fields["password"], keys.staff(name)).decode()
        try:
            right = self._hasher.verify(stored, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False
        if fields and self._hasher.check_needs_rehash(stored):
            sealed = self._hashed(name, password)
            self._scripts.call("HSET", keys.staff(name), "password", sealed)
        return bool(fields) and right

    @cached_property
    def _nobody(self) -> str:
        """What the guess for an unknown name is judged against: the same work, never right."""
        return self._hasher.hash("nobody has this password")

    def _changed(self, name: str, field: str, value: str | bytes) -> None:
        name = name.strip().casefold()
        if not self._scripts.run("staff_change", self._keys(name), [field, value, keys.SESSIONS]):
            raise StaffRefused("there is no such account")

    def _hashed(self, name: str, password: str) -> bytes:
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise StaffRefused(f"a password has {SHORTEST_PASSWORD} characters or more")
        return self._vault.seal(self._hasher.hash(password).encode(), keys.staff(name))

    def _keys(self, name: str) -> tuple[str, ...]:
        there = keys.staff(name), keys.STAFF
        return (*there, keys.staff_failures(name), keys.staff_sessions(name))

    def _fields(self, name: str) -> dict[str, bytes]:
        if not _NAME.fullmatch(name):
            return {}
        found: dict[bytes, bytes] = self._scripts.call("HGETALL", keys.staff(name))
        return {field.decode(): value for field, value in found.items()}


def account_from(fields: dict[str, Any]) -> Account:
    """The account in a stored hash."""
    return Account(
        fields["name"].decode(),
        fields["role"].decode(),
        disabled=fields["disabled"] == b"1",
        second_step="totp" in fields,
    )


def _proper(name: str) -> str:
    name = name.strip().casefold()
    if not _NAME.fullmatch(name):
        raise StaffRefused("a name is letters, digits, dot, dash and underscore, 40 at most")
    return name
