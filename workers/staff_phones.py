"""An officer's own phone, which a lead keeps, and the PIN by which they claim on an alert call.

The number is sealed.  A PIN is made here and shown once: six digits that no other account has, and
only a keyed hash of it is stored, by which the account is found.  Guessing is counted for the call
and for the whole house, and the count is timed by Redis itself.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from itertools import pairwise
from typing import Final

from redis import Redis

from flows.numbers import read_number
from workers import keys
from workers.errors import StaffRefused
from workers.lua import Scripts
from workers.moments import whole_ms
from workers.vault import Vault

PIN_DIGITS: Final = 6
MOST_GUESSES_A_CALL: Final = 3
MOST_GUESSES: Final = 30
GUESSES_KEPT: Final = timedelta(hours=1)
_TRIES: Final = 20


class StaffPhones:
    """The phones and PINs of accounts.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._scripts = Scripts(redis)
        self._vault = vault

    def set_number(self, name: str, number: str) -> str:
        """Keep this account's phone, as E.164; an empty number takes it away.

        Raises StaffRefused: no such account, or not a UK number that can be rung.
        """
        key = keys.staff(name.strip().casefold())
        read = read_number(number) if number.strip() else ""
        if number.strip() and not read:
            raise StaffRefused("not a UK number that can be rung")
        sealed = self._vault.seal(read.encode(), key) if read else b""
        if not self._scripts.run("staff_phone", [key], [sealed]):
            raise StaffRefused("there is no such account")
        return read

    def number_of(self, name: str) -> str:
        """The phone of this account, E.164; empty when none is kept.  Raises VaultError."""
        key = keys.staff(name.strip().casefold())
        sealed = self._scripts.call("HGET", key, "phone")
        return self._vault.open(sealed, key).decode() if sealed else ""

    def new_pin(self, name: str) -> str:
        """Another PIN for this account, to be shown once; the old one is good no more.

        Raises StaffRefused when there is no such account.
        """
        name = name.strip().casefold()
        for _ in range(_TRIES):
            pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
            if _too_plain(pin):
                continue
            match self._scripts.run("staff_pin", _where(name), [name, self._hash(pin)]):
                case 1:
                    return pin
                case 0:
                    raise StaffRefused("there is no such account")
        raise StaffRefused("no free PIN was found; try again")

    def drop_pin(self, name: str) -> None:
        """This account has no PIN any more."""
        self._scripts.run("staff_pin", _where(name.strip().casefold()), ["", ""])

    def has_pin(self, name: str) -> bool:
        """Whether this account has a PIN; which, nobody can say."""
        return bool(self._scripts.call("HGET", keys.staff(name.strip().casefold()), "pin"))

    def named_by_pin(self, pin: str, call: str) -> str | None:
        """Whose PIN this is; None when it is nobody's, theirs is disabled, or too many were tried.

        A guess is counted before it is judged: for this call, and for the whole house.
        """
        counts = [keys.pin_guesses(call), keys.pin_guesses("")]
        limits = [whole_ms(GUESSES_KEPT), MOST_GUESSES_A_CALL, MOST_GUESSES]
        if not re.fullmatch(rf"\d{{{PIN_DIGITS}}}", pin):
            return None
        found = self._scripts.run(
            "staff_by_pin", [*counts, keys.STAFF_PINS], [*limits, self._hash(pin), f"{keys.STAFF}:"]
        )
        return found.decode() if found else None

    def _hash(self, pin: str) -> str:
        return self._vault.person(f"pin {pin}")


def _where(name: str) -> list[str]:
    return [keys.staff(name), keys.STAFF_PINS]


def _too_plain(pin: str) -> bool:
    """One digit throughout, or a run up or down: what somebody would guess first."""
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    return len(steps) == 1 and steps <= {0, 1, -1}
