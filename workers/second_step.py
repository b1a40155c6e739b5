"""The second step of signing in: a code from a phone (RFC 6238), or one of ten kept on paper.

The secret is sealed by the vault.  A code is good once, and for half a minute either way of the
clock; a recovery code is kept as a hash keyed with that secret, and is good once.  A wrong one
counts as a wrong password does, towards the same lock.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from hashlib import sha256
from typing import Final

import pyotp
from redis import Redis

from workers import keys
from workers.errors import StaffRefused
from workers.lua import Scripts
from workers.moments import whole_ms
from workers.staff import LOCKED_FOR, MOST_FAILURES
from workers.vault import Vault

RECOVERY_CODES: Final = 10
ISSUER: Final = "Admissions desk"
_DRIFT: Final = (0, -1, 1)  # steps of 30 seconds that a phone's clock may be off
_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
_LENGTH: Final = 10


class SecondStep:
    """The second steps of all accounts on one Redis.  Methods raise StoreAway when Redis cannot."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._scripts = Scripts(redis)
        self._vault = vault

    def begin(self, name: str) -> str:
        """A new secret for this account, which does not hold before it is confirmed.

        Raises StaffRefused: there is one that holds already.
        """
        secret = pyotp.random_base32()
        sealed = self._vault.seal(secret.encode(), keys.staff(name))
        if not self._scripts.run("second_begin", [keys.staff(name)], [sealed]):
            raise StaffRefused("the second step is on already")
        return secret

    def begun(self, name: str) -> str:
        """The secret that waits to be confirmed; empty when none does."""
        sealed = self._scripts.call("HGET", keys.staff(name), "totp_new")
        return self._opened(name, sealed)

    def confirm(self, name: str, code: str, now: datetime) -> tuple[str, ...]:
        """From now on the codes are asked for; the recovery codes, which nobody sees again.

        Raises StaffRefused when the code is not one of the secret that waits.
        """
        sealed = self._scripts.call("HGET", keys.staff(name), "totp_new")
        secret = self._opened(name, sealed)
        step = _step(secret, code, now)
        if not secret or step is None:
            raise StaffRefused("that is not the code that the phone shows now")
        plain, hashed = _recovery_codes(secret)
        where = [keys.staff(name), keys.staff_recovery(name)]
        if not self._scripts.run("second_confirm", where, [sealed, step, *hashed]):
            raise StaffRefused("it was begun anew meanwhile")
        return plain

    def check(self, name: str, code: str, now: datetime) -> str:
        """What `code` was: "code", "recovery", or empty when it is not right, or was used before.

        Counted before it is judged, as a password is; a right one forgets the guesses.
        """
        failures = keys.staff_failures(name)
        guesses = self._scripts.run(
            "staff_guess", [failures], [whole_ms(LOCKED_FOR), MOST_FAILURES]
        )
        if guesses > MOST_FAILURES:
            return ""
        sealed = self._scripts.call("HGET", keys.staff(name), "totp")
        secret = self._opened(name, sealed)
        what = self._judged(name, sealed, secret, code, now) if secret else ""
        if what:
            self._scripts.call("DEL", failures)
        return what

    def new_recovery_codes(self, name: str) -> tuple[str, ...]:
        """Ten others; those of before are worth nothing.  Raises StaffRefused: no second step."""
        sealed = self._scripts.call("HGET", keys.staff(name), "totp")
        secret = self._opened(name, sealed)
        if not secret:
            raise StaffRefused("the second step is not on")
        plain, hashed = _recovery_codes(secret)
        where = [keys.staff(name), keys.staff_recovery(name)]
        if not self._scripts.run("second_codes", where, [sealed, *hashed]):
            raise StaffRefused("it was changed meanwhile")
        return plain

    def recovery_codes_left(self, name: str) -> int:
        """How many are not used yet."""
        return int(self._scripts.call("SCARD", keys.staff_recovery(name)))

    def take_away(self, name: str) -> None:
        """The password alone is enough again, no lock is left, and every session is closed."""
        where = [
            keys.staff(name),
            keys.staff_recovery(name),
            keys.staff_failures(name),
            keys.staff_sessions(name),
        ]
        if not self._scripts.run("second_off", where, [keys.SESSIONS]):
            raise StaffRefused("there is no such account")

    def _judged(self, name: str, sealed: bytes, secret: str, code: str, now: datetime) -> str:
        step = _step(secret, code, now)
        if step is not None:
            used = self._scripts.run("second_use", [keys.staff(name)], [sealed, step])
            return "code" if used else ""
        hashed = _hashed(secret, code)
        return "recovery" if self._scripts.call("SREM", keys.staff_recovery(name), hashed) else ""

    def _opened(self, name: str, sealed: bytes | None) -> str:
        return self._vault.open(sealed, keys.staff(name)).decode() if sealed else ""


def address_of(secret: str, name: str) -> str:
    """What a phone reads from the square."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def _step(secret: str, code: str, now: datetime) -> int | None:
    """The step of 30 seconds whose code this is, of those that may be meant."""
    typed = "".join(code.split())
    if not secret or not typed.isascii():
        return None
    phone = pyotp.TOTP(secret)
    here = phone.timecode(now)
    found = [
        here + off for off in _DRIFT if hmac.compare_digest(phone.generate_otp(here + off), typed)
    ]
    return found[0] if found else None


def _recovery_codes(secret: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    made = [
        "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)
    ]
    return tuple(f"{c[:5]}-{c[5:]}" for c in made), tuple(_hashed(secret, c) for c in made)


def _hashed(secret: str, code: str) -> str:
    plain = "".join(c for c in code.upper() if c.isalnum())
    return hmac.new(secret.encode(), b"recovery\0" + plain.encode(), sha256).hexdigest()
