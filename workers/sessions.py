"""Who is signed in to the console.  Kept on the server; the browser holds a random token only.

The token is stored nowhere: a session lies under its hash.  Every look-up reads the account anew,
so that disabling it, or another role, holds at once.  Idle and full age are timed by Redis.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from redis import Redis

from workers import keys
from workers.lua import Scripts
from workers.moments import to_ms, whole_ms
from workers.staff import Account, account_from

IDLE: Final = timedelta(minutes=30)
OLDEST: Final = timedelta(hours=12)
HALF: Final = timedelta(minutes=5)
_TOKEN_BYTES: Final = 32


class Sessions:
    """The sessions on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis) -> None:
        self._scripts = Scripts(redis)

    def open(self, account: Account, now: datetime) -> str:
        """Sign this account in; the token for its browser."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        where = [keys.session(token), keys.staff_sessions(account.name)]
        lives = [whole_ms(IDLE), whole_ms(OLDEST)]
        self._scripts.run("session_open", where, [account.name, to_ms(now), *lives])
        return token

    def find(self, token: str, now: datetime, *, kept_alive: bool = True) -> Account | None:
        """Whose session this is, kept alive by being asked for; None when it has ended.

        `kept_alive` is False for what a page asks by itself while nobody may be there.
        """
        return self.look(token, now, kept_alive=kept_alive)[0]

    def look(
        self, token: str, now: datetime, *, kept_alive: bool = True
    ) -> tuple[Account | None, int]:
        """The same, and the queue's count of changes, in one round trip."""
        if not token:
            return None, 0
        lives = [whole_ms(IDLE), whole_ms(OLDEST)]
        where = [keys.session(token), keys.CHANGED]
        arguments: list[str | int] = [f"{keys.STAFF}:", to_ms(now), *lives, int(kept_alive)]
        flat, changed = self._scripts.run("session_find", where, arguments)
        if not flat:
            return None, 0
        fields = {flat[n].decode(): flat[n + 1] for n in range(0, len(flat), 2)}
        return account_from(fields), changed

    def half_open(self, account: Account) -> str:
        """The right password was given and the second step is owed; the token for the browser."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._scripts.call("SET", keys.half_session(token), account.name, "PX", whole_ms(HALF))
        return token

    def half(self, token: str) -> str:
        """Who owes their second step; empty when the time for it is over."""
        found = self._scripts.call("GET", keys.half_session(token)) if token else None
        return found.decode() if found else ""

    def half_close(self, token: str) -> None:
        """The second step was done, or given up."""
        self._scripts.call("DEL", keys.half_session(token))

    def watch(self, account: Account) -> str:
        """A desk of this account was locked: the token by which its browser goes on watching."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._scripts.call("SET", _watch(token), account.name, "PX", whole_ms(OLDEST))
        return token

    def watcher(self, token: str) -> str:
        """Whose locked desk this is; empty when it is nobody's, or no longer."""
        found = self._scripts.call("GET", _watch(token)) if token else None
        return found.decode() if found else ""

    def watch_close(self, token: str) -> None:
        """Somebody signed in there again."""
        self._scripts.call("DEL", _watch(token))

    def close(self, token: str) -> None:
        """Sign out here."""
        self._scripts.call("DEL", keys.session(token))

    def close_all(self, name: str) -> None:
        """Sign this account out everywhere."""
        where = [keys.staff_sessions(name.strip().casefold())]
        self._scripts.run("sessions_close", where, [keys.SESSIONS])


def _watch(token: str) -> str:
    return keys.half_session(f"watch {token}")
