"""How often signing in was tried lately from one address: the ceiling beside that of each account.

Somebody who tries one password on every name never meets an account's own lock.  An address is
known by a keyed hash only, and forgotten when its time is over.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from workers import keys
from workers.lua import Scripts
from workers.moments import whole_ms
from workers.vault import Vault

MOST: Final = 30  # a whole office may sit behind one address
REMEMBERED: Final = timedelta(minutes=15)


class Guesses:
    """The counts on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, scripts: Scripts, vault: Vault) -> None:
        self._scripts = scripts
        self._vault = vault

    def allowed(self, address: str) -> bool:
        """Count a try from there before it is judged; whether it may be judged at all."""
        return self.made(address) <= MOST

    def made(self, address: str) -> int:
        """Count a try from there; how many there were lately."""
        limits = [whole_ms(REMEMBERED), MOST]
        return int(self._scripts.run("staff_guess", [self._key(address)], limits))

    def right(self, address: str) -> None:
        """The last one was none: somebody signed in."""
        self._scripts.call("DECR", self._key(address))

    def _key(self, address: str) -> str:
        return keys.guesses_from(self._vault.person(address))
