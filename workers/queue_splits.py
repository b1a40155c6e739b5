"""Several people on one number: an officer who finds that out splits their callback.

Merging goes by the number and stays so: who writes next from it updates the callback that the
number points to, and when that closes, the next of those split off takes its place.  Only a person
splits, and only what they hold.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from workers import keys, records
from workers.callbacks import Callback, split
from workers.errors import Gone, StoreAway
from workers.lua import Argument
from workers.queue_steps import QueueSteps

LONGEST_NAME: Final = 100
_TRIES: Final = 5


class QueueSplits(QueueSteps):
    """Splitting on one Redis."""

    def split(
        self, reference: str, fence: int, officer: str, who: str, another: str, now: datetime
    ) -> Callback:
        """A second callback, called `another`, for `who` on the same number; the new one.

        It waits at the place of the first, as urgent, and a red one is told to people at once.
        Raises LeaseLost, Gone; ValueError for no name, or a reference in use.
        """
        who = who.strip()[:LONGEST_NAME]
        if not who:
            raise ValueError("a callback is split for somebody with a name")
        for _ in range(_TRIES):
            before = self._existing(reference)
            if before.state == "closed":
                raise Gone("closed")
            shared, other = split(before, who, another)
            fields = [
                *records.opening_fields(other),
                *records.contact_fields(other, self._vault),
            ]
            held: list[Argument] = [reference, fence, officer, before.version, another]
            sealed = records.sealed_personal(shared, self._vault)
            more_keys = [keys.split_off(before.person)]
            reply = self._run("split", now, *held, sealed, *fields, more_keys=more_keys)
            if reply[0] == b"in_use":
                raise ValueError("a callback of that reference is there already")
            if reply[0] != b"stale":
                return self._changed(reply)
        raise StoreAway("the callback kept changing")

    def open_of(self, person: str) -> tuple[Callback, ...]:
        """Every open callback on this person's number, the one it points to first."""
        first = self._scripts.call("GET", keys.open_callback(person))
        others = self._scripts.call("LRANGE", keys.split_off(person), 0, -1)
        named = [reference.decode() for reference in (first, *others) if reference]
        return tuple(callback for name in named if (callback := self.get(name)) is not None)
