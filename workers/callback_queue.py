"""The callback queue: what officers and the clock do to it.

Each step is one atomic script that takes the moment and, where an officer acts on what they hold,
the fence they were given: a step that is refused changes nothing.  How a second contact changes a
callback is not here but in `workers.callbacks`; when to try again is in `workers.plan`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from redis import Redis

from flows.levels import Kind, Level
from workers import due, keys
from workers.callbacks import DELETE_ME, LEASE, UNDO, Callback
from workers.errors import AlreadyClaimed as AlreadyClaimed
from workers.errors import Gone as Gone
from workers.errors import LeaseLost as LeaseLost
from workers.errors import OutcomeRefused as OutcomeRefused
from workers.errors import QueueRefused, StoreAway
from workers.history import HistoryEntry as HistoryEntry
from workers.history import Summary as Summary
from workers.lua import Argument
from workers.missed import NO_WORDS, Missed
from workers.moments import from_ms, to_ms
from workers.plan import RESULTS, NextTry, Plan, next_try, shipped
from workers.queue_splits import QueueSplits
from workers.queue_steps import allowed
from workers.vault import Vault

OUTCOMES: Final = frozenset(
    {
        "reached", "wrong_number", "do_not_call", "duplicate", "elsewhere", "passed_to_999",
        "cancelled", "exhausted", "safe",
    }
)  # fmt: skip
_TRIES: Final = 5
_HELD_WHILE_CLOSING: Final = timedelta(days=1)  # a slow clock must not ring them again


class CallbackQueue(QueueSplits):
    """The queue on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(
        self,
        redis: Redis,
        vault: Vault,
        plan: Plan | None = None,
        words: Mapping[str, str] = NO_WORDS,
    ) -> None:
        """`words` are those of the lines that the plan may have sent."""
        super().__init__(redis, vault)
        self._plan = plan or shipped()
        self._missed = Missed(words, vault)

    def take_next(self, officer: str, now: datetime) -> Callback | None:
        """Claim the one to ring next: red first, then the earliest promise.  None: nobody waits."""
        flat = self._run("take_next", now, officer, _lease_end(now))
        return self._callback(flat) if flat else None

    def claim(self, reference: str, officer: str, now: datetime) -> Callback:
        """Claim this one, even before it should be rung.  Raises AlreadyClaimed, Gone.

        Whoever holds it already keeps it and its fence.
        """
        return self._changed(self._run("claim", now, reference, officer, _lease_end(now)))

    def renew(self, reference: str, fence: int, now: datetime) -> datetime:
        """Keep what is held for another lease; its new end.  Raises LeaseLost, Gone."""
        end = _lease_end(now)
        allowed(self._run("renew", now, reference, fence, end))
        return from_ms(end)

    def show_number(self, reference: str, fence: int, now: datetime) -> None:
        """Put on record that the holder is shown the number.  Raises LeaseLost, Gone."""
        allowed(self._run("show_number", now, reference, fence))

    def release(self, reference: str, fence: int, officer: str, now: datetime) -> None:
        """Give it back untried, to wait in its old place.  Raises LeaseLost, Gone."""
        allowed(self._run("release", now, reference, fence, officer))

    def start_calling(self, reference: str, fence: int, now: datetime) -> None:
        """Claimed becomes calling, with a fresh lease.  Raises LeaseLost, Gone."""
        allowed(self._run("start_calling", now, reference, fence, _lease_end(now)))

    def attempt(
        self,
        reference: str,
        fence: int,
        officer: str,
        result: str,
        now: datetime,
        *,
        not_before: datetime | None = None,
    ) -> Callback:
        """What came of ringing: it waits again by the plan, or until `not_before` if agreed.

        When the plan has no further try it closes as `exhausted`, which red never does.  Counts
        even when the lease has ended, as long as nobody else claimed it.  Raises LeaseLost, Gone;
        ValueError for an unknown result.
        """
        if result not in RESULTS:
            raise ValueError("unknown result of an attempt")

        def arguments(callback: Callback) -> list[Argument]:
            plan = next_try(self._plan, callback, result, now, chosen=not_before)
            text = self._missed.text(callback, fence, plan.text, now)
            return [result, *_next_try(plan), *text]

        before, more = self._existing(reference), (self._missed.key(reference, fence),)
        return self._decided("attempt", before, fence, officer, now, arguments, more)

    def close(
        self,
        reference: str,
        fence: int,
        officer: str,
        outcome: str,
        now: datetime,
        *,
        duplicate_of: str = "",
    ) -> Callback:
        """The end of it, by a named person.  Raises LeaseLost, Gone, ValueError.

        OutcomeRefused: red is never `exhausted` nor `safe`, and `safe` is for a check; a duplicate
        is of another callback that is there.  Who asked to be deleted is forgotten now: number,
        words, transcript, notes.
        """
        self._refuse_bad_end(reference, outcome, duplicate_of)
        before = self._existing(reference)
        return self._close(before, fence, officer, outcome, now, duplicate_of=duplicate_of)

    def close_soon(
        self,
        reference: str,
        fence: int,
        officer: str,
        outcome: str,
        now: datetime,
        *,
        duplicate_of: str = "",
    ) -> Callback:
        """The same, but it takes effect in a minute; until then it can be undone.

        Whatever else happens to it meanwhile undoes it too: they write again, the officer tries
        again.  Raises and refuses as `close` does.
        """
        self._refuse_bad_end(reference, outcome, duplicate_of)
        effect = now + UNDO
        held_until = to_ms(effect + _HELD_WHILE_CLOSING)
        arguments: list[Argument] = [to_ms(effect), held_until, duplicate_of]
        return self._changed(
            self._run("close_soon", now, reference, fence, officer, outcome, *arguments)
        )

    def undo_close(self, reference: str, fence: int, officer: str, now: datetime) -> Callback:
        """Take a closing back; it is held as before.  Raises LeaseLost, Gone: too late."""
        return self._changed(
            self._run("undo_close", now, reference, fence, officer, _lease_end(now))
        )

    def finish_closing(self, reference: str, now: datetime) -> bool:
        """Let a closing take effect whose moment has come; whether it did.  Twice is once."""
        callback = self.get(reference)
        if callback is None:
            self._scripts.call("ZREM", keys.DUE, due.close(reference))
            return False
        if not callback.closing_at or callback.closing_at > now:
            return False
        try:
            how = {"finishing": "1", "duplicate_of": callback.duplicate_of}
            self._close(callback, callback.fence, callback.officer, callback.closing, now, **how)
        except QueueRefused:
            return False
        return True

    def lower(
        self,
        reference: str,
        fence: int,
        officer: str,
        level: Level,
        kind: Kind | None,
        now: datetime,
    ) -> Callback:
        """A named person lowers what they hold.  Raises LeaseLost, Gone, OutcomeRefused.

        The conversation forgets the old danger with it, so that the next text does not raise it.
        """
        before = self._existing(reference)
        person_key = keys.conversation(before.person)
        arguments: list[Argument] = [
            reference,
            fence,
            officer,
            level.value,
            kind.value if kind else "",
        ]
        return self._changed(self._run("lower", now, *arguments, more_keys=[person_key]))

    def note(self, reference: str, officer: str, text: str, now: datetime) -> None:
        """Write a note, on an open or a closed callback.  Raises Gone."""
        sealed = self._vault.seal(text.encode(), keys.history(reference))
        allowed(self._run("note", now, reference, officer, sealed))

    def return_ended_leases(self, now: datetime) -> tuple[str, ...]:
        """References whose lease had ended; they wait again.  Also wakes tries whose time came.

        Running it twice finds nothing the second time.
        """
        return tuple(reference.decode() for reference in self._run("wake", now))

    def _close(
        self,
        callback: Callback,
        fence: int,
        officer: str,
        outcome: str,
        now: datetime,
        *,
        finishing: str = "",
        duplicate_of: str = "",
    ) -> Callback:
        def arguments(callback: Callback) -> list[Argument]:
            deleted = "1" if DELETE_ME in callback.personal.requests else ""
            return [outcome, keys.OUTBOX_PREFIX, deleted, finishing, duplicate_of]

        return self._decided("close", callback, fence, officer, now, arguments)

    def _refuse_bad_end(self, reference: str, outcome: str, duplicate_of: str) -> None:
        if outcome not in OUTCOMES:
            raise ValueError("unknown outcome")
        if not duplicate_of:
            return
        of_itself = outcome != "duplicate" or duplicate_of == reference
        if of_itself or self.get(duplicate_of) is None:
            raise OutcomeRefused("a duplicate is of another callback that is there")

    def _decided(
        self,
        name: str,
        callback: Callback,
        fence: int,
        officer: str,
        now: datetime,
        arguments: Callable[[Callback], list[Argument]],
        more: tuple[str, ...] = (),
    ) -> Callback:
        """Run a step whose arguments follow from the callback, again if that changed meanwhile."""
        reference, person = callback.reference, (*keys.of_person(callback.person), *more)
        for _ in range(_TRIES):
            held: list[Argument] = [reference, fence, officer, callback.version]
            reply = self._run(name, now, *held, *arguments(callback), more_keys=person)
            if reply[0] != b"stale":
                return self._changed(reply)
            callback = self._callback(reply[1])
        raise StoreAway("the callback kept changing")


def _lease_end(now: datetime) -> int:
    return to_ms(now + LEASE)


def _next_try(plan: NextTry) -> list[Argument]:
    outcome = "exhausted" if plan.exhausted else ""
    return [to_ms(plan.not_before), to_ms(plan.due_at), plan.attempts, outcome]
