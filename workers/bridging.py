"""Call now: ring the officer's own phone, so that it can be put through to the person.

It says why when it cannot be done, in words for the officer; then they ring by hand, or do what
the words say.  The bridge is written first, then Twilio is asked to ring.  Should we fall over in
between, nothing rings, it can be tried again after a minute, and the callback is held as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flows.levels import Level
from flows.numbers import NumberKind, kind_of
from workers.bridges import Bridges
from workers.callbacks import DELETE_ME, NO_CALL, Callback
from workers.errors import BridgeRefused, Gone, SendFailed, VaultError
from workers.gateway import Gateway
from workers.plan import Plan, is_quiet
from workers.staff_phones import StaffPhones

PATH: Final = "/twilio/voice/officer"
STATUS_PATH: Final = "/twilio/status/officer"
BUSY: Final = "Your phone is being rung already"
NOBODY_KNOWS: Final = (
    "Twilio did not answer: if your phone rings in a moment, take it; otherwise ring by hand"
)


@dataclass(frozen=True, slots=True)
class Bridging:
    """Everything that calling needs.  `own` are our own numbers, which are never dialled."""

    bridges: Bridges
    phones: StaffPhones
    gateway: Gateway
    plan: Plan
    caller_id: str
    own: frozenset[str]

    def why_not(self, callback: Callback, officer: str, now: datetime) -> str:
        """Why this officer cannot be put through to them now; empty when they can.

        Raises StoreAway.
        """
        return next((words for holds, words in self._reasons(callback, officer, now) if holds), "")

    def begin(self, reference: str, fence: int, officer: str, now: datetime) -> None:
        """Ring the officer's phone.  Raises BridgeRefused with a reason; StoreAway."""
        callback = self.bridges.get(reference)
        if callback is None or callback.fence != fence:
            raise BridgeRefused("It is not yours any more")
        if reason := self.why_not(callback, officer, now):
            raise BridgeRefused(reason)
        token = self.bridges.open(callback, officer, now)
        if token is None:
            raise BridgeRefused(BUSY)
        try:
            phone = self._phone(officer)
            self.gateway.place_call(phone, PATH, {"t": token}, status=STATUS_PATH)
        except SendFailed as failure:
            if failure.outcome_unknown:
                raise BridgeRefused(NOBODY_KNOWS) from None
            self.bridges.refused(token, now)
            raise BridgeRefused(_refusal(failure)) from None

    def to_dial(self, callback: Callback) -> str:
        """The number to ring them on, when it is a UK number that can be; else Gone is raised."""
        number = dialled(callback)
        if kind_of(number) not in (NumberKind.MOBILE, NumberKind.LANDLINE) or number in self.own:
            raise Gone("no number that can be rung")
        return number

    def _reasons(
        self, callback: Callback, officer: str, now: datetime
    ) -> Iterable[tuple[bool, str]]:
        red = callback.level is Level.RED
        number, wishes = dialled(callback), callback.personal.wishes
        mine = callback.held and callback.officer == officer
        lasts = callback.lease_until is not None and callback.lease_until > now
        yield callback.state == "closed", "This callback is closed"
        yield not (mine and lasts), "Take this callback first"
        yield bool(callback.closing), "It is about to close: undo that first"
        yield not self.caller_id, "No number to call from is set up (CALLER_ID)"
        yield not number, "There is no number to ring"
        yield number in self.own, "Their number is one of our own"
        callable_ = kind_of(number) in (NumberKind.MOBILE, NumberKind.LANDLINE)
        yield not callable_, "Their number cannot be rung from here: it is not a UK phone"
        yield not red and _unwanted(callback), "They asked not to be rung"
        later = wishes.not_before is not None and wishes.not_before > now
        yield not red and later, "They asked to be rung later"
        yield not red and self._quiet(callback, now), "It is too late or too early to ring anybody"
        phone = self._phone(officer)
        yield not phone, "There is no phone on your account: a lead can add it"
        yield phone == number, "The phone on your account is the number you would ring"

    def _quiet(self, callback: Callback, now: datetime) -> bool:
        """Quiet hours hold, unless they asked to be rung at just this time."""
        wishes = callback.personal.wishes
        asked = wishes.not_before and wishes.due_by and wishes.not_before <= now <= wishes.due_by
        return is_quiet(self.plan, now) and not asked

    def _phone(self, officer: str) -> str:
        try:
            return self.phones.number_of(officer)
        except VaultError:
            return ""


def dialled(callback: Callback) -> str:
    """The number they are rung on: another one, where they gave it for that."""
    return callback.personal.wishes.other_number or callback.personal.number


def _unwanted(callback: Callback) -> bool:
    said = {NO_CALL, DELETE_ME} & set(callback.personal.requests)
    return bool(said) or callback.personal.wishes.shall_we_ring is False


def _refusal(failure: SendFailed) -> str:
    if failure.code in (21211, 21214, 21217):
        return "Twilio cannot ring the phone on your account: ask a lead to check it"
    if failure.retryable:
        return "Twilio cannot be reached just now: try again in a moment, or ring by hand"
    return f"Twilio would not ring your phone (code {failure.code}): ring by hand"
