"""Who did what at the console, and who was shown a number: a list that cannot be changed unseen.

Each line carries a keyed hash over itself and the line before, so that a line changed, taken out or
put in between shows.  The last lines cut off do not show by themselves: export the list now and
then.  No number and no word that somebody wrote is ever in it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from redis import Redis

from workers import keys
from workers.errors import StoreAway
from workers.lua import Scripts
from workers.moments import from_ms, to_ms

_TRIES: Final = 50
_PAGE: Final = 1000
_ALL: Final = 10**9


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One thing that somebody did.

    `number` counts from 1 without gaps.  `about` is a reference or the name of an account; `word`
    a result, an outcome or a count.  `whole` is whether it follows on the line before, unchanged.
    """

    number: int
    at: datetime
    by: str
    what: str
    about: str
    word: str
    whole: bool


class Audit:
    """The list on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis, key: str) -> None:
        self._scripts = Scripts(redis)
        self._key = key.encode()

    def add(self, by: str, what: str, now: datetime, *, about: str = "", word: str = "") -> None:
        """One line more."""
        for _ in range(_TRIES):
            last = self._scripts.call("LINDEX", keys.AUDIT, -1) or b""
            number = json.loads(last)[0] + 1 if last else 1
            fields = [number, to_ms(now), by, what, about, word]
            line = json.dumps([*fields, self._seal(last, fields)], ensure_ascii=False)
            if self._scripts.run("audit_add", [keys.AUDIT], [last, line, to_ms(now)]):
                return
        raise StoreAway("the audit kept growing")

    def latest(self, limit: int = 100, skip: int = 0) -> tuple[AuditLine, ...]:
        """The last lines, newest first, after leaving out the `skip` newest."""
        end = -1 - skip
        found = self._scripts.call("LRANGE", keys.AUDIT, end - limit, end)
        before = found.pop(0) if len(found) > limit else None
        return tuple(reversed(list(self._read(found, before))))

    def everything(self) -> Iterator[AuditLine]:
        """All lines, oldest first, read a thousand at a time."""
        start, before = 0, None
        while found := self._scripts.call("LRANGE", keys.AUDIT, start, start + _PAGE - 1):
            yield from self._read(found, before)
            start, before = start + len(found), found[-1]

    def first_broken(self, start: int = 0, most: int = _ALL) -> int | None:
        """The number of the first line that was tampered with; None when all is whole.

        Looks at `most` lines after leaving out the `start` oldest; a negative `start` counts from
        the newest.
        """
        if start < 0:
            start = max(0, self.length() + start)
        before = self._scripts.call("LINDEX", keys.AUDIT, start - 1) if start else None
        for first in range(start, start + most, _PAGE):
            last = min(first + _PAGE, start + most) - 1
            found = self._scripts.call("LRANGE", keys.AUDIT, first, last)
            if broken := [line for line in self._read(found, before) if not line.whole]:
                return broken[0].number
            if not found:
                return None
            before = found[-1]
        return None

    def length(self) -> int:
        """How many lines are kept."""
        return int(self._scripts.call("LLEN", keys.AUDIT))

    def _read(self, found: list[bytes], before: bytes | None) -> Iterator[AuditLine]:
        """The lines, each held to the one before; the first that is kept has none."""
        for raw in found:
            (number, at, by, what, about, word), whole = self._judged(raw, before)
            yield AuditLine(number, from_ms(at), by, what, about, word, whole)
            before = raw

    def _judged(self, raw: bytes, before: bytes | None) -> tuple[list[Any], bool]:
        *fields, seal = json.loads(raw)
        if before is None:
            begun = fields[0] > 1  # what stood before it was let go long ago
            return fields, begun or hmac.compare_digest(seal, self._seal(b"", fields))
        follows = fields[0] == json.loads(before)[0] + 1
        return fields, follows and hmac.compare_digest(seal, self._seal(before, fields))

    def _seal(self, before: bytes, fields: list[Any]) -> str:
        line = json.dumps(fields, ensure_ascii=False).encode()
        return hmac.new(self._key, b"audit\0" + before + b"\0" + line, sha256).hexdigest()
