"""What a callback is, and how a second contact changes the one that is open.  Pure.

Laws held here: one person has one open callback and it keeps the place it had; a level never
falls by itself; nothing promised earlier is put off unless the person asked for another time.
This module never touches the store, and never closes a red callback.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Final

from flows.conversation import OpenCallback, Wishes
from flows.levels import Finding, Kind, Level, higher
from flows.outcome import KeepCallback

LEASE: Final = timedelta(minutes=15)
UNDO: Final = timedelta(seconds=60)
MOST_EVIDENCE: Final = 20
NO_CALL: Final = "no_call"
DELETE_ME: Final = "delete_me"


@dataclass(frozen=True, slots=True)
class Personal:
    """Everything about the person; one encrypted field.

    `number` is E.164, empty when withheld.  `requests` is what they said to the callback
    themselves: `no_call`, `delete_me`.
    """

    number: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    evidence: tuple[Finding, ...] = ()
    requests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Callback:
    """One person to ring, or one message for an officer to read.

    `state` is `waiting`, `claimed`, `calling` or `closed`.  `channel` is the door they first came
    by, `sms` or `voice`.  `fence` grows with every claim and every giving back, `version` with
    every change.  `check` is `""`, `open` or `closed`; `alert` is `""`, `climbing` or `taken`;
    `alert_step` counts how often people were told, `alert_from` is where this climb began.
    `closing` is the outcome with which it will close at `closing_at` unless that is undone.
    `duplicate_of` is the callback that stays when this one is (or will be) closed as its duplicate.
    Officer, lease and outcome are empty while they do not apply.
    """

    reference: str
    person: str
    level: Level
    kind: Kind | None
    state: str
    asked: bool
    channel: str
    waiting_since: datetime
    not_before: datetime
    due_at: datetime
    attempts: int
    officer: str
    lease_until: datetime | None
    fence: int
    version: int
    outcome: str
    closed_at: datetime | None
    personal: Personal
    check: str = ""
    alert: str = ""
    alert_step: int = 0
    alert_from: int = 0
    closing: str = ""
    closing_at: datetime | None = None
    duplicate_of: str = ""

    @property
    def held(self) -> bool:
        """Whether an officer has it (their lease may have ended since)."""
        return self.state in ("claimed", "calling")

    def seen_from_flows(self) -> OpenCallback:
        """What `advance` may know of it."""
        return OpenCallback(
            self.reference, self.level, self.state, self.asked, self.not_before, self.due_at
        )


def merged(
    existing: Callback | None,
    keep: KeepCallback,
    *,
    reference: str,
    person: str,
    number: str,
    channel: str,
    findings: Sequence[Finding],
    now: datetime,
) -> Callback:
    """The callback after this contact: `existing` updated, or a new one called `reference`."""
    if existing is None:
        return _opened(keep, reference, person, number, channel, findings, now)
    level = higher(existing.level, keep.level)
    check = _check(existing.check, keep, level)
    not_before, due_at = _promise(existing, keep, level, check, now)
    return replace(
        existing,
        level=level,
        kind=_kind(existing, keep),
        asked=existing.asked or keep.asked,
        not_before=not_before,
        due_at=due_at,
        check=check,
        personal=_personal(existing.personal, keep, number, findings),
    )


def split(callback: Callback, who: str, reference: str) -> tuple[Callback, Callback]:
    """The callback, and another one at its place for somebody else on the same number.

    Which words were whose nobody knows yet: level, evidence and what was asked of us go with both.
    What the other may be told and when they like to be rung is not known; the phone is shared.
    """
    personal = callback.personal
    shared = replace(personal, wishes=replace(personal.wishes, shared_phone=True))
    theirs = Wishes(name=who, shared_phone=True, shall_we_ring=personal.wishes.shall_we_ring)
    other = replace(
        callback,
        reference=reference,
        state="waiting",
        attempts=0,
        officer="",
        lease_until=None,
        fence=0,
        version=0,
        alert="",
        alert_step=0,
        alert_from=0,
        closing="",
        closing_at=None,
        duplicate_of="",
        personal=replace(personal, wishes=theirs),
    )
    return replace(callback, personal=shared), other


def withdrawn(callback: Callback, now: datetime) -> Callback:
    """The callback after the person took it back.

    It closes as `cancelled`, unless it is red or an officer has it in hand: then what they said is
    recorded for the officer to see, and it stays open until a named person closes it.
    """
    wishes = replace(callback.personal.wishes, shall_we_ring=False)
    callback = replace(callback, personal=replace(callback.personal, wishes=wishes))
    if callback.level is Level.RED or callback.held:
        return requested(callback, NO_CALL)
    return replace(callback, state="closed", outcome="cancelled", closed_at=now)


def deleted(callback: Callback, now: datetime) -> Callback:
    """The callback after the person asked to be deleted.

    It ends, unless it is red or an officer has it in hand: then the wish is shown, number and level
    stay until a named person closes it, and everything is erased then.
    """
    if callback.level is Level.RED or callback.held:
        return requested(callback, DELETE_ME)
    return replace(callback, state="closed", outcome="cancelled", closed_at=now)


def requested(callback: Callback, request: str) -> Callback:
    """The callback with what the person themselves said to it; said twice, it stands once."""
    personal = callback.personal
    if request in personal.requests:
        return callback
    return replace(callback, personal=replace(personal, requests=(*personal.requests, request)))


def check_closed(callback: Callback) -> Callback:
    """The callback after a clear no to the check question.

    It stays: one that was asked for is rung when they wished; one that was not is read by an
    officer, who closes it as `safe`.  Red is not touched.
    """
    if callback.level is Level.RED or not callback.check:
        return callback
    callback = replace(callback, check="closed")
    wishes = callback.personal.wishes
    if callback.asked and wishes.not_before and wishes.due_by:
        return replace(callback, not_before=wishes.not_before, due_at=wishes.due_by)
    return callback


def _opened(
    keep: KeepCallback,
    reference: str,
    person: str,
    number: str,
    channel: str,
    findings: Sequence[Finding],
    now: datetime,
) -> Callback:
    return Callback(
        reference=reference,
        person=person,
        level=keep.level,
        kind=keep.kind,
        state="waiting",
        asked=keep.asked,
        channel=channel,
        waiting_since=now,
        not_before=now if keep.level is Level.RED else keep.not_before,
        due_at=keep.due_at,
        attempts=0,
        officer="",
        lease_until=None,
        fence=0,
        version=0,
        outcome="",
        closed_at=None,
        personal=_personal(Personal(), keep, number, findings),
        check=_check("", keep, keep.level),
    )


def _promise(
    existing: Callback, keep: KeepCallback, level: Level, check: str, now: datetime
) -> tuple[datetime, datetime]:
    """Never ring before, and due by: earlier wins, but the person may choose another time.

    A doubtful sign that nobody has read yet does not wait for the evening they named.
    """
    if level is Level.RED:
        return min(existing.not_before, now), min(existing.due_at, keep.due_at)
    if keep.rescheduled and check != "open":
        return keep.not_before, keep.due_at
    return min(existing.not_before, keep.not_before), min(existing.due_at, keep.due_at)


def _kind(existing: Callback, keep: KeepCallback) -> Kind | None:
    """What was found first stays, unless what is found now is graver or clearer."""
    vague = existing.kind in (None, Kind.UNCLEAR)
    if keep.level.rank > existing.level.rank:
        return keep.kind or existing.kind
    if keep.level is existing.level and vague:
        return keep.kind or existing.kind
    return existing.kind


def _check(before: str, keep: KeepCallback, level: Level) -> str:
    """The check opens with a doubtful sign that nobody asked a call for; red has outgrown it."""
    if level is Level.RED:
        return ""
    doubtful = keep.level is Level.AMBER and keep.kind is Kind.UNCLEAR and not keep.asked
    return "open" if doubtful else before


def _personal(
    before: Personal, keep: KeepCallback, number: str, findings: Sequence[Finding]
) -> Personal:
    return Personal(
        number=number or before.number,
        wishes=_wishes(before.wishes, keep.wishes),
        evidence=_evidence(before.evidence, findings),
        requests=tuple(r for r in before.requests if not (keep.asked and r == NO_CALL)),
    )


def _wishes(before: Wishes, latest: Wishes) -> Wishes:
    """Each wish as they last gave it; what they did not say again stays."""
    given = {f.name: getattr(latest, f.name) for f in fields(Wishes)}
    return replace(before, **{n: value for n, value in given.items() if value not in ("", None)})


def _evidence(before: tuple[Finding, ...], latest: Sequence[Finding]) -> tuple[Finding, ...]:
    """Newest last; where there are too many the weakest go first, the oldest of them first."""
    found = tuple(dict.fromkeys((*before, *latest)))
    if len(found) <= MOST_EVIDENCE:
        return found
    order = sorted(range(len(found)), key=lambda n: (found[n].level.rank, n))
    kept = sorted(order[-MOST_EVIDENCE:])
    return tuple(found[n] for n in kept)
