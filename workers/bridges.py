"""Bridged calls as they stand: an officer's phone rings, then the person's, then it is over.

A bridge belongs to one hold of one callback.  Twilio's requests name it by a token that is stored
nowhere; it is bound to the first call that uses it and worth nothing once the call is over.  The
person's number and name are not here: they are read from the callback when they are needed, while
the officer still holds it.  What came of the call is a suggestion for the form, and no more.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from workers import keys, retention
from workers.callbacks import LEASE, Callback
from workers.errors import Gone
from workers.lua import Argument
from workers.moments import from_ms, to_ms, whole_ms
from workers.queue_steps import QueueSteps, allowed

LONGEST_CALL: Final = timedelta(hours=1)
ONE_AT_A_TIME: Final = timedelta(seconds=60)
_TOKEN_BYTES: Final = 24
_OF_TWILIO: Final = {
    "completed": "answered",
    "answered": "answered",
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
    "canceled": "given_up",
}
_SUGGESTED: Final = {
    "answered": ("outcome", "reached"),
    "busy": ("result", "busy"),
    "no_answer": ("result", "no_answer"),
    "failed": ("result", "failed"),
}


@dataclass(frozen=True, slots=True)
class Bridge:
    """One bridged call.

    `state` is `ringing` (the officer's phone), `dialling` (the person's rings, or they talk),
    `over`, `not_taken` (the officer's phone was not answered, or nobody pressed 1) or `refused`
    (Twilio would not ring it).  `result` is what came of it: `answered`, `busy`, `no_answer`,
    `failed` or `given_up`; `seconds` how long they talked.
    """

    reference: str
    officer: str
    fence: int
    state: str
    at: datetime
    result: str = ""
    seconds: int = 0

    @property
    def suggests(self) -> tuple[str, str]:
        """Which field of the form it fills in, and with what; empty when with nothing."""
        return _SUGGESTED.get(self.result, ("", "")) if self.state == "over" else ("", "")


class Bridges(QueueSteps):
    """The bridges on one Redis.  Every method raises StoreAway when Redis cannot."""

    def open(self, callback: Callback, officer: str, now: datetime) -> str | None:
        """A new bridge for what they hold; its token.  None while one is being rung already.

        Raises LeaseLost, Gone.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        held: list[Argument] = [callback.reference, callback.fence, officer]
        more = [keys.bridge_of(callback.reference), keys.bridge(token)]
        lives: list[Argument] = [whole_ms(retention.BRIDGE), to_ms(now - ONE_AT_A_TIME)]
        reply = self._run("bridge_open", now, *held, *lives, more_keys=more)
        if reply[0] == b"busy":
            return None
        allowed(reply)
        return token

    def refused(self, token: str, now: datetime) -> None:
        """Twilio would not ring the officer's phone."""
        self._end(token, "", "refused", "", 0, now)

    def named(self, token: str, call: str, now: datetime) -> Callback:
        """The callback of a bridge that still rings, for this call alone.  Raises LeaseLost, Gone.

        The first call that comes with the token is the one it belongs to.
        """
        return self._step("bridge_bind", token, call, now)

    def accept(self, token: str, call: str, now: datetime) -> Callback:
        """The officer pressed 1: the callback is being called from now on.  Raises LeaseLost, Gone.

        It is held while they talk, and for an ordinary lease after that; a red one for half an hour
        unless the page keeps it, lest it is forgotten when nobody tells us of the end.  Twilio
        asking twice is asking once.
        """
        held_until = to_ms(now + LONGEST_CALL + LEASE)
        return self._step("bridge_accept", token, call, now, held_until, to_ms(now + 2 * LEASE))

    def person_over(self, token: str, status: str, seconds: int, now: datetime) -> None:
        """What came of ringing the person, as Twilio says it; the first that is final holds."""
        if result := _OF_TWILIO.get(status, ""):
            self._end(token, "dialling", "over", result, seconds, now)

    def officer_over(self, token: str, now: datetime) -> None:
        """The officer's phone is over.  Before anybody pressed 1 that ends the bridge."""
        self._end(token, "ringing", "not_taken", "", 0, now)

    def latest(self, reference: str) -> Bridge | None:
        """The last bridge of this callback, for a day."""
        found = self._scripts.run("bridge_latest", [keys.bridge_of(reference)], [keys.BRIDGES])
        if not found:
            return None
        fields = {found[n].decode(): found[n + 1].decode() for n in range(0, len(found), 2)}
        return Bridge(
            reference=fields["reference"],
            officer=fields["officer"],
            fence=int(fields["fence"]),
            state=fields["state"],
            at=from_ms(int(fields["at"])),
            result=fields["result"],
            seconds=int(fields["seconds"]),
        )

    def _step(
        self, name: str, token: str, call: str, now: datetime, *arguments: Argument
    ) -> Callback:
        if not token or not call:
            raise Gone("no such bridge")
        return self._changed(self._run(name, now, call, *arguments, more_keys=[keys.bridge(token)]))

    def _end(
        self, token: str, before: str, state: str, result: str, seconds: int, now: datetime
    ) -> Any:
        more = [keys.bridge(token)]
        return self._run("bridge_end", now, before, state, result, seconds, more_keys=more)
